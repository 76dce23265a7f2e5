#include "core/diffusion/scheduler_config.h"

#include "core/nn/config_reader.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

namespace armature {

namespace {

using Keys = std::vector<std::string>;

const Keys kCommonKeys{"num_train_timesteps", "beta_start",      "beta_end",         "beta_schedule",
                       "trained_betas",       "prediction_type", "timestep_spacing", "steps_offset"};
const Keys kThresholdKeys{"thresholding", "dynamic_thresholding_ratio", "sample_max_value"};
const Keys kClipKeys{"clip_sample", "clip_sample_range"};
// sigma_min and sigma_max reach every class with such spacings, even those without a parameter of that name:
// diffusers keeps unknown keys of the configuration it was built from and looks them up there.
const Keys kSigmaKeys{"use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas", "sigma_min",
                      "sigma_max"};
const Keys kSolverKeys{"solver_order",          "solver_type",     "lower_order_final",
                       "final_sigmas_type",     "use_flow_sigmas", "use_dynamic_shifting",
                       "rescale_betas_zero_snr"};

struct ClassRow
{
    SchedulerKind kind;
    const char *name;
    TimestepSpacing spacing;
    double betaStart, betaEnd;
    bool clipSample, setAlphaToOne;
    std::vector<const Keys *> groups;
    Keys own;
};

const std::vector<ClassRow> &classRows()
{
    using enum TimestepSpacing;
    using Kind = SchedulerKind;
    static const std::vector<ClassRow> rows{
        {Kind::Ddpm,
         "DDPMScheduler",
         Leading,
         1e-4,
         0.02,
         true,
         false,
         {&kThresholdKeys, &kClipKeys},
         {"variance_type", "rescale_betas_zero_snr"}},
        {Kind::Ddim,
         "DDIMScheduler",
         Leading,
         1e-4,
         0.02,
         true,
         true,
         {&kThresholdKeys, &kClipKeys},
         {"set_alpha_to_one", "rescale_betas_zero_snr"}},
        {Kind::Pndm,
         "PNDMScheduler",
         Leading,
         1e-4,
         0.02,
         false,
         false,
         {},
         {"skip_prk_steps", "set_alpha_to_one"}},
        {Kind::Lms, "LMSDiscreteScheduler", Linspace, 1e-4, 0.02, false, false, {&kSigmaKeys}, {}},
        {Kind::Euler,
         "EulerDiscreteScheduler",
         Linspace,
         1e-4,
         0.02,
         false,
         false,
         {&kSigmaKeys},
         {"interpolation_type", "timestep_type", "rescale_betas_zero_snr", "final_sigmas_type"}},
        {Kind::EulerAncestral,
         "EulerAncestralDiscreteScheduler",
         Linspace,
         1e-4,
         0.02,
         false,
         false,
         {},
         {"rescale_betas_zero_snr"}},
        {Kind::Heun,
         "HeunDiscreteScheduler",
         Linspace,
         0.00085,
         0.012,
         false,
         false,
         {&kSigmaKeys, &kClipKeys},
         {}},
        {Kind::DpmSolver,
         "DPMSolverMultistepScheduler",
         Linspace,
         1e-4,
         0.02,
         false,
         false,
         {&kThresholdKeys, &kSigmaKeys, &kSolverKeys},
         {"algorithm_type", "euler_at_final", "use_lu_lambdas", "lambda_min_clipped", "variance_type"}},
        {Kind::UniPc,
         "UniPCMultistepScheduler",
         Linspace,
         1e-4,
         0.02,
         false,
         false,
         {&kThresholdKeys, &kSigmaKeys, &kSolverKeys},
         {"predict_x0", "disable_corrector", "solver_p", "shift_terminal"}},
    };
    return rows;
}

const ClassRow &rowOf(SchedulerKind kind) { return classRows()[static_cast<size_t>(kind)]; }

bool contains(const Keys &keys, const std::string &key)
{
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool isKnown(const ClassRow &row, const std::string &key)
{
    return contains(kCommonKeys, key) || contains(row.own, key) ||
           std::any_of(row.groups.begin(), row.groups.end(),
                       [&](const Keys *keys) { return contains(*keys, key); });
}

// The part of the configuration that from_config() hands to the class.
nlohmann::json inheritedPart(const nlohmann::json &json, const ClassRow &row)
{
    const auto defaults = json.find("_use_default_values");
    const auto isDefault = [&](const std::string &key) {
        return defaults != json.end() && defaults->is_array() &&
               std::find(defaults->begin(), defaults->end(), nlohmann::json(key)) != defaults->end();
    };
    const Keys nullIsFalse{"clip_sample", "set_alpha_to_one", "lower_order_final", "predict_x0"};
    nlohmann::json part = nlohmann::json::object();
    for (const auto &[key, value] : json.items()) {
        if (!isKnown(row, key) || isDefault(key))
            continue;
        part[key] = value.is_null() && contains(nullIsFalse, key) ? nlohmann::json(false) : value;
    }
    return part;
}

template <typename Value>
Value choice(ConfigReader &reader, const char *key, Value fallback,
             std::initializer_list<std::pair<const char *, Value>> values)
{
    const std::string text = reader.text(key, {});
    if (text.empty())
        return fallback;
    for (const auto &[name, value] : values) {
        if (text == name)
            return value;
    }
    reader.unsupported(std::string("has ") + key + " = " + text);
    return fallback;
}

double realWithin(ConfigReader &reader, const char *key, double fallback, double least, double most)
{
    const double value = reader.real(key, fallback);
    if (!(value >= least && value <= most))
        reader.bad(std::string("has ") + key + " = " + std::to_string(value) + ", which is out of range");
    return value;
}

void readTrainedBetas(ConfigReader &reader, SchedulerConfig &config)
{
    if (!reader.has("trained_betas"))
        return;
    const nlohmann::json &list = reader.json().at("trained_betas");
    for (const auto &value : list) {
        if (!list.is_array() || !value.is_number() || value.get<double>() < 0 || value.get<double>() > 1)
            return reader.bad("has trained_betas that are not a list of numbers between 0 and 1");
        config.trainedBetas.push_back(value.get<double>());
    }
    if (config.trainedBetas.size() != static_cast<size_t>(config.trainTimesteps))
        reader.bad("has " + std::to_string(config.trainedBetas.size()) + " trained_betas for " +
                   std::to_string(config.trainTimesteps) + " training timesteps");
}

void readBetas(ConfigReader &reader, SchedulerConfig &config)
{
    const ClassRow &row = rowOf(config.kind);
    constexpr int64_t kMostTimesteps = 1'000'000;
    config.trainTimesteps = reader.integer("num_train_timesteps", 1000, 2);
    if (config.trainTimesteps > kMostTimesteps)
        reader.bad("has more than a million num_train_timesteps");
    config.betaStart = realWithin(reader, "beta_start", row.betaStart, 0, 1);
    config.betaEnd = realWithin(reader, "beta_end", row.betaEnd, 0, 1);
    config.betaSchedule = reader.text("beta_schedule", "linear");
    Keys schedules{"linear", "scaled_linear", "squaredcos_cap_v2"};
    if (config.kind == SchedulerKind::Ddpm)
        schedules.insert(schedules.end(), {"sigmoid", "laplace"});
    if (config.kind == SchedulerKind::Heun)
        schedules.emplace_back("exp");
    readTrainedBetas(reader, config);
    if (config.trainedBetas.empty() && !contains(schedules, config.betaSchedule))
        reader.unsupported("has beta_schedule = " + config.betaSchedule + " for " + row.name);
    config.rescaleBetasZeroSnr = reader.boolean("rescale_betas_zero_snr", false);
}

void readPrediction(ConfigReader &reader, SchedulerConfig &config)
{
    using enum PredictionType;
    if (config.kind == SchedulerKind::Euler && reader.text("prediction_type", {}) == "original_sample")
        config.prediction = Sample; // an older name that only this class takes
    else
        config.prediction = choice(reader, "prediction_type", Epsilon,
                                   {{"epsilon", Epsilon}, {"v_prediction", VPrediction}, {"sample", Sample}});
    const bool isWithoutSample =
        config.kind == SchedulerKind::Pndm || config.kind == SchedulerKind::EulerAncestral;
    if (isWithoutSample && config.prediction == Sample)
        reader.unsupported(std::string("has prediction_type = sample for ") + className(config.kind));
}

void readSpacing(ConfigReader &reader, SchedulerConfig &config)
{
    using enum TimestepSpacing;
    config.spacing = choice(reader, "timestep_spacing", rowOf(config.kind).spacing,
                            {{"leading", Leading}, {"trailing", Trailing}, {"linspace", Linspace}});
    config.stepsOffset = reader.integer("steps_offset", 0, 0);
}

void readClipping(ConfigReader &reader, SchedulerConfig &config)
{
    constexpr double kLargest = 1e6;
    config.clipSample = reader.boolean("clip_sample", rowOf(config.kind).clipSample);
    config.clipSampleRange = realWithin(reader, "clip_sample_range", 1.0, 0, kLargest);
    config.thresholding = reader.boolean("thresholding", false);
    config.thresholdingRatio = realWithin(reader, "dynamic_thresholding_ratio", 0.995, 0, 1);
    config.sampleMaxValue = realWithin(reader, "sample_max_value", 1.0, 1, kLargest);
    config.setAlphaToOne = reader.boolean("set_alpha_to_one", rowOf(config.kind).setAlphaToOne);
    config.skipPrkSteps = reader.boolean("skip_prk_steps", false);
}

void readVariance(ConfigReader &reader, SchedulerConfig &config)
{
    using enum DdpmVariance;
    // fixed_small_log is written differently and gives the same numbers; fixed_large_log is the root of a
    // negative number there. The learned ones belong to networks with twice the channels.
    if (config.kind == SchedulerKind::Ddpm)
        config.variance = choice(
            reader, "variance_type", FixedSmall,
            {{"fixed_small", FixedSmall}, {"fixed_small_log", FixedSmall}, {"fixed_large", FixedLarge}});
    if (config.kind == SchedulerKind::DpmSolver && reader.text("variance_type", {}).starts_with("learned"))
        reader.unsupported("has variance_type = " + reader.text("variance_type", {}));
}

std::optional<double> sigmaBound(ConfigReader &reader, const char *key)
{
    constexpr double kLeast = 1e-6, kMost = 1e6;
    if (!reader.has(key))
        return std::nullopt;
    return realWithin(reader, key, 1.0, kLeast, kMost);
}

void readSigmas(ConfigReader &reader, SchedulerConfig &config)
{
    const bool isKarras = reader.boolean("use_karras_sigmas", false);
    const bool isExponential = reader.boolean("use_exponential_sigmas", false);
    if (isKarras && isExponential)
        reader.bad("has both use_karras_sigmas and use_exponential_sigmas, of which only one can be used");
    if (isKarras)
        config.sigmaSpacing = SigmaSpacing::Karras;
    else if (reader.boolean("use_lu_lambdas", false))
        config.sigmaSpacing = SigmaSpacing::LuLambdas;
    else if (isExponential)
        config.sigmaSpacing = SigmaSpacing::Exponential;
    for (const char *key : {"use_beta_sigmas", "use_flow_sigmas", "use_dynamic_shifting"})
        reader.refuseUnless(key, false);
    reader.refuseUnless("shift_terminal");
    reader.refuseUnless("solver_p");
    reader.refuseUnless("timestep_type", "discrete");
    config.sigmaMin = sigmaBound(reader, "sigma_min");
    config.sigmaMax = sigmaBound(reader, "sigma_max");
    if (config.sigmaMin && config.sigmaMax && *config.sigmaMin >= *config.sigmaMax)
        reader.bad("has a sigma_min that is not below sigma_max");
    config.finalSigma = choice(reader, "final_sigmas_type", FinalSigma::Zero,
                               {{"zero", FinalSigma::Zero}, {"sigma_min", FinalSigma::SigmaMin}});
    config.logLinearInterpolation =
        choice(reader, "interpolation_type", false, {{"linear", false}, {"log_linear", true}});
}

void readDpmSolver(ConfigReader &reader, SchedulerConfig &config)
{
    config.isStochastic = choice(reader, "algorithm_type", false,
                                 {{"dpmsolver++", false}, {"sde-dpmsolver++", true}, {"deis", false}});
    // The other solvers' types arrive here when one scheduler is built from another's configuration.
    config.isHeunSolver =
        choice(reader, "solver_type", false,
               {{"midpoint", false}, {"heun", true}, {"logrho", false}, {"bh1", false}, {"bh2", false}});
    config.eulerAtFinal = reader.boolean("euler_at_final", false);
    config.lambdaMinClipped = reader.real("lambda_min_clipped", config.lambdaMinClipped);
}

void readUniPc(ConfigReader &reader, SchedulerConfig &config)
{
    config.isBh1 =
        choice(reader, "solver_type", false,
               {{"bh1", true}, {"bh2", false}, {"midpoint", false}, {"heun", false}, {"logrho", false}});
    config.predictX0 = reader.boolean("predict_x0", true);
    if (!reader.json().value("disable_corrector", nlohmann::json::array()).empty())
        config.disableCorrector = reader.integers("disable_corrector", {}, 0);
    // Extrapolating to a noise level of 0 divides by an infinite step in every order above the first.
    const bool endsAtZero = config.finalSigma == FinalSigma::Zero;
    if (endsAtZero && ((config.solverOrder > 1 && !config.lowerOrderFinal) || !config.predictX0))
        reader.unsupported("has final_sigmas_type = zero without lower_order_final and predict_x0");
}

void readSolver(ConfigReader &reader, SchedulerConfig &config)
{
    constexpr int64_t kHighestOrder = 3;
    const int64_t order = reader.integer("solver_order", 2, 1);
    if (order > kHighestOrder)
        reader.unsupported("has solver_order = " + std::to_string(order));
    config.solverOrder = static_cast<int>(order);
    config.lowerOrderFinal = reader.boolean("lower_order_final", true);
    if (config.kind == SchedulerKind::DpmSolver)
        readDpmSolver(reader, config);
    if (config.kind == SchedulerKind::UniPc)
        readUniPc(reader, config);
}

// JSON with Python's Infinity, -Infinity and NaN replaced by null wherever they are not inside a text.
std::string withoutNonFinite(const std::string &text)
{
    std::string result;
    bool isInText = false;
    for (size_t i = 0; i < text.size(); ++i) {
        if (isInText && text[i] == '\\' && i + 1 < text.size()) {
            result += text[i++];
        } else if (text[i] == '"') {
            isInText = !isInText;
        } else if (!isInText) {
            const auto *const word = [&]() -> const char * {
                for (const char *candidate : {"-Infinity", "Infinity", "NaN"}) {
                    if (text.compare(i, std::string_view(candidate).size(), candidate) == 0)
                        return candidate;
                }
                return nullptr;
            }();
            if (word) {
                result += "null";
                i += std::string_view(word).size() - 1;
                continue;
            }
        }
        result += text[i];
    }
    return result;
}

} // namespace

const char *className(SchedulerKind kind) { return rowOf(kind).name; }

std::optional<SchedulerKind> schedulerKindOf(const std::string &name)
{
    for (const ClassRow &row : classRows()) {
        if (name == row.name)
            return row.kind;
    }
    return std::nullopt;
}

const std::vector<std::string> &schedulerClassNames()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const ClassRow &row : classRows())
            all.emplace_back(row.name);
        return all;
    }();
    return names;
}

