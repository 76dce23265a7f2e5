// Torch before Qt: both are used here, which QT_NO_KEYWORDS allows.
#include "core/nn/controlnet.h"
#include "core/nn/frozen_ops.h"
#include "core/nn/kernels/fused.h"
#include "core/nn/kernels/winograd.h"
#include "core/nn/layers.h"
#include "core/nn/unet.h"
#include "core/nn/vae.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <QTest>

#include <array>
#include <cmath>
#include <vector>

using namespace armature;

namespace {

// The largest difference as a share of the largest value.
double differenceOf(const at::Tensor &a, const at::Tensor &b)
{
    return ((a - b).abs().max() / b.abs().max()).item<double>();
}

at::Tensor channelsLast(const at::Tensor &x) { return x.contiguous(at::MemoryFormat::ChannelsLast); }

// A convolution by one set of kernels, all phases in one go.
at::Tensor byWinograd(const WinogradKernels &kernels, const at::Tensor &x, const at::Tensor &weight,
                      const at::Tensor &bias, int64_t tile)
{
    const WinogradShape shape{x.size(0), x.size(2), x.size(3), x.size(1), weight.size(0), tile};
    const int64_t panels = (shape.outputs + kernels.panel - 1) / kernels.panel,
                  padded = panels * kernels.panel, rows = shape.tiles();
    const at::Tensor packed = at::empty({shape.positions() * padded * shape.channels}),
                     zeros = at::zeros({shape.channels});
    const at::Tensor tiles = at::empty({shape.positions() * rows * shape.channels}),
                     products = at::empty({shape.positions() * rows * padded});
    const at::Tensor y = at::empty({x.size(0), shape.outputs, x.size(2), x.size(3)},
                                   at::TensorOptions(at::kFloat), at::MemoryFormat::ChannelsLast);
    kernels.packWeights(weight.data_ptr<float>(), 9 * shape.channels, 9, 1, shape, 0, panels,
                        packed.data_ptr<float>());
    kernels.transformInput(x.data_ptr<float>(), zeros.data_ptr<float>(), shape, 0, rows, 0, rows,
                           tiles.data_ptr<float>());
    for (int64_t position = 0; position < shape.positions(); ++position)
        kernels.multiply(tiles.data_ptr<float>() + position * rows * shape.channels,
                         packed.data_ptr<float>() + position * padded * shape.channels, rows, shape.channels,
                         0, panels, padded, products.data_ptr<float>() + position * rows * padded);
    kernels.transformOutput(products.data_ptr<float>(), bias.data_ptr<float>(), nullptr, nullptr, shape, 0,
                            rows, 0, rows, padded, y.data_ptr<float>());
    return y;
}

UNetConfig smallUNet()
{
    UNetConfig config;
    config.encoder.blockOutChannels = {32, 64};
    config.encoder.downBlockTypes = {"CrossAttnDownBlock2D", "DownBlock2D"};
    config.upBlockTypes = {"UpBlock2D", "CrossAttnUpBlock2D"};
    config.encoder.layersPerBlock = {1, 1};
    config.encoder.headCount = {4, 4};
    config.encoder.transformerLayersPerBlock = {1, 1};
    config.encoder.onlyCrossAttention = {false, false};
    config.encoder.crossAttentionDim = 24;
    config.encoder.normGroups = 8;
    return config;
}

} // namespace

class FrozenTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { at::manual_seed(3); }

    void winograd_isTheConvolution_data()
    {
        QTest::addColumn<QString>("processor");
        QTest::addColumn<int>("tile");
        for (const char *processor : {"avx2", "avx512"})
            for (const int tile : {1, 2, 4})
                QTest::addRow("%s %d", processor, tile) << processor << tile;
    }

    void winograd_isTheConvolution()
    {
        QFETCH(QString, processor);
        QFETCH(int, tile);
#if defined(__x86_64__)
        const bool isWide = processor == "avx512";
        if (isWide ? !__builtin_cpu_supports("avx512f")
                   : !(__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")))
            QSKIP("the processor has no such unit");
        const WinogradKernels &kernels = isWide ? winogradKernelsAvx512() : winogradKernelsAvx2();
        // Sizes that tiles do not divide, fewer outputs than a panel, more rows than one register block.
        for (const auto &[batch, height, width, channels, outputs] :
             std::vector<std::array<int64_t, 5>>{{2, 9, 7, 32, 48}, {1, 1, 1, 16, 16}, {1, 3, 30, 64, 32}, {
                                                     3,
                                                     16,
                                                     16,
                                                     160,
                                                     80
                                                 }}) {
            const at::Tensor x = channelsLast(at::randn({batch, channels, height, width}));
            const at::Tensor weight =
                                 at::randn({outputs, channels, 3, 3}) / std::sqrt(9.0 * double(channels)),
                             bias = at::randn({outputs});
            const at::Tensor exact =
                at::conv2d(x.to(at::kDouble), weight.to(at::kDouble), bias.to(at::kDouble), 1, 1);
            const double error =
                differenceOf(byWinograd(kernels, x, weight, bias, tile).to(at::kDouble), exact);
            QVERIFY2(error < (tile < 4 ? 1e-6 : 4e-6), QByteArray::number(error).constData());
        }
#else
        QSKIP("no kernels for this processor");
#endif
    }

    void frozenConvolution_addsWhatItIsGiven_andFollowsTheSize()
    {
        ParameterTable table;
        const Conv2d conv(Scope(table) / "conv", 32, 64, 3, 1, 1);
        table.initialise(1);
        ParameterTable frozenTable;
        const Conv2d frozen(Scope(frozenTable) / "conv", 32, 64, 3, 1, 1);
        frozenTable.initialise(1);
        frozenTable.freezeForSampling(at::kCPU, at::kFloat);
        const at::NoGradGuard noGrad;
        for (const int64_t side : {4, 64, 17, 4}) { // direct, in large tiles, and back
            const at::Tensor x = channelsLast(at::randn({2, 32, side, side}));
            const ConvSum sum{at::randn({2, 64}), at::randn({2, 64, side, side})};
            QVERIFY(differenceOf(frozen(x, sum), conv(x, sum)) < 4e-6);
            QVERIFY(differenceOf(frozen(x), conv(x)) < 4e-6);
        }
    }

    void frozenNorm_isTheNorm_alsoFarFromZero()
    {
        for (const double middle : {0.0, 300.0}) {
            const at::Tensor x = channelsLast(at::randn({2, 64, 19, 33}) + middle), weight = at::randn({64}),
                             bias = at::randn({64});
            if (!canFuseNorm(x))
                QSKIP("no kernels for this processor");
            const at::Tensor exact =
                at::group_norm(x.to(at::kDouble), 8, weight.to(at::kDouble), bias.to(at::kDouble), 1e-6);
            const double limit = middle == 0 ? 1e-6 : 1e-4; // x itself has no more digits there
            QVERIFY(differenceOf(frozenGroupNorm(x, 8, weight, bias, 1e-6, false).to(at::kDouble), exact) <
                    limit);
            QVERIFY(differenceOf(frozenGroupNorm(x, 8, weight, bias, 1e-6, true).to(at::kDouble),
                                 at::silu(exact)) < limit);
        }
    }

    void frozenActivations_areTheActivations_alsoFarOut()
    {
        const at::Tensor x =
            at::cat({at::linspace(-200, 200, 64).view({1, 64}).repeat({3, 1}), at::randn({3, 64}) * 8}, 1);
        const auto halves = x.chunk(2, -1);
        const at::Tensor exact = halves[0].to(at::kDouble) * at::gelu(halves[1].to(at::kDouble));
        QVERIFY((frozenGeglu(x).to(at::kDouble) - exact).abs().max().item<double>() <
                2e-4); // of values up to 5,000
        QVERIFY(at::isfinite(frozenGeglu(x)).all().item<bool>());
        QVERIFY(frozenGeglu(at::full({1, 32}, std::nan(""))).isnan().all().item<bool>());
    }

    void frozenNetworks_giveWhatTheyGave()
    {
        const at::NoGradGuard noGrad;
        UNet plain(smallUNet()), frozen(smallUNet());
        plain.parameters().initialise(5);
        frozen.parameters().initialise(5);
        frozen.parameters().freezeForSampling(at::kCPU, at::kFloat);
        const at::Tensor sample = at::randn({2, 4, 24, 20}), text = at::randn({2, 7, 24}),
                         timestep = at::full({2}, 300, at::kLong);
        QVERIFY(differenceOf(frozen.forward(sample, timestep, text), plain.forward(sample, timestep, text)) <
                2e-5);
        Vae vae{VaeConfig{}}, frozenVae{VaeConfig{}};
        vae.parameters().initialise(6);
        frozenVae.parameters().initialise(6);
        frozenVae.parameters().freezeForSampling(at::kCPU, at::kFloat);
        const at::Tensor latent = at::randn({1, vae.config().latentChannels, 4, 4});
        QVERIFY(differenceOf(frozenVae.decode(latent), vae.decode(latent)) < 2e-5);
    }

    void guidanceHalves_thatShareTheirLatents_areWorkedOutOnceUntilTheTextIsRead()
    {
        const at::NoGradGuard noGrad;
        ControlNetConfig config;
        config.encoder = smallUNet().encoder;
        UNet unet(smallUNet());
        ControlNet net(config);
        unet.parameters().initialise(5);
        net.parameters().initialise(6);
        for (const auto &parameter : net.parameters()) // zero convolutions that are not zero
            if (parameter->init == Init::Zeros && parameter->name.starts_with("controlnet_"))
                parameter->value.normal_(0, 0.1);
        const at::Tensor sample = at::randn({3, 4, 16, 8}), text = at::randn({6, 7, 24}),
                         condition = at::rand({1, 3, 128, 64});
        const at::Tensor timestep = at::scalar_tensor(300, at::kLong),
                         embedded = net.embedCondition(condition);
        TextMemory memory;
        const auto once = net.forwardEmbedded(sample, timestep, {text, &memory}, embedded);
        const auto twice = net.forwardEmbedded(at::cat({sample, sample}), timestep, text, embedded);
        QCOMPARE(once.down[0].size(0), int64_t{3});
        QCOMPARE(once.down[2].size(0), int64_t{6});
        for (int round = 0; round < 2; ++round) { // the second time from the kept keys and values
            const at::Tensor shared = unet.forward(sample, timestep, {text, &memory}, &once);
            const at::Tensor whole = unet.forward(at::cat({sample, sample}), timestep, text, &twice);
            QVERIFY(differenceOf(shared, whole) < 1e-5);
        }
    }
};

QTEST_GUILESS_MAIN(FrozenTest)
#include "frozen_test.moc"
