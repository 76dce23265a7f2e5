#include "core/io/layouts/model_sizes.h"

#include "core/io/layouts/single_file.h"
#include "core/io/tensor_source.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>

namespace armature {

namespace {

int64_t countOf(const TensorSource &source)
{
    int64_t sum = 0;
    for (const std::string &name : source.names())
        if (const auto view = source.find(name))
            sum += view->elementCount();
    return sum;
}

bool isEncoder(const std::string &name)
{
    for (const char *prefix : {"conv_in.", "time_embedding.", "down_blocks.", "mid_block."})
        if (name.starts_with(prefix))
            return true;
    return false;
}

// How often the latent's sides are halved where this layer works.
int levelOf(const std::string &name, int blocks)
{
    const size_t dot = name.find('.');
    const int number = dot == std::string::npos ? 0 : std::atoi(name.c_str() + dot + 1);
    if (name.starts_with("down_blocks."))
        return number;
    if (name.starts_with("up_blocks."))
        return blocks - 1 - number;
    return name.starts_with("mid_block.") ? blocks - 1 : 0;
}

// The encoder's outputs, each of which a zero convolution takes.
bool isSkip(const std::string &name)
{
    const auto endsWith = [&](std::string_view end) { return name.ends_with(end); };
    if (name == "conv_in.weight" || name == "mid_block.resnets.0.conv2.weight")
        return true;
    return name.starts_with("down_blocks.") && (endsWith(".conv2.weight") || endsWith(".downsamplers.0.conv.weight"));
}

// 3x3 convolutions from the map's three channels over the usual widths to the first of the UNet.
int64_t hintNumbers(int64_t width)
{
    const int64_t widths[] = {3, 16, 16, 32, 32, 96, 96, 256, width};
    int64_t sum = 0;
    for (size_t i = 0; i + 1 < std::size(widths); ++i)
        sum += widths[i] * widths[i + 1] * 9 + widths[i + 1];
    return sum;
}

void measureUnet(const TensorSource &unet, ModelSizes &sizes)
{
    int blocks = 1;
    for (const std::string &name : unet.names())
        if (name.starts_with("down_blocks."))
            blocks = std::max(blocks, std::atoi(name.c_str() + 12) + 1);
    for (const std::string &name : unet.names()) {
        const auto view = unet.find(name);
        if (!view || view->shape.empty())
            continue;
        const int64_t count = view->elementCount();
        const double work = view->shape.size() > 1 ? double(count) * std::pow(0.25, levelOf(name, blocks)) : 0;
        sizes.unet += count;
        sizes.unetWork += work;
        if (isEncoder(name)) {
            sizes.controlNet += count;
            sizes.controlNetWork += work;
        }
        if (isSkip(name))
            sizes.controlNet += view->shape[0] * view->shape[0] + view->shape[0];
        if (name == "conv_in.weight")
            sizes.controlNet += hintNumbers(view->shape[0]);
    }
}

} // namespace

Result<ModelSizes> modelSizes(const std::string &path, const std::string &variant)
{
    ModelSizes sizes;
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
        ARMATURE_TRY(const TensorSourcePtr unet, openModelFolder(path + "/unet", "diffusion_pytorch_model", variant));
        ARMATURE_TRY(const TensorSourcePtr vae, openModelFolder(path + "/vae", "diffusion_pytorch_model", variant));
        ARMATURE_TRY(const TensorSourcePtr text, openModelFolder(path + "/text_encoder", "model", variant));
        measureUnet(*unet, sizes);
        sizes.vae = countOf(*vae);
        sizes.textEncoder = countOf(*text);
        return sizes;
    }
    ARMATURE_TRY(const CheckpointParts parts, openCheckpoint(path));
    measureUnet(*parts.unet.weights, sizes);
    sizes.vae = countOf(*parts.vae.weights);
    sizes.textEncoder = countOf(*parts.textEncoder.weights);
    return sizes;
}

} // namespace armature
