#include "core/image/edge_score.h"

#include <QTest>

using namespace armature;

namespace {

Image column(int at)
{
    Image image(32, 32, 1);
    std::fill_n(image.row<uint8_t>(0), 32 * 32, 0);
    for (int y = 0; y < 32 && at >= 0; ++y)
        image.row<uint8_t>(y)[at] = 255;
    return image;
}

} // namespace

class EdgeScoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameEdges_areFollowedWholly() { QCOMPARE(compareEdges(column(10), column(10)).f1(), 1.0); }
    void edgesWithinReach_count()
    {
        QCOMPARE(compareEdges(column(10), column(11)).f1(), 1.0);
        QCOMPARE(compareEdges(column(10), column(12)).f1(), 0.0);
        QCOMPARE(compareEdges(column(10), column(12), 2).f1(), 1.0);
    }
    void superfluousEdges_costPrecision()
    {
        Image both = column(5);
        for (int y = 0; y < 32; ++y)
            both.row<uint8_t>(y)[25] = 255;
        const EdgeScore score = compareEdges(both, column(5));
        QCOMPARE(score.precision, 0.5);
        QCOMPARE(score.recall, 1.0);
        const EdgeScore reverse = compareEdges(column(5), both);
        QCOMPARE(reverse.precision, 1.0);
        QCOMPARE(reverse.recall, 0.5);
    }
    void noEdges_areFollowedByNone()
    {
        QCOMPARE(compareEdges(column(-1), column(-1)).f1(), 1.0);
        QCOMPARE(compareEdges(column(4), column(-1)).f1(), 0.0);
        QCOMPARE(compareEdges(column(-1), column(4)).f1(), 0.0);
    }
};

QTEST_GUILESS_MAIN(EdgeScoreTest)
#include "edge_score_test.moc"
