#include "core/infer/latent_preview.h"

#include "core/infer/pipeline.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

namespace armature {

namespace {

constexpr int64_t kSide = 12;         // latent cells of the noise that is decoded
constexpr double kNoiseWeight = 0.05; // against 1 of a finished picture
constexpr double kRidge = 1e-6;

// [1, C, h, w] -> [h * w, C + 1], the last column one
at::Tensor cellsOf(const at::Tensor &latents)
{
    const at::Tensor flat = latents.slice(0, 0, 1).to(at::kCPU, at::kDouble).flatten(2)[0].t();
    return at::cat({flat, at::ones({flat.size(0), 1}, flat.options())}, 1);
}

// [1, 3, H, W] -> [h * w, 3]
at::Tensor coloursOf(const at::Tensor &picture, at::IntArrayRef cells)
{
    return at::adaptive_avg_pool2d(picture.to(at::kCPU, at::kDouble), cells.slice(2)).flatten(2)[0].t();
}

} // namespace

LatentPreview::LatentPreview(const Vae &vae)
{
    const at::NoGradGuard noGrad;
    const VaeConfig &config = vae.config();
    auto generator = at::make_generator<at::CPUGeneratorImpl>(0);
    const auto noise = [&](int64_t side) {
        return at::upsample_nearest2d(
            at::randn({1, config.latentChannels, side, side}, generator, at::TensorOptions(at::kFloat)),
            {kSide, kSide});
    };
    const at::Tensor latents = noise(kSide / 4) * 0.9 + noise(kSide) * 0.4;
    const at::Tensor &weight = const_cast<Vae &>(vae).parameters().typical();
    const at::Tensor scaled =
        (latents / config.scalingFactor + config.shiftFactor).to(weight.device(), weight.scalar_type());
    m_squares =
        at::zeros({config.latentChannels + 1, config.latentChannels + 1}, at::TensorOptions(at::kDouble));
    m_targets = at::zeros({config.latentChannels + 1, 3}, at::TensorOptions(at::kDouble));
    add(cellsOf(latents), coloursOf(vae.decode(scaled), latents.sizes()), kNoiseWeight);
}

void LatentPreview::learn(const at::Tensor &latents, const Image &picture)
{
    const at::Tensor colours = coloursOf(tensorFromImage(picture) * 2 - 1, latents.sizes());
    add(cellsOf(latents), colours, 1);
}

void LatentPreview::add(const at::Tensor &cells, const at::Tensor &colours, double weight)
{
    if (!at::isfinite(cells).all().item<bool>() || !at::isfinite(colours).all().item<bool>())
        return;
    const double share = weight / static_cast<double>(cells.size(0));
    m_squares += cells.t().matmul(cells) * share;
    m_targets += cells.t().matmul(colours) * share;
    const at::Tensor ridge = at::eye(m_squares.size(0), m_squares.options()) * kRidge;
    m_map = at::linalg_solve(m_squares + ridge, m_targets).to(at::kFloat);
}

Image LatentPreview::draw(const at::Tensor &latents) const
{
    if (!m_map.defined()) // the decoder made nothing of the noise
        return Image(static_cast<int>(latents.size(3)), static_cast<int>(latents.size(2)), 3);
    const at::Tensor colours = cellsOf(latents).to(at::kFloat).matmul(m_map); // [h * w, 3]
    return imageFromTensor(colours.t().reshape({1, 3, latents.size(2), latents.size(3)}));
}

} // namespace armature
