#pragma once
// A folder of maps with its history. The maps in use lie where a dataset looks for them (OUT/a/b.png for IN/a/b.jpg),
// those of other versions in OUT/.armature-maps/, which no reader of datasets enters. Maps that something else put
// there belong to no version and are never touched.

#include "preprocess/recipe.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
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

class MapStore
{
public:
    // A folder without history has no versions. A switch that was cut off is carried through first. Errors: Corrupt
    // (maps.json), Io.
    static Result<MapStore> open(const std::filesystem::path &folder);

    const std::filesystem::path &folder() const { return m_folder; }
    const std::vector<MapVersion> &versions() const { return m_versions; }
    const MapVersion *current() const;
    const MapVersion *find(const Recipe &recipe) const; // the newest that makes the same maps

    // Makes `number` the version in use; the maps of the one before are kept. Errors: NotFound, Io, Locked (a batch
    // runs in this folder).
    Status use(int number);

    // For the batch.
    Result<int> addVersion(const Recipe &recipe); // current when it is the first
    std::filesystem::path mapsOf(int number) const; // where its maps lie now
    // Source below the input folder to what is known of it: empty where its map was written, else what was not found.
    Result<std::map<std::string, std::string>> recordsOf(int number) const;
    Status append(int number, const std::vector<std::pair<std::string, std::string>> &records);
    Status finish(int number, bool isComplete);

private:
    explicit MapStore(std::filesystem::path folder) : m_folder(std::move(folder)) {}
    Status save() const;
    Status carryOn();

    std::filesystem::path m_folder;
    std::vector<MapVersion> m_versions;
    int m_switchFrom = 0, m_switchTo = 0; // a switch under way
};

} // namespace armature
