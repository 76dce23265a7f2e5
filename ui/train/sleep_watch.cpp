#include "ui/train/sleep_watch.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusUnixFileDescriptor>

#include <fcntl.h>
#include <unistd.h>

#include <ctime>

namespace armature::ui {

namespace {

constexpr int kTick = 2000;       // milliseconds
constexpr double kShortest = 5;   // seconds; less is the clocks' own noise
const auto kService = QStringLiteral("org.freedesktop.login1");
const auto kPath = QStringLiteral("/org/freedesktop/login1");
const auto kInterface = QStringLiteral("org.freedesktop.login1.Manager");

double seconds(clockid_t clock)
{
    timespec now{};
    ::clock_gettime(clock, &now);
    return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}

} // namespace

SleepWatch::SleepWatch(QObject *parent, std::function<double()> asleep)
    : QObject(parent), m_asleep(asleep ? std::move(asleep) : [] { return seconds(CLOCK_BOOTTIME) - seconds(CLOCK_MONOTONIC); }), m_before(m_asleep())
{
    m_timer.setInterval(kTick);
    connect(&m_timer, &QTimer::timeout, this, &SleepWatch::look);
    m_timer.start();
}

SleepWatch::~SleepWatch() { letSleep(); }

void SleepWatch::look()
{
    const double now = m_asleep();
    if (now - m_before > kShortest)
        Q_EMIT woke(now - m_before);
    m_before = now;
}

void SleepWatch::setWanted(bool isWanted)
{
    if (isWanted == m_isWanted)
        return;
    m_isWanted = isWanted;
    if (!isWanted)
        return letSleep();
    takeDelay();
}

void SleepWatch::takeDelay()
{
    QDBusConnection bus = QDBusConnection::systemBus();
    if (!bus.isConnected())
        return;
    if (!m_isConnected)
        m_isConnected = bus.connect(kService, kPath, kInterface, QStringLiteral("PrepareForSleep"), this, SLOT(prepareForSleep(bool)));
    QDBusMessage wish = QDBusMessage::createMethodCall(kService, kPath, kInterface, QStringLiteral("Inhibit"));
    wish << QStringLiteral("sleep") << QCoreApplication::applicationName() << tr("Saving the training run") << QStringLiteral("delay");
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(wish, 2000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *answer) {
        answer->deleteLater();
        const QDBusPendingReply<QDBusUnixFileDescriptor> reply = *answer;
        if (reply.isError() || !m_isWanted || m_delay >= 0)
            return;
        m_delay = ::fcntl(reply.value().fileDescriptor(), F_DUPFD_CLOEXEC, 0);
    });
}

void SleepWatch::letSleep()
{
    if (m_delay >= 0)
        ::close(m_delay);
    m_delay = -1;
}

void SleepWatch::prepareForSleep(bool isStarting)
{
    if (isStarting)
        Q_EMIT aboutToSleep();
    else if (m_isWanted)
        takeDelay();
}

} // namespace armature::ui
