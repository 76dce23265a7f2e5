#pragma once
// The bottom line: the last message, what works in the background, the engine.

#include <QTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QToolButton;

namespace armature::ui {

class ElidedLabel;
class Job;
class JobList;

class StatusBar : public QWidget
{
    Q_OBJECT

public:
    StatusBar(JobList &jobs, QWidget *parent = nullptr);
    void showMessage(const QString &text); // fades after a while; errors belong into a page's ErrorBar
    void setEngineText(const QString &text, const QString &toolTip);

Q_SIGNALS:
    void engineClicked();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showJobs();
    void openJobList();

    JobList &m_jobs;
    QTimer m_messageEnd, m_refresh;
    ElidedLabel *m_message, *m_jobText;
    QProgressBar *m_progress;
    QLabel *m_timeLeft;
    QToolButton *m_cancel, *m_more, *m_engine;
};

} // namespace armature::ui
