// What can be done in the training room beside steering the run that is shown.
#include "ui/project/paths.h"
#include "ui/train/add_prompt_dialog.h"
#include "ui/train/adherence_meter.h"
#include "ui/train/loss_plot.h"
#include "ui/train/option_form.h"
#include "ui/train/review_wall.h"
#include "ui/train/run_comparison.h"
#include "ui/train/run_forecast.h"
#include "ui/train/run_watcher.h"
#include "ui/train/train_page.h"
#include "ui/train/train_presets.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/error_bar.h"

#include <QAction>
#include <QComboBox>
#include <QCoreApplication>
#include <QDesktopServices>
#include <QFileDialog>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>

#include <algorithm>
#include <thread>

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

void TrainPage::askForPrompt()
{
    auto *dialog = new AddPromptDialog(m_pictures, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { addPrompt(dialog->chosen()); });
    dialog->open();
}

void TrainPage::askForSetting()
{
    auto *dialog = new AddPromptDialog(m_pictures, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { m_form->addValidation(dialog->chosen()); });
    dialog->open();
}

void TrainPage::addPrompt(const ShownPrompt &added)
{
    std::error_code error;
    const auto place = m_watcher->place();
    if (!place || !std::filesystem::exists(place->folder(), error)) {
        m_form->addValidation(added);
        return;
    }
    if (!report(addValidation(place->folder(), added)))
        return;
    m_wall->addPrompt(added);
    const bool isDrawnNow = m_watcher->ask(RunCommand::Sample);
    Q_EMIT messageShown(isDrawnNow ? tr("It is drawn after this step, and in every round from then on.") : tr("It is drawn from the next pictures on."));
}

void TrainPage::mendForecast(ForecastAction action)
{
    switch (action) {
    case ForecastAction::ChooseModel: {
        const auto chosen = m_services.asker.folder(this, tr("Base model"), {});
        TrainOptions options = m_form->options();
        if (chosen)
            options.pretrained_model_name_or_path = pathFromQt(*chosen).string();
        if (chosen)
            m_form->setOptions(options);
        return;
    }
    case ForecastAction::ShowPairs: Q_EMIT pageWanted(QStringLiteral("dataset")); return;
    case ForecastAction::OpenFolder: QDesktopServices::openUrl(QUrl::fromLocalFile(displayPath(m_pictures))); return;
    case ForecastAction::NewName: beginNew(); return;
    case ForecastAction::None: return;
    }
}

void TrainPage::exportCurves()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Save the curves"), tr("curves.png"), tr("Picture or table (*.png *.svg *.pdf *.csv)"));
    if (!file.isEmpty())
        exportCurvesTo(file);
}

// A table of a million steps takes a while: off the window's thread.
void TrainPage::exportCurvesTo(const QString &file)
{
    const auto tell = [file](TrainPage &page, bool isWritten) {
        if (isWritten)
            Q_EMIT page.messageShown(tr("%1 is written.").arg(file));
        else
            page.m_errors->show({tr("%1 cannot be written.").arg(file), {}, {}, {}, {}});
    };
    if (!file.endsWith(QStringLiteral(".csv"), Qt::CaseInsensitive))
        return tell(*this, m_plot->savePicture(file, m_watcher->place() ? QString::fromStdString(m_watcher->place()->name) : QString()));
    std::thread([page = QPointer(this), file, tell, history = m_watcher->history(), adherence = m_adherence->points()] {
        const bool isWritten = LossPlot::saveTable(history, file, adherence);
        QMetaObject::invokeMethod(
            qApp,
            [page, tell, isWritten] {
                if (page)
                    tell(*page, isWritten);
            },
            Qt::QueuedConnection);
    }).detach();
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
        {QStringLiteral("train.addPrompt"), tr("Show another validation prompt"), QStringLiteral("images"), {}, [this] { askForPrompt(); },
         [this] { return !m_pictures.empty(); }},
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
    QJsonObject compared;
    for (const QString &name : m_comparison->names())
        compared[name] = m_plot->slotOf(name);
    return {{QStringLiteral("run"), m_watcher->place() ? QString::fromStdString(m_watcher->place()->name) : QString()},
            {QStringLiteral("compared"), compared},
            {QStringLiteral("detail"), m_detail->currentIndex()},
            {QStringLiteral("logarithmic"), m_logarithmic->isChecked()},
            {QStringLiteral("outliers"), m_outliers->isChecked()},
            {QStringLiteral("hours"), m_hours->isChecked()}};
}

void TrainPage::restoreView(const QJsonObject &view)
{
    m_detail->setCurrentIndex(std::clamp(view[QStringLiteral("detail")].toInt(), 0, m_detail->count() - 1));
    m_logarithmic->setChecked(view[QStringLiteral("logarithmic")].toBool());
    m_outliers->setChecked(view[QStringLiteral("outliers")].toBool());
    m_hours->setChecked(view[QStringLiteral("hours")].toBool());
    restoreComparison(view[QStringLiteral("compared")].toObject());
    m_wantedRun = view[QStringLiteral("run")].toString();
    const int index = m_choice->findData(m_wantedRun);
    if (index >= 0 && !m_wantedRun.isEmpty())
        chooseRun(index);
}

// In the colours that they had.
void TrainPage::restoreComparison(const QJsonObject &compared)
{
    for (const RunPlace &place : findRuns(m_runs)) {
        const QString name = QString::fromStdString(place.name);
        if (!compared.contains(name))
            continue;
        m_plot->setSlot(name, compared[name].toInt());
        m_comparison->add(place);
    }
}

} // namespace armature::ui
