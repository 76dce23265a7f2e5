// A training that runs while a picture is wanted makes way, and memory that runs out is no end.
#include "tests/ui/test_room/fake_room.h"

#include <QPushButton>

using namespace testing;

class MakingWayTest : public QObject, protected FakeRoom
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { loadTheme(); }
    void cleanupTestCase() { m_theme.reset(); }
    void init() { openRoom(); }
    void cleanup() { leaveRoom(); }

    void aTrainingThatRuns_isPausedTestedAndCarriedOn()
    {
        m_page->setTraining(&m_training);
        m_page->form()->setSettings(goldenSettings());
        waitUntilReady();
        m_page->generate();
        QCOMPARE(m_asker.asked.size(), 1);
        QVERIFY(m_asker.asked.first().contains(QStringLiteral("run-3")));
        QCOMPARE(m_training.pauses, 1);
        QVERIFY(status().contains(QStringLiteral("run-3")));
        QCOMPARE(m_wishes->made.load(), 0); // it still holds the device
        m_training.isAlive = false;         // saved and ended
        QTRY_COMPARE(m_page->strip()->count(), 1);
        QVERIFY(m_page->holdBar()->text().contains(QStringLiteral("run-3")));
        m_page->generate(); // paused already: nobody is asked again
        QTRY_COMPARE(m_page->strip()->count(), 2);
        QCOMPARE(m_asker.asked.size(), 1);
        QCOMPARE(m_training.resumes, 0);
        QTest::mouseClick(m_page->holdBar()->findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(m_training.resumes, 1);
        QTRY_COMPARE(m_wishes->released.load(), 1); // the memory is the training's again
        QVERIFY(m_page->holdBar()->isHidden());
    }

    void leavingTheRoom_letsTheTrainingGoOn()
    {
        m_page->setTraining(&m_training);
        m_page->form()->setSettings(goldenSettings());
        waitUntilReady();
        m_page->generate();
        m_training.isAlive = false;
        QTRY_COMPARE(m_page->strip()->count(), 1);
        m_page->hide();
        QCOMPARE(m_training.resumes, 1);
        m_page->show();
        QCOMPARE(m_training.resumes, 1);
    }

    void aTraining_mayGoOnBesideTheTestOrTheTestBeLeft()
    {
        m_page->setTraining(&m_training);
        m_page->form()->setSettings(goldenSettings());
        waitUntilReady();
        m_asker.answer = 2;
        m_page->generate();
        QVERIFY(!m_page->runner()->isBusy());
        m_asker.answer = 1;
        m_page->generate();
        QTRY_COMPARE(m_page->strip()->count(), 1);
        m_page->generate();
        QTRY_COMPARE(m_page->strip()->count(), 2);
        QCOMPARE(m_asker.asked.size(), 2); // once for this run
        QCOMPARE(m_training.pauses, 0);
        m_training.canPause = false; // of another machine
        QVERIFY(!m_page->hold()->pause());
        QVERIFY(m_page->errors()->text().contains(QStringLiteral("run-3")));
    }

    void memoryThatRunsOutBesideATraining_offersToPauseIt()
    {
        m_page->setTraining(&m_training);
        m_page->form()->setSettings(goldenSettings());
        waitUntilReady();
        m_asker.answer = 1;
        m_wishes->error = Error{
            ErrorCode::OutOfMemory, "The memory does not hold this picture.", "Use a smaller size.", {}};
        m_wishes->failures = 1;
        m_page->generate();
        QTRY_VERIFY(m_page->errors()->text().contains(QStringLiteral("memory")));
        QCOMPARE(m_page->form()->settings().controls, goldenSettings().controls); // the room stays as it was
        QTest::mouseClick(m_page->errors()->findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(m_training.pauses, 1);
        m_training.isAlive = false;
        QTRY_COMPARE(m_page->strip()->count(), 1);
        QCOMPARE(settingsOf(m_page->strip()->file(0))->seed, quint64(7)); // the one that had failed
    }

    void memoryThatRunsOut_isSaidAndTheRoomGoesOn()
    {
        m_page->form()->setSettings(goldenSettings());
        waitUntilReady();
        m_wishes->error = Error{
            ErrorCode::OutOfMemory, "The memory does not hold this picture.", "Use a smaller size.", {}};
        m_wishes->failures = 1;
        m_page->generate();
        QTRY_VERIFY(m_page->errors()->text().contains(QStringLiteral("memory")));
        QCOMPARE(m_page->strip()->count(), 0);
        m_page->form()->setSettings(goldenSettings());
        make();
        QVERIFY(m_page->errors()->isHidden());
    }
};

QTEST_MAIN(MakingWayTest)
#include "making_way_test.moc"
