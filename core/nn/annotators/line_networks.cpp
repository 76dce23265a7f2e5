#include "core/nn/annotators/line_networks.h"

#include "core/nn/annotators/weight_signs.h"
#include "core/nn/layers.h"
#include "core/nn/weights.h"

#include <ATen/ATen.h>

#include <array>

namespace armature {

namespace {

// The size of a tensor in one dimension; 0 where there is none of that name.
int64_t sizeIn(const TensorSource &source, const std::string &name, size_t dimension)
{
    const auto view = source.find(name);
    return view && view->shape.size() > dimension ? view->shape[dimension] : 0;
}

tl::unexpected<Error> otherNetwork(const TensorSource &source, const std::string &wanted,
                                   const std::string &remedy)
{
    return fail(ErrorCode::BadInput,
                source.origin() + " is not " + wanted + "; it looks like " + looksLike(source) + ".", remedy);
}

class Hed : public MapNetwork
{
public:
    explicit Hed(const TensorSource &source)
    {
        const Scope root(m_table);
        m_norm = root.declare("norm", {1, 3, 1, 1}, Init::Zeros, 1);
        int64_t in = 3;
        for (size_t b = 0; b < m_blocks.size(); ++b) {
            const auto at = root / ("block" + std::to_string(b + 1));
            for (int64_t i = 0;; ++i) {
                const auto out = sizeIn(
                    source, "block" + std::to_string(b + 1) + ".convs." + std::to_string(i) + ".weight", 0);
                if (out == 0 || i == kMostConvs)
                    break;
                m_blocks[b].convs.emplace_back(at / "convs" / i, in, out, 3, 1, 1);
                in = out;
            }
            m_blocks[b].projection = Conv2d(at / "projection", in, 1, 1);
        }
    }

    at::Tensor operator()(const at::Tensor &rgb) const override
    {
        auto x = rgb * 255 - m_norm->value;
        at::Tensor sum;
        for (size_t b = 0; b < m_blocks.size(); ++b) {
            if (b > 0)
                x = at::max_pool2d(x, {2, 2}, {2, 2});
            for (const auto &conv : m_blocks[b].convs)
                x = at::relu(conv(x));
            const auto side =
                at::upsample_bilinear2d(m_blocks[b].projection(x), {rgb.size(2), rgb.size(3)}, false);
            sum = sum.defined() ? sum + side : side;
        }
        return at::sigmoid(sum / double(m_blocks.size()));
    }

    int64_t smallestSide() const override { return 16; } // halved four times

private:
    static constexpr int64_t kMostConvs = 16;
    struct Block
    {
        std::vector<Conv2d> convs;
        Conv2d projection;
    };
    Parameter *m_norm = nullptr;
    std::array<Block, 5> m_blocks;
};

at::Tensor normRelu(const at::Tensor &x)
{
    return at::relu(at::instance_norm(x, {}, {}, {}, {}, true, 0.1, 1e-5, false));
}
at::Tensor reflect(const at::Tensor &x, int64_t by) { return at::reflection_pad2d(x, {by, by, by, by}); }

class Lineart : public MapNetwork
{
public:
    Lineart(int64_t width, int64_t blocks)
    {
        const Scope root(m_table);
        m_first = Conv2d(root / "model0.1", 3, width, 7);
        m_down = {Conv2d(root / "model1.0", width, 2 * width, 3, 2, 1),
                  Conv2d(root / "model1.3", 2 * width, 4 * width, 3, 2, 1)};
        for (int64_t i = 0; i < blocks; ++i) {
            const auto at = root / "model2" / i / "conv_block";
            m_residual.push_back(
                {Conv2d(at / "1", 4 * width, 4 * width, 3), Conv2d(at / "5", 4 * width, 4 * width, 3)});
        }
        const auto up = [&](const char *name, int64_t in) {
            return std::pair{
                (root / name).declare("weight", {in, in / 2, 3, 3}, Init::KaimingUniform, in * 9),
                (root / name).declare("bias", {in / 2}, Init::BiasUniform, in * 9)};
        };
        m_up = {up("model3.0", 4 * width), up("model3.3", 2 * width)};
        m_last = Conv2d(root / "model4.1", width, 1, 7);
    }

    at::Tensor operator()(const at::Tensor &rgb) const override
    {
        auto x = normRelu(m_first(reflect(rgb, 3)));
        for (const auto &conv : m_down)
            x = normRelu(conv(x));
        for (const auto &[first, second] : m_residual)
            x = x + at::instance_norm(second(reflect(normRelu(first(reflect(x, 1))), 1)), {}, {}, {}, {},
                                      true, 0.1, 1e-5, false);
        for (const auto &[weight, bias] : m_up)
            x = normRelu(at::conv_transpose2d(x, weight->value, bias->value, 2, 1, 1));
        return at::sigmoid(m_last(reflect(x, 3)));
    }

    int64_t smallestSide() const override { return 16; } // padded by reflection when halved twice

private:
    Conv2d m_first, m_last;
    std::array<Conv2d, 2> m_down;
    std::vector<std::pair<Conv2d, Conv2d>> m_residual;
    std::array<std::pair<Parameter *, Parameter *>, 2> m_up{};
};

} // namespace

Result<MapNetworkPtr> openHed(const std::string &path)
{
    ARMATURE_TRY(const auto source, openTensorFile(path));
    if (!source->find("norm") || !source->find("block1.convs.0.weight"))
        return otherNetwork(*source, "HED", "Choose ControlNetHED.pth.");
    auto network = std::make_unique<Hed>(*source);
    ARMATURE_CHECK(loadParametersExactly(network->parameters(), source, "HED of " + path));
    return network;
}

Result<MapNetworkPtr> openLineart(const std::string &path)
{
    constexpr int64_t kMostBlocks = 64;
    ARMATURE_TRY(const auto source, openTensorFile(path));
    const auto width = sizeIn(*source, "model0.1.weight", 0);
    int64_t blocks = 0;
    while (blocks < kMostBlocks && source->find("model2." + std::to_string(blocks) + ".conv_block.1.weight"))
        ++blocks;
    if (width == 0 || blocks == 0)
        return otherNetwork(*source, "the lineart network", "Choose sk_model.pth or sk_model2.pth.");
    auto network = std::make_unique<Lineart>(width, blocks);
    ARMATURE_CHECK(loadParametersExactly(network->parameters(), source, "lineart of " + path));
    return network;
}

} // namespace armature
