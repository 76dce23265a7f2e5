#include "ui/train/run_watcher.h"

#include "ui/train/run_faults.h"

#include <map>
#include <utility>

namespace armature::ui {

namespace {

constexpr int kTick = 200, kRestingTick = 1000; // milliseconds
constexpr int kPatience = 50;                   // for what was asked for by hand
constexpr int kSilence = 2000;                  // from when on a disk is said not to answer

} // namespace

RunWatcher::RunWatcher(RunHost &host, QObject *parent) : QObject(parent), m_host(host)
{
    connect(&m_timer, &QTimer::timeout, this, &RunWatcher::look);
}

void RunWatcher::follow(const RunPlace &place)
{
    drop();
    m_place = place;
    m_hasSeen = false;
    m_follower = new RunFollower(place, this);
    connect(m_follower, &RunFollower::looked, this, &RunWatcher::takeSight);
    m_timer.start(kTick);
}

void RunWatcher::drop()
{
    if (m_follower) { // perhaps it is speaking just now
        m_follower->disconnect(this);
        m_follower->deleteLater();
    }
    m_follower = nullptr;
    m_place.reset();
    m_timer.stop();
    m_machine.forget();
    m_hasSeen = m_isAnswering = true;
    m_isLate = m_isUnheard = m_isUntold = m_wasFolderThere = false;
}

void RunWatcher::watch(const RunPlace &place)
{
    follow(place);
    refresh();
    Q_EMIT changed();
}

void RunWatcher::leave()
{
    drop();
    Q_EMIT changed();
}

const RunHistory &RunWatcher::history() const
{
    static const RunHistory kNone;
    return m_follower ? m_follower->history() : kNone;
}

const RunSight &RunWatcher::sight() const
{
    static const RunSight kNone;
    return m_follower ? m_follower->sight() : kNone;
}

bool RunWatcher::ask(RunCommand command)
{
    static const std::map<RunCommand, RunHost::Ask> kAsks{{RunCommand::Pause, RunHost::Ask::Pause},
                                                          {RunCommand::Stop, RunHost::Ask::Stop},
                                                          {RunCommand::Save, RunHost::Ask::Save},
                                                          {RunCommand::Sample, RunHost::Ask::Sample}};
    const auto asked = kAsks.find(command);
    if (!m_place || asked == kAsks.end() || !allows(command) || !m_host.ask(*m_place, asked->second))
        return false;
    m_machine.ask(command);
    refresh();
    Q_EMIT changed();
    return true;
}

void RunWatcher::assume(RunCommand command)
{
    m_machine.ask(command);
    Q_EMIT changed();
}

void RunWatcher::launched(const RunPlace &place, RunCommand command)
{
    if (command == RunCommand::Start || !m_place || m_place->folder() != place.folder())
        follow(place);
    m_follower->tell(PhaseChanged{"check"}); // as it will say itself: how it ended before is over
    m_isUnheard = true;
    m_isLate = m_follower->isLooking();
    if (!m_machine.ask(RunCommand::Resume))
        m_machine.ask(RunCommand::Start);
    m_machine.see(RunFacts::of(history(), m_host.isStarting(place), false));
    refresh();
    Q_EMIT changed();
}

void RunWatcher::refresh()
{
    if (m_follower && m_isAnswering && m_follower->isLooking()) // this look began before what it is asked for now
        m_follower->wait(kPatience);
    look();
    if (m_follower && m_isAnswering)
        m_follower->wait(kPatience);
}

void RunWatcher::look()
{
    if (!m_follower)
        return;
    m_follower->look(m_host.isStarting(*m_place));
    if (m_isAnswering && m_follower->millisecondsLooking() > kSilence) {
        m_isAnswering = false;
        Q_EMIT changed();
    }
}

// How it ended, where its diary could not take it.
void RunWatcher::takeLastWord()
{
    if (const auto word = m_host.lastWord(*m_place))
        m_follower->tell(*word);
    else if (m_isUnheard)
        m_follower->tell(RunFailed{silentEnd(sight())});
    m_isUnheard = false;
}

void RunWatcher::takeSight(bool hasNews)
{
    const RunState before = m_machine.state();
    const bool wasAnswering = std::exchange(m_isAnswering, true);
    const bool hasMoved = std::exchange(m_wasFolderThere, sight().isFolderThere) != sight().isFolderThere;
    m_isUntold = m_isUntold || hasNews || hasMoved;
    if (std::exchange(m_isLate, false)) // it tells of the time before
        return look();
    m_isUnheard = m_isUnheard && !hasNews;
    if (sight().isCaughtUp) {
        see();
    } else { // its end may be told yet
        look();
        if (m_shown.isValid() && m_shown.elapsed() < kTick)
            return;
    }
    if (std::exchange(m_isUntold, false) || !wasAnswering || m_machine.state() != before) {
        m_shown.start();
        Q_EMIT changed();
    }
}

void RunWatcher::see()
{
    const bool isLiving = sight().isAlive();
    if (!isLiving && !history().finished && !history().failure)
        takeLastWord();
    m_machine.see(RunFacts::of(history(), isLiving, sight().isResultThere));
    m_hasSeen = true;
    const int tick = isLiving ? kTick : kRestingTick;
    if (m_timer.interval() != tick)
        m_timer.setInterval(tick);
}

} // namespace armature::ui
