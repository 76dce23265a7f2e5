// Torch before Qt: both are used here, which QT_NO_KEYWORDS allows.
#include "core/train/base/stage.h"

#include <ATen/ATen.h>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

using namespace armature;

namespace {

// y = W x + b towards a fixed map, from inputs that are a function of the step.
struct Line
{
    ParameterTable table;
    Parameter *weight, *bias;

    Line()
    {
        weight = table.add("weight", {4, 6}, Init::KaimingUniform, 6);
        bias = table.add("bias", {4}, Init::BiasUniform, 6);
        table.initialise(3);
    }
    TrainingStage::Loss loss() const
    {
        return [this](int64_t step) {
            const at::Tensor x = at::arange(step + 1, step + 13, at::kFloat).reshape({2, 6}).sin();
            const at::Tensor y = at::addmm(bias->value, x.to(weight->value.scalar_type()), weight->value.t());
            return (y.to(at::kFloat) - x.narrow(1, 0, 4)).square().mean();
        };
    }
};

class Listener final : public EventSink
{
public:
    std::function<void(int64_t)> onStep = [](int64_t) {};
    std::vector<double> losses;
    void onEvent(const TrainEvent &event) override
    {
        if (const auto *done = std::get_if<StepDone>(&event)) {
            losses.push_back(done->loss);
            onStep(done->step);
        }
    }
};

StageOptions optionsIn(const QTemporaryDir &folder, at::ScalarType type = at::kFloat)
{
    StageOptions options;
    options.name = "line";
    options.folder = folder.path().toStdString();
    options.steps = 60;
    options.warmupSteps = 5;
    options.checkpointingSteps = 20;
    options.learningRate = 0.05;
    options.emaDecay = 0.9;
    options.recipe = "r1";
    options.computeType = type;
    return options;
}

struct Outcome
{
    at::Tensor weight;
    std::vector<double> losses;
    bool isDone = false;
};

Outcome train(const StageOptions &options, int64_t stopAt = -1)
{
    Line line;
    TrainingStage stage(options, {&line.table});
    RunControl control;
    Listener listener;
    listener.onStep = [&](int64_t step) {
        if (step == stopAt)
            control.requestStop();
    };
    const auto done = stage.run(line.loss(), listener, control);
    if (!done)
        qFatal("%s", done.error().message.c_str());
    return {line.weight->value.detach().clone(), listener.losses, *done};
}

} // namespace

class StageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stage_learnsAndLeavesAveragesInFp32_data();
    void stage_learnsAndLeavesAveragesInFp32();
    void stoppedAndGoneOn_endsBitEqual_data() { stage_learnsAndLeavesAveragesInFp32_data(); }
    void stoppedAndGoneOn_endsBitEqual();
    void damagedNewestCheckpoint_isPassedOver();
    void anotherRecipesCheckpoint_isRefused();
    void onlyTheLastCheckpoints_areKept();
};

void StageTest::stage_learnsAndLeavesAveragesInFp32_data()
{
    QTest::addColumn<int>("type");
    QTest::newRow("fp32") << int(at::kFloat);
    QTest::newRow("bf16") << int(at::kBFloat16);
}

void StageTest::stage_learnsAndLeavesAveragesInFp32()
{
    QFETCH(int, type);
    const QTemporaryDir folder;
    const Outcome outcome = train(optionsIn(folder, at::ScalarType(type)));
    QVERIFY(outcome.isDone);
    QVERIFY(outcome.losses.back() < outcome.losses.front() / 10);
    QCOMPARE(outcome.weight.scalar_type(), at::kFloat);
}

void StageTest::stoppedAndGoneOn_endsBitEqual()
{
    QFETCH(int, type);
    const QTemporaryDir whole, broken;
    const Outcome unbroken = train(optionsIn(whole, at::ScalarType(type)));
    QVERIFY(!train(optionsIn(broken, at::ScalarType(type)), 7).isDone);
    QVERIFY(!train(optionsIn(broken, at::ScalarType(type)), 33).isDone);
    const Outcome resumed = train(optionsIn(broken, at::ScalarType(type)));
    QVERIFY(resumed.isDone);
    QCOMPARE(resumed.losses.size(), size_t(60 - 33));
    QVERIFY(at::equal(resumed.weight, unbroken.weight));
}

void StageTest::damagedNewestCheckpoint_isPassedOver()
{
    const QTemporaryDir whole, broken;
    const Outcome unbroken = train(optionsIn(whole));
    (void)train(optionsIn(broken), 40);
    QFile state(broken.filePath("line-40/state.safetensors"));
    QVERIFY(state.open(QIODevice::ReadWrite) && state.seek(state.size() - 1) && state.putChar('x'));
    state.close();
    const Outcome resumed = train(optionsIn(broken));
    QCOMPARE(resumed.losses.size(), size_t(60 - 20));
    QVERIFY(at::equal(resumed.weight, unbroken.weight));
}

void StageTest::anotherRecipesCheckpoint_isRefused()
{
    const QTemporaryDir folder;
    (void)train(optionsIn(folder), 20);
    StageOptions other = optionsIn(folder);
    other.recipe = "r2";
    Line line;
    TrainingStage stage(other, {&line.table});
    RunControl control;
    Listener listener;
    const auto refused = stage.run(line.loss(), listener, control);
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
}

void StageTest::onlyTheLastCheckpoints_areKept()
{
    const QTemporaryDir folder;
    (void)train(optionsIn(folder));
    QCOMPARE(QDir(folder.path()).entryList({"line-*"}, QDir::Dirs, QDir::Name), QStringList({"line-40", "line-60"}));
}

QTEST_GUILESS_MAIN(StageTest)
#include "stage_test.moc"
