#include "core/diffusion/guidance.h"
#include "core/diffusion/noise_schedule.h"
#include "core/diffusion/scheduler.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>

using namespace armature;
using nlohmann::json;

namespace {

const json kStableDiffusion{
    {"_class_name", "PNDMScheduler"},   {"beta_start", 0.00085}, {"beta_end", 0.012},
    {"beta_schedule", "scaled_linear"}, {"clip_sample", false},  {"set_alpha_to_one", false},
    {"skip_prk_steps", true},           {"steps_offset", 1}};

json with(json config, const json &more)
{
    config.update(more);
    return config;
}

json leading() { return with(kStableDiffusion, {{"timestep_spacing", "leading"}}); }

// The eight final values of the analytic model, 20 steps.
std::vector<double> sampled(const std::string &name, const json &config)
{
    const auto made = makeScheduler(name, config);
    if (!made || !(*made)->setTimesteps(20))
        return {};
    Scheduler &scheduler = **made;
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(0);
    at::Tensor sample = at::linspace(-1, 1, 8).reshape({1, 1, 1, 8}) * scheduler.initNoiseSigma();
    for (int64_t i = 0; i < scheduler.modelCalls(); ++i) {
        const at::Tensor output = at::sin(1.3 * scheduler.scaleModelInput(sample, i)) + 0.1;
        sample = scheduler.step(output, i, sample, generator);
    }
    const at::Tensor flat = sample.flatten().to(at::kDouble).contiguous();
    return {flat.const_data_ptr<double>(), flat.const_data_ptr<double>() + 8};
}

std::string classOf(const std::string &name)
{
    const auto scheduler = makeScheduler(name, kStableDiffusion);
    return scheduler ? (*scheduler)->className() : describe(scheduler.error());
}

std::string errorOf(const std::string &name, const json &config)
{
    const auto scheduler = makeScheduler(name, config, "model/scheduler_config.json");
    return scheduler ? std::string() : describe(scheduler.error());
}

bool mentions(const std::string &text, std::initializer_list<const char *> words)
{
    return std::all_of(words.begin(), words.end(),
                       [&](const char *word) { return text.find(word) != std::string::npos; });
}

} // namespace

class SchedulerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void publishedTable_isMetToFiveDecimals_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isLeading");
        QTest::addColumn<QList<double>>("expected");
        const auto row = [](const char *title, const char *name, bool isLeading, QList<double> expected) {
            QTest::newRow(title) << QString(name) << isLeading << expected;
        };
        row("DDIM", "ddim", true, {-1.57744, -.36462, -.22516, -.15617, -.10384, -.05046, .02384, .20193});
        row("PNDM", "pndm", true, {-1.53155, -.37907, -.23448, -.15610, -.09415, -.03152, .05133, .23344});
        row("Euler", "euler", true, {-1.55531, -.35424, -.21968, -.15323, -.10286, -.05150, .01997, .19137});
        row("Euler linspace", "euler", false,
            {-2.93660, -.35431, -.21836, -.15657, -.11117, -.06532, -.00100, .16238});
        row("DPM++ 2M", "dpmpp_2m", true,
            {-1.37968, -.36101, -.22478, -.15058, -.09179, -.03231, .04615, .21712});
        row("DPM++ 2M linspace", "dpmpp_2m", false,
            {-3.24113, -.36364, -.22441, -.15448, -.10057, -.04667, .02470, .19059});
        row("DPM++ 2M Karras", "dpmpp_2m_karras", false,
            {-3.16505, -.37524, -.23176, -.15691, -.09818, -.03935, .03732, .20852});
        row("UniPC", "unipc", true, {-1.37344, -.36084, -.22458, -.15072, -.09241, -.03327, .04524, .21690});
    }
    void publishedTable_isMetToFiveDecimals()
    {
        QFETCH(QString, name);
        QFETCH(bool, isLeading);
        QFETCH(QList<double>, expected);
        const auto actual = sampled(name.toStdString(), isLeading ? leading() : kStableDiffusion);
        QCOMPARE(actual.size(), size_t(expected.size()));
        for (size_t i = 0; i < actual.size(); ++i) {
            const double wanted = expected[qsizetype(i)];
            const double difference = std::abs(actual[i] - wanted);
            // Half a digit for the table's rounding; the rest is what processors differ by after 20 steps in
            // fp32.
            const double tolerance = 0.6e-5 * std::max(1.0, std::abs(wanted));
            QVERIFY2(difference <= tolerance, qPrintable(QString("%1: %2").arg(i).arg(actual[i], 0, 'f', 6)));
        }
    }

    void runningProducts_areThoseOfFloatArithmetic()
    {
        const auto schedule = NoiseSchedule::create(kStableDiffusion, "test");
        QVERIFY(schedule);
        const std::vector<std::pair<int64_t, float>> known{
            {0, .99914998f}, {1, .99829602f}, {500, .27633250f}, {999, .0046600960f}};
        for (const auto &[timestep, value] : known)
            QVERIFY(std::abs(schedule->alphasCumprod()[timestep].item<float>() / value - 1.0f) < 2e-7f);
    }

    void secondPicture_isAsTheFirst()
    {
        for (const std::string &name : schedulerClassNames()) {
            const auto made = makeScheduler(name, kStableDiffusion);
            QVERIFY(made);
            at::Tensor pictures[2];
            for (at::Tensor &sample : pictures) {
                at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(3);
                QVERIFY((*made)->setTimesteps(6));
                sample = at::linspace(-1, 1, 8).reshape({1, 2, 2, 2}) * (*made)->initNoiseSigma();
                for (int64_t i = 0; i < (*made)->modelCalls(); ++i)
                    sample =
                        (*made)->step(at::sin((*made)->scaleModelInput(sample, i)), i, sample, generator);
            }
            QVERIFY2(at::equal(pictures[0], pictures[1]), name.c_str());
        }
    }

    void modelCalls_countTheRepeatedOnes()
    {
        const std::vector<std::pair<std::string, int64_t>> expected{
            {"ddim", 20}, {"pndm", 21}, {"heun", 39}, {"unipc", 20}};
        for (const auto &[name, calls] : expected) {
            const auto made = makeScheduler(name, kStableDiffusion);
            QVERIFY(made && (*made)->setTimesteps(20));
            QCOMPARE((*made)->modelCalls(), calls);
        }
        const auto withStart =
            makeScheduler("PNDMScheduler", with(kStableDiffusion, {{"skip_prk_steps", false}}));
        QVERIFY(withStart && (*withStart)->setTimesteps(20));
        QCOMPARE((*withStart)->modelCalls(), 29);
        QVERIFY(!(*withStart)->setTimesteps(3));
    }

    // diffusers' trailing spacing has a 62nd step at timestep -1 here.
    void trailingSpacing_hasAsManyStepsAsAsked()
    {
        for (const std::string &name : schedulerClassNames()) {
            const auto made = makeScheduler(name, with(kStableDiffusion, {{"timestep_spacing", "trailing"}}));
            QVERIFY(made && (*made)->setTimesteps(61));
            QVERIFY((*made)->timesteps().min().item<double>() >= 0);
        }
    }

    void ancestralNoise_isDrawnOnTheLastStepToo()
    {
        const auto made = makeScheduler("euler_a", kStableDiffusion);
        QVERIFY(made && (*made)->setTimesteps(2));
        at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(1);
        at::Tensor sample = at::ones({1, 1, 4, 4});
        for (int64_t i = 0; i < 2; ++i)
            sample = (*made)->step(sample, i, sample, generator);
        at::Generator fresh = at::make_generator<at::CPUGeneratorImpl>(1);
        for (int draw = 0; draw < 2; ++draw)
            at::randn({1, 1, 4, 4}, fresh, at::TensorOptions(at::kFloat));
        QVERIFY(at::equal(at::randn({4}, generator, at::TensorOptions(at::kFloat)),
                          at::randn({4}, fresh, at::TensorOptions(at::kFloat))));
    }

    void names_areTakenAsPeopleWriteThem()
    {
        const std::vector<std::pair<const char *, std::vector<const char *>>> names{
            {"DDPMScheduler", {"ddpm", "DDPM", "DDPMScheduler"}},
            {"DDIMScheduler", {"ddim", "DDIM", "ddimscheduler"}},
            {"PNDMScheduler", {"", "pndm", "PLMS", "plms"}},
            {"LMSDiscreteScheduler", {"lms", "LMS Karras", "lms_karras", "k_lms", "lms-discrete"}},
            {"EulerDiscreteScheduler",
             {"euler", "Euler", "euler_karras", "k_euler", "EulerDiscreteScheduler"}},
            {"EulerAncestralDiscreteScheduler", {"euler_a", "Euler a", "euler-ancestral", "k_euler_a"}},
            {"HeunDiscreteScheduler", {"heun", "Heun", "heun_karras"}},
            {"DPMSolverMultistepScheduler",
             {"dpmpp_2m", "DPM++ 2M", "dpm++ 2m karras", "DPM++ 2M Karras", "dpm++_2m", "k_dpmpp_2m",
              "DPM++ 2M SDE Karras", "dpmpp_2m_sde", "dpmpp_3m_sde", "dpmsolver++", "DPMSolverMultistep"}},
            {"UniPCMultistepScheduler",
             {"unipc", "UniPC", "uni_pc", "unipc_karras", "unipcmultistepscheduler"}},
        };
        for (const auto &[expected, variants] : names) {
            for (const char *variant : variants)
                QCOMPARE(classOf(variant), std::string(expected));
        }
    }

    void shortName_bringsItsSettings()
    {
        const auto karras = makeScheduler("DPM++ 2M SDE Karras", kStableDiffusion);
        QVERIFY(karras);
        QVERIFY((*karras)->config().sigmaSpacing == SigmaSpacing::Karras);
        QVERIFY((*karras)->config().isStochastic);
        const json listed = with(kStableDiffusion, {{"_use_default_values", {"use_karras_sigmas"}}});
        const auto euler = makeScheduler("euler_karras", listed);
        QVERIFY(euler && (*euler)->config().sigmaSpacing == SigmaSpacing::Karras);
        const auto plms = makeScheduler("plms", with(kStableDiffusion, {{"skip_prk_steps", false}}));
        QVERIFY(plms && (*plms)->config().skipPrkSteps);
    }

    void unknownName_isToldWithTheNearest()
    {
        QVERIFY(
            mentions(errorOf("dpmpp_2m_karas", kStableDiffusion), {"dpmpp_2m_karas", "'dpmpp_2m_karras'"}));
        QVERIFY(mentions(errorOf("UniPCMultistepSheduler", kStableDiffusion), {"'UniPCMultistepScheduler'"}));
        QVERIFY(mentions(errorOf("ddim_karras", kStableDiffusion), {"DDIMScheduler", "karras"}));
    }

    void configOfAnUnknownClass_isRefusedByName()
    {
        const json config = with(kStableDiffusion, {{"_class_name", "EDMEulerScheduler"}});
        QVERIFY(mentions(errorOf("", config),
                         {"model/scheduler_config.json", "EDMEulerScheduler", "--scheduler"}));
        QCOMPARE(errorOf("ddim", config), std::string());
        QVERIFY(mentions(errorOf("", json::object()), {"_class_name", "--scheduler"}));
    }

    void settingThatIsNotHandled_isRefusedByName_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("settings");
        const auto row = [](const char *name, const char *settings) {
            QTest::newRow(settings) << QString(name) << QString(settings);
        };
        row("euler", R"({"use_beta_sigmas": true})");
        row("euler", R"({"timestep_type": "continuous"})");
        row("dpmpp_2m", R"({"use_flow_sigmas": true})");
        row("dpmpp_2m", R"({"prediction_type": "flow_prediction"})");
        row("dpm_solver", R"({"algorithm_type": "dpmsolver"})");
        row("dpmpp_2m", R"({"variance_type": "learned_range"})");
        row("ddpm", R"({"variance_type": "learned"})");
        row("unipc", R"({"shift_terminal": 0.1})");
        row("unipc", R"({"solver_order": 4})");
        row("ddim", R"({"beta_schedule": "sigmoid"})");
        row("ddim", R"({"timestep_spacing": "middle"})");
        row("pndm", R"({"prediction_type": "sample"})");
        row("ddim", R"({"beta_start": "small"})");
        row("ddim", R"({"beta_end": 2})");
        row("ddim", R"({"num_train_timesteps": 0})");
        row("ddim", R"({"trained_betas": [0.1, 0.2]})");
        row("ddim", R"({"trained_betas": 3})");
        row("ddim", R"({"thresholding": 1})");
        row("ddim", R"({"dynamic_thresholding_ratio": 1.5})");
        row("euler", R"({"sigma_min": -1})");
    }
    void settingThatIsNotHandled_isRefusedByName()
    {
        QFETCH(QString, name);
        QFETCH(QString, settings);
        const json added = json::parse(settings.toStdString());
        const std::string error = errorOf(name.toStdString(), with(kStableDiffusion, added));
        QVERIFY2(mentions(error, {"model/scheduler_config.json", added.begin().key().c_str()}),
                 error.c_str());
    }

    void keysOfOtherClasses_areIgnored()
    {
        QCOMPARE(errorOf("ddim", with(kStableDiffusion, {{"use_beta_sigmas", true}, {"solver_type", "x"}})),
                 std::string());
        QCOMPARE(errorOf("euler_a", with(kStableDiffusion, {{"use_karras_sigmas", true}, {"unheard_of", 1}})),
                 std::string());
    }

    void stepCountWithoutRoom_isRefused()
    {
        for (const std::string &name : schedulerClassNames()) {
            const auto made = makeScheduler(name, kStableDiffusion);
            QVERIFY(made);
            QVERIFY(!(*made)->setTimesteps(0));
            QVERIFY(!(*made)->setTimesteps(-1));
            QVERIFY(!(*made)->setTimesteps(1001));
        }
        const auto ddim = makeScheduler("ddim", kStableDiffusion);
        const Status full = (*ddim)->setTimesteps(1000); // the offset moves the first one to 1000
        QVERIFY(!full && mentions(describe(full.error()), {"1000", "steps_offset"}));
    }

    void noisePredictionFromPureNoise_isRefused()
    {
        const json config =
            with(kStableDiffusion, {{"rescale_betas_zero_snr", true}, {"timestep_spacing", "trailing"}});
        const auto epsilon = makeScheduler("ddim", config);
        const auto velocity = makeScheduler("ddim", with(config, {{"prediction_type", "v_prediction"}}));
        QVERIFY(epsilon && velocity);
        QVERIFY(!(*epsilon)->setTimesteps(10));
        QVERIFY((*velocity)->setTimesteps(10));
    }

    void pythonsInfinity_isReadAsNull()
    {
        QTemporaryDir folder;
        const std::string file = folder.filePath("scheduler_config.json").toStdString();
        std::ofstream(file)
            << "{\"_class_name\": \"DPMSolverMultistepScheduler\", \"lambda_min_clipped\": -Infinity, "
               "\"a\": NaN, \"b\": \"NaN \\\" Infinity\"}"; // moc stumbles over a raw string here
        const auto config = readSchedulerConfig(file);
        QVERIFY(config);
        QVERIFY(config->at("lambda_min_clipped").is_null() && config->at("a").is_null());
        QCOMPARE(config->at("b").get<std::string>(), std::string("NaN \" Infinity"));
        QVERIFY(makeScheduler("", *config));

        std::ofstream(file) << "{ not JSON";
        const auto broken = readSchedulerConfig(file);
        QVERIFY(!broken && broken.error().code == ErrorCode::Corrupt);
        QVERIFY(mentions(broken.error().message, {"scheduler_config.json"}));
        QVERIFY(!readSchedulerConfig(file + ".missing"));
    }

    void trainingMix_isInFloatWhateverTheLatentsAre()
    {
        const auto schedule = NoiseSchedule::create(kStableDiffusion, "test");
        QVERIFY(schedule);
        const at::Tensor latents = at::ones({2, 4, 2, 2}, at::kHalf),
                         noise = at::ones({2, 4, 2, 2}, at::kHalf);
        const at::Tensor noisy = schedule->addNoise(latents, noise, at::tensor({10, 11}, at::kLong));
        QVERIFY(noisy.scalar_type() == at::kFloat);
        QVERIFY((noisy[0] - noisy[1]).abs().min().item<float>() > 0);
    }

    void signalToNoise_isZeroOnlyWithoutSignal()
    {
        const at::Tensor ends = at::tensor({0, 999}, at::kLong);
        const auto plain = NoiseSchedule::create(kStableDiffusion, "test");
        const auto rescaled =
            NoiseSchedule::create(with(kStableDiffusion, {{"rescale_betas_zero_snr", true}}), "test");
        QVERIFY(plain && rescaled);
        QVERIFY(std::abs(plain->snr(ends)[0].item<double>() - 1175.46) < 0.5);
        QVERIFY(plain->snr(ends)[1].item<float>() > 0);
        QCOMPARE(rescaled->snr(ends)[1].item<float>(), 0.0f);
    }

    void timestepOutside_isToldBeforeItIsUsed()
    {
        const auto schedule = NoiseSchedule::create(kStableDiffusion, "test");
        QVERIFY(schedule->checkTimesteps(at::tensor({0, 999}, at::kLong)));
        QVERIFY(!schedule->checkTimesteps(at::tensor({0, 1000}, at::kLong)));
        QVERIFY(!schedule->checkTimesteps(at::tensor({-1}, at::kLong)));
        QVERIFY(!schedule->checkTimesteps(at::tensor({1.0}, at::kFloat)));
    }

    void controlWindow_followsDiffusersDefinition()
    {
        const auto acting = [](int64_t n, double start, double end) {
            QString steps;
            for (int64_t i = 0; i < n; ++i)
                steps += controlActs(i, n, start, end) ? '1' : '0';
            return steps;
        };
        QCOMPARE(acting(5, 0.0, 1.0), QString("11111"));
        QCOMPARE(acting(5, 0.0, 0.5), QString("11000"));
        QCOMPARE(acting(5, 0.3, 1.0), QString("00111"));
        QCOMPARE(acting(20, 0.0, 0.8), QString("11111111111111110000"));
        QCOMPARE(acting(1, 0.0, 0.9), QString("0"));
    }

    void guidance_movesAwayFromTheUnconditional()
    {
        const at::Tensor cond = at::linspace(0, 1, 8).reshape({2, 1, 2, 2}), uncond = at::ones({2, 1, 2, 2});
        QVERIFY(at::allclose(guided(cond, uncond, 1.0), cond));
        QVERIFY(at::allclose(guided(cond, uncond, 3.0), 3 * cond - 2));
        const std::vector<int64_t> dims{1, 2, 3};
        QVERIFY(
            at::allclose(guided(cond, uncond, 3.0, 1.0).std(dims, true, false), cond.std(dims, true, false)));
    }
};

QTEST_GUILESS_MAIN(SchedulerTest)
#include "scheduler_test.moc"
