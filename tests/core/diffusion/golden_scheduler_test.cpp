// What diffusers' schedulers did with an analytic model, step counts, spacings, predictions and flags
// crossed. Goldens: tests/goldens/diffusion/make_schedulers.py.
#include "core/diffusion/noise_schedule.h"
#include "core/diffusion/scheduler.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <QTest>

#include <cmath>
#include <fstream>

using namespace armature;
using nlohmann::json;

namespace {

const json &goldens()
{
    static const json all =
        json::parse(std::ifstream(ARMATURE_TEST_DATA "/goldens/diffusion/schedulers.json"), nullptr, false);
    return all;
}

struct Outcome
{
    at::Tensor timesteps, sample;
    double initSigma = 0;
};

Result<Outcome> sampled(const std::string &name, const json &config, int64_t steps, const at::Tensor &start)
{
    ARMATURE_TRY(const auto scheduler, makeScheduler(name, config));
    ARMATURE_CHECK(scheduler->setTimesteps(steps));
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(7);
    at::Tensor sample = start * scheduler->initNoiseSigma();
    for (int64_t i = 0; i < scheduler->modelCalls(); ++i) {
        const at::Tensor output = at::sin(1.3 * scheduler->scaleModelInput(sample, i)) + 0.1;
        sample = scheduler->step(output, i, sample, generator);
    }
    return Outcome{scheduler->timesteps(), sample, scheduler->initNoiseSigma()};
}

at::Tensor expectedTensor(const json &values)
{
    return at::tensor(values.get<std::vector<double>>(), at::kDouble);
}

// The largest difference as a share of the largest expected value.
double relativeError(const at::Tensor &actual, const json &expected)
{
    const at::Tensor wanted = expectedTensor(expected);
    const at::Tensor difference = actual.flatten().to(at::kDouble) - wanted;
    const double error = difference.abs().max().item<double>() / wanted.abs().max().item<double>();
    return std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
}

bool sameTimesteps(const at::Tensor &actual, const json &expected)
{
    const auto type = expected.at("type") == "int64" ? at::kLong : at::kFloat;
    if (actual.scalar_type() != type || actual.size(0) != static_cast<int64_t>(expected.at("values").size()))
        return false;
    const at::Tensor wanted = expectedTensor(expected.at("values"));
    const double tolerance = type == at::kLong ? 0.0 : 2e-3; // of 999; the golden has seven digits
    return (actual.to(at::kDouble) - wanted).abs().max().item<double>() <= tolerance;
}

// Empty when the run agrees with its golden.
QString disagreement(const json &group, const json &run)
{
    json config = group.at("config");
    config.update(group.value("settings", json::object()));
    const at::Tensor start = at::linspace(-1, 1, 16).reshape({2, 2, 2, 2});
    const auto outcome = sampled(group.at("class"), config, run.at("n"), start);
    if (run.value("error", "") == "refused")
        return outcome ? "was not refused" : QString();
    if (run.value("error", "") == "nan") // ours may do better
        return !outcome || outcome->sample.isfinite().all().item<bool>() ? QString() : "is not finite";
    if (!outcome)
        return QString::fromStdString(describe(outcome.error()));
    if (!sameTimesteps(outcome->timesteps, goldens().at("timesteps").at(run.at("t").get<size_t>())))
        return "has other timesteps";
    if (std::abs(outcome->initSigma - run.at("s").get<double>()) > 1e-6 * outcome->initSigma)
        return QString("begins at %1").arg(outcome->initSigma);
    const double error = relativeError(outcome->sample, run.at("x"));
    // From a level of 4096 (zero terminal signal) one rounding in the first step is seen in the fourth digit,
    // and processors round differently.
    const double tolerance = outcome->initSigma > 1000 ? 2e-4 : 2e-5;
    return error <= tolerance ? QString() : QString("is off by %1").arg(error);
}

// Everything that disagrees, one line each.
QString disagreements(const json &groups, const std::string &className)
{
    QString all;
    int runs = 0;
    for (const json &group : groups) {
        if (group.at("class") != className)
            continue;
        for (const json &run : group.at("runs")) {
            ++runs;
            const QString what = disagreement(group, run);
            if (!what.isEmpty())
                all += QString("%1 steps of %2 %3\n")
                           .arg(run.at("n").get<int>())
                           .arg(QString::fromStdString(group.at("config").dump()).left(300), what);
        }
    }
    return runs ? all : "there are no goldens";
}

} // namespace

class GoldenSchedulerTest : public QObject
{
    Q_OBJECT

    static void addClasses()
    {
        QTest::addColumn<QString>("name");
        for (const std::string &name : schedulerClassNames())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY2(goldens().is_object(), "schedulers.json cannot be read"); }

    void everyClass_walksAsDiffusersDoes_data() { addClasses(); }
    void everyClass_walksAsDiffusersDoes()
    {
        QFETCH(QString, name);
        const QString wrong = disagreements(goldens().at("classes"), name.toStdString());
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void everyClass_takesAnotherClassesConfigAsFromConfigDoes_data() { addClasses(); }
    void everyClass_takesAnotherClassesConfigAsFromConfigDoes()
    {
        QFETCH(QString, name);
        const QString wrong = disagreements(goldens().at("crossed"), name.toStdString());
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void training_mixesNoiseAndVelocityAsDiffusersDoes()
    {
        const at::Tensor latents = at::linspace(-2, 2, 16).reshape({4, 1, 2, 2});
        const at::Tensor noise = at::linspace(1.5, -1, 16).reshape({4, 1, 2, 2});
        QVERIFY(!goldens().at("training").empty());
        for (const json &golden : goldens().at("training")) {
            const auto schedule = NoiseSchedule::create(golden.at("config"), "golden");
            QVERIFY(schedule);
            const at::Tensor timesteps =
                at::tensor(golden.at("timesteps").get<std::vector<int64_t>>(), at::kLong);
            const at::Tensor products = schedule->alphasCumprod().index_select(0, timesteps);
            QVERIFY(relativeError(products, golden.at("alphas_cumprod")) < 1e-7);
            QVERIFY(relativeError(schedule->addNoise(latents, noise, timesteps), golden.at("noisy")) < 1e-6);
            QVERIFY(relativeError(schedule->velocity(latents, noise, timesteps), golden.at("velocity")) <
                    1e-6);
        }
    }
};

QTEST_GUILESS_MAIN(GoldenSchedulerTest)
#include "golden_scheduler_test.moc"
