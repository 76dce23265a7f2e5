// Torch before Qt: both are used here, which QT_NO_KEYWORDS allows.
#include "core/nn/model_loader.h"
#include "core/nn/weights.h"
#include "tensor_files.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <QTest>

#include <fstream>

using namespace armature;

namespace {

// A file in memory.
class FakeSource final : public TensorSource
{
public:
    void add(const std::string &name, const at::Tensor &tensor)
    {
        m_order.push_back(name);
        m_tensors[name] = tensor.contiguous();
    }
    std::vector<std::string> names() const override { return m_order; }
    std::optional<TensorView> find(const std::string &name) const override
    {
        const auto found = m_tensors.find(name);
        if (found == m_tensors.end())
            return std::nullopt;
        const auto &tensor = found->second;
        return TensorView{*dtypeOf(tensor.scalar_type()),
                          tensor.sizes().vec(),
                          {static_cast<const std::byte *>(tensor.data_ptr()), tensor.nbytes()}};
    }
    const std::map<std::string, std::string> &metadata() const override { return m_metadata; }
    std::string origin() const override { return "fake"; }

private:
    std::vector<std::string> m_order;
    std::map<std::string, at::Tensor> m_tensors;
    std::map<std::string, std::string> m_metadata;
};

struct Batch
{
    at::Tensor sample = at::randn({2, 4, 9, 7}), timestep = at::arange(2) * 300,
               text = at::randn({2, 12, 16}), condition = at::rand({2, 3, 72, 56});
};

ControlNet openControlNet()
{
    auto net = loadControlNet(golden("sd2/controlnet"));
    if (!net)
        qFatal("%s", net.error().message.c_str());
    net->parameters().to(at::kCPU, at::kFloat, true);
    return std::move(*net);
}

UNet openUNet()
{
    auto net = loadUNet(golden("sd2"
                               "/unet"));
    if (!net)
        qFatal("%s", net.error().message.c_str());
    net->parameters().to(at::kCPU, at::kFloat, true);
    return std::move(*net);
}

at::Tensor lossOf(const ControlResiduals &residuals)
{
    auto loss = residuals.mid.square().mean();
    for (const auto &down : residuals.down)
        loss = loss + down.square().mean();
    return loss;
}

} // namespace

class NetworksTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        at::set_num_threads(1);
    } // the networks are tiny; threads would only wait for each other
    void init() { at::manual_seed(1); }

    void checkpointing_changesNoBit()
    {
        const Batch batch;
        auto net = openControlNet();
        net.parameters().setRequiresGrad(true);
        std::vector<at::Tensor> plain;
        ControlResiduals first;
        for (const bool isOn : {false, true}) {
            net.setGradientCheckpointing(isOn);
            const auto residuals = net.forward(batch.sample, batch.timestep, batch.text, batch.condition);
            lossOf(residuals).backward();
            size_t index = 0;
            for (const auto &parameter : net.parameters()) {
                QVERIFY2(parameter->value.grad().defined(), parameter->name.c_str());
                if (isOn)
                    QVERIFY2(at::equal(plain[index], parameter->value.grad()), parameter->name.c_str());
                else
                    plain.push_back(parameter->value.grad().clone());
                parameter->value.mutable_grad() = at::Tensor();
                ++index;
            }
            if (isOn)
                QVERIFY(at::equal(first.mid, residuals.mid) && at::equal(first.down[2], residuals.down[2]));
            first = residuals;
        }
    }

    void checkpointing_passesGradientToTheInputs()
    {
        const Batch batch;
        auto net = openControlNet();
        net.setGradientCheckpointing(true);
        net.parameters().setRequiresGrad(false);
        auto sample = batch.sample.clone().requires_grad_(true),
             condition = batch.condition.clone().requires_grad_(true);
        lossOf(net.forward(sample, batch.timestep, batch.text, condition)).backward();
        QVERIFY(sample.grad().defined() && condition.grad().defined());
        QVERIFY(sample.grad().abs().max().item<float>() > 0);
    }

    void decoder_passesGradientToTheResidualsAlone()
    {
        const Batch batch;
        const auto net = openUNet();
        UNetFeatures features;
        {
            const at::NoGradGuard noGrad;
            features = net.encode(batch.sample, batch.timestep, batch.text);
        }
        ControlResiduals residuals;
        for (const auto &skip : features.skips)
            residuals.down.push_back(at::zeros_like(skip).requires_grad_(true));
        residuals.mid = at::zeros_like(features.mid).requires_grad_(true);
        const auto out = net.decode(features, batch.text, &residuals);
        QVERIFY(at::allclose(out, net.forward(batch.sample, batch.timestep, batch.text), 1e-5, 1e-6));
        out.square().mean().backward();
        for (const auto &down : residuals.down)
            QVERIFY(down.grad().defined() && down.grad().abs().max().item<float>() > 0);
        QVERIFY(residuals.mid.grad().defined());
    }

    void gradients_areTheSlopeOfTheLoss()
    {
        Batch batch;
        auto net = openControlNet();
        net.parameters().to(at::kCPU, at::kDouble, true);
        net.parameters().setRequiresGrad(true);
        const auto loss = [&] {
            return lossOf(net.forward(batch.sample.to(at::kDouble), batch.timestep,
                                      batch.text.to(at::kDouble), batch.condition.to(at::kDouble)));
        };
        loss().backward();
        for (const char *name :
             {"conv_in.weight", "time_embedding.linear_1.weight", "mid_block.attentions.0.norm.weight",
              "down_blocks.1.attentions.0.transformer_blocks.0.ff.net.0.proj.weight",
              "controlnet_cond_embedding.conv_in.bias"}) {
            auto &value = net.parameters().find(name)->value;
            const double slope = *value.grad().data_ptr<double>();
            const at::NoGradGuard noGrad;
            const double step = 1e-5;
            double &first = *value.data_ptr<double>();
            first += step;
            const double up = loss().item<double>();
            first -= 2 * step;
            const double down = loss().item<double>();
            first += step;
            QVERIFY2(std::abs((up - down) / (2 * step) - slope) < 1e-6 + 1e-3 * std::abs(slope), name);
        }
    }

    void initialisation_followsPyTorchsRules()
    {
        ControlNetConfig config;
        config.encoder.blockOutChannels = {64, 64};
        config.encoder.downBlockTypes = {"CrossAttnDownBlock2D", "DownBlock2D"};
        config.encoder.layersPerBlock = {1, 1};
        config.encoder.transformerLayersPerBlock = {1, 1};
        config.encoder.headCount = {8, 8};
        config.encoder.onlyCrossAttention = {false, false};
        ControlNet net(config);
        net.parameters().initialise(7);
        const auto value = [&](const char *name) { return net.parameters().find(name)->value; };
        const auto conv = value("down_blocks.0.resnets.0.conv1.weight"); // fan in 64 * 9: uniform within 1/24
        QVERIFY(conv.abs().max().item<float>() <= 1.f / 24 && conv.abs().max().item<float>() > 0.999f / 24);
        QVERIFY(std::abs(conv.std().item<float>() * std::sqrt(3.f) * 24 - 1) < 0.02);
        const auto bias = value("time_embedding.linear_1.bias"); // fan in 64
        QVERIFY(bias.abs().max().item<float>() <= 1.f / 8 && bias.abs().max().item<float>() > 0.9f / 8);
        QVERIFY(at::equal(value("down_blocks.0.resnets.0.norm1.weight"), at::ones({64})));
        for (const char *name : {"controlnet_down_blocks.0.weight", "controlnet_mid_block.bias",
                                 "controlnet_cond_embedding.conv_out.weight"})
            QCOMPARE(value(name).abs().max().item<float>(), 0.f);

        ControlNet again(config), other(config);
        again.parameters().initialise(7);
        other.parameters().initialise(8);
        QVERIFY(at::equal(again.parameters().find("conv_in.weight")->value, value("conv_in.weight")));
        QVERIFY(!at::equal(other.parameters().find("conv_in.weight")->value, value("conv_in.weight")));
        QVERIFY(!at::equal(value("down_blocks.0.resnets.0.conv1.bias"),
                           value("down_blocks.0.resnets.0.conv2.bias")));
    }

    void controlNetFromUNet_copiesTheEncoder_andAddsNothing()
    {
        auto unet = openUNet();
        ControlNet net(*controlNetConfigFor(unet.config()));
        net.initialiseFrom(unet, 3);
        std::ifstream file(golden("sd2/from_unet/names.json"));
        const auto reference = nlohmann::json::parse(file);
        QCOMPARE(net.parameters().size(), reference.size());
        for (const auto &[name, shape] : reference.items()) {
            const auto *parameter = net.parameters().find(name);
            QVERIFY2(parameter && parameter->shape == shape.get<std::vector<int64_t>>(), name.c_str());
        }
        const auto *copied = net.parameters().find("mid_block.resnets.1.conv2.weight");
        const auto *source = unet.parameters().find("mid_block.resnets.1.conv2.weight");
        QVERIFY(at::equal(copied->value, source->value) &&
                copied->value.data_ptr() != source->value.data_ptr());

        const Batch batch; // zero convolutions: a fresh ControlNet says nothing
        const auto residuals = net.forward(batch.sample, batch.timestep, batch.text, batch.condition);
        QCOMPARE(residuals.mid.abs().max().item<float>(), 0.f);
        QVERIFY(at::equal(unet.forward(batch.sample, batch.timestep, batch.text, &residuals),
                          unet.forward(batch.sample, batch.timestep, batch.text)));
    }

    void calibratedHint_carriesTheConditionThroughEveryLayer()
    {
        auto unet = openUNet();
        ControlNet plain(*controlNetConfigFor(unet.config())), calibrated(*controlNetConfigFor(unet.config()));
        plain.initialiseFrom(unet, 3);
        calibrated.initialiseFrom(unet, 3);
        at::manual_seed(1); // sparse lines, of two sizes
        std::vector<at::Tensor> lines{(at::rand({1, 3, 64, 64}) > 0.95).to(at::kFloat), (at::rand({1, 3, 32, 64}) > 0.95).to(at::kFloat)};
        calibrated.calibrateHint(lines);
        // With the zero last layer opened a little, how far do two conditions differ in what it gives?
        const auto difference = [&](ControlNet &net) {
            auto *out = net.parameters().find("controlnet_cond_embedding.conv_out.weight");
            out->value = at::full(out->shape, 0.01);
            return (net.embedCondition(lines[0]) - net.embedCondition(at::zeros_like(lines[0]))).abs().mean().item<double>();
        };
        QVERIFY(difference(calibrated) > 20 * difference(plain));

        const auto before = calibrated.parameters().find("controlnet_cond_embedding.conv_in.weight")->value.clone();
        calibrated.calibrateHint({}); // nothing to go by
        calibrated.calibrateHint({at::zeros({1, 3, 64, 64})}); // nor here
        const auto after = calibrated.parameters().find("controlnet_cond_embedding.conv_in.weight")->value;
        QVERIFY(at::equal(before, after) && after.isfinite().all().item<bool>());
    }

    void loadedWeights_areMapped_andCopiedBeforeTraining()
    {
        auto net = loadControlNet(golden("sd2/controlnet"));
        QVERIFY(net);
        const auto &value = net->parameters().find("conv_in.weight")->value;
        QCOMPARE(value.scalar_type(), at::kHalf);
        QVERIFY(!value.storage().resizable());
        net->parameters().setRequiresGrad(true);
        QVERIFY(value.storage().resizable() && value.requires_grad());
        const at::NoGradGuard noGrad;
        value.add_(1); // must not fault
    }

    void loading_reportsEachKindByName()
    {
        ParameterTable table;
        table.add("a.weight", {2, 3}, Init::Zeros, 3);
        table.add("b.weight", {4}, Init::Zeros, 1);
        table.add("c.weight", {2, 2}, Init::Zeros, 2);
        table.add("d.weight", {2}, Init::Zeros, 2);
        const auto source = std::make_shared<FakeSource>();
        source->add("a.weight", at::ones({2, 3, 1, 1}));
        source->add("c.weight", at::ones({2, 3}));
        source->add("d.weight", at::ones({2}, at::kLong));
        source->add("x.weight", at::ones({1}));
        source->add("embeddings.position_ids", at::arange(77));
        const auto report = loadParameters(table, source);
        QCOMPARE(report.missing, std::vector<std::string>{"b.weight"});
        QCOMPARE(report.unexpected, std::vector<std::string>{"x.weight"});
        QCOMPARE(report.misshapen.size(), size_t(2));
        QVERIFY(report.misshapen[0].find("[2, 3]") != std::string::npos);
        QVERIFY(at::equal(table.find("a.weight")->value, at::ones({2, 3})));
        QVERIFY(!loadParametersExactly(table, source, "a test"));
    }

    void unalignedTensor_isCopied()
    {
        std::vector<std::byte> bytes(9);
        const float number = 2.5f;
        std::memcpy(bytes.data() + 1, &number, sizeof number);
        const TensorView view{DType::F32, {1}, std::span<const std::byte>(bytes).subspan(1, 4)};
        QCOMPARE(tensorFrom(std::make_shared<FakeSource>(), view).item<float>(), 2.5f);
    }

    void tableKeepsAddresses_andFindsByName()
    {
        ParameterTable table;
        const auto *first = table.add("first", {1}, Init::Zeros, 1);
        for (int i = 0; i < 100; ++i)
            table.add("p" + std::to_string(i), {2, 5}, Init::Normal, 1);
        const ParameterTable moved = std::move(table);
        QCOMPARE(moved.find("first"), first);
        QCOMPARE(moved.find("none"), nullptr);
        QCOMPARE(moved.elementCount(), 1001);
        QCOMPARE(moved.since(100).size(), size_t(1));
    }
};

QTEST_GUILESS_MAIN(NetworksTest)
#include "networks_test.moc"
