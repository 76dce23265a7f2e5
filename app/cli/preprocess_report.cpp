#include "app/cli/preprocess_report.h"

#include "app/cli/progress_bar.h"
#include "core/config/annotator_nets.h"
#include "core/data/text_input.h"
#include "preprocess/registry.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <map>
#include <vector>

namespace armature {

namespace {

const char *outcomeName(BatchOutcome outcome)
{
    switch (outcome) {
    case BatchOutcome::Done:
        return "done";
    case BatchOutcome::Skipped:
        return "skipped";
    case BatchOutcome::NothingFound:
        return "nothing_found";
    case BatchOutcome::Failed:
        break;
    }
    return "failed";
}

nlohmann::ordered_json counts(const BatchProgress &progress)
{
    return {{"total", progress.total},     {"done", progress.done},
            {"skipped", progress.skipped}, {"nothing_found", progress.nothingFound},
            {"failed", progress.failed},   {"seconds", progress.seconds}};
}

// What the recipe's weights may be used for: one line for each network, said before anything is made.
struct WeightsUse
{
    std::string net, files, licence;
    bool isNonCommercial = false;
};

std::vector<WeightsUse> weightsOf(const Recipe &recipe)
{
    std::vector<WeightsUse> all;
    for (const auto &step : recipe.steps) {
        const auto annotator = findAnnotator(step.annotator);
        const auto *net = annotator ? findAnnotatorNet((*annotator)->info().net) : nullptr;
        if (!net || net->isDraft)
            continue;
        WeightsUse use{net->label, step.weightsName, net->licence, net->isNonCommercial};
        for (const auto &file : net->files) // one that is known by its name says it for itself
            if (file.name == step.weightsName) {
                use.licence = licenceOf(*net, file);
                use.isNonCommercial = isNonCommercial(*net, file);
            }
        all.push_back(std::move(use));
    }
    return all;
}

class JsonReport final : public PreprocessReport
{
public:
    void start(const Recipe &recipe, const std::string &in, const std::string &out) override
    {
        auto weights = nlohmann::ordered_json::array();
        for (const auto &use : weightsOf(recipe))
            weights.push_back({{"net", use.net},
                               {"files", use.files},
                               {"licence", use.licence},
                               {"non_commercial", use.isNonCommercial}});
        print({{"event", "preprocess_started"},
               {"in", in},
               {"out", out},
               {"recipe", recipeToJson(recipe)},
               {"weights", weights}});
    }

    void file(const BatchFile &file) override
    {
        nlohmann::ordered_json line{{"event", "file"},
                                    {"file", file.source},
                                    {"outcome", outcomeName(file.outcome)},
                                    {"map", file.map}};
        if (file.outcome == BatchOutcome::Failed) {
            line["reason"] = file.error.message;
            line["remedy"] = file.error.remedy;
        } else if (!file.reason.empty()) {
            line["reason"] = file.reason;
        }
        print(line);
    }

    void progress(const BatchProgress &progress) override
    {
        auto line = counts(progress);
        line["seconds_left"] = progress.secondsLeft < 0 ? nlohmann::ordered_json()
                                                        : nlohmann::ordered_json(progress.secondsLeft);
        line["event"] = "progress";
        print(line);
    }

    void finish(const BatchSummary &summary) override
    {
        auto line = counts(summary.progress);
        line["event"] = "preprocess_finished";
        line["complete"] = summary.isComplete;
        line["version"] = summary.version;
        line["notes"] = summary.notes;
        if (summary.stoppedBy)
            line["error"] = summary.stoppedBy->message;
        print(line);
    }

    void failed(const Error &error) override
    {
        print({{"event", "error"}, {"message", error.message}, {"remedy", error.remedy}});
    }

private:
    static void print(const nlohmann::ordered_json &line)
    {
        const auto text = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
        std::fputs(text.c_str(), stdout);
        std::fflush(stdout);
    }
};

std::string countsText(const BatchProgress &progress)
{
    auto text = fmt::format("{} made", progress.done);
    if (progress.skipped > 0)
        text += fmt::format(", {} skipped", progress.skipped);
    if (progress.nothingFound > 0)
        text += fmt::format(", {} with nothing found", progress.nothingFound);
    if (progress.failed > 0)
        text += fmt::format(", {} failed", progress.failed);
    return text;
}

class TextReport final : public PreprocessReport
{
public:
    enum class Style { Bar, Plain, None };
    explicit TextReport(Style style) : m_style(style) {}

    void start(const Recipe &recipe, const std::string &, const std::string &out) override
    {
        m_out = out;
        if (m_style != Style::None)
            fmt::print("{}\n", recipeText(recipe));
        for (const auto &use : weightsOf(recipe))
            if (use.isNonCommercial)
                fmt::print(stderr, "Note: {} is not for commercial use: {}.\n", use.net, use.licence);
    }

    void file(const BatchFile &file) override
    {
        const auto name = displayName(file.source);
        clear();
        if (file.outcome == BatchOutcome::Failed)
            fmt::print(stderr, "{}: {} {}\n", name, file.error.message, file.error.remedy);
        else if (file.outcome == BatchOutcome::NothingFound)
            fmt::print(stderr, "{}: {}, no map\n", name, file.reason);
        else if (file.outcome == BatchOutcome::Done && !file.reason.empty())
            ++m_notes[file.reason];
    }

