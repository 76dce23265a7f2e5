#include "core/nn/annotators/conv_parts.h"
#include "core/nn/annotators/mobile_networks.h"
#include "core/nn/annotators/renamed_source.h"
#include "core/nn/annotators/vit_parts.h"
#include "core/nn/annotators/weight_signs.h"
#include "core/nn/weights.h"

#include <ATen/ATen.h>

#include <array>
#include <vector>

namespace armature {

namespace {

constexpr double kNormEps = 1e-3; // TensorFlow's

struct Unit
{
    PlainConv conv;
    BatchNorm norm;

    Unit() = default;
    Unit(const Scope &at, const std::string &convName, const std::string &normName, ConvShape shape)
    {
        shape.padding = Padding::Same;
        conv = PlainConv(at / convName, shape);
        norm = BatchNorm(at / normName, shape.out, kNormEps);
    }
    at::Tensor operator()(const at::Tensor &x) const { return norm(conv(x)); }
};

// EfficientNet-Lite's blocks: grow, filter each channel, shrink; the first ones do not grow.
struct Block
{
    bool isGrowing = false, isResidual = false;
    Unit grow, filter, shrink;

    Block(const RenamedSource &source, const Scope &at, const std::string &name, int64_t in, int64_t stride)
        : isGrowing(source.find(name + "conv_pwl.weight").has_value())
    {
        const int64_t wide = source.size(name + "conv_dw.weight", 0),
                      kernel = source.size(name + "conv_dw.weight", 2);
        const std::string shrinking = isGrowing ? "conv_pwl" : "conv_pw";
        const int64_t out = source.size(name + shrinking + ".weight", 0);
        if (isGrowing)
            grow = Unit(at, "conv_pw", "bn1", {in, wide});
        filter = Unit(at, "conv_dw", isGrowing ? "bn2" : "bn1", {wide, wide, kernel, stride, 1, wide});
        shrink = Unit(at, shrinking, isGrowing ? "bn3" : "bn2", {wide, out});
        isResidual = stride == 1 && in == out;
    }

    at::Tensor operator()(const at::Tensor &x) const
    {
        const auto y = shrink(at::relu6(filter(isGrowing ? at::relu6(grow(x)) : x)));
        return isResidual ? x + y : y;
    }
};

class MidasSmall : public MapNetwork
{
public:
    explicit MidasSmall(const RenamedSource &source)
    {
        const Scope root(m_table);
        int64_t in = source.size("pretrained.layer1.0.weight", 0);
        m_stem = Unit(root / "pretrained" / "layer1", "0", "1", {3, in, 3, 2});
        // Which of EfficientNet's seven stages begin at a half of the size before.
        struct Stage
        {
            const char *name;
            int64_t stride;
        };
        const std::array<std::vector<Stage>, 4> kLevels{{{{"layer1.3", 1}, {"layer1.4", 2}},
                                                         {{"layer2.0", 2}},
                                                         {{"layer3.0", 2}, {"layer3.1", 1}},
                                                         {{"layer4.0", 2}, {"layer4.1", 1}}}};
        for (size_t level = 0; level < kLevels.size(); ++level) {
            for (const auto &stage : kLevels[level]) {
                const auto begin = "pretrained." + std::string(stage.name) + ".";
                const auto count = source.count(begin, ".conv_dw.weight");
                for (int64_t i = 0; i < count; ++i) {
                    const auto name = begin + std::to_string(i);
                    m_levels[level].emplace_back(source, Scope(m_table, name), name + ".", in,
                                                 i == 0 ? stage.stride : 1);
                    in = m_levels[level].back().shrink.conv.shape.out;
                }
            }
            declareFusion(root / "scratch", source, level, in);
        }
        const int64_t half = source.size("scratch.output_conv.0.weight", 0),
                      head = source.size("scratch.output_conv.2.weight", 0);
        const auto output = root / "scratch" / "output_conv";
        m_head1 = Conv2d(output / "0", source.size("scratch.output_conv.0.weight", 1), half, 3, 1, 1);
        m_head2 = Conv2d(output / "2", half, head, 3, 1, 1);
        m_head3 = Conv2d(output / "4", head, 1, 1);
    }

    at::Tensor operator()(const at::Tensor &rgb) const override
    {
        const auto mean = at::tensor({0.485, 0.456, 0.406}, rgb.options()).reshape({1, 3, 1, 1});
        const auto deviation = at::tensor({0.229, 0.224, 0.225}, rgb.options()).reshape({1, 3, 1, 1});
        auto x = at::relu6(m_stem((rgb - mean) / deviation));
        std::array<at::Tensor, 4> features;
        for (size_t level = 0; level < 4; ++level) {
            for (const auto &block : m_levels[level])
                x = block(x);
            features[level] = m_fusions[level].narrow(x);
        }
        at::Tensor sum;
        for (size_t level = 4; level-- > 0;) {
            const auto &fusion = m_fusions[level];
            sum = fusion.main(sum.defined() ? sum + fusion.side(features[level]) : features[level]);
            sum = fusion.out(resizedMap(sum, 2 * sum.size(2), 2 * sum.size(3), true));
        }
        auto depth = m_head1(sum);
        depth = resizedMap(depth, 2 * depth.size(2), 2 * depth.size(3), false);
        return at::relu(m_head3(at::relu(m_head2(depth))));
    }

    int64_t sizeMultiple() const override { return 32; }

private:
    void declareFusion(const Scope &scratch, const RenamedSource &source, size_t level, int64_t in)
    {
        const auto number = std::to_string(level + 1);
        const auto at = scratch / ("refinenet" + number);
        const int64_t width = source.size("scratch.layer" + number + "_rn.weight", 0);
        auto &fusion = m_fusions[level];
        fusion.narrow = PlainConv(scratch / ("layer" + number + "_rn"), {in, width, 3});
        fusion.out = Conv2d(at / "out_conv", width,
                            source.size("scratch.refinenet" + number + ".out_conv.weight", 0), 1);
        if (level < 3) // the deepest has nothing beside it
            fusion.side = FusionUnit(at / "resConfUnit1", width);
        fusion.main = FusionUnit(at / "resConfUnit2", width);
    }

    struct Fusion
    {
        PlainConv narrow;
        FusionUnit side, main;
        Conv2d out;
    };
    Unit m_stem;
    std::array<std::vector<Block>, 4> m_levels;
    std::array<Fusion, 4> m_fusions;
    Conv2d m_head1, m_head2, m_head3;
};

std::string ourName(const std::string &theirs)
{
    if (theirs.ends_with(".num_batches_tracked") || theirs.starts_with("scratch.refinenet4.resConfUnit1."))
        return {};
    return renamed(theirs, {{".resConfUnit1.conv", ".resConfUnit1.convolution"},
                            {".resConfUnit2.conv", ".resConfUnit2.convolution"}});
}

} // namespace

Result<MapNetworkPtr> openMidasSmall(const std::string &path)
{
    ARMATURE_TRY(auto file, openTensorFile(path));
    const auto source = std::make_shared<const RenamedSource>(std::move(file), ourName);
    if (!source->find("pretrained.layer1.3.0.conv_dw.weight") || !source->find("scratch.layer1_rn.weight"))
        return fail(ErrorCode::BadInput,
                    path + " is not MiDaS v2.1 small; it looks like " + looksLike(*source) + ".",
                    "Choose midas_v21_small_256.pt.");
    auto network = std::make_unique<MidasSmall>(*source);
    ARMATURE_CHECK(loadParametersExactly(network->parameters(), source, "MiDaS small of " + path));
    return network;
}

} // namespace armature
