#include "core/nn/annotators/conv_parts.h"
#include "core/nn/annotators/line_networks.h"
#include "core/nn/annotators/renamed_source.h"
#include "core/nn/annotators/weight_signs.h"
#include "core/nn/weights.h"

#include <ATen/ATen.h>

#include <array>
#include <utility>

namespace armature {

namespace {

// As saved from several devices, under "module.", and without what only training counts.
std::string plainName(const std::string &theirs)
{
    return theirs.ends_with(".num_batches_tracked") ? std::string() : renamed(theirs, {{"module.", ""}});
}

Result<std::shared_ptr<const RenamedSource>> openPlain(const std::string &path)
{
    ARMATURE_TRY(auto file, openTensorFile(path));
    return std::make_shared<const RenamedSource>(std::move(file), plainName);
}

tl::unexpected<Error> otherNetwork(const TensorSource &source, const std::string &wanted,
                                   const std::string &remedy)
{
    return fail(ErrorCode::BadInput,
                source.origin() + " is not " + wanted + "; it looks like " + looksLike(source) + ".", remedy);
}

// What a pixel difference convolution's weights are as an ordinary convolution's (Su et al., arXiv
// 2108.07009, section 3.2): central, angular, radial.
enum class Difference { Central, Angular, Radial, None };

at::Tensor ordinary(Difference kind, const at::Tensor &weight)
{
    const auto flat = weight.flatten(2);
    const auto indices = [&](std::initializer_list<int64_t> list) {
        return at::tensor(std::vector<int64_t>(list), at::TensorOptions(at::kLong).device(weight.device()));
    };
    if (kind == Difference::Central) {
        auto moved = flat.clone();
        moved.select(2, 4).sub_(flat.sum(2));
        return moved.view_as(weight);
    }
    if (kind == Difference::Angular)
        return (flat - flat.index_select(2, indices({3, 0, 1, 6, 4, 2, 7, 8, 5}))).view_as(weight);
    if (kind == Difference::Radial) {
        auto wide = at::zeros({weight.size(0), weight.size(1), 25}, weight.options());
        const auto around = flat.slice(2, 1);
        wide.index_copy_(2, indices({0, 2, 4, 10, 14, 20, 22, 24}), around);
        wide.index_copy_(2, indices({6, 7, 8, 11, 13, 16, 17, 18}), -around);
        return wide.view({weight.size(0), weight.size(1), 5, 5});
    }
    return weight;
}

// PiDiNet with attention and dilation ("carv4"): the kinds of difference take turns.
class Pidinet : public MapNetwork
{
public:
    explicit Pidinet(const RenamedSource &source)
    {
        const Scope root(m_table);
        // A converted file has radial differences written out as 5 x 5.
        const bool isConverted = source.size("block1_2.conv1.weight", 2) == 5;
        const int64_t width = source.size("init_block.weight", 0),
                      narrow = source.size("attentions.0.conv1.weight", 1);
        m_first = PlainConv(root / "init_block", {3, width, 3});
        m_firstKind = isConverted ? Difference::None : Difference::Central;
        constexpr std::array<Difference, 4> kKinds{Difference::Central, Difference::Angular,
                                                   Difference::Radial, Difference::None};
        size_t layer = 1;
        int64_t in = width;
        for (size_t s = 0; s < m_stages.size(); ++s) {
            const int64_t out = s == 0 ? width : s == 1 ? 2 * width : 4 * width;
            for (int64_t b = s == 0 ? 2 : 1; b <= 4; ++b, ++layer) {
                const auto at =
                    root / ("block" + std::to_string(s + 1) + "_" + std::to_string(s == 0 ? b - 1 : b));
                const auto kind = kKinds[layer % 4];
                const bool isHalving = s > 0 && b == 1;
                const int64_t kernel = isConverted && kind == Difference::Radial ? 5 : 3;
                Block block;
                block.kind = isConverted ? Difference::None : kind;
                block.isHalving = isHalving;
                block.first = PlainConv(at / "conv1", {in, in, kernel, 1, 1, in});
                block.second = PlainConv(at / "conv2", {in, out});
                if (isHalving)
                    block.shortcut = Conv2d(at / "shortcut", in, out, 1);
                m_stages[s].blocks.push_back(block);
                in = out;
            }
            declareSide(root, s, in, narrow);
        }
        m_classifier = Conv2d(root / "classifier", 4, 1, 1);
    }

    at::Tensor operator()(const at::Tensor &rgb) const override
    {
        const auto bgr = rgb.flip({1});
        auto x = m_first.with(ordinary(m_firstKind, m_first.weight->value), bgr);
        std::vector<at::Tensor> sides;
        for (const auto &stage : m_stages) {
            for (const auto &block : stage.blocks) {
                if (block.isHalving)
                    x = at::max_pool2d(x, {2, 2}, {2, 2});
                const auto y = block.second(
                    at::relu(block.first.with(ordinary(block.kind, block.first.weight->value), x)));
                x = y + (block.isHalving ? block.shortcut(x) : x);
            }
            auto side = stage.narrow(at::relu(x));
            auto sum = stage.dilated[0](side);
            for (size_t i = 1; i < stage.dilated.size(); ++i)
                sum = sum + stage.dilated[i](side);
            sum = sum * at::sigmoid(stage.attention2(stage.attention1(at::relu(sum))));
            sides.push_back(at::upsample_bilinear2d(stage.reduce(sum), {rgb.size(2), rgb.size(3)}, false));
        }
        return at::sigmoid(m_classifier(at::cat(sides, 1)));
    }