    void progress(const BatchProgress &progress) override
    {
        const auto now = std::chrono::steady_clock::now();
        const auto interval =
            m_style == Style::Bar ? std::chrono::milliseconds(100) : std::chrono::milliseconds(5000);
        if (m_style == Style::None || now - m_shown < interval)
            return;
        m_shown = now;
        auto text = fmt::format("{} of {}: {}", progress.finished(), progress.total, countsText(progress));
        if (progress.isPaused)
            text += ", paused";
        else if (progress.secondsLeft >= 0)
            text += ", " + durationText(progress.secondsLeft) + " left";
        if (m_style == Style::Plain) {
            fmt::print("{}\n", text);
        } else {
            clear();
            fmt::print("{}", text);
            m_hasBar = true;
        }
        std::fflush(stdout);
    }

    void finish(const BatchSummary &summary) override
    {
        clear();
        if (m_style == Style::None)
            return;
        for (const auto &note : summary.notes)
            fmt::print(stderr, "Note: {}\n", note);
        for (const auto &[note, count] : m_notes)
            fmt::print(stderr, "Note: {}: {} of the maps; --progress json names them.\n", note, count);
        fmt::print("{} of {} pictures: {}, in {}. Maps in {}\n", summary.progress.finished(),
                   summary.progress.total, countsText(summary.progress),
                   durationText(summary.progress.seconds), m_out);
    }

    void failed(const Error &) override { clear(); }

private:
    void clear()
    {
        if (m_hasBar)
            std::fputs("\r\033[K", stdout);
        m_hasBar = false;
    }

    Style m_style;
    std::map<std::string, int> m_notes; // how many maps have each
    std::string m_out;
    bool m_hasBar = false;
    std::chrono::steady_clock::time_point m_shown{};
};

} // namespace

Result<std::unique_ptr<PreprocessReport>> PreprocessReport::open(const std::string &kind)
{
    using Style = TextReport::Style;
    if (kind == "json")
        return std::make_unique<JsonReport>();
    if (kind == "bar" || (kind == "auto" && ::isatty(STDOUT_FILENO) == 1))
        return std::make_unique<TextReport>(Style::Bar);
    if (kind == "plain" || kind == "auto")
        return std::make_unique<TextReport>(Style::Plain);
    if (kind == "none")
        return std::make_unique<TextReport>(Style::None);
    return fail(ErrorCode::BadInput, "--progress cannot be " + kind + ".",
                "It takes auto, bar, plain, json or none.");
}

namespace {

std::string weightsAsText()
{
    std::string text = "\nWeights (Armature fetches none of them)\n";
    for (const auto &net : annotatorNets()) {
        text += fmt::format("  {:<26}{}{}\n", net.key, net.label, installedFiles(net) ? ", installed" : "");
        for (const auto &file : net.files) {
            text += fmt::format("{:28}{}", "", file.name);
            if (file.bytes > 0)
                text += fmt::format(", {:.1f} MB", double(file.bytes) / 1e6);
            text += fmt::format(", {}{}\n{:30}from {}\n", licenceOf(net, file),
                                isNonCommercial(net, file) ? " (not for commercial use)" : "", "", file.from);
            if (!file.sha256.empty())
                text += fmt::format("{:30}SHA-256 {}\n", "", file.sha256);
        }
    }
    return text;
}

} // namespace

std::string annotatorsAsText()
{
    std::string text;
    AnnotatorGroup group = AnnotatorGroup::Step;
    for (const auto *annotator : annotators()) {
        const auto &info = annotator->info();
        if (text.empty() || info.group != group)
            text += fmt::format("{}{}\n", text.empty() ? "" : "\n", annotatorGroupTitle(info.group));
        group = info.group;
        text += fmt::format("  {:<26}{}\n{:28}{}\n", info.id, info.title, "", info.help);
        if (const auto *net = info.net.empty() ? nullptr : findAnnotatorNet(info.net)) {
            std::string files;
            for (const auto &file : net->files)
                files += (files.empty() ? "" : ", ") + file.name;
            text += fmt::format("{:28}weights: {} ({}{})\n", "", files, net->licence,
                                net->isNonCommercial ? "; not for commercial use" : "");
        }
        for (const auto &parameter : info.parameters)
            text += fmt::format("{:28}--{} {} (default {})\n", "", parameter.name, rangeText(parameter),
                                parameter.initial.is_string() ? parameter.initial.get<std::string>()
                                                              : parameter.initial.dump());
    }
    return text + weightsAsText();
}

std::string versionsAsText(const MapStore &store)
{
    if (store.versions().empty())
        return "There are no maps of ours in " + store.folder().string() + ".\n";
    std::string text;
    for (const auto &version : store.versions())
        text += fmt::format("{} {:>3}  {}  {} maps{}  {}\n", version.isCurrent ? "*" : " ", version.number,
                            version.made, version.maps, version.isComplete ? "" : " (not all)",
                            recipeText(version.recipe));
    return text;
}

nlohmann::json versionsAsJson(const MapStore &store)
{
    auto list = nlohmann::json::array();
    for (const auto &version : store.versions())
        list.push_back({{"version", version.number},
                        {"in_use", version.isCurrent},
                        {"made", version.made},
                        {"maps", version.maps},
                        {"without_map", version.withoutMap},
                        {"complete", version.isComplete},
                        {"folder", store.mapsOf(version.number).string()},
                        {"recipe", recipeToJson(version.recipe)}});
    return list;
}

} // namespace armature
