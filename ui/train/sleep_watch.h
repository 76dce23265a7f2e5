#pragma once
// The computer going to sleep and waking up. Before it sleeps, logind waits a moment for those who ask it to; after it, a clock
// that runs on through sleep is ahead of one that does not, whoever put the computer to sleep and whether or not there is logind.

#include <QObject>
#include <QTimer>

#include <functional>

namespace armature::ui {

class SleepWatch : public QObject
{
    Q_OBJECT

public:
    // `asleep`: seconds that the computer has slept since it was started; the system's own unless a test gives another.
    explicit SleepWatch(QObject *parent = nullptr, std::function<double()> asleep = {});
    ~SleepWatch() override;

    // While true, a delay of sleep is asked for: a run has something to save.
    void setWanted(bool isWanted);
    void look(); // now instead of at the next tick
    void letSleep(); // what there was to save is saved

Q_SIGNALS:
    void aboutToSleep();
    void woke(double seconds);

private Q_SLOTS:
    void prepareForSleep(bool isStarting);

private:
    void takeDelay();

    std::function<double()> m_asleep;
    double m_before;
    bool m_isWanted = false, m_isConnected = false;
    int m_delay = -1; // logind's descriptor: sleep waits while it is open
    QTimer m_timer;
};

} // namespace armature::ui
