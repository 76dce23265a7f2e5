#include "preprocess/map_poses.h"

#include "core/base/fs.h"
#include "core/data/json_bytes.h"
#include "core/image/pose_json.h"

namespace armature {

namespace fs = std::filesystem;

namespace {

fs::path posesOf(const fs::path &maps, int version)
{
    return MapStore::historyOf(maps) / "poses" / std::to_string(version);
}

fs::path editedFile(const fs::path &maps, int version)
{
    return MapStore::historyOf(maps) / (std::to_string(version) + "-edited.json");
}

Status saveEdited(const fs::path &maps, int version, const std::set<std::string> &sources)
{
    auto list = nlohmann::json::array();
    for (const auto &source : sources)
        list.push_back(bytesToJson(source));
    return writeFileAtomically(editedFile(maps, version), nlohmann::json{{"edited", list}}.dump(1) + "\n");
}

Status writeMade(const fs::path &file, std::string_view bytes)
{
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    return writeFileAtomically(file, bytes);
}

} // namespace

fs::path poseFileOf(const fs::path &maps, int version, std::string_view source)
{
    const auto map = mapNameFor(source); // ends in .png
    return posesOf(maps, version) / (map.substr(0, map.size() - 4) + ".json");
}

std::optional<Pose> storedPose(const fs::path &maps, int version, const std::string &source)
{
    constexpr std::uint64_t kMostBytes = 64u << 20;
    const auto file = poseFileOf(maps, version, source);
    const auto text = readText(file, kMostBytes);
    const auto pose = text ? poseFromJson(*text, file.string()) : Result<Pose>(tl::unexpected(text.error()));
    if (!pose || pose->width < 1 || pose->height < 1)
        return std::nullopt;
    return *pose;
}

std::set<std::string> editedPoses(const fs::path &maps, int version)
{
    std::set<std::string> sources;
    const auto text = readText(editedFile(maps, version));
    const auto json = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
    if (json.is_object() && json.contains("edited") && json["edited"].is_array())
        for (const auto &one : json["edited"])
            if (one.is_string())
                sources.insert(bytesFromJson(one.get<std::string>()));
    return sources;
}

Result<int> keepPose(const fs::path &maps, const Recipe &recipe, const std::string &source,
                     const KeptPose &kept)
{
    ARMATURE_CHECK(ensureWritableFolder(maps));
    { // carries through a switch of versions that was cut off
        ARMATURE_TRY(const auto before, MapStore::open(maps));
    }
    ARMATURE_TRY(const auto lock, lockMaps(maps));
    ARMATURE_TRY(auto store, MapStore::open(maps));
    int version = 0;
    if (const auto *known = store.find(recipe)) {
        version = known->number;
    } else {
        ARMATURE_TRY(version, store.addVersion(recipe));
    }
    // The list goes first: a crash in between leaves a map that is not replaced, never an edit that is.
    auto edited = editedPoses(maps, version);
    const bool isListed = edited.contains(source);
    kept.isEdited ? void(edited.insert(source)) : void(edited.erase(source));
    if (kept.isEdited && !isListed)
        ARMATURE_CHECK(saveEdited(maps, version, edited));
    ARMATURE_CHECK(writeMade(poseFileOf(maps, version, source), poseToJson(kept.pose, PoseDialect::Cmu)));
    const auto map = store.mapsOf(version) / mapNameFor(source);
    if (kept.map.empty()) {
        ARMATURE_CHECK(store.append(version, {{source, "no person found"}}));
        std::error_code error;
        fs::remove(map, error);
    } else {
        ARMATURE_CHECK(writeMade(map, {reinterpret_cast<const char *>(kept.map.data()), kept.map.size()}));
        ARMATURE_CHECK(store.append(version, {{source, std::string()}}));
    }
    if (!kept.isEdited && isListed)
        ARMATURE_CHECK(saveEdited(maps, version, edited));
    return version;
}

} // namespace armature
