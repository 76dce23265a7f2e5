#include "ui/train/run_notes.h"

#include "core/base/fs.h"
#include "core/io/layouts/controlnet_file.h"
#include "core/io/layouts/controlnet_writer.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <optional>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

std::optional<int64_t> numberIn(std::string_view text)
{
    int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

} // namespace

RunNotes RunNotes::load(const RunPlace &place)
{
    RunNotes notes;
    const auto text = readText(place.notes(), 16 << 20);
    const auto json = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
    if (!json.is_object())
        return notes;
    if (json.contains("pinned") && json["pinned"].is_number_integer())
        notes.pinned = json["pinned"].get<int64_t>();
    if (json.contains("remarks") && json["remarks"].is_object())
        for (const auto &[step, remark] : json["remarks"].items())
            if (const auto number = numberIn(step); number && remark.is_string())
                notes.remarks[*number] = remark.get<std::string>();
    return notes;
}

Status RunNotes::save(const RunPlace &place) const
{
    nlohmann::ordered_json json{{"pinned", pinned}, {"remarks", nlohmann::ordered_json::object()}};
    for (const auto &[step, remark] : remarks)
        json["remarks"][std::to_string(step)] = remark;
    return writeFileAtomically(place.notes(), json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

int64_t checkpointFor(const RunPlace &place, int64_t step)
{
    constexpr std::string_view kPrefix = "checkpoint-";
    int64_t best = -1;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(place.folder(), error)) {
        const std::string name = entry.path().filename().string();
        const auto number = name.starts_with(kPrefix) ? numberIn(std::string_view(name).substr(kPrefix.size())) : std::nullopt;
        if (number && *number <= step && *number > best)
            best = *number;
    }
    return best;
}

void keepCheckpoint(const RunPlace &place, int64_t step, bool isKept)
{
    const fs::path checkpoint = place.folder() / ("checkpoint-" + std::to_string(step));
    std::error_code error;
    if (!isKept)
        fs::remove(checkpoint / "keep", error);
    else if (fs::exists(checkpoint / "manifest.json", error))
        (void)writeFileAtomically(checkpoint / "keep", "");
}

Result<fs::path> promote(const RunPlace &place, int64_t step)
{
    const fs::path checkpoint = place.folder() / ("checkpoint-" + std::to_string(step));
    ARMATURE_CHECK(verifyFolder(checkpoint));
    std::error_code error;
    const bool isAveraged = fs::is_directory(checkpoint / "ema", error);
    ARMATURE_TRY(const ControlNetSource source, openControlNet((checkpoint / (isAveraged ? "ema" : "controlnet")).string()));
    ControlNetWrite write;
    for (const std::string &name : source.weights->names())
        if (const auto view = source.weights->find(name))
            write.tensors.push_back({name, *view});
    write.config = source.config;
    write.metadata = source.weights->metadata();
    write.metadata["armature.steps"] = std::to_string(step);
    write.overwrite = true; // the same weights again
    const std::string name = place.name + "-step-" + std::to_string(step);
    const fs::path single = place.runs / (name + ".safetensors");
    ARMATURE_CHECK(writeControlNetFolder(write, (place.runs / name).string()));
    ARMATURE_CHECK(writeControlNetFile(write, single.string()));
    return single;
}

} // namespace armature::ui
