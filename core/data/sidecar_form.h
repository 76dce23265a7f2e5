#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace armature {

// What a caption's text file holds, where a scan has seen it: then an edit need not read it again before it
// says in the journal what stands there.
enum class SidecarForm : uint8_t {
    Unknown, // in a listing, under another name than the picture's, or with bytes that the caption lacks
    Bare,    // the picture's name with .txt, and in it the caption and nothing else
    Line,    // and a newline behind it
};

// Where such a file lies, of a picture's path.
inline std::string sidecarBeside(std::string_view picture)
{
    return std::string(picture.substr(0, picture.rfind('.'))) + ".txt";
}

} // namespace armature
