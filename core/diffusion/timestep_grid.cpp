#include "core/diffusion/timestep_grid.h"

#include <algorithm>
#include <cmath>

namespace armature {

namespace {

// numpy's way: multiples of the step, and the last point exactly.
std::vector<double> linspace(double first, double last, int64_t count)
{
    std::vector<double> points(static_cast<size_t>(count), first);
    if (count < 2)
        return points;
    const double step = (last - first) / static_cast<double>(count - 1);
    for (int64_t i = 0; i < count; ++i)
        points[static_cast<size_t>(i)] = static_cast<double>(i) * step + first;
    points.back() = last;
    return points;
}

void roundAll(std::vector<double> &values)
{
    for (double &value : values)
        value = std::nearbyint(value); // halves to even, as numpy
}

std::vector<double> leading(int64_t range, int64_t count, int64_t offset)
{
    const int64_t ratio = range / count;
    std::vector<double> points;
    for (int64_t i = count - 1; i >= 0; --i)
        points.push_back(static_cast<double>(i * ratio + offset));
    return points;
}

// Downwards from `first` in steps of range / steps. numpy's arange runs one point too far for some step
// counts (61 of 1000 among them) and diffusers then ends at timestep -1; here the count is always the one
// asked for.
std::vector<double> trailing(int64_t first, int64_t range, int64_t steps)
{
    const auto start = static_cast<double>(first);
    const double delta = (start - static_cast<double>(range) / static_cast<double>(steps)) - start;
    std::vector<double> points;
    for (int64_t i = 0; i < steps; ++i) {
        const double point = start + static_cast<double>(i) * delta;
        if (point <= 0)
            break; // only where lambda_min_clipped cut the range
        points.push_back(std::nearbyint(point) - 1);
    }
    return points;
}

Status checkSteps(const SchedulerConfig &config, int64_t steps, int64_t most)
{
    if (steps >= 1 && steps <= most)
        return {};
    return fail(ErrorCode::BadInput,
                std::string(className(config.kind)) + " cannot make " + std::to_string(steps) +
                    " steps of a model with " + std::to_string(config.trainTimesteps) + " timesteps.",
                "Use --steps between 1 and " + std::to_string(most) + ".");
}

// numpy.interp over the points 0, 1, 2...
double interpolated(const std::vector<float> &values, double at)
{
    if (at <= 0)
        return values.front();
    const auto last = static_cast<double>(values.size() - 1);
    if (at >= last)
        return values.back();
    const auto low = static_cast<size_t>(at);
    const double slope = static_cast<double>(values[low + 1]) - static_cast<double>(values[low]);
    return slope * (at - static_cast<double>(low)) + static_cast<double>(values[low]);
}

// Where among the training timesteps a level lies, linear in the logarithm.
double timestepOf(double sigma, const std::vector<float> &logSigmas)
{
    const double logSigma = std::log(std::max(sigma, 1e-10));
    size_t low = 0;
    for (size_t i = 0; i < logSigmas.size(); ++i) {
        if (logSigma >= static_cast<double>(logSigmas[i]))
            low = i;
    }
    low = std::min(low, logSigmas.size() - 2);
    const double below = logSigmas[low], above = logSigmas[low + 1];
    const double weight = std::clamp((below - logSigma) / (below - above), 0.0, 1.0);
    return (1 - weight) * static_cast<double>(low) + weight * static_cast<double>(low + 1);
}

std::vector<float> logarithms(const std::vector<float> &sigmas)
{
    std::vector<float> logs;
    for (const float sigma : sigmas)
        logs.push_back(std::log(sigma));
    return logs;
}

// Karras et al. 2022, equation 5.
std::vector<double> karras(double most, double least, int64_t steps)
{
    constexpr double kRho = 7.0;
    const double from = std::pow(most, 1 / kRho), to = std::pow(least, 1 / kRho);
    std::vector<double> levels = linspace(0, 1, steps);
    for (double &level : levels)
        level = std::pow(from + level * (to - from), kRho);
    return levels;
}

std::vector<double> exponential(double most, double least, int64_t steps)
{
    std::vector<double> levels = linspace(std::log(most), std::log(least), steps);
    for (double &level : levels)
        level = std::exp(level);
    return levels;
}

std::vector<double> respaced(const SchedulerConfig &config, double most, double least, int64_t steps)
{
    // LMS fixes the ends of Karras spacing itself.
    const bool hasOwnEnds = config.kind == SchedulerKind::Lms && config.sigmaSpacing == SigmaSpacing::Karras;
    if (!hasOwnEnds && config.sigmaSpacing != SigmaSpacing::LuLambdas) {
        most = config.sigmaMax.value_or(most);
        least = config.sigmaMin.value_or(least);
    }
    // With rho = 1 the levels of Lu et al. lie evenly in log sigma too.
    return config.sigmaSpacing == SigmaSpacing::Karras ? karras(most, least, steps)
                                                       : exponential(most, least, steps);
}

std::vector<double> timestepsOf(const std::vector<double> &levels, const std::vector<float> &logSigmas)
{
    std::vector<double> timesteps;
    for (const double level : levels)
        timesteps.push_back(timestepOf(level, logSigmas));
    return timesteps;
}

std::vector<float> withFinal(const std::vector<double> &levels, double last)
{
    std::vector<float> sigmas(levels.begin(), levels.end());
    sigmas.push_back(static_cast<float>(last));
    return sigmas;
}

double finalLevel(const SchedulerConfig &config, const std::vector<float> &sigmas,
                  const std::vector<double> &levels)
{
    if (config.finalSigma == FinalSigma::Zero)
        return 0;
    const bool endsWhereItIs =
        config.kind == SchedulerKind::UniPc && config.sigmaSpacing != SigmaSpacing::FromTimesteps;
    return endsWhereItIs ? levels.back() : static_cast<double>(sigmas.front());
}

} // namespace

Result<std::vector<double>> spacedTimesteps(const SchedulerConfig &config, int64_t steps, bool isRounded)
{
    const int64_t range = config.trainTimesteps;
    ARMATURE_CHECK(checkSteps(config, steps, range));
    if (config.spacing == TimestepSpacing::Leading)
        return leading(range, steps, config.stepsOffset);
    if (config.spacing == TimestepSpacing::Trailing)
        return trailing(range, range, steps);
    std::vector<double> points = linspace(0, static_cast<double>(range - 1), steps);
    if (isRounded)
        roundAll(points);
    std::reverse(points.begin(), points.end());
    return points;
}

Result<std::vector<double>> multistepTimesteps(const SchedulerConfig &config, int64_t steps,
                                               int64_t usableTimesteps)
{
    const bool isLeading = config.spacing == TimestepSpacing::Leading;
    ARMATURE_CHECK(checkSteps(config, steps, isLeading ? usableTimesteps - 1 : config.trainTimesteps));
    if (config.spacing == TimestepSpacing::Trailing)
        return trailing(usableTimesteps, config.trainTimesteps, steps);
    std::vector<double> points;
    if (isLeading) {
        points = leading(usableTimesteps, steps + 1, config.stepsOffset);
    } else {
        points = linspace(0, static_cast<double>(usableTimesteps - 1), steps + 1);
        roundAll(points);
        std::reverse(points.begin(), points.end());
    }
    points.pop_back();
    return points;
}

Result<SigmaGrid> sigmaGrid(const SchedulerConfig &config, const std::vector<float> &sigmas, int64_t steps)
{
    SigmaGrid grid;
    ARMATURE_TRY(grid.timesteps, spacedTimesteps(config, steps, false));
    std::vector<double> levels;
    for (double &timestep : grid.timesteps) {
        timestep = static_cast<double>(static_cast<float>(timestep));
        levels.push_back(interpolated(sigmas, timestep));
    }
    if (config.logLinearInterpolation) // one level more than there are timesteps, as diffusers has it
        levels = exponential(sigmas.back(), sigmas.front(), steps + 1);
    if (config.sigmaSpacing != SigmaSpacing::FromTimesteps) {
        levels = respaced(config, levels.front(), levels.back(), steps);
        grid.timesteps = timestepsOf(levels, logarithms(sigmas));
    }
    grid.sigmas = withFinal(levels, finalLevel(config, sigmas, levels));
    return grid;
}

Result<SigmaGrid> multistepSigmaGrid(const SchedulerConfig &config, const std::vector<float> &sigmas,
                                     int64_t steps, int64_t usableTimesteps)
{
    SigmaGrid grid;
    ARMATURE_TRY(grid.timesteps, multistepTimesteps(config, steps, usableTimesteps));
    std::vector<double> levels;
    for (const double timestep : grid.timesteps)
        levels.push_back(interpolated(sigmas, timestep));
    if (config.sigmaSpacing != SigmaSpacing::FromTimesteps) {
        levels = respaced(config, sigmas.back(), sigmas.front(), steps);
        grid.timesteps = timestepsOf(levels, logarithms(sigmas));
        const bool isCosine =
            config.kind == SchedulerKind::DpmSolver && config.betaSchedule == "squaredcos_cap_v2";
        if (config.sigmaSpacing != SigmaSpacing::Exponential && !isCosine)
            roundAll(grid.timesteps);
        for (double &timestep : grid.timesteps)
            timestep = std::trunc(timestep); // they become int64
    }
    grid.sigmas = withFinal(levels, finalLevel(config, sigmas, levels));
    return grid;
}

} // namespace armature
