// The states of the page that --tour photographs. Nothing is written.
#include "core/image/pose_edit.h"
#include "ui/dataset/pair_canvas.h"
#include "ui/preprocess/batch_panel.h"
#include "ui/preprocess/chain_panel.h"
#include "ui/preprocess/contact_sheet.h"
#include "ui/preprocess/pose_canvas.h"
#include "ui/preprocess/pose_editor.h"
#include "ui/preprocess/preprocess_page.h"
#include "ui/preprocess/weights_panel.h"
#include "ui/widgets/error_bar.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QStackedWidget>
#include <QToolButton>

#include <algorithm>

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

void PreprocessPage::showPlain(const Recipe &recipe)
{
    waitWhile([this] { return m_pictures.empty(); });
    m_chain->setRecipe(recipe);
    requestPreview();
    waitWhile([this] { return m_previewer->isBusy(); });
}

QStringList PreprocessPage::tourStates() const
{
    return {QStringLiteral("empty"),   QStringLiteral("canny"),   QStringLiteral("overlay"),
            QStringLiteral("trained"), QStringLiteral("chain"),   QStringLiteral("licence"),
            QStringLiteral("nobody"),  QStringLiteral("pose"),    QStringLiteral("unavailable"),
            QStringLiteral("sheet"),   QStringLiteral("running"), QStringLiteral("done"),
            QStringLiteral("weights")};
}

void PreprocessPage::showTourState(const QString &state)
{
    const auto is = [&](const char *name) { return state == QLatin1String(name); };
    m_errors->clear();
    m_previewStack->setCurrentIndex(0);
    m_previewer->cancel(); // a network that is not there yet would come into another state's picture
    setMode(int(is("overlay") ? PairMode::Overlay : PairMode::Beside));
    m_modes->button(int(is("overlay") ? PairMode::Overlay : PairMode::Beside))->setChecked(true);
    m_asTrained->setChecked(is("trained"));
    showTab(is("sheet") ? Sheet : is("weights") ? Weights : is("running") || is("done") ? Batch : Preview);
    if (is("empty")) {
        m_canvas->showImages({}, {}, tr("There is no map."));
        return;
    }
    if (is("canny") || is("overlay") || is("trained") || is("sheet"))
        showPlain({{}, {{"canny", ParameterValues::object(), 1, {}, {}}}});
    if (is("chain"))
        showPlain({{},
                   {{"crop", {{"bottom", 24}}, 1, {}, {}},
                    {"canny", ParameterValues::object(), 1, {}, {}},
                    {"invert", ParameterValues::object(), 1, {}, {}}}});
    if (is("licence")) {
        setAnnotator(QStringLiteral("openpose"));
        m_previewer->cancel();
    }
    if (is("nobody") || is("pose")) { // as a network would leave it
        showPlain({{}, {{"canny", ParameterValues::object(), 1, {}, {}}}});
        MadeMap made = m_shown;
        setAnnotator(QStringLiteral("mediapipe-pose"));
        m_previewer->cancel();
        made.map = {};
        made.note.clear();
        made.nothing = QStringLiteral("no person found");
        made.pose = Pose{std::max(1, made.picture.width()), std::max(1, made.picture.height()), {}};
        if (is("pose"))
            made.pose->people = {
                standingPerson(made.pose->width * 0.35, made.pose->height * 0.1, made.pose->height * 0.8),
                mirrored(standingPerson(made.pose->width * 0.7, made.pose->height * 0.25,
                                        made.pose->height * 0.65),
                         made.pose->width * 0.7)};
        takePreview(made);
        if (is("pose")) {
            openPoseEditor();
            m_poses->canvas()->select({0, PosePart::Body, 4});
        }
    }
    if (is("unavailable")) {
        Error error;
        error.code = ErrorCode::NotFound;
        error.message = tr("The weights of Depth Anything V2 are not on this computer.").toStdString();
        error.remedy = tr("Get them and say where they are.").toStdString();
        setAnnotator(QStringLiteral("depth-anything-v2"));
        m_previewer->cancel();
        takeError(error);
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
        m_batch->addFile(leftFile("harbour/empty quay.jpg", QStringLiteral("no person found"), false));
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
