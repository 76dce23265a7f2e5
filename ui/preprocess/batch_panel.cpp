#include "ui/preprocess/batch_panel.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/engine_labels.h"
#include "ui/window/jobs.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace armature::ui {

BatchPanel::BatchPanel(QWidget *parent)
    : QWidget(parent), m_title(new QLabel(this)), m_counts(new QLabel(this)), m_bar(new QProgressBar(this)),
      m_pause(new QPushButton(icon(QStringLiteral("pause-fill")), tr("Pause"), this)),
      m_stop(new QPushButton(icon(QStringLiteral("stop-fill")), tr("Stop"), this)),
      m_left(new QTreeWidget(this)), m_versions(new QComboBox(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kPage, space::kPage, space::kPage, space::kMedium);
    column->setSpacing(space::kSmall);
    auto *inUse = new QHBoxLayout;
    auto *words = new QLabel(tr("Maps to train on"), this);
    words->setBuddy(m_versions);
    m_versions->setObjectName(QStringLiteral("preprocess.versions"));
    m_versions->setAccessibleName(words->text());
    m_versions->setToolTip(tr("Every way in which maps were made is kept; the one chosen here lies where "
                              "training looks for it."));
    inUse->addWidget(words);
    inUse->addWidget(m_versions, 1);
    column->addLayout(inUse);
    column->addSpacing(space::kMedium);
    m_title->setFont(sectionFont(font()));
    m_title->setWordWrap(true);
    m_title->setObjectName(QStringLiteral("preprocess.batchTitle"));
    column->addWidget(m_title);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(size::kProgress);
    m_bar->setAccessibleName(tr("Progress of the batch"));
    column->addWidget(m_bar);
    auto *line = new QHBoxLayout;
    m_counts->setWordWrap(true);
    line->addWidget(m_counts, 1);
    m_pause->setCheckable(true);
    m_pause->setObjectName(QStringLiteral("preprocess.pause"));
    m_stop->setObjectName(QStringLiteral("preprocess.stop"));
    line->addWidget(m_pause);
    line->addWidget(m_stop);
    column->addLayout(line);
    m_left->setObjectName(QStringLiteral("preprocess.left"));
    m_left->setAccessibleName(tr("Pictures to look at"));
    m_left->setHeaderLabels({tr("Picture"), tr("What is the matter")});
    m_left->setToolTip(tr("A click shows the picture"));
    m_left->setRootIsDecorated(false);
    m_left->header()->resizeSection(0, 280);
    column->addWidget(m_left, 1);
    connect(m_pause, &QPushButton::toggled, this, &BatchPanel::pauseWanted);
    connect(m_stop, &QPushButton::clicked, this, &BatchPanel::stopWanted);
    connect(m_left, &QTreeWidget::itemClicked, this,
            [this](QTreeWidgetItem *item) { Q_EMIT fileChosen(item->text(0)); });
    connect(m_left, &QTreeWidget::itemActivated, this,
            [this](QTreeWidgetItem *item) { Q_EMIT fileChosen(item->text(0)); });
    connect(m_versions, &QComboBox::activated, this,
            [this](int row) { Q_EMIT versionChosen(m_versions->itemData(row).toInt()); });
    reset();
    setVersions({});
}

void BatchPanel::reset()
{
    m_hasRun = false;
    m_title->setText(tr("No batch has run yet."));
    m_counts->clear();
    m_left->clear();
    m_bar->hide();
    m_pause->hide();
    m_stop->hide();
}

void BatchPanel::begin(const QString &title)
{
    m_hasRun = true;
    m_title->setText(title);
    m_counts->setText(tr("Starting…"));
    m_left->clear();
    m_bar->setRange(0, 0);
    m_bar->show();
    m_pause->setChecked(false);
    m_pause->show();
    m_stop->setEnabled(true);
    m_stop->show();
}

