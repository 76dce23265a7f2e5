#pragma once
// A folder of maps with its history. The maps in use lie where a dataset looks for them (OUT/a/b.png for
// IN/a/b.jpg), those of other versions in OUT/.armature-maps/, which no reader of datasets enters. Maps that
// something else put there belong to no version and are never touched.

#include "core/base/fs.h"
#include "preprocess/recipe.h"

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace armature {

struct MapVersion
{
    int number = 1;
    Recipe recipe;
    std::string made; // UTC, "2026-05-01T12:00:00Z"
    int64_t maps = 0;
    int64_t withoutMap = 0;  // pictures on which nothing was found
    bool isComplete = false; // every picture was looked at
    bool isCurrent = false;
};

// IN/a/b.jpg gives OUT/a/b.png.
std::string mapNameFor(std::string_view source);

// Sources below the input folder; empty where the map was written, else what was not found ("no person
// found").
using MapRecords = std::unordered_map<std::string, std::string>;
using MapRecordList = std::vector<std::pair<std::string, std::string>>;

class MapStore
{
public:
    // A folder without history has no versions. A switch that was cut off is carried through first. Errors:
    // Corrupt (maps.json), Io.
    static Result<MapStore> open(const std::filesystem::path &folder);

    const std::filesystem::path &folder() const { return m_folder; }
    const std::vector<MapVersion> &versions() const { return m_versions; }
    const MapVersion *current() const;
    const MapVersion *find(const Recipe &recipe) const; // the newest that makes the same maps

    // Makes `number` the version in use; the maps of the one before are kept. Errors: NotFound, Io, Locked (a
    // batch runs in this folder).
    Status use(int number);

    // For the batch, which holds lockMaps().
    Result<int> addVersion(const Recipe &recipe);            // in use when it is the first
    std::filesystem::path mapsOf(int number) const;          // where its maps lie now
    Result<MapRecords> recordsOf(int number) const;          // the later record of a source counts
    Status append(int number, const MapRecordList &records); // synced; DiskFull, Io
    // All its records but those of these sources.
    Status forget(int number, const std::set<std::string> &except = {});
    Status finish(int number, bool isComplete);
    Status switchTo(int number); // use() without the lock

    static std::filesystem::path historyOf(const std::filesystem::path &folder);

private:
    explicit MapStore(std::filesystem::path folder) : m_folder(std::move(folder)) {}
    std::filesystem::path recordFile(int number) const;
    MapVersion *numbered(int number);
    Status save() const;
    Status carryOn();

    std::filesystem::path m_folder;
    std::vector<MapVersion> m_versions;
    int m_switchFrom = 0, m_switchTo = 0; // a switch under way
};

// Held by whoever changes maps of this folder. Errors: Locked, Io.
Result<RunLock> lockMaps(const std::filesystem::path &folder);

} // namespace armature
