#include "core/config/nearest_name.h"

#include <QTest>

using namespace armature;

class NearestNameTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void typingMistake_findsTheName_data();
    void typingMistake_findsTheName();
    void noCandidates_giveNothing();
    void amongEquals_theFirstWins();
    void veryLongName_isComparedQuickly();
};

void NearestNameTest::typingMistake_findsTheName_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("meant");
    QTest::newRow("a letter missing") << "learning_rte"
                                      << "learning_rate";
    QTest::newRow("two letters swapped") << "leraning_rate"
                                         << "learning_rate";
    QTest::newRow("dashes instead of underscores") << "max-train-steps"
                                                   << "max_train_steps";
    QTest::newRow("upper case") << "SEED"
                                << "seed";
    QTest::newRow("nothing alike") << "zzzz"
                                   << "seed";
}

void NearestNameTest::typingMistake_findsTheName()
{
    QFETCH(QString, typed);
    QFETCH(QString, meant);
    const std::vector<std::string> names{"learning_rate", "max_train_steps", "seed"};
    QCOMPARE(QString::fromStdString(nearestName(typed.toStdString(), names)), meant);
}

void NearestNameTest::noCandidates_giveNothing() { QVERIFY(nearestName("x", {}).empty()); }

void NearestNameTest::amongEquals_theFirstWins()
{
    QCOMPARE(nearestName("ab", {"ax", "xb"}), std::string("ax"));
}

void NearestNameTest::veryLongName_isComparedQuickly()
{
    QCOMPARE(nearestName(std::string(10'000'000, 'a'), {"seed"}), std::string("seed"));
}

QTEST_GUILESS_MAIN(NearestNameTest)
#include "nearest_name_test.moc"
