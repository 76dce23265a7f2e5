#include "core/nn/annotators/conv_parts.h"
#include "core/nn/annotators/mobile_networks.h"
#include "core/nn/annotators/renamed_source.h"
#include "core/nn/annotators/weight_signs.h"
#include "core/nn/weights.h"

#include <ATen/ATen.h>

#include <array>
#include <vector>

namespace armature {

namespace {

// A convolution and its norm; halving ones are padded to the right and below only, as TensorFlow Lite does.
struct Unit
{
    PlainConv conv;
    BatchNorm norm;

    Unit() = default;
    Unit(const Scope &convAt, const Scope &normAt, const ConvShape &shape)
        : conv(convAt, shape), norm(normAt, shape.out)
    {
    }

    at::Tensor operator()(const at::Tensor &x) const
    {
        const auto &shape = conv.shape;
        if (shape.stride == 1)
            return norm(conv(x));
        const auto padded = at::constant_pad_nd(x, {0, 1, 0, 1}, 0);
        constexpr int64_t kNone = 0, kDense = 1;
        return norm(at::conv2d(padded, conv.weight->value, std::optional<at::Tensor>(), shape.stride, kNone,
                               kDense, shape.groups));
    }
};

struct Inverted // MobileNetV2's block
{
    Unit grow, filter, shrink;
    bool isGrowing = false, isResidual = false;

    at::Tensor operator()(const at::Tensor &x) const
    {
        const auto wide = isGrowing ? at::relu6(grow(x)) : x;
        const auto y = shrink(at::relu6(filter(wide)));
        return isResidual ? x + y : y;
    }
};

class Mlsd : public MapNetwork
{
public:
    explicit Mlsd(const RenamedSource &source) : m_isLarge(source.find("block23.conv3.weight").has_value())
    {
        const Scope root(m_table);
        const auto features = root / "backbone" / "features";
        int64_t in = source.size("backbone.features.0.0.weight", 0);
        m_stem = Unit(features / 0 / "0", features / 0 / "1", {4, in, 3, 2});
        std::vector<int64_t> widths;
        for (int64_t i = 1; i <= (m_isLarge ? 13 : 10); ++i) {
            m_blocks.push_back(makeBlock(source, features / i / "conv",
                                         "backbone.features." + std::to_string(i) + ".conv.", in,
                                         i == 2 || i == 4 || i == 7 ? 2 : 1));
            in = m_blocks.back().shrink.conv.shape.out;
        }
        const int64_t first = m_isLarge ? 15 : 12, pairs = m_isLarge ? 4 : 2;
        for (int64_t p = 0; p < pairs; ++p) {
            const auto a = "block" + std::to_string(first + 2 * p),
                       b = "block" + std::to_string(first + 2 * p + 1);
            m_merges.push_back({makeUnit(source, root, a, "conv1"), makeUnit(source, root, a, "conv2"),
                                makeUnit(source, root, b, "conv1"), makeUnit(source, root, b, "conv2")});
        }
        const auto last = "block" + std::to_string(first + 2 * pairs);
        m_last1 = makeUnit(source, root, last, "conv1", 5);
        m_last2 = makeUnit(source, root, last, "conv2");
        m_last3 = Conv2d(root / last / "conv3", source.size(last + ".conv3.weight", 1),
                         source.size(last + ".conv3.weight", 0), 1);
    }

    at::Tensor operator()(const at::Tensor &rgb) const override
    {
        const auto one = at::full({rgb.size(0), 1, rgb.size(2), rgb.size(3)}, 1 / 127.5 - 1, rgb.options());
        auto x = at::relu6(m_stem(at::cat({rgb * 2 - 1, one}, 1)));
        std::vector<at::Tensor> features;
        for (size_t i = 0; i < m_blocks.size(); ++i) {
            x = m_blocks[i](x);
            const size_t place = i + 1;
            if ((place == 1 && m_isLarge) || place == 3 || place == 6 || place == 10 || place == 13)
                features.push_back(x);
        }
        features.pop_back();
        for (size_t p = 0; p < m_merges.size(); ++p) {
            const auto &merge = m_merges[p];
            auto deep = at::relu(merge.deep(x));
            if (!(m_isLarge && p == 0)) // the two deepest of the large one are of the same size
                deep = at::upsample_bilinear2d(deep, {2 * deep.size(2), 2 * deep.size(3)}, true);
            const auto both = at::cat({at::relu(merge.shallow(features.back())), deep}, 1);
            features.pop_back();
            x = at::relu(merge.second(at::relu(merge.first(both)) + both));
        }
        x = m_last3(at::relu(m_last2(at::relu(m_last1(x))))).slice(1, 7);
        return m_isLarge ? x : at::upsample_bilinear2d(x, {2 * x.size(2), 2 * x.size(3)}, true);
    }

    int64_t sizeMultiple() const override { return 16; }

private:
    static Inverted makeBlock(const RenamedSource &source, const Scope &at, const std::string &name,
                              int64_t in, int64_t stride)
    {
        Inverted block;
        block.isGrowing = source.find(name + "3.weight").has_value();
        const std::string filter = block.isGrowing ? "1" : "0", shrink = block.isGrowing ? "2" : "1",
                          norm = block.isGrowing ? "3" : "2";
        const int64_t wide = source.size(name + filter + ".0.weight", 0),
                      out = source.size(name + shrink + ".weight", 0);
        if (block.isGrowing)
            block.grow = Unit(at / "0" / "0", at / "0" / "1", {in, wide});
        block.filter = Unit(at / filter / "0", at / filter / "1", {wide, wide, 3, stride, 1, wide});
        block.shrink = Unit(at / shrink, at / norm, {wide, out});
        block.isResidual = stride == 1 && in == out;
        return block;
    }

    static Unit makeUnit(const RenamedSource &source, const Scope &root, const std::string &block,
                         const std::string &name, int64_t dilation = 1)
    {
        const auto weight = block + "." + name + ".0.weight";
        const auto at = root / block / name;
        return Unit(
            at / "0", at / "1",
            {source.size(weight, 1), source.size(weight, 0), source.size(weight, 2), 1, dilation, 1, true});
    }

    struct Merge
    {
        Unit deep, shallow, first, second;
    };
    bool m_isLarge;
    Unit m_stem, m_last1, m_last2;
    std::vector<Inverted> m_blocks;
    std::vector<Merge> m_merges;
    Conv2d m_last3;
};

} // namespace

Result<MapNetworkPtr> openMlsd(const std::string &path)
{
    ARMATURE_TRY(auto file, openTensorFile(path));
    const auto source = std::make_shared<const RenamedSource>(std::move(file), [](const std::string &theirs) {
        return theirs.ends_with(".num_batches_tracked") ? std::string() : renamed(theirs, {{"module.", ""}});
    });
    const bool isLarge = source->find("block23.conv3.weight").has_value();
    const bool isWhole = source->size("backbone.features.0.0.weight", 1) == 4 &&
                         (isLarge || source->find("block16.conv3.weight")) &&
                         source->find("backbone.features.10.conv.0.0.weight");
    if (!isWhole)
        return fail(ErrorCode::BadInput, path + " is not M-LSD; it looks like " + looksLike(*source) + ".",
                    "Choose mlsd_large_512_fp32.pth or mlsd_tiny_512_fp32.pth.");
    auto network = std::make_unique<Mlsd>(*source);
    ARMATURE_CHECK(loadParametersExactly(network->parameters(), source, "M-LSD of " + path));
    return network;
}

} // namespace armature
