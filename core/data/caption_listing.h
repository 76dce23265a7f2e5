#pragma once
// A listing with other captions in it, or with fewer lines.

#include "core/data/caption_edit.h"

#include <optional>
#include <string>
#include <unordered_map>

namespace armature::caption_detail {

// What is wanted for a picture, by its path below the root.
struct WantedCaption
{
    std::optional<size_t> change; // none: its lines are left out
    bool isTaken = false;
};
using WantedCaptions = std::unordered_map<std::string, WantedCaption>;

// `text` is the listing's; every line that changes is written anew, the others stay as they are. Each change
// that has found its line is marked as taken; conflicts are appended and not written unless place says so.
Result<std::string> listingWithCaptions(const CaptionPlace &place, const std::string &text,
                                        const CaptionChanges &changes, WantedCaptions &wanted,
                                        std::vector<CaptionChange> &conflicts);

} // namespace armature::caption_detail
