#include "ui/window/job_popup.h"

#include "ui/theme/icons.h"
#include "ui/widgets/elided_label.h"
#include "ui/window/jobs.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace armature::ui {

namespace {
constexpr int kWidth = 380;
constexpr int kProgressSteps = 1000;
} // namespace

void showProgress(QProgressBar &bar, const Job &job)
{
    bar.setRange(0, job.total() > 0 ? kProgressSteps : 0);
    if (job.total() > 0)
        bar.setValue(int(double(job.done()) / double(job.total()) * kProgressSteps));
}

JobPopup::JobPopup(JobList &jobs, QWidget *parent) : QFrame(parent, Qt::Popup), m_rows(new QVBoxLayout(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::StyledPanel);
    setFixedWidth(kWidth);
    setAccessibleName(tr("Background work"));
    m_rows->setSpacing(space::kMedium);
    for (Job *job : jobs.jobs())
        addRow(job);
    connect(&jobs, &JobList::jobEnded, this, [this, &jobs] {
        if (jobs.jobs().isEmpty())
            close();
    });
}

void JobPopup::addRow(Job *job)
{
    auto *row = new QWidget(this);
    auto *grid = new QGridLayout(row);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(2);
    auto *title = new ElidedLabel(Qt::ElideMiddle, row);
    title->setText(job->title());
    auto *left = new QLabel(row);
    left->setForegroundRole(QPalette::PlaceholderText);
    auto *bar = new QProgressBar(row);
    bar->setTextVisible(false);
    bar->setAccessibleName(job->title());
    auto *cancel = new QToolButton(row);
    cancel->setIcon(icon(QStringLiteral("x-lg")));
    cancel->setAccessibleName(tr("Stop: %1").arg(job->title()));
    cancel->setToolTip(tr("Stop this"));
    grid->addWidget(title, 0, 0);
    grid->addWidget(left, 0, 1);
    grid->addWidget(bar, 1, 0, 1, 2);
    grid->addWidget(cancel, 0, 2, 2, 1);
    m_rows->addWidget(row);
    const auto refresh = [=] {
        showProgress(*bar, *job);
        const auto seconds = job->secondsLeft();
        left->setText(seconds ? timeLeftText(*seconds) : QString());
        cancel->setVisible(job->canCancel());
    };
    refresh();
    connect(job, &Job::changed, row, refresh);
    connect(job, &Job::finished, row, &QWidget::deleteLater);
    connect(cancel, &QToolButton::clicked, job, &Job::cancel);
}

} // namespace armature::ui
