#include "ui/window/status_bar.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"
#include "ui/window/job_popup.h"
#include "ui/window/jobs.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QToolButton>

namespace armature::ui {

namespace {
constexpr int kHeight = 30, kJobWidth = 320;
constexpr int kMessageTime = 8000; // milliseconds
constexpr int kRefresh = 100;      // reports may come thousands a second; labels need ten
} // namespace

StatusBar::StatusBar(JobList &jobs, QWidget *parent)
    : QWidget(parent), m_jobs(jobs), m_message(new ElidedLabel(Qt::ElideRight, this)),
      m_jobText(new ElidedLabel(Qt::ElideMiddle, this)), m_progress(new QProgressBar(this)),
      m_timeLeft(new QLabel(this)), m_cancel(new QToolButton(this)), m_more(new QToolButton(this)),
      m_engine(new QToolButton(this))
{
    setFixedHeight(kHeight);
    setObjectName(QStringLiteral("statusBar"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::kMedium, 1, space::kTiny, 0);
    row->setSpacing(space::kSmall);
    m_message->setObjectName(QStringLiteral("statusMessage"));
    m_message->setRole(QPalette::PlaceholderText);
    m_jobText->setObjectName(QStringLiteral("statusJob"));
    m_progress->setFixedWidth(120);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the background work"));
    m_timeLeft->setForegroundRole(QPalette::PlaceholderText);
    m_cancel->setIcon(icon(QStringLiteral("x-lg")));
    m_cancel->setObjectName(QStringLiteral("statusCancel"));
    m_cancel->setToolTip(tr("Stop this"));
    m_cancel->setAccessibleName(tr("Stop the background work"));
    m_more->setToolTip(tr("Everything that works in the background"));
    m_engine->setObjectName(QStringLiteral("statusEngine"));
    m_engine->setIcon(icon(QStringLiteral("cpu"), &ThemeColors::text2));
    m_engine->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    row->addWidget(m_message, 1);
    m_jobText->setMaximumWidth(kJobWidth);
    row->addWidget(m_jobText);
    for (QWidget *part :
         {static_cast<QWidget *>(m_progress), static_cast<QWidget *>(m_timeLeft),
          static_cast<QWidget *>(m_cancel), static_cast<QWidget *>(m_more), static_cast<QWidget *>(m_engine)})
        row->addWidget(part);
    m_messageEnd.setSingleShot(true);
    m_messageEnd.setInterval(kMessageTime);
    connect(&m_messageEnd, &QTimer::timeout, this, [this] { m_message->setText({}); });
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(kRefresh);
    connect(&m_refresh, &QTimer::timeout, this, &StatusBar::showJobs);
    connect(&m_jobs, &JobList::changed, this, [this] {
        if (!m_refresh.isActive())
            m_refresh.start();
    });
    connect(&m_jobs, &JobList::jobEnded, this, &StatusBar::showJobs);
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        if (!m_jobs.jobs().isEmpty())
            m_jobs.jobs().first()->cancel();
    });
    connect(m_more, &QToolButton::clicked, this, &StatusBar::openJobList);
    connect(m_engine, &QToolButton::clicked, this, &StatusBar::engineClicked);
    showJobs();
}

void StatusBar::showMessage(const QString &text)
{
    m_message->setText(text);
    m_messageEnd.start();
}

void StatusBar::setEngineText(const QString &text, const QString &toolTip)
{
    m_engine->setText(text);
    m_engine->setToolTip(toolTip);
    m_engine->setAccessibleName(text);
}

void StatusBar::showJobs()
{
    const QList<Job *> jobs = m_jobs.jobs();
    const Job *first = jobs.isEmpty() ? nullptr : jobs.first();
    for (QWidget *part : {static_cast<QWidget *>(m_jobText), static_cast<QWidget *>(m_progress),
                          static_cast<QWidget *>(m_timeLeft)})
        part->setVisible(first);
    m_cancel->setVisible(first && first->canCancel());
    m_more->setVisible(jobs.size() > 1);
    if (!first)
        return;
    m_jobText->setText(first->isCancelling() ? tr("Stopping: %1").arg(first->title()) : first->title());
    showProgress(*m_progress, *first);
    const auto left = first->secondsLeft();
    m_timeLeft->setText(left ? timeLeftText(*left) : QString());
    m_more->setText(tr("+%n more", nullptr, int(jobs.size()) - 1));
    m_more->setAccessibleName(m_more->text());
}

void StatusBar::openJobList()
{
    auto *popup = new JobPopup(m_jobs, this);
    popup->adjustSize();
    popup->move(
        m_more->mapToGlobal(QPoint(m_more->width() - popup->width(), -popup->height() - space::kTiny)));
    popup->show();
}

void StatusBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, width(), 1), color(themeColors(palette()).line));
}

} // namespace armature::ui