void BatchPanel::setProgress(const BatchProgress &progress)
{
    m_bar->setRange(0, int(std::max<int64_t>(1, progress.total)));
    m_bar->setValue(int(progress.finished()));
    const QLocale locale;
    const auto number = [&](int64_t count) { return locale.toString(qlonglong(count)); };
    QStringList parts{tr("%1 of %2").arg(number(progress.finished()), number(progress.total)),
                      tr("%1 made").arg(number(progress.done)),
                      tr("%1 skipped, their maps exist").arg(number(progress.skipped))};
    if (progress.nothingFound > 0)
        parts += tr("%1 with nothing found").arg(number(progress.nothingFound));
    if (progress.failed > 0)
        parts += tr("%1 failed").arg(number(progress.failed));
    if (progress.isPaused)
        parts += tr("paused");
    else if (progress.secondsLeft >= 0 && progress.finished() < progress.total)
        parts += timeLeftText(qint64(progress.secondsLeft));
    m_counts->setText(parts.join(QStringLiteral("  ·  ")));
}

void BatchPanel::addFile(const BatchFile &file)
{
    const bool isFailed = file.outcome == BatchOutcome::Failed;
    auto *row = new QTreeWidgetItem(m_left);
    row->setText(0, QString::fromStdString(file.source));
    QString why = QString::fromStdString(isFailed ? file.error.message : file.reason);
    if (file.reason == "no person found")
        why = tr("No person found: no map, left out of training");
    else if (file.reason == "no edges")
        why = tr("No edges: the map is black");
    row->setText(1, why);
    row->setToolTip(1, isFailed ? QString::fromStdString(describe(file.error)) : why);
    row->setIcon(1, isFailed ? icon(QStringLiteral("x-circle"), &ThemeColors::bad)
                    : file.outcome == BatchOutcome::NothingFound
                        ? icon(QStringLiteral("dash-circle"), &ThemeColors::warn)
                        : icon(QStringLiteral("exclamation-triangle"), &ThemeColors::warn));
}

void BatchPanel::setWithoutMap(const std::map<std::string, std::string> &reasons)
{
    if (m_hasRun)
        return;
    m_left->clear();
    for (const auto &[source, reason] : reasons)
        addFile({source, {}, BatchOutcome::NothingFound, {}, reason});
    m_title->setText(reasons.empty() ? tr("No batch has run yet.")
                                     : tr("%n pictures have no map.", nullptr, int(reasons.size())));
}

void BatchPanel::end(const Result<BatchSummary> &summary)
{
    m_pause->hide();
    m_stop->hide();
    m_bar->setRange(0, 1);
    m_bar->setValue(summary && summary->isComplete ? 1 : 0);
    if (!summary) {
        m_title->setText(tr("The batch could not run."));
        m_counts->clear();
        m_bar->hide();
        return;
    }
    const BatchProgress &progress = summary->progress;
    setProgress(progress);
    if (!summary->isComplete)
        m_title->setText(tr("Stopped. What was made is kept; run it again to go on."));
    else if (progress.done == 0 && progress.skipped == 0)
        m_title->setText(tr("No map was made."));
    else if (progress.failed > 0 || progress.nothingFound > 0)
        m_title->setText(tr("Done, but some pictures have no map."));
    else
        m_title->setText(tr("Done."));
}

void BatchPanel::setVersions(const std::vector<MapVersion> &versions)
{
    m_versions->clear();
    for (const MapVersion &version : versions) {
        m_versions->addItem(tr("%1: %2, %3")
                                .arg(version.number)
                                .arg(recipeWords(version.recipe), tr("%n maps", nullptr, int(version.maps))),
                            version.number);
        if (version.isCurrent)
            m_versions->setCurrentIndex(m_versions->count() - 1);
    }
    m_versions->setEnabled(!versions.empty());
    if (versions.empty())
        m_versions->addItem(tr("None made here yet"));
}

QString BatchPanel::headline() const { return m_title->text(); }

} // namespace armature::ui