Result<SchedulerConfig> parseSchedulerConfig(const nlohmann::json &json, SchedulerKind kind,
                                             const std::string &origin)
{
    SchedulerConfig config;
    config.kind = kind;
    config.origin = origin;
    const nlohmann::json part = json.is_object() ? inheritedPart(json, rowOf(kind)) : json;
    ConfigReader reader(part, origin);
    if (part.is_object()) {
        readBetas(reader, config);
        readPrediction(reader, config);
        readSpacing(reader, config);
        readClipping(reader, config);
        readVariance(reader, config);
        readSigmas(reader, config);
        readSolver(reader, config);
    }
    if (const Status status = reader.status(); !status) {
        Error error = status.error();
        error.remedy =
            "Correct the model's scheduler_config.json; for pictures, --scheduler can choose another one.";
        return fail(std::move(error));
    }
    return config;
}

Result<nlohmann::json> readSchedulerConfig(const std::string &file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return fail(ErrorCode::NotFound, "There is no " + file + ", or it cannot be read.",
                    "Give a complete diffusers folder with its scheduler.");
    const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    auto json = nlohmann::json::parse(withoutNonFinite(text), nullptr, false);
    if (!json.is_object())
        return fail(ErrorCode::Corrupt, file + " is not a JSON object.",
                    "Get the model's scheduler_config.json again.");
    return json;
}

} // namespace armature
