// What can be done in the training room beside steering the run that is shown.
#include "ui/project/paths.h"
#include "ui/train/loss_plot.h"
#include "ui/train/option_form.h"
#include "ui/train/run_watcher.h"
#include "ui/train/train_page.h"
#include "ui/train/train_presets.h"
#include "ui/widgets/error_bar.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QFileDialog>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>

namespace armature::ui {

void TrainPage::applyGoal(int goal)
{
    if (goal == 0)
        return;
    TrainOptions options = m_form->options();
    options.max_train_steps = kGoals[goal - 1].steps;
    options.validation_steps = kGoals[goal - 1].validation;
    options.checkpointing_steps = kGoals[goal - 1].checkpointing;
    m_form->setOptions(options);
}

void TrainPage::applyMemory(int memory)
{
    if (memory == 0)
        return;
    TrainOptions options = m_form->options();
    options.train_batch_size = kMemories[memory - 1].batch;
    options.gradient_accumulation_steps = kMemories[memory - 1].accumulation;
    options.gradient_checkpointing = kMemories[memory - 1].isCheckpointing;
    m_form->setOptions(options);
}

void TrainPage::exportCurves()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Save the curves"), tr("curves.png"), tr("Picture or table (*.png *.svg *.pdf *.csv)"));
    if (file.isEmpty())
        return;
    const bool isTable = file.endsWith(QStringLiteral(".csv"), Qt::CaseInsensitive);
    if (!(isTable ? LossPlot::saveTable(m_watcher->history(), file) : m_plot->savePicture(file)))
        m_errors->show({tr("%1 cannot be written.").arg(file), {}, {}, {}, {}});
}

void TrainPage::openFolder()
{
    if (m_watcher->place())
        QDesktopServices::openUrl(QUrl::fromLocalFile(displayPath(m_watcher->place()->folder())));
}

QList<Command> TrainPage::commands()
{
    const auto canStart = [this] { return m_start->isVisibleTo(this) && m_start->isEnabled(); };
    return {
        {QStringLiteral("train.start"), tr("Start or resume training"), QStringLiteral("play-fill"), {}, [this] { start(); }, canStart},
        {QStringLiteral("train.stop"), tr("Stop training and save"), QStringLiteral("stop-fill"), {}, [this] { stop(); },
         [this] { return m_watcher->allows(RunCommand::Stop); }},
        {QStringLiteral("train.pause"), tr("Pause training"), QStringLiteral("pause-fill"), {}, [this] { pause(); },
         [this] { return m_watcher->allows(RunCommand::Pause); }},
        {QStringLiteral("train.saveNow"), tr("Save a checkpoint now"), QStringLiteral("box-arrow-in-down"), {}, [this] { saveNow(); },
         [this] { return m_watcher->allows(RunCommand::Save); }},
        {QStringLiteral("train.sampleNow"), tr("Make validation pictures now"), QStringLiteral("images"), {}, [this] { sampleNow(); },
         [this] { return m_watcher->allows(RunCommand::Sample); }},
        {QStringLiteral("train.new"), tr("New training run"), QStringLiteral("plus-lg"), {}, [this] { beginNew(); },
         [this] { return m_new->isVisibleTo(this); }},
        {QStringLiteral("train.curves"), tr("Save the training curves"), QStringLiteral("download"), {}, [this] { exportCurves(); },
         [this] { return !m_watcher->history().steps.empty(); }},
        {QStringLiteral("train.folder"), tr("Open the run's folder"), QStringLiteral("folder2-open"), {}, [this] { openFolder(); },
         [this] { return m_watcher->place().has_value(); }},
    };
}

QJsonObject TrainPage::saveView() const
{
    return {{QStringLiteral("run"), m_watcher->place() ? QString::fromStdString(m_watcher->place()->name) : QString()}};
}

void TrainPage::restoreView(const QJsonObject &view)
{
    m_wantedRun = view[QStringLiteral("run")].toString();
    const int index = m_choice->findData(m_wantedRun);
    if (index >= 0 && !m_wantedRun.isEmpty())
        chooseRun(index);
}

} // namespace armature::ui
