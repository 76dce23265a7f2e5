#pragma once
// scheduler_config.json as a value, for the class that is going to use it. Torch-free.
// Reference: diffusers 0.42 configuration_utils.py (from_config) and the __init__ of each scheduler class.

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace armature {

enum class SchedulerKind { Ddpm, Ddim, Pndm, Lms, Euler, EulerAncestral, Heun, DpmSolver, UniPc };
enum class PredictionType { Epsilon, VPrediction, Sample };
enum class TimestepSpacing { Leading, Trailing, Linspace };
// How noise levels lie between the largest and the smallest: as the timesteps say, by Karras et al. 2022
// (arXiv 2206.00364, equation 5, rho 7), evenly in the logarithm, or evenly in lambda (Lu et al. 2022).
enum class SigmaSpacing { FromTimesteps, Karras, Exponential, LuLambdas };
enum class FinalSigma { Zero, SigmaMin };
enum class DdpmVariance { FixedSmall, FixedLarge };

// Keys that a class does not know keep the values that change nothing.
struct SchedulerConfig
{
    SchedulerKind kind = SchedulerKind::Ddpm;
    std::string origin; // the file, for messages

    int64_t trainTimesteps = 1000;
    double betaStart = 0.0001, betaEnd = 0.02;
    std::string betaSchedule = "linear";
    std::vector<double> trainedBetas; // instead of the three above, one per training timestep
    bool rescaleBetasZeroSnr = false; // Lin et al. 2023 (arXiv 2305.08891, algorithm 1)
    PredictionType prediction = PredictionType::Epsilon;
    TimestepSpacing spacing = TimestepSpacing::Leading;
    int64_t stepsOffset = 0; // added to timesteps of leading spacing

    bool setAlphaToOne = false; // what comes after the last step is noise-free, not timestep 0
    bool clipSample = false;
    double clipSampleRange = 1.0;
    bool thresholding = false; // Saharia et al. 2022 (arXiv 2205.11487, section 2.3)
    double thresholdingRatio = 0.995, sampleMaxValue = 1.0;
    DdpmVariance variance = DdpmVariance::FixedSmall;
    bool skipPrkSteps = false;

    SigmaSpacing sigmaSpacing = SigmaSpacing::FromTimesteps;
    std::optional<double> sigmaMin, sigmaMax;
    FinalSigma finalSigma = FinalSigma::Zero;
    bool logLinearInterpolation = false;

    int solverOrder = 2;
    bool isStochastic = false; // sde-dpmsolver++
    bool isHeunSolver = false; // solver_type heun instead of midpoint
    bool isBh1 = false;        // solver_type bh1 instead of bh2
    bool predictX0 = true;
    bool lowerOrderFinal = true;
    bool eulerAtFinal = false;
    double lambdaMinClipped = -std::numeric_limits<double>::infinity();
    std::vector<int64_t> disableCorrector;
};

// diffusers' class name.
const char *className(SchedulerKind kind);
std::optional<SchedulerKind> schedulerKindOf(const std::string &className);
// All class names, in the order of the enum.
const std::vector<std::string> &schedulerClassNames();

// What `kind` makes of a configuration, its own or another class's: missing keys take the class's defaults,
// keys listed in _use_default_values are not inherited, keys the class does not know are ignored. Errors:
// BadInput (a value of the wrong type or out of range), Unsupported (a setting that is not handled), by key.
Result<SchedulerConfig> parseSchedulerConfig(const nlohmann::json &json, SchedulerKind kind,
                                             const std::string &origin);

// Reads scheduler_config.json. Python writes infinities and NaN into JSON (DPM-Solver's lambda_min_clipped is
// one), which JSON does not have: they become null, that is, the class's default. Errors: NotFound, Corrupt
// (not a JSON object).
Result<nlohmann::json> readSchedulerConfig(const std::string &file);

} // namespace armature
