// The curves of the training room: what is in view, how runs are told apart, what is saved.
#include "tests/ui/train_parts.h"
#include "ui/project/project.h"
#include "ui/train/curve_table.h"
#include "ui/train/loss_plot.h"
#include "ui/train/run_comparison.h"
#include "ui/train/run_watcher.h"
#include "ui/train/run_words.h"
#include "ui/train/train_page.h"
#include "ui/widgets/ask.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QAction>
#include <QComboBox>
#include <QWheelEvent>
#include <QtTest>

#include <set>

using namespace armature;
using namespace armature::ui;
using testing::TrainParts;

namespace {

class NoAsker final : public Asker
{
public:
    int ask(QWidget *, const Question &) override { return 0; }
    std::optional<QString> folder(QWidget *, const QString &, const QString &) override { return {}; }
    std::optional<QString> openFile(QWidget *, const QString &, const QString &, const QString &) override { return {}; }
};

// Falls from 0.5 to 0.1 in the first hundred steps and then keeps between 0.1 and 0.12.
RunHistory someHistory(int steps)
{
    RunHistory history;
    for (int i = 1; i <= steps; ++i)
        history.steps.push_back({i, i <= 100 ? 0.5 - 0.004 * i : 0.1 + 0.02 * (i * 7919 % 100) / 100, 0.2, 1e-4, 1, 1, double(i)});
    return history;
}

} // namespace

class TrainCurvesTest : public QObject, private TrainParts
{
    Q_OBJECT

private Q_SLOTS:
    void init() { makeFolder(); }
    void singleOutliers_areOutOfViewUntilAskedFor();
    void height_followsWhatIsZoomedTo();
    void marker_standsWhereItBeganToFollow();
    void manyRuns_areToldApartByColourAndDash();
    void savedPicture_namesItsCurves();
    void savedTable_hasRoundsThatAreNoStep();
    void rowsBeyondAResumePoint_areDropped();
    void runThatLives_isNotToldAsOver();
    void comparedRunsAndTheirColours_comeBackWithTheProject();

private:
    static void draw(LossPlot &plot) { QMetaObject::invokeMethod(plot.findChild<QWidget *>(), "replot"); }
};

void TrainCurvesTest::singleOutliers_areOutOfViewUntilAskedFor()
{
    RunHistory history = someHistory(3000);
    history.steps[1500].loss = 40;
    history.steps[2500].loss = 90;
    LossPlot plot;
    plot.resize(900, 400);
    plot.show(history);
    draw(plot);
    QVERIFY2(plot.lossInView().second < 3 && plot.lossInView().second > 0.3, qPrintable(QString::number(plot.lossInView().second)));
    plot.setOutliersShown(true);
    draw(plot);
    QVERIFY(plot.lossInView().second > 90);
    plot.setLogarithmic(true);
    draw(plot);
    QVERIFY(plot.lossInView().first > 0 && plot.lossInView().second > 90);
}

