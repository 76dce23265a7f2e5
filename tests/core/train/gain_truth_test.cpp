// The control gain that a run tells, computed again from what it has written: its checkpoints, the held-out pictures as they lie
// on the disk, and the words of its options. Picture by picture, with a noise schedule, a loss and a rotation of its own;
// tests/bench/train_room_truth.py does the same with diffusers.
#include "core/data/sampler.h"
#include "core/diffusion/base_model.h"
#include "core/infer/control_source.h"
#include "core/train/random_streams.h"
#include "tests/support/cli.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <QTemporaryDir>
#include <QtTest>

#include <array>
#include <cmath>

using namespace armature;

namespace {

at::Tensor pixels(const QString &file) // fp32 [1, 3, H, W] in [0, 1]
{
    const QImage image = QImage(file).convertToFormat(QImage::Format_RGB888);
    at::Tensor all = at::empty({1, 3, image.height(), image.width()});
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QRgb colour = image.pixel(x, y);
            all[0][0][y][x] = qRed(colour) / 255.0;
            all[0][1][y][x] = qGreen(colour) / 255.0;
            all[0][2][y][x] = qBlue(colour) / 255.0;
        }
    return all;
}

// Of one timestep: betas from square roots that lie evenly (scaled_linear), their product in fp32 as the reference has it.
double alphasProduct(const nlohmann::json &scheduler, int64_t step)
{
    const auto steps = scheduler.value("num_train_timesteps", 1000);
    const at::Tensor roots = at::linspace(std::sqrt(scheduler.value("beta_start", 0.0001)), std::sqrt(scheduler.value("beta_end", 0.02)), steps);
    return at::cumprod(1 - roots * roots, 0)[step].item<double>();
}

} // namespace

class GainTruthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void toldGain_isThatOfTheWrittenFiles();
};

void GainTruthTest::toldGain_isThatOfTheWrittenFiles()
{
    const QTemporaryDir folder;
    const QString pairs = folder.filePath("pairs"), held = folder.filePath("held"), output = folder.filePath("out"), model = testing::golden("pipeline/sd1/model");
    testing::writeCircles(pairs, 6);
    testing::writeCircles(held, 5);
    constexpr int64_t kSeed = 7;
    constexpr size_t kBatch = 2;
    const auto run = testing::runCli({"train", "--pretrained_model_name_or_path", model, "--train_data_dir", pairs, "--holdout_data_dir", held, "--output_dir", output,
                                      "--resolution", "64", "--train_batch_size", "2", "--max_train_steps", "30", "--validation_steps", "15", "--checkpointing_steps", "15",
                                      "--learning_rate", "1e-3", "--mixed_precision", "no", "--seed", "7", "--conditioning_embedding_init", "calibrated", "--progress", "json"});
    QVERIFY2(run.exitCode == 0, qPrintable(run.err));
    const auto base = openBaseModel(model.toStdString());
    QVERIFY(base.has_value());
    QCOMPARE(base->schedulerConfig.value("beta_schedule", ""), std::string("scaled_linear"));

    // The pictures in the sampler's order of the first epoch, each with the noise that its place in a batch is given.
    struct Picture
    {
        at::Tensor latents, noise, text, condition;
        int64_t step = 0;
    };
    const at::NoGradGuard noGrad;
    std::vector<Picture> pictures;
    const Sampler sampler(kSeed, kBatch, std::vector<uint32_t>(5, 0));
    uint64_t part = 0;
    for (const BatchPlan &plan : sampler.epochPlan(0)) {
        const auto count = int64_t(plan.indices.size());
        const auto draw = [&](RandomStream stream) { return streamGenerator(kSeed, stream, uint64_t(1) << 40, part); };
        at::Generator posterior = draw(RandomStream::Posterior), noises = draw(RandomStream::Noise), times = draw(RandomStream::Timesteps);
        const at::Tensor spread = at::randn({count, 4, 8, 8}, posterior), noise = at::randn({count, 4, 8, 8}, noises);
        const at::Tensor steps = at::randint(0, base->schedulerConfig.value("num_train_timesteps", 1000), {count}, times, at::TensorOptions(at::kLong));
        for (int64_t i = 0; i < count; ++i) {
            const QString name = QStringLiteral("%1").arg(plan.indices[size_t(i)], 4, 10, QLatin1Char('0'));
            const VaeMoments moments = base->vae->encode(pixels(held + "/image/" + name + ".png") * 2 - 1);
            const at::Tensor latents = (moments.mean + at::exp(moments.logvar / 2) * spread.slice(0, i, i + 1)) * base->vae->config().scalingFactor;
            const std::string caption = testing::readFile(held + "/image/" + name + ".txt").trimmed().toStdString();
            pictures.push_back({latents, noise.slice(0, i, i + 1), base->textEncoder->forward(tokenIds(*base->tokenizer, {caption})).lastHiddenState,
                                pixels(held + "/condition/" + name + ".png"), steps[i].item<int64_t>()});
        }
        ++part;
    }
    QCOMPARE(pictures.size(), size_t(5));

    int compared = 0;
    for (const QJsonObject &event : testing::jsonLines(run.out)) {
        if (event["event"] != QLatin1String("control_gain") || event["step"].toInt() == 0)
            continue;
        const auto net = openControlNetModel((output + "/checkpoint-" + QString::number(event["step"].toInt()) + "/controlnet").toStdString());
        QVERIFY(net.has_value());
        std::array<double, 3> sums{};
        for (size_t i = 0; i < pictures.size(); ++i) {
            const Picture &one = pictures[i];
            const double signal = alphasProduct(base->schedulerConfig, one.step);
            const at::Tensor noisy = std::sqrt(signal) * one.latents + std::sqrt(1 - signal) * one.noise;
            const at::Tensor time = at::full({1}, one.step, at::TensorOptions(at::kLong));
            const at::Tensor conditions[] = {one.condition, pictures[(i + pictures.size() - 1) % pictures.size()].condition, at::zeros_like(one.condition)};
            for (size_t which = 0; which < 3; ++which) {
                const ControlResiduals residuals = net->forward(noisy, time, one.text, conditions[which]);
                const at::Tensor answer = base->unet->decode(base->unet->encode(noisy, time, one.text), one.text, &residuals);
                sums[which] += (answer - one.noise).pow(2).mean().item<double>() / double(pictures.size());
            }
        }
        const char *keys[] = {"loss_true", "loss_shuffled", "loss_blank"};
        for (size_t which = 0; which < 3; ++which) {
            const double told = event[QLatin1String(keys[which])].toDouble();
            QVERIFY2(std::abs(told - sums[which]) < 2e-5 * sums[which], qPrintable(QStringLiteral("step %1, %2: told %3, here %4").arg(event["step"].toInt()).arg(keys[which]).arg(told, 0, 'g', 9).arg(sums[which], 0, 'g', 9)));
        }
        QVERIFY(std::abs(sums[1] - sums[0]) > 1e-6 * sums[0]); // the conditions do make a difference
        ++compared;
    }
    QCOMPARE(compared, 2);
}

QTEST_GUILESS_MAIN(GainTruthTest)
#include "gain_truth_test.moc"
