#pragma once
// The config.json of each part of an SD 1.x / 2.x pipeline as values. Parsing refuses what we do not handle,
// by name; a missing key takes the default of diffusers' (transformers') class. Torch-free.

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace armature {

// The encoder half, which UNet2DConditionModel and ControlNetModel share.
struct EncoderConfig
{
    int64_t inChannels = 4;
    std::vector<int64_t> blockOutChannels{320, 640, 1280, 1280};
    std::vector<std::string> downBlockTypes{"CrossAttnDownBlock2D", "CrossAttnDownBlock2D",
                                            "CrossAttnDownBlock2D", "DownBlock2D"};
    std::string midBlockType =
        "UNetMidBlock2DCrossAttn";                   // or UNetMidBlock2D; empty for a UNet without a middle
    std::vector<int64_t> layersPerBlock{2, 2, 2, 2}; // one per block
    std::vector<int64_t> transformerLayersPerBlock{1, 1, 1, 1}; // one per block
    std::vector<int64_t> headCount{8, 8, 8, 8};                 // config's attention_head_dim, misnamed there
    std::vector<bool> onlyCrossAttention{false, false, false, false};
    int64_t crossAttentionDim = 1280; // class default; SD 1 has 768, SD 2 has 1024
    int64_t normGroups = 32;
    double normEps = 1e-5;
    int64_t downsamplePadding = 1;
    double midBlockScaleFactor = 1.0;
    bool flipSinToCos = true;
    double freqShift = 0.0;
    bool useLinearProjection = false;
    bool upcastAttention = false;
    std::string activation = "silu";
};

struct UNetConfig
{
    EncoderConfig encoder;
    std::vector<std::string> upBlockTypes{"UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D",
                                          "CrossAttnUpBlock2D"};
    int64_t outChannels = 4;
    int64_t sampleSize = 0;    // latent side; 0 when the config has none (SD 1 and 2 at 512 px: 64)
    bool centersInput = false; // center_input_sample: the sample enters as 2 x - 1
    nlohmann::json raw;        // the whole config.json, kept for ControlNets made from this UNet
};

struct ControlNetConfig
{
    EncoderConfig encoder;
    int64_t conditioningChannels = 3;
    std::vector<int64_t> conditioningEmbeddingChannels{16, 32, 96, 256};
    bool isBgr = false; // controlnet_conditioning_channel_order
    bool globalPoolConditions = false;
    nlohmann::json raw; // as it will be written beside the weights
};

struct VaeConfig
{
    int64_t inChannels = 3, outChannels = 3, latentChannels = 4;
    std::vector<int64_t> blockOutChannels{64}; // SD: 128, 256, 512, 512
    int64_t layersPerBlock = 1;                // SD: 2
    int64_t normGroups = 32;
    double scalingFactor = 0.18215;
    double shiftFactor = 0.0;
    bool useQuantConv = true, usePostQuantConv = true;
    bool midBlockAddAttention = true;
    bool forceUpcast = true;
    std::string activation = "silu";
    nlohmann::json raw;

    int64_t downscale() const
    {
        return int64_t(1) << (blockOutChannels.size() - 1);
    } // pixels per latent cell
};

struct TextEncoderConfig
{
    int64_t vocabSize = 49408, hiddenSize = 512, intermediateSize = 2048; // SD 1: 768, 3072; SD 2: 1024, 4096
    int64_t layerCount = 12, headCount = 8, maxPositions = 77;            // SD 1: 12, 12; SD 2: 23, 16
    std::string activation = "quick_gelu";                                // SD 2: "gelu"
    double layerNormEps = 1e-5;
    int64_t eosTokenId = 49407; // 2 means: the largest id in the row is the end
    nlohmann::json raw;
};

// `origin` is the file, for messages. Errors: BadInput (wrong type or value, foreign _class_name),
// Unsupported.
Result<UNetConfig> parseUNetConfig(const nlohmann::json &json, const std::string &origin);
Result<ControlNetConfig> parseControlNetConfig(const nlohmann::json &json, const std::string &origin);
Result<VaeConfig> parseVaeConfig(const nlohmann::json &json, const std::string &origin);
Result<TextEncoderConfig> parseTextEncoderConfig(const nlohmann::json &json, const std::string &origin);

// What ControlNetModel.from_unet writes: the UNet's encoder keys and diffusers' defaults for the hint
// network.
Result<ControlNetConfig> controlNetConfigFor(const UNetConfig &unet);

} // namespace armature
