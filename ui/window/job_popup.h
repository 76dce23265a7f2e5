#pragma once
// All background work at once, each with progress, time left and a way to stop it.

#include <QFrame>

class QProgressBar;
class QVBoxLayout;

namespace armature::ui {

class Job;
class JobList;

// Thousandths, so that a total beyond 32 bit fits; range 0 to 0 where it is not known.
void showProgress(QProgressBar &bar, const Job &job);

class JobPopup : public QFrame
{
    Q_OBJECT

public:
    JobPopup(JobList &jobs, QWidget *parent); // deletes itself when closed

private:
    void addRow(Job *job);

    QVBoxLayout *m_rows;
};

} // namespace armature::ui
