#include "core/nn/annotators/draft_depth.h"

#include "core/nn/annotators/weight_signs.h"
#include "core/nn/config_reader.h"
#include "core/nn/model_loader.h"
#include "core/nn/weights.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <filesystem>

namespace armature {

namespace {

constexpr const char *kClass = "ArmatureDraftDepth";
constexpr double kNormEps = 1e-5;

at::Tensor twice(const at::Tensor &x)
{
    return at::upsample_bilinear2d(x, {2 * x.size(2), 2 * x.size(3)}, false);
}

// The colours about zero, and where each pixel lies: a floor is nearest at the bottom of the picture.
at::Tensor withPlaces(const at::Tensor &rgb)
{
    const int64_t batch = rgb.size(0), h = rgb.size(2), w = rgb.size(3);
    const auto line = [&](int64_t count) {
        return (at::arange(count, rgb.options()) + 0.5) * (2.0 / double(count)) - 1.0;
    };
    return at::cat({(rgb - 0.5) * 4.0, line(w).reshape({1, 1, 1, w}).expand({batch, 1, h, w}),
                    line(h).reshape({1, 1, h, 1}).expand({batch, 1, h, w})},
                   1);
}

} // namespace

nlohmann::json DraftDepthConfig::json() const
{
    return {{"_class_name", kClass}, {"widths", widths}, {"groups", groups}, {"head_width", headWidth}};
}

DraftDepth::DraftDepth(const DraftDepthConfig &config) : m_config(config)
{
    const Scope root(m_table);
    int64_t in = 5;
    for (size_t i = 0; i < config.widths.size(); ++i) {
        const int64_t width = config.widths[i];
        const auto at = root / "levels" / int64_t(i);
        Level level;
        level.down = Conv2d(at / "down", in, width, 3, 2, 1);
        for (int64_t b = 0; b < std::min<int64_t>(int64_t(i), 2); ++b)
            level.blocks.push_back(makeBlock(at / "blocks" / b, width));
        if (i + 1 < config.widths.size()) {
            level.narrow = Conv2d(at / "narrow", config.widths[i + 1], width, 1);
            level.merge = makeBlock(at / "merge", width);
        }
        m_levels.push_back(std::move(level));
        in = width;
    }
    m_whole = Linear(root / "whole", in, in);
    m_head1 = Conv2d(root / "head" / "narrow", config.widths.front(), config.headWidth, 1);
    m_head2 = Conv2d(root / "head" / "merge", config.headWidth + 5, config.headWidth, 3, 1, 1);
    m_head3 = Conv2d(root / "head" / "out", config.headWidth, 1, 3, 1, 1);
}

DraftDepth::Block DraftDepth::makeBlock(const Scope &scope, int64_t width) const
{
    return {GroupNorm(scope / "norm1", m_config.groups, width, kNormEps),
            GroupNorm(scope / "norm2", m_config.groups, width, kNormEps),
            Conv2d(scope / "conv1", width, width, 3, 1, 1), Conv2d(scope / "conv2", width, width, 3, 1, 1)};
}

at::Tensor DraftDepth::Block::operator()(const at::Tensor &x) const
{
    return x + second(at::silu(norm2(first(at::silu(norm1(x))))));
}

at::Tensor DraftDepth::operator()(const at::Tensor &rgb) const
{
    const auto input = withPlaces(rgb);
    auto x = input;
    std::vector<at::Tensor> features;
    for (const auto &level : m_levels) {
        x = level.down(x);
        for (const auto &block : level.blocks)
            x = block(x);
        features.push_back(x);
    }
    x = x + m_whole(at::silu(x.mean({2, 3}))).unsqueeze(2).unsqueeze(3);
    for (size_t i = m_levels.size() - 1; i-- > 0;)
        x = m_levels[i].merge(twice(m_levels[i].narrow(x)) + features[i]);
    const auto fine = at::cat({twice(m_head1(at::silu(x))), input}, 1);
    return m_head3(at::silu(m_head2(fine)));
}

Result<std::unique_ptr<DraftDepth>> DraftDepth::open(const std::string &folder)
{
    const auto file = (std::filesystem::path(folder) / "config.json").string();
    ARMATURE_TRY(const auto json, readConfigFile(file));
    ConfigReader reader(json, file);
    reader.expectClass(kClass);
    DraftDepthConfig config;
    config.widths = reader.integers("widths", config.widths, 1);
    config.groups = reader.integer("groups", config.groups, 1);
    config.headWidth = reader.integer("head_width", config.headWidth, 1);
    constexpr int64_t kWidest = 4096;
    if (config.widths.empty() || config.widths.size() > 8 || config.headWidth > kWidest)
        reader.bad("widths must be one to eight numbers");
    for (const auto width : config.widths)
        if (width % config.groups != 0 || width > kWidest)
            reader.bad("groups must divide each of widths");
    ARMATURE_CHECK(reader.status());
    ARMATURE_TRY(const auto weights, openModelFolder(folder, "model"));
    auto network = std::make_unique<DraftDepth>(config);
    ARMATURE_CHECK(
        loadParametersExactly(network->parameters(), weights, "the draft depth network of " + folder));
    return network;
}

} // namespace armature
