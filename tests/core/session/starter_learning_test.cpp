#include "core/scenes/starter_project.h"
#include "core/session/train_session.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace armature;
namespace fs = std::filesystem;

namespace {

constexpr int64_t kPairs = 240, kHeldOut = 48, kSteps = 48;

class GainKeeper final : public EventSink
{
public:
    void onEvent(const TrainEvent &event) override
    {
        if (const auto *gain = std::get_if<ControlGain>(&event))
            last = *gain;
    }
    ControlGain last;
};

Status paint(const fs::path &folder, uint64_t firstScene, int64_t pairs)
{
    SceneDataset dataset;
    dataset.pairs = pairs;
    dataset.firstIndex = firstScene;
    dataset.size = kStarterSize;
    return writeSceneDataset(dataset, folder, [](int64_t) { return true; });
}

// Every picture gets the condition of another one, so that there is nothing to learn from it.
void shuffleConditions(const fs::path &folder)
{
    std::vector<fs::path> files;
    for (const auto &entry : fs::directory_iterator(folder / "condition"))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    const fs::path aside = folder / "condition" / "first.aside";
    fs::rename(files.front(), aside);
    for (size_t i = 1; i < files.size(); ++i)
        fs::rename(files[i], files[i - 1]);
    fs::rename(aside, files.back());
}

} // namespace

// The starter is trained on for real, a few dozen steps, and has to have learnt to read its condition.
class StarterLearningTest : public QObject
{
    Q_OBJECT

private:
    // Relative loss of the held-out pairs with another one's condition over that with their own, minus 1.
    void train(const char *name, double &gain)
    {
        GainKeeper sink;
        RunControl control;
        StarterProject project;
        project.folder = m_folder / name;
        project.model = fs::path(ARMATURE_SOURCE_DIR) / "resources/starter/model";
        project.steps = kSteps;
        TrainOptions options = starterTrainOptions(project);
        options.output_dir = (m_folder / (std::string(name) + "-run")).string();
        options.cache_dir = (m_folder / "cache").string();
        options.holdout_share = 0;
        options.holdout_data_dir = (m_folder / "held").string();
        options.validation_prompt.clear();
        options.validation_image.clear();
        options.mixed_precision = "no";
        options.threads = 1; // several threads wait for each other badly on a machine that is busy with other tests
        const auto outcome = runTraining(options, sink, control);
        QVERIFY2(outcome && *outcome == RunOutcome::Finished, outcome ? "stopped" : outcome.error().message.c_str());
        QCOMPARE(sink.last.step, kSteps);
        gain = sink.last.lossShuffled / sink.last.lossTrue - 1;
        qInfo("%s: %+.2f %% (true %.4f, shuffled %.4f, blank %.4f)", name, 100 * gain, sink.last.lossTrue, sink.last.lossShuffled,
              sink.last.lossBlank);
    }

    QTemporaryDir m_temporary;
    fs::path m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        m_folder = m_temporary.path().toStdString();
        QVERIFY(paint(m_folder / "true", 0, kPairs));
        QVERIFY(paint(m_folder / "shuffled", 0, kPairs));
        QVERIFY(paint(m_folder / "held", 1u << 20, kHeldOut));
        shuffleConditions(m_folder / "shuffled");
    }

    void truePairs_teachTheControlNetToReadItsCondition()
    {
        double gain = 0;
        train("true", gain);
        QVERIFY(gain > 0.05);
    }

    void shuffledPairs_teachItNothing()
    {
        double gain = 0;
        train("shuffled", gain);
        QVERIFY(std::abs(gain) < 0.01);
    }
};

QTEST_GUILESS_MAIN(StarterLearningTest)
#include "starter_learning_test.moc"