void TrainCurvesTest::height_followsWhatIsZoomedTo()
{
    LossPlot plot;
    plot.resize(900, 400);
    plot.QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
    plot.show(someHistory(3000));
    draw(plot);
    const double whole = plot.lossInView().second;
    QVERIFY2(whole > 0.25, qPrintable(QString::number(whole)));
    QWidget *drawing = plot.findChild<QWidget *>();
    const QPointF at(700, 300);
    for (int i = 0; i < 12; ++i) {
        QWheelEvent wheel(at, drawing->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(drawing, &wheel);
    }
    draw(plot);
    QVERIFY2(plot.acrossInView().first > 500 && plot.acrossInView().second < 3100, qPrintable(QString::number(plot.acrossInView().first)));
    QVERIFY2(plot.lossInView().second < 0.14, qPrintable(QString::number(plot.lossInView().second)));
    plot.fitAll();
    draw(plot);
    QVERIFY(plot.acrossInView().first == 0 && plot.lossInView().second == whole);
}

void TrainCurvesTest::marker_standsWhereItBeganToFollow()
{
    RunHistory history = someHistory(300);
    history.gains = {{0, 0.1, 0.1, 0.1}, {100, 0.1, 0.103, 0.11}, {200, 0.1, 0.12, 0.2}, {300, 0.1, 0.13, 0.2}};
    LossPlot plot;
    plot.show(history);
    QCOMPARE(plot.followsSince(), int64_t(200));
    history.gains.resize(2);
    plot.show(history); // resumed from before it
    QCOMPARE(plot.followsSince(), int64_t(-1));
}

void TrainCurvesTest::manyRuns_areToldApartByColourAndDash()
{
    LossPlot plot;
    std::set<std::pair<QRgb, int>> seen;
    const auto lookOf = [&](const QString &name) { return std::pair(plot.colorOf(name).rgb(), int(plot.dashOf(name))); };
    for (int i = 0; i < 9; ++i) {
        const QString name = QStringLiteral("run-%1").arg(i);
        plot.setOther(name, someHistory(5));
        QVERIFY2(seen.insert(lookOf(name)).second, qPrintable(name));
    }
    const auto fourth = lookOf("run-4");
    plot.removeOther("run-4");
    plot.removeOther("run-1");
    QCOMPARE(lookOf("run-8"), lookOf("run-8"));
    plot.setOther("run-4", someHistory(5)); // it has the look that it had, whichever came or went meanwhile
    QCOMPARE(lookOf("run-4"), fourth);
    plot.setOther("new", someHistory(5));
    for (int i : {0, 2, 3, 4, 5, 6, 7, 8})
        QVERIFY(lookOf("new") != lookOf(QStringLiteral("run-%1").arg(i)));
}

void TrainCurvesTest::savedPicture_namesItsCurves()
{
    RunHistory history = someHistory(200);
    history.gains = {{0, 0.1, 0.1, 0.1}, {200, 0.1, 0.13, 0.2}};
    LossPlot plot;
    plot.resize(900, 400);
    plot.show(history);
    plot.setOther("the slow one", someHistory(150));
    plot.setDetail(LossPlot::Detail::GradientNorm);
    const QString file = m_folder->filePath("c.svg");
    QVERIFY(plot.savePicture(file, "edges, first try"));
    const QByteArray svg = testing::readFile(file);
    for (const QString &word : {QStringLiteral("edges, first try"), QStringLiteral("the slow one"), LossPlot::tr("loss, smoothed"), LossPlot::tr("control gain"), LossPlot::tr("gradient norm")})
        QVERIFY2(svg.contains(word.toUtf8()), qPrintable(word));
    QVERIFY(!svg.contains(LossPlot::tr("adherence").toUtf8() + "</text>")); // there is none
    // On the screen they stand beside the plot, not in it.
    const QImage before = plot.grab().toImage();
    QVERIFY(plot.savePicture(m_folder->filePath("c.png"), "edges, first try"));
    draw(plot);
    QCOMPARE(plot.grab().toImage(), before);
    QCOMPARE(QImage(m_folder->filePath("c.png")).width(), 1600);
}

void TrainCurvesTest::savedTable_hasRoundsThatAreNoStep()
{
    RunHistory history = someHistory(3);
    history.gains = {{0, 0.1, 0.12, 0.2}, {2, 0.1, 0.14, 0.2}, {9, 0.1, 0.16, 0.2}};
    const QString file = m_folder->filePath("c.csv");
    QVERIFY(LossPlot::saveTable(history, file, {{0, 0.25}, {2, 0.5}}));
    const QList<QByteArray> lines = testing::readFile(file).trimmed().split('\n');
    QCOMPARE(lines.size(), 6); // head, 0, 1, 2, 3, 9
    QVERIFY(lines[1].startsWith("0,,,,,,,,0.1,0.12,0.2,") && lines[1].endsWith(",0.25"));
    QVERIFY(lines[3].startsWith("2,0.4") && lines[3].endsWith(",0.5"));
    QVERIFY(lines[5].startsWith("9,,"));
    for (const QByteArray &line : lines)
        QCOMPARE(line.count(','), 12);
    const CurveTable table(history, nullptr, {{0, 0.25}, {2, 0.5}});
    QCOMPARE(table.rowCount(), 5);
}

void TrainCurvesTest::rowsBeyondAResumePoint_areDropped()
{
    LossPlot plot;
    plot.show(someHistory(300));
    QCOMPARE(plot.pointCount(), 300);
    RunHistory resumed = someHistory(200);
    resumed.steps.push_back({201, 0.3, 0.2, 1e-4, 1, 1, 999});
    plot.show(resumed);
    QCOMPARE(plot.pointCount(), 201);
}

void TrainCurvesTest::runThatLives_isNotToldAsOver()
{
    RunHistory history = someHistory(30);
    history.gains = {{0, 0.1, 0.1, 0.1}};
    const QString running = learningWords(history, RunState::Running);
    for (const RunState state : {RunState::Saving, RunState::Pausing, RunState::Stopping})
        QCOMPARE(learningWords(history, state), running);
    QVERIFY(learningWords(history, RunState::Finished) != running);
}

void TrainCurvesTest::comparedRunsAndTheirColours_comeBackWithTheProject()
{
    const QString pairs = m_folder->filePath("project");
    testing::writeCircles(pairs, 4);
    auto project = Project::open(pairs.toStdString());
    QVERIFY(project.has_value());
    const std::filesystem::path runs = (*project)->folder() / "runs";
    std::filesystem::create_directories(runs);
    for (const char *name : {"c", "b", "a"}) {
        (void)writeFileAtomically(RunPlace{runs, name}.options(), "{}\n");
        (void)writeFileAtomically(RunPlace{runs, name}.events(), "{\"event\":\"step\",\"step\":1,\"loss\":0.2,\"time\":1}\n");
    }
    JobList jobs;
    NoAsker asker;
    EngineLink engine;
    const PageServices services{*m_theme, jobs, asker, engine};
    QJsonObject view;
    QColor colour;
    QString compared;
    {
        TrainPage page(services);
        page.openProject(**project);
        QVERIFY(page.watcher().place());
        for (const char *name : {"a", "b", "c"}) // two that are not shown themselves
            if (page.watcher().place()->name != name)
                page.comparison().add({runs, name});
        compared = page.comparison().names().back();
        page.comparison().remove(page.comparison().names().front());
        colour = page.plot().colorOf(compared);
        page.findChild<QAction *>("train.outliers")->setChecked(true);
        page.findChild<QComboBox *>("train.detail")->setCurrentIndex(3);
        view = page.saveView();
        page.closeProject();
    }
    TrainPage next(services);
    next.openProject(**project);
    next.restoreView(view);
    QCOMPARE(next.comparison().names(), QStringList{compared});
    QCOMPARE(next.plot().colorOf(compared), colour); // the second's, though the first is gone
    QVERIFY(next.findChild<QAction *>("train.outliers")->isChecked());
    QCOMPARE(next.findChild<QComboBox *>("train.detail")->currentIndex(), 3);
    // A table off the window's thread.
    QSignalSpy said(&next, &Page::messageShown);
    next.exportCurvesTo(m_folder->filePath("curves.csv"));
    QTRY_COMPARE_WITH_TIMEOUT(said.count(), 1, 30000);
    QVERIFY(QFile::exists(m_folder->filePath("curves.csv")));
}

QTEST_MAIN(TrainCurvesTest)
#include "train_curves_test.moc"
