#include "core/diffusion/scheduler.h"

#include "core/config/nearest_name.h"
#include "core/diffusion/scheduler_detail.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace armature {

namespace {

struct ShortName
{
    const char *name; // as folded() leaves it
    SchedulerKind kind;
    nlohmann::json settings; // over the model's own
};

const std::vector<ShortName> &shortNames()
{
    using enum SchedulerKind;
    const auto dpm = [](const char *algorithm, int order) {
        return nlohmann::json{{"algorithm_type", algorithm}, {"solver_order", order}};
    };
    static const std::vector<ShortName> names{
        {"ddpm", Ddpm, {}},
        {"ddim", Ddim, {}},
        {"pndm", Pndm, {}},
        {"plms", Pndm, {{"skip_prk_steps", true}}},
        {"lms", Lms, {}},
        {"euler", Euler, {}},
        {"euler_a", EulerAncestral, {}},
        {"euler_ancestral", EulerAncestral, {}},
        {"heun", Heun, {}},
        {"dpmpp_2m", DpmSolver, dpm("dpmsolver++", 2)},
        {"dpmpp_2m_sde", DpmSolver, dpm("sde-dpmsolver++", 2)},
        {"dpmpp_3m", DpmSolver, dpm("dpmsolver++", 3)},
        {"dpmpp_3m_sde", DpmSolver, dpm("sde-dpmsolver++", 3)},
        {"dpmpp", DpmSolver, dpm("dpmsolver++", 2)},
        {"dpmsolverpp", DpmSolver, dpm("dpmsolver++", 2)},
        {"dpmsolver", DpmSolver, {}},
        {"dpm_solver", DpmSolver, {}},
        {"unipc", UniPc, {}},
        {"uni_pc", UniPc, {}},
    };
    return names;
}

// Lower case, '++' as "pp", words joined by '_', without the prefix of k-diffusion's samplers and "Scheduler"
// behind.
std::string folded(const std::string &name)
{
    std::string result;
    for (const char c : name) {
        if (c == '+')
            result += 'p';
        else if (c == ' ' || c == '-' || c == '.' || c == '_')
            result += result.empty() || result.back() == '_' ? "" : "_";
        else
            result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    while (!result.empty() && result.back() == '_')
        result.pop_back();
    if (result.starts_with("k_"))
        result.erase(0, 2);
    constexpr std::string_view kSuffix = "scheduler";
    if (result.ends_with(kSuffix) && result.size() > kSuffix.size())
        result.resize(result.size() - kSuffix.size());
    while (!result.empty() && result.back() == '_')
        result.pop_back();
    return result;
}

struct Choice
{
    SchedulerKind kind;
    nlohmann::json settings = nlohmann::json::object();
};

std::optional<Choice> chosen(const std::string &name)
{
    std::string joined = name;
    joined.erase(std::remove(joined.begin(), joined.end(), '_'), joined.end());
    for (const std::string &candidate : schedulerClassNames()) {
        if (joined == folded(candidate))
            return Choice{*schedulerKindOf(candidate)};
    }
    for (const ShortName &candidate : shortNames()) {
        if (name == candidate.name)
            return Choice{candidate.kind,
                          candidate.settings.is_null() ? nlohmann::json::object() : candidate.settings};
    }
    return std::nullopt;
}

bool hasSigmaSpacings(SchedulerKind kind)
{
    using enum SchedulerKind;
    return kind == Lms || kind == Euler || kind == Heun || kind == DpmSolver || kind == UniPc;
}

std::vector<std::string> knownNames()
{
    std::vector<std::string> names;
    for (const ShortName &row : shortNames()) {
        names.emplace_back(row.name);
        if (hasSigmaSpacings(row.kind))
            names.push_back(std::string(row.name) + "_karras");
    }
    names.insert(names.end(), schedulerClassNames().begin(), schedulerClassNames().end());
    return names;
}

Error unknownName(const std::string &name)
{
    return {ErrorCode::BadInput,
            "There is no scheduler named '" + name + "'.",
            "Did you mean '" + nearestName(name, knownNames()) +
                "'? Names are diffusers' class names or ddpm, ddim, pndm, plms, lms, euler, euler_a, heun, "
                "dpmpp_2m, "
                "dpmpp_2m_sde and unipc; lms, euler, heun, dpmpp_2m and unipc also with _karras.",
            {}};
}

// A name that may end in the name of a spacing.
Result<Choice> choiceOf(const std::string &given)
{
    const std::string name = folded(given);
    if (auto choice = chosen(name))
        return *choice;
    for (const std::string spacing : {"karras", "exponential"}) {
        const std::string suffix = "_" + spacing;
        if (!name.ends_with(suffix))
            continue;
        auto choice = chosen(name.substr(0, name.size() - suffix.size()));
        if (!choice)
            continue;
        if (!hasSigmaSpacings(choice->kind))
            return fail(
                ErrorCode::BadInput,
                std::string(className(choice->kind)) + " has no " + spacing + " spacing of its noise levels.",
                "Use --scheduler " + name.substr(0, name.size() - suffix.size()) + ", or dpmpp_2m_karras.");
        for (const char *key :
             {"use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas", "use_lu_lambdas"})
            choice->settings[key] = false;
        choice->settings["use_" + spacing + "_sigmas"] = true;
        return *choice;
    }
    return fail(unknownName(given));
}

Result<Choice> ownChoice(const nlohmann::json &config, const std::string &origin)
{
    const auto name = config.find("_class_name");
    const std::string text =
        name != config.end() && name->is_string() ? name->get<std::string>() : std::string();
    if (const auto kind = schedulerKindOf(text))
        return Choice{*kind};
    const std::string what = text.empty() ? "does not say which scheduler it is for (_class_name)"
                                          : "is for " + text + ", which Armature does not have";
    return fail(text.empty() ? ErrorCode::BadInput : ErrorCode::Unsupported, origin + " " + what + ".",
                "Choose one with --scheduler, for example dpmpp_2m or unipc.");
}

std::unique_ptr<Scheduler> made(SchedulerConfig config)
{
    switch (config.kind) {
    case SchedulerKind::Ddpm:
        return detail::makeDdpm(std::move(config));
    case SchedulerKind::Ddim:
        return detail::makeDdim(std::move(config));
    case SchedulerKind::Pndm:
        return detail::makePndm(std::move(config));
    case SchedulerKind::Lms:
        return detail::makeLms(std::move(config));
    case SchedulerKind::Euler:
        return detail::makeEuler(std::move(config));
    case SchedulerKind::EulerAncestral:
        return detail::makeEulerAncestral(std::move(config));
    case SchedulerKind::Heun:
        return detail::makeHeun(std::move(config));
    case SchedulerKind::DpmSolver:
        return detail::makeDpmSolver(std::move(config));
    case SchedulerKind::UniPc:
        return detail::makeUniPc(std::move(config));
    }
    return nullptr;
}

} // namespace

at::Tensor Scheduler::scaleModelInput(const at::Tensor &sample, int64_t) const { return sample; }

Result<std::unique_ptr<Scheduler>> makeScheduler(const std::string &nameOrAlias,
                                                 const nlohmann::json &schedulerConfig,
                                                 const std::string &origin)
{
    if (!schedulerConfig.is_object())
        return fail(ErrorCode::BadInput, origin + " is not a JSON object.",
                    "Get the model's scheduler_config.json again.");
    ARMATURE_TRY(const Choice choice,
                 nameOrAlias.empty() ? ownChoice(schedulerConfig, origin) : choiceOf(nameOrAlias));
    nlohmann::json merged = schedulerConfig;
    for (const auto &[key, value] : choice.settings.items()) {
        merged[key] = value;
        // A setting of ours is meant, even where the model's own value was a default that is not inherited.
        if (merged.contains("_use_default_values") && merged["_use_default_values"].is_array()) {
            auto &defaults = merged["_use_default_values"];
            defaults.erase(std::remove(defaults.begin(), defaults.end(), nlohmann::json(key)),
                           defaults.end());
        }
    }
    ARMATURE_TRY(SchedulerConfig config, parseSchedulerConfig(merged, choice.kind, origin));
    return made(std::move(config));
}

} // namespace armature
