#include "core/events/signal_door.h"

#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

using namespace armature;

namespace {

// Runs `body` in a process of its own and returns its wait status.
template <typename Body>
int statusOfChild(Body body)
{
    const pid_t child = ::fork();
    if (child == 0) {
        body();
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

} // namespace

class SignalDoorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void firstStopSignal_asksTheRunToStop_data();
    void firstStopSignal_asksTheRunToStop();
    void secondStopSignal_endsAtOnceWith130();
    void userSignals_askForSaveAndSample();
    void brokenPipe_doesNotEndTheProgram();
    void closedDoor_givesTheHandlersBack();
    void ignoredHangup_staysIgnored();
    void secondDoor_startsCountingAfresh();
};

void SignalDoorTest::firstStopSignal_asksTheRunToStop_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGHUP") << SIGHUP;
}

void SignalDoorTest::firstStopSignal_asksTheRunToStop()
{
    QFETCH(int, number);
    struct sigaction before = {};
    ::sigaction(number, nullptr, &before);
    if (before.sa_handler == SIG_IGN)
        QSKIP("this process was started with the signal ignored");
    RunControl control;
    std::atomic<int> told = 0;
    const auto door = SignalDoor::open(control, [&] { ++told; });
    QVERIFY(door);
    std::raise(number);
    QTRY_COMPARE(told.load(), 1);
    QVERIFY(control.isStopRequested());
}

void SignalDoorTest::secondStopSignal_endsAtOnceWith130()
{
    const int status = statusOfChild([] {
        RunControl control;
        const auto door = SignalDoor::open(control);
        std::raise(SIGINT);
        std::raise(SIGTERM);
        ::_exit(1);
    });
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 130);
}

void SignalDoorTest::userSignals_askForSaveAndSample()
{
    RunControl control;
    const auto door = SignalDoor::open(control);
    bool isSaveAsked = false, isSampleAsked = false; // a request is answered once, QTRY looks twice
    std::raise(SIGUSR1);
    QTRY_VERIFY(isSaveAsked = isSaveAsked || control.takeSaveRequest());
    QVERIFY(!control.takeSampleRequest());
    std::raise(SIGUSR2);
    QTRY_VERIFY(isSampleAsked = isSampleAsked || control.takeSampleRequest());
    QVERIFY(!control.isStopRequested());
}

void SignalDoorTest::brokenPipe_doesNotEndTheProgram()
{
    const int status = statusOfChild([] {
        RunControl control;
        const auto door = SignalDoor::open(control);
        std::raise(SIGPIPE);
    });
    QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

void SignalDoorTest::closedDoor_givesTheHandlersBack()
{
    RunControl control;
    struct sigaction before = {}, after = {};
    ::sigaction(SIGUSR1, nullptr, &before);
    {
        const auto door = SignalDoor::open(control);
        ::sigaction(SIGUSR1, nullptr, &after);
        QVERIFY(after.sa_handler != before.sa_handler);
    }
    ::sigaction(SIGUSR1, nullptr, &after);
    QVERIFY(after.sa_handler == before.sa_handler);
}

void SignalDoorTest::ignoredHangup_staysIgnored()
{
    const int status = statusOfChild([] {
        std::signal(SIGHUP, SIG_IGN);
        RunControl control;
        const auto door = SignalDoor::open(control);
        std::raise(SIGHUP);
        std::raise(SIGHUP);
        ::usleep(50'000);
        ::_exit(control.isStopRequested() ? 1 : 0);
    });
    QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

void SignalDoorTest::secondDoor_startsCountingAfresh()
{
    for (int i = 0; i < 2; ++i) {
        RunControl control;
        const auto door = SignalDoor::open(control);
        std::raise(SIGTERM);
        QTRY_VERIFY(control.isStopRequested());
    }
}

QTEST_GUILESS_MAIN(SignalDoorTest)
#include "signal_door_test.moc"
