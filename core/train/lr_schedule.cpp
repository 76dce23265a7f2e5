#include "core/train/lr_schedule.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace armature {

namespace {

constexpr double kPolynomialEnd = 1e-7; // diffusers' lr_end
constexpr std::array kNames{"linear",   "cosine", "cosine_with_restarts", "polynomial", "constant",
                            "constant_with_warmup"};

double cosine(double turns) { return std::max(0.0, 0.5 * (1.0 + std::cos(std::numbers::pi * turns))); }

} // namespace

Result<LrSchedule> LrSchedule::create(LrScheduleOptions options)
{
    if (std::ranges::find(kNames, options.name) == kNames.end())
        return fail(ErrorCode::BadInput, "There is no learning rate schedule named '" + options.name + "'.",
                    "Use --lr_scheduler with one of linear, cosine, cosine_with_restarts, polynomial, constant, "
                    "constant_with_warmup.");
    if (options.name == "polynomial" && options.learningRate <= kPolynomialEnd)
        return fail(ErrorCode::BadInput, "The polynomial schedule ends at a learning rate of 1e-7, which is not below --learning_rate.",
                    "Raise --learning_rate or use --lr_scheduler linear.");
    return LrSchedule(std::move(options));
}

double LrSchedule::rateAfter(int64_t stepsDone) const { return m_options.learningRate * factorAfter(stepsDone); }

double LrSchedule::factorAfter(int64_t stepsDone) const
{
    const auto &o = m_options;
    const double step = static_cast<double>(stepsDone);
    const double warmup = static_cast<double>(o.warmupSteps);
    if (o.name == "constant")
        return 1.0;
    if (stepsDone < o.warmupSteps)
        return step / std::max(1.0, warmup);
    if (o.name == "constant_with_warmup")
        return 1.0;

    const double total = static_cast<double>(o.totalSteps);
    const double span = std::max(1.0, total - warmup);
    const double progress = (step - warmup) / span;
    if (o.name == "linear")
        return std::max(0.0, (total - step) / span);
    if (o.name == "cosine") // diffusers passes lr_num_cycles only to the restarting kind; half a cycle here
        return cosine(progress);
    if (o.name == "cosine_with_restarts")
        return progress >= 1.0 ? 0.0 : cosine(std::fmod(static_cast<double>(o.cycles) * progress, 1.0));

    // polynomial
    if (stepsDone > o.totalSteps)
        return kPolynomialEnd / o.learningRate;
    const double remaining = total > warmup ? 1.0 - (step - warmup) / (total - warmup) : 0.0;
    return ((o.learningRate - kPolynomialEnd) * std::pow(remaining, o.power) + kPolynomialEnd) / o.learningRate;
}

} // namespace armature
