#pragma once
// Armature's own small depth network: an hourglass of convolutions, trained from nothing on the starter's
// scenes (core/train/base/train_depth.h). A draft: it lets the way from picture to depth map be tried without
// any file to fetch, and does not stand beside networks that have seen photographs.

#include "core/base/result.h"
#include "core/nn/annotators/map_network.h"
#include "core/nn/layers.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <vector>

namespace armature {

struct DraftDepthConfig
{
    std::vector<int64_t> widths{16, 32, 64, 96}; // channels at a half, a quarter, ... of the picture
    int64_t groups = 8, headWidth = 8;

    nlohmann::json json() const;
};

class DraftDepth : public MapNetwork
{
public:
    explicit DraftDepth(const DraftDepthConfig &config = {});
    // A folder with config.json and model.safetensors. Errors: NotFound, Corrupt, BadInput (another network).
    static Result<std::unique_ptr<DraftDepth>> open(const std::string &folder);

    // [B, 3, H, W] in 0..1, H and W multiples of sizeMultiple(). Gives [B, 1, H, W]: inverse depth, about 0
    // for the farthest that it knows to 1 for the nearest.
    at::Tensor operator()(const at::Tensor &rgb) const override;
    int64_t sizeMultiple() const override { return int64_t(1) << m_config.widths.size(); }
    const DraftDepthConfig &config() const { return m_config; }

private:
    struct Block
    {
        GroupNorm norm1, norm2;
        Conv2d first, second;
        at::Tensor operator()(const at::Tensor &x) const;
    };
    struct Level
    {
        Conv2d down;
        std::vector<Block> blocks;
        Conv2d narrow; // to this level's width on the way up, from the one below
        Block merge;
    };
    Block makeBlock(const Scope &scope, int64_t width) const;

    DraftDepthConfig m_config;
    std::vector<Level> m_levels;
    Linear m_whole; // what the picture as a whole says, added where it is smallest
    Conv2d m_head1, m_head2, m_head3;
};

} // namespace armature
