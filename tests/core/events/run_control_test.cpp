#include "core/events/run_control.h"

#include <QTest>

#include <future>
#include <thread>

using namespace armature;
using namespace std::chrono_literals;

class RunControlTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void untouched_asksForNothing();
    void saveAndSample_areAnsweredOncePerRequest();
    void stop_reachesTheStopToken();
    void notPaused_goesOnAtOnce();
    void pause_holdsUntilResume();
    void stopDuringPause_endsThePause();
    void stopped_neverWaitsAgain();
    void resumeBeforeTheRunLooks_cancelsThePause();
};

void RunControlTest::untouched_asksForNothing()
{
    RunControl control;
    QVERIFY(!control.isStopRequested() && !control.isPauseRequested());
    QVERIFY(!control.takeSaveRequest() && !control.takeSampleRequest());
}

void RunControlTest::saveAndSample_areAnsweredOncePerRequest()
{
    RunControl control;
    control.requestSave();
    control.requestSave();
    control.requestSample();
    QVERIFY(control.takeSaveRequest());
    QVERIFY(!control.takeSaveRequest());
    QVERIFY(control.takeSampleRequest());
    QVERIFY(!control.takeSampleRequest());
}

void RunControlTest::stop_reachesTheStopToken()
{
    RunControl control;
    const std::stop_token token = control.stopToken();
    control.requestStop();
    QVERIFY(token.stop_requested() && control.isStopRequested());
}

void RunControlTest::notPaused_goesOnAtOnce() { QVERIFY(RunControl().waitWhilePaused()); }

void RunControlTest::pause_holdsUntilResume()
{
    RunControl control;
    control.requestPause();
    auto waiting = std::async(std::launch::async, [&] { return control.waitWhilePaused(); });
    QCOMPARE(waiting.wait_for(50ms), std::future_status::timeout);
    QVERIFY(control.isPauseRequested());
    control.resume();
    QVERIFY(waiting.get());
    QVERIFY(!control.isPauseRequested());
}

void RunControlTest::stopDuringPause_endsThePause()
{
    RunControl control;
    control.requestPause();
    auto waiting = std::async(std::launch::async, [&] { return control.waitWhilePaused(); });
    control.requestStop();
    QVERIFY(!waiting.get());
}

void RunControlTest::stopped_neverWaitsAgain()
{
    RunControl control;
    control.requestStop();
    control.requestPause();
    QVERIFY(!control.waitWhilePaused());
}

void RunControlTest::resumeBeforeTheRunLooks_cancelsThePause()
{
    RunControl control;
    control.requestPause();
    control.resume();
    QVERIFY(control.waitWhilePaused());
}

QTEST_GUILESS_MAIN(RunControlTest)
#include "run_control_test.moc"
