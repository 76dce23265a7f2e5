// The states of the page that --tour photographs. Nothing is written.
#include "ui/dataset/pair_canvas.h"
#include "ui/preprocess/batch_panel.h"
#include "ui/preprocess/contact_sheet.h"
#include "ui/preprocess/preprocess_page.h"
#include "ui/preprocess/weights_panel.h"
#include "ui/widgets/error_bar.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>

namespace armature::ui {

namespace {

template <typename Condition>
void waitWhile(Condition &&condition)
{
    QElapsedTimer clock;
    clock.start();
    while (condition() && clock.elapsed() < 5000)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
}

BatchFile leftFile(const char *source, const QString &why, bool isFailed)
{
    BatchFile file;
    file.source = source;
    file.outcome = isFailed ? BatchOutcome::Failed : BatchOutcome::NothingFound;
    file.reason = file.error.message = why.toStdString();
    return file;
}

} // namespace

QStringList PreprocessPage::tourStates() const
{
    return {QStringLiteral("empty"),  QStringLiteral("canny"),   QStringLiteral("unavailable"),
            QStringLiteral("sheet"),  QStringLiteral("running"), QStringLiteral("done"),
            QStringLiteral("weights")};
}

void PreprocessPage::showTourState(const QString &state)
{
    const auto is = [&](const char *name) { return state == QLatin1String(name); };
    m_errors->clear();
    showTab(is("sheet") ? Sheet : is("weights") ? Weights : is("running") || is("done") ? Batch : Preview);
    if (is("empty")) {
        m_canvas->showImages({}, {}, tr("There is no map."));
        return;
    }
    if (is("canny")) {
        setAnnotator(QStringLiteral("canny"));
        waitWhile([this] { return m_pictures.empty(); });
        requestPreview();
        waitWhile([this] { return m_previewer->isBusy(); });
    }
    if (is("unavailable")) {
        Error error;
        error.code = ErrorCode::NotFound;
        error.message = tr("The weights of Depth Anything V2 are not on this computer.").toStdString();
        error.remedy = tr("Get them and say where they are.").toStdString();
        m_errors->show(ErrorReport::from(error, tr("Weights"), [this] { showTab(Weights); }),
                       ErrorBar::Kind::Note);
    }
    if (is("sheet")) {
        makeSheet();
        waitWhile([this] { return m_sheeter->isBusy(); });
    }
    BatchProgress progress;
    progress.total = 1200;
    progress.done = 640;
    progress.skipped = 120;
    progress.nothingFound = 1;
    progress.failed = 1;
    progress.secondsLeft = 95;
    if (is("running") || is("done")) {
        m_batch->begin(QStringLiteral("Canny edges"));
        m_batch->setProgress(progress);
        m_batch->addFile(
            leftFile("harbour/scan 041.tif", tr("The file is cut short; its end is missing."), true));
        m_batch->addFile(leftFile("harbour/empty quay.jpg", tr("no person found"), false));
    }
    if (is("done")) {
        BatchSummary summary;
        progress.done = 1078;
        summary.progress = progress;
        summary.isComplete = true;
        m_batch->end(summary);
    }
    if (is("weights"))
        m_weights->select("hed");
}

} // namespace armature::ui
