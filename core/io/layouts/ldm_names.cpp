#include "core/io/layouts/ldm_names.h"

#include <fmt/format.h>

namespace armature {

namespace {

using Pairs = std::vector<NamePair>;

void addResnet(Pairs &pairs, const std::string &ldm, const std::string &diffusers)
{
    static constexpr std::pair<const char *, const char *> kParts[] = {
        {"in_layers.0", "norm1"},  {"in_layers.2", "conv1"},  {"emb_layers.1", "time_emb_proj"},
        {"out_layers.0", "norm2"}, {"out_layers.3", "conv2"}, {"skip_connection", "conv_shortcut"}};
    for (const auto &[ldmPart, part] : kParts)
        pairs.push_back({ldm + "." + ldmPart, diffusers + "." + part});
}

// Inside a spatial transformer both styles agree.
void addAttention(Pairs &pairs, const std::string &ldm, const std::string &diffusers)
{
    pairs.push_back({ldm, diffusers});
}

// input_blocks counts every resnet and every downsampler after conv_in; a ControlNet has a zero convolution
// for each. Returns how many input blocks there are.
int addDownBlocks(Pairs &pairs, const UNetTopology &topology)
{
    pairs.push_back({"input_blocks.0.0", "conv_in"});
    int input = 1;
    for (size_t block = 0; block < topology.downLayers.size(); ++block) {
        for (int layer = 0; layer < topology.downLayers[block]; ++layer, ++input) {
            addResnet(pairs, fmt::format("input_blocks.{}.0", input),
                      fmt::format("down_blocks.{}.resnets.{}", block, layer));
            if (topology.downAttention[block]) {
                addAttention(pairs, fmt::format("input_blocks.{}.1", input),
                             fmt::format("down_blocks.{}.attentions.{}", block, layer));
            }
        }
        if (block + 1 < topology.downLayers.size()) {
            pairs.push_back({fmt::format("input_blocks.{}.0.op", input),
                             fmt::format("down_blocks.{}.downsamplers.0.conv", block)});
            ++input;
        }
    }
    return input;
}

void addMiddleAndTime(Pairs &pairs, const UNetTopology &topology)
{
    pairs.push_back({"time_embed.0", "time_embedding.linear_1"});
    pairs.push_back({"time_embed.2", "time_embedding.linear_2"});
    addResnet(pairs, "middle_block.0", "mid_block.resnets.0");
    if (topology.hasMiddleAttention)
        addAttention(pairs, "middle_block.1", "mid_block.attentions.0");
    addResnet(pairs, topology.hasMiddleAttention ? "middle_block.2" : "middle_block.1",
              "mid_block.resnets.1");
}

void addUpBlocks(Pairs &pairs, const UNetTopology &topology)
{
    int output = 0;
    for (size_t block = 0; block < topology.upLayers.size(); ++block) {
        for (int layer = 0; layer < topology.upLayers[block]; ++layer, ++output) {
            addResnet(pairs, fmt::format("output_blocks.{}.0", output),
                      fmt::format("up_blocks.{}.resnets.{}", block, layer));
            if (topology.upAttention[block]) {
                addAttention(pairs, fmt::format("output_blocks.{}.1", output),
                             fmt::format("up_blocks.{}.attentions.{}", block, layer));
            }
        }
        if (block + 1 < topology.upLayers.size()) {
            // The upsampler shares the last layer's sequence, behind its attention.
            pairs.push_back(
                {fmt::format("output_blocks.{}.{}.conv", output - 1, topology.upAttention[block] ? 2 : 1),
                 fmt::format("up_blocks.{}.upsamplers.0.conv", block)});
        }
    }
    pairs.push_back({"out.0", "conv_norm_out"});
    pairs.push_back({"out.2", "conv_out"});
}

void addVaeResnet(Pairs &pairs, const std::string &ldm, const std::string &diffusers)
{
    for (const char *part : {"norm1", "conv1", "norm2", "conv2"})
        pairs.push_back({ldm + "." + part, diffusers + "." + part});
    pairs.push_back({ldm + ".nin_shortcut", diffusers + ".conv_shortcut"});
}

void addVaeMiddle(Pairs &pairs, const std::string &half, bool hasAttention)
{
    addVaeResnet(pairs, half + ".mid.block_1", half + ".mid_block.resnets.0");
    addVaeResnet(pairs, half + ".mid.block_2", half + ".mid_block.resnets.1");
    if (!hasAttention)
        return;
    static constexpr std::pair<const char *, const char *> kParts[] = {
        {"q", "to_q"}, {"k", "to_k"}, {"v", "to_v"}, {"proj_out", "to_out.0"}};
    const std::string ldm = half + ".mid.attn_1.", diffusers = half + ".mid_block.attentions.0.";
    pairs.push_back({ldm + "norm", diffusers + "group_norm"});
    for (const auto &[ldmPart, part] : kParts)
        pairs.push_back({ldm + ldmPart, diffusers + part, ShapeChange::Squeeze});
}

} // namespace

NameMap ldmUNetNames(const UNetTopology &topology)
{
    Pairs pairs;
    addDownBlocks(pairs, topology);
    addMiddleAndTime(pairs, topology);
    addUpBlocks(pairs, topology);
    return NameMap(std::move(pairs));
}

NameMap ldmControlNetNames(const UNetTopology &topology, int hintBlocks)
{
    Pairs pairs;
    const int inputs = addDownBlocks(pairs, topology);
    addMiddleAndTime(pairs, topology);
    for (int i = 0; i < inputs; ++i)
        pairs.push_back({fmt::format("zero_convs.{}.0", i), fmt::format("controlnet_down_blocks.{}", i)});
    pairs.push_back({"middle_block_out.0", "controlnet_mid_block"});
    // A flat sequence in which every second module is a SiLU.
    const std::string embedding = "controlnet_cond_embedding.";
    pairs.push_back({"input_hint_block.0", embedding + "conv_in"});
    for (int i = 0; i < hintBlocks; ++i)
        pairs.push_back(
            {fmt::format("input_hint_block.{}", 2 * i + 2), fmt::format("{}blocks.{}", embedding, i)});
    pairs.push_back({fmt::format("input_hint_block.{}", 2 * hintBlocks + 2), embedding + "conv_out"});
    return NameMap(std::move(pairs));
}

NameMap ldmVaeNames(const VaeTopology &topology)
{
    Pairs pairs;
    const int last = topology.blockCount - 1;
    for (int block = 0; block <= last; ++block) {
        for (int layer = 0; layer < topology.layersPerBlock; ++layer) {
            addVaeResnet(pairs, fmt::format("encoder.down.{}.block.{}", block, layer),
                         fmt::format("encoder.down_blocks.{}.resnets.{}", block, layer));
        }
        // The decoder's blocks are numbered from the picture's side in LDM, from the latent's side in
        // diffusers.
        for (int layer = 0; layer <= topology.layersPerBlock; ++layer) {
            addVaeResnet(pairs, fmt::format("decoder.up.{}.block.{}", last - block, layer),
                         fmt::format("decoder.up_blocks.{}.resnets.{}", block, layer));
        }
        if (block == last)
            break;
        pairs.push_back({fmt::format("encoder.down.{}.downsample.conv", block),
                         fmt::format("encoder.down_blocks.{}.downsamplers.0.conv", block)});
        pairs.push_back({fmt::format("decoder.up.{}.upsample.conv", last - block),
                         fmt::format("decoder.up_blocks.{}.upsamplers.0.conv", block)});
    }
    for (const std::string half : {"encoder", "decoder"}) {
        pairs.push_back({half + ".conv_in", half + ".conv_in"});
        pairs.push_back({half + ".norm_out", half + ".conv_norm_out"});
        pairs.push_back({half + ".conv_out", half + ".conv_out"});
        addVaeMiddle(pairs, half, topology.hasMiddleAttention);
    }
    pairs.push_back({"quant_conv", "quant_conv"});
    pairs.push_back({"post_quant_conv", "post_quant_conv"});
    return NameMap(std::move(pairs));
}

NameMap openClipNames(int layerCount)
{
    const std::string text = "text_model.";
    Pairs pairs{{"positional_embedding", text + "embeddings.position_embedding.weight"},
                {"token_embedding", text + "embeddings.token_embedding"},
                {"ln_final", text + "final_layer_norm"}};
    static constexpr std::pair<const char *, const char *> kParts[] = {
        {"ln_1", "layer_norm1"},
        {"ln_2", "layer_norm2"},
        {"mlp.c_fc", "mlp.fc1"},
        {"mlp.c_proj", "mlp.fc2"},
        {"attn.out_proj", "self_attn.out_proj"}};
    static constexpr std::pair<const char *, ShapeChange> kThirds[] = {{"q_proj", ShapeChange::FirstThird},
                                                                       {"k_proj", ShapeChange::SecondThird},
                                                                       {"v_proj", ShapeChange::LastThird}};
    for (int layer = 0; layer < layerCount; ++layer) {
        const std::string ldm = fmt::format("transformer.resblocks.{}.", layer);
        const std::string diffusers = fmt::format("{}encoder.layers.{}.", text, layer);
        for (const auto &[ldmPart, part] : kParts)
            pairs.push_back({ldm + ldmPart, diffusers + part});
        for (const auto &[part, third] : kThirds) {
            for (const std::string kind : {"weight", "bias"})
                pairs.push_back(
                    {ldm + "attn.in_proj_" + kind, diffusers + "self_attn." + part + "." + kind, third});
        }
    }
    return NameMap(std::move(pairs));
}

} // namespace armature
