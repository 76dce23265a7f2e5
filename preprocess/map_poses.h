#pragma once
// The people behind a folder's pose maps, one JSON a picture in OUT/.armature-maps/poses/VERSION/, so that
// they can be edited. What somebody edited is on a list, and no batch makes it again.

#include "core/image/pose.h"
#include "preprocess/map_store.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace armature {

// source: below the folder of pictures, with '/'.
std::filesystem::path poseFileOf(const std::filesystem::path &maps, int version, std::string_view source);
// None where there is no file, or a damaged one: then the network is asked again.
std::optional<Pose> storedPose(const std::filesystem::path &maps, int version, const std::string &source);

// The sources whose people somebody edited. A damaged list counts as empty.
std::set<std::string> editedPoses(const std::filesystem::path &maps, int version);

struct KeptPose
{
    Pose pose; // on the picture's pixels
    std::vector<std::uint8_t>
        map;              // as encodeMap() gives it; empty: nobody is on the picture, so it gets no map
    bool isEdited = true; // false: it is what the network found, and a batch may make it again
};

// Puts a picture's people, with their map, in the place of those that are there. `recipe`: the one whose
// version they belong to, which is begun where there is none yet. Returns the version. Errors: Locked (a
// batch runs in this folder), DiskFull, Io, Corrupt.
Result<int> keepPose(const std::filesystem::path &maps, const Recipe &recipe, const std::string &source,
                     const KeptPose &kept);

} // namespace armature
