// The states of the page that --tour photographs.
#include "ui/dataset/caption_dialog.h"
#include "ui/dataset/dataset_page.h"
#include "ui/dataset/filter_field.h"
#include "ui/dataset/import_panel.h"
#include "ui/dataset/pair_canvas.h"
#include "ui/dataset/pair_grid.h"
#include "ui/dataset/pair_model.h"
#include "ui/dataset/pair_view.h"
#include "ui/dataset/thumbnails.h"
#include "ui/widgets/error_bar.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QLineEdit>
#include <QStackedWidget>

namespace armature::ui {

namespace {

// The scan and the names are read on other threads; a tour has the time.
template <typename Condition>
void waitWhile(Condition &&condition)
{
    QElapsedTimer clock;
    clock.start();
    while (condition() && clock.elapsed() < 5000)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
}

} // namespace

QStringList DatasetPage::tourStates() const
{
    return {QStringLiteral("empty"),   QStringLiteral("scanning"), QStringLiteral("grid"),
            QStringLiteral("both"),    QStringLiteral("faults"),   QStringLiteral("pair"),
            QStringLiteral("overlay"), QStringLiteral("split"),    QStringLiteral("filter"),
            QStringLiteral("error"),   QStringLiteral("import"),   QStringLiteral("captions")};
}

void DatasetPage::showTourState(const QString &state)
{
    const auto is = [&](const char *name) { return state == QLatin1String(name); };
    const auto folder = m_tourFolder.empty() ? m_root : m_tourFolder;
    m_tourFolder = folder;
    if (is("empty")) {
        closeProject();
        return;
    }
    const bool isScanShown = is("scanning");
    if (m_root.empty() || isScanShown)
        openFolder(folder);
    if (isScanShown)
        return;
    QEventLoop loop;
    connect(this, &DatasetPage::scanFinished, &loop, &QEventLoop::quit);
    if (isScanning())
        loop.exec();
    m_errors->clear();
    m_mode->setCurrentIndex(is("both") ? 2 : 0);
    m_filter->setText(is("faults") ? QStringLiteral("issue:misaligned OR issue:unpaired")
                      : is("pair") || is("overlay") || is("split") ? QStringLiteral("issue:misaligned")
                                                                   : QString());
    // A dataset without such faults shows what it has.
    if (m_model->rowCount() == 0)
        m_filter->setText(is("faults") ? QStringLiteral("issue:duplicate") : QString());
    if (m_model->rowCount() == 0)
        m_filter->setText({});
    if (m_model->rowCount() > 0)
        m_grid->setCurrentIndex(m_model->index(0));
    showPair(is("pair") || is("overlay") || is("split"));
    m_view->setMode(is("overlay") ? 1 : is("split") ? 2 : 0);
    m_view->showCutOut(is("split"));
    if (m_view->canvas()->isLoading()) {
        connect(m_view->canvas(), &PairCanvas::loaded, &loop, &QEventLoop::quit);
        loop.exec();
    }
    if (is("import")) {
        if (const auto read = readLoose(m_root)) {
            m_import->show(std::make_shared<LooseFolder>(*read), guessPatterns(*read));
            m_stack->setCurrentWidget(m_import);
            waitWhile([this] { return m_import->isWorking() || !m_thumbnails->isIdle(); });
        }
    }
    if (is("captions")) {
        offerCaptionEdit();
        auto *dialog = findChild<CaptionDialog *>();
        dialog->operation()->setCurrentIndex(1);
        dialog->textEdit()->setText(tr("a drawing of "));
        waitWhile([dialog] { return dialog->isWorking(); });
    }
    if (is("filter"))
        m_filter->setText(QStringLiteral("size:<512 issue:blury"));
    if (is("error")) {
        Error error;
        error.message = tr("The disk is full: 12 maps could not be resized.").toStdString();
        error.kept = tr("Everything is as it was before.").toStdString();
        m_errors->show(ErrorReport::from(error, tr("Try again"), [] {}));
    }
}

} // namespace armature::ui
