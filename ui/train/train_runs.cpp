// Several runs of one project: names, copies, the archive, comparison, the queue.
#include "core/base/fs.h"
#include "core/config/train_config.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/train/adherence_meter.h"
#include "ui/train/curve_table.h"
#include "ui/train/loss_plot.h"
#include "ui/train/option_form.h"
#include "ui/train/review_wall.h"
#include "ui/train/run_comparison.h"
#include "ui/train/run_watcher.h"
#include "ui/train/run_words.h"
#include "ui/train/train_page.h"
#include "ui/train/training_pause.h"
#include "ui/widgets/error_bar.h"

#include <QApplication>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QPointer>

#include <nlohmann/json.hpp>

namespace armature::ui {

namespace fs = std::filesystem;

bool TrainPage::report(const Status &status)
{
    if (!status)
        m_errors->show(ErrorReport::from(status.error()));
    return status.has_value();
}

void TrainPage::fillRunMenu()
{
    m_runMenu->clear();
    if (!isDiskThere())
        return;
    const auto shown = m_watcher->place();
    const bool canChange = shown && !m_watcher->isAlive();
    const auto add = [](QMenu &menu, const QString &text, const char *iconName, bool isEnabled, auto &&action) {
        QAction *made = menu.addAction(text, action);
        if (iconName)
            made->setIcon(icon(QLatin1String(iconName)));
        made->setEnabled(isEnabled);
        return made;
    };
    add(*m_runMenu, tr("Rename…"), "pencil", canChange, [this] { renameShown(); });
    add(*m_runMenu, tr("Duplicate"), "files", shown.has_value(), [this] { duplicateShown(); });
    add(*m_runMenu, tr("Into the archive"), "archive", canChange, [this] { archiveShown(); });
    m_runMenu->addSeparator();
    if (shown && m_queue.placeOf(shown->name) > 0)
        add(*m_runMenu, tr("Take out of the queue"), nullptr, true, [this, place = *shown] {
            report(m_queue.remove(place.name));
            refresh();
        });
    else
        add(*m_runMenu, tr("Start after the others"), "clock-history", !m_watcher->isAlive() && m_watcher->state() != RunState::Finished, [this] {
            const RunPlace place = nextPlace();
            const Result<TrainOptions> options = optionsFor(place);
            if (options)
                queueRun(place, *options);
            else
                m_errors->show(ErrorReport::from(options.error()));
        });
    QMenu *compare = m_runMenu->addMenu(icon(QStringLiteral("graph-up")), tr("Compare with"));
    for (const RunPlace &place : findRuns(m_runs)) {
        if (shown && place.name == shown->name)
            continue;
        const QString name = QString::fromStdString(place.name);
        QAction *made = add(*compare, name, nullptr, true, [this, place, name] {
            m_comparison->has(name) ? m_comparison->remove(name) : m_comparison->add(place);
            Q_EMIT viewChanged();
        });
        made->setCheckable(true);
        made->setChecked(m_comparison->has(name));
    }
    compare->setEnabled(!compare->isEmpty());
    QMenu *archived = m_runMenu->addMenu(icon(QStringLiteral("archive")), tr("Bring back"));
    for (const RunPlace &place : archivedRuns(m_runs))
        add(*archived, QString::fromStdString(place.name), nullptr, true, [this, place] {
            if (report(bringBack(place)))
                openRun({m_runs, place.name});
            showRuns();
        });
    archived->setEnabled(!archived->isEmpty());
}

void TrainPage::renameShown()
{
    const RunPlace place = *m_watcher->place();
    bool isGiven = false;
    const QString name = QInputDialog::getText(this, tr("Rename the run"), tr("New name"), QLineEdit::Normal, QString::fromStdString(place.name), &isGiven).trimmed();
    if (isGiven)
        renameRunTo(name);
}

void TrainPage::renameRunTo(const QString &name)
{
    const RunPlace place = *m_watcher->place();
    const bool wasQueued = m_queue.placeOf(place.name) > 0;
    m_watcher->leave(); // nothing is read while it moves
    const bool isRenamed = report(renameRun(place, name.toStdString()));
    if (isRenamed && wasQueued && report(m_queue.remove(place.name)))
        report(m_queue.add(name.toStdString()));
    m_comparison->remove(QString::fromStdString(place.name));
    openRun(isRenamed ? RunPlace{m_runs, name.toStdString()} : place);
    showRuns();
}

void TrainPage::duplicateShown()
{
    const auto made = duplicateRun(*m_watcher->place());
    if (!made) {
        m_errors->show(ErrorReport::from(made.error()));
        return;
    }
    openRun(*made);
    showRuns();
}

void TrainPage::archiveShown()
{
    const RunPlace place = *m_watcher->place();
    m_watcher->leave();
    if (!report(archiveRun(place))) {
        openRun(place);
        return;
    }
    report(m_queue.remove(place.name));
    m_comparison->remove(QString::fromStdString(place.name));
    const std::vector<RunPlace> rest = findRuns(m_runs);
    if (rest.empty())
        beginNew();
    else
        openRun(rest.front());
    showRuns();
}

void TrainPage::queueRun(const RunPlace &place, const TrainOptions &options)
{
    if (!report(ensureWritableFolder(m_runs)) || !report(writeFileAtomically(place.options(), trainConfigToJson(options).dump(2) + "\n")) ||
        !report(m_queue.add(place.name)))
        return;
    openRun(place);
    showRuns();
    refresh();
}

// Whether one lives is asked beside the window: their disk may stall.
void TrainPage::startQueued()
{
    if (m_queue.names().empty() || m_runs.empty() || m_queueLook)
        return;
    m_queueLook = std::make_unique<FolderWork>();
    m_queueLook->run([self = QPointer(this), runs = m_runs] {
        const bool isOneAlive = livingRun(runs).has_value();
        QMetaObject::invokeMethod(
            qApp,
            [self, runs, isOneAlive] {
                if (!self || self->m_runs != runs)
                    return;
                self->m_queueLook.reset();
                if (!isOneAlive)
                    self->startNextQueued();
            },
            Qt::QueuedConnection);
    });
}

void TrainPage::startNextQueued()
{
    const bool isOneStarting = m_host->own() || (m_watcher->place() && isAliveState(m_watcher->state())) ||
                               (m_startedBeside && m_host->isStarting(*m_startedBeside));
    if (isOneStarting || m_queue.names().empty() || m_forOthers->isHolding())
        return;
    const RunPlace place{m_runs, m_queue.names().front()};
    GivenTrainOptions given;
    if (!report(applyTrainConfigFile(place.options(), given))) {
        report(m_queue.remove(place.name));
        return;
    }
    given.options.resume_from_checkpoint.clear();
    if (m_watcher->place()) {
        openRun(place);
        launch(place, given.options);
        return;
    }
    // Someone is at the settings of a new run: it starts without taking their place.
    std::error_code error;
    if (report(m_queue.remove(place.name)) && report(m_host->start(place, given.options, fs::exists(place.folder(), error)))) {
        m_startedBeside = place;
        Q_EMIT messageShown(tr("%1 starts.").arg(QString::fromStdString(place.name)));
    }
    showRuns();
}

// What tells whether it learns, before all curves.
void TrainPage::showNumbers()
{
    const ThemeColors &colors = themeColors(palette());
    const auto entry = [](QRgb tint, const QString &name, const QString &value) {
        return QStringLiteral("<span style=\"color:%1\">●</span> %2 %3").arg(color(tint).name(), name.toHtmlEscaped(), value);
    };
    QStringList parts;
    if (const auto &gains = m_watcher->history().gains; !gains.empty())
        parts += entry(colors.chart[0], tr("Control gain"), signedPercent(gainOf(gains.back())));
    if (const auto &points = m_adherence->points(); !points.empty())
        parts += entry(colors.chart[1], tr("Adherence"), QStringLiteral("%1 %").arg(QLocale().toString(100 * points.back().second, 'f', 0)));
    m_numbers->setText(parts.join(QStringLiteral("&nbsp;&nbsp;&nbsp; ")));
}

void TrainPage::showTable()
{
    if (m_watcher->place())
        (new CurveTableDialog(m_watcher->history(), m_adherence->points(), QString::fromStdString(m_watcher->place()->name), this))->show();
}

} // namespace armature::ui