    int64_t smallestSide() const override { return 16; } // halved three times

private:
    void declareSide(const Scope &root, size_t s, int64_t in, int64_t narrow)
    {
        auto &stage = m_stages[s];
        const auto dilations = root / "dilations" / int64_t(s), attentions = root / "attentions" / int64_t(s);
        stage.narrow = Conv2d(dilations / "conv1", in, narrow, 1);
        for (size_t i = 0; i < stage.dilated.size(); ++i)
            stage.dilated[i] = PlainConv(dilations / ("conv2_" + std::to_string(i + 1)),
                                         {narrow, narrow, 3, 1, 5 + 2 * int64_t(i)});
        constexpr int64_t kMiddle = 4;
        stage.attention1 = Conv2d(attentions / "conv1", narrow, kMiddle, 1);
        stage.attention2 = PlainConv(attentions / "conv2", {kMiddle, 1, 3});
        stage.reduce = Conv2d(root / "conv_reduces" / int64_t(s) / "conv", narrow, 1, 1);
    }

    struct Block
    {
        Difference kind = Difference::None;
        bool isHalving = false;
        PlainConv first, second;
        Conv2d shortcut;
    };
    struct Stage
    {
        std::vector<Block> blocks;
        Conv2d narrow, attention1, reduce;
        PlainConv attention2;
        std::array<PlainConv, 4> dilated;
    };
    PlainConv m_first;
    Difference m_firstKind = Difference::None;
    std::array<Stage, 4> m_stages;
    Conv2d m_classifier;
};

// pix2pix' U-Net of eight halvings with instance norms (Isola et al., arXiv 1611.07004).
class AnimeLineart : public MapNetwork
{
public:
    AnimeLineart(const RenamedSource &source, const std::vector<std::string> &places)
    {
        const Scope root(m_table);
        for (size_t i = 0; i < places.size(); ++i) {
            const bool isOutermost = i == 0, isInnermost = i + 1 == places.size();
            const auto down = places[i] + (isOutermost ? "0" : "1");
            const auto up = places[i] + (isOutermost || isInnermost ? "3" : "5");
            const int64_t in = source.size(down + ".weight", 1), out = source.size(down + ".weight", 0);
            const int64_t upIn = isInnermost ? out : 2 * out, upOut = isOutermost ? 1 : in;
            m_levels.push_back(
                {Conv2d(root / down, in, out, 4, 2, 1),
                 (root / up).declare("weight", {upIn, upOut, 4, 4}, Init::KaimingUniform, upIn * 16),
                 (root / up).declare("bias", {upOut}, Init::BiasUniform, upIn * 16)});
        }
    }

    at::Tensor operator()(const at::Tensor &rgb) const override
    {
        const auto normed = [](const at::Tensor &x) {
            return at::instance_norm(x, {}, {}, {}, {}, true, 0.1, 1e-5, false);
        };
        std::vector<at::Tensor> features{rgb * 2 - 1};
        for (size_t i = 0; i < m_levels.size(); ++i) {
            auto x = m_levels[i].down(i == 0 ? features.back() : at::leaky_relu(features.back(), 0.2));
            features.push_back(i == 0 || i + 1 == m_levels.size() ? x : normed(x));
        }
        auto x = features.back();
        for (size_t i = m_levels.size(); i-- > 0;) {
            x = at::conv_transpose2d(at::relu(x), m_levels[i].upWeight->value, m_levels[i].upBias->value, 2,
                                     1);
            if (i > 0)
                x = at::cat({features[i], normed(x)}, 1);
        }
        return at::tanh(x) * 0.5 + 0.5;
    }

    int64_t sizeMultiple() const override { return int64_t(1) << m_levels.size(); }

private:
    struct Level
    {
        Conv2d down;
        Parameter *upWeight, *upBias;
    };
    std::vector<Level> m_levels;
};

} // namespace

Result<MapNetworkPtr> openPidinet(const std::string &path)
{
    ARMATURE_TRY(const auto source, openPlain(path));
    if (!source->find("init_block.weight") || !source->find("attentions.0.conv1.weight"))
        return otherNetwork(*source, "PiDiNet", "Choose table5_pidinet.pth.");
    auto network = std::make_unique<Pidinet>(*source);
    ARMATURE_CHECK(loadParametersExactly(network->parameters(), source, "PiDiNet of " + path));
    return network;
}

Result<MapNetworkPtr> openAnimeLineart(const std::string &path)
{
    constexpr size_t kMostLevels = 10;
    ARMATURE_TRY(const auto source, openPlain(path));
    std::vector<std::string> places{"model.model."};
    for (std::string next = "model.model.1.model.";
         source->find(next + "1.weight") && places.size() < kMostLevels; next += "3.model.")
        places.push_back(next);
    if (places.size() < 3 || !source->find("model.model.0.weight"))
        return otherNetwork(*source, "the anime lineart network", "Choose netG.pth.");
    auto network = std::make_unique<AnimeLineart>(*source, places);
    ARMATURE_CHECK(loadParametersExactly(network->parameters(), source, "anime lineart of " + path));
    return network;
}

} // namespace armature
