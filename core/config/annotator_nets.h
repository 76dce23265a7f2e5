#pragma once
// The networks behind the learned annotators: what files each needs, under which licence and from where. The
// program fetches none of them.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace armature {

struct AnnotatorFile
{
    std::string name;          // the official one, "dpt_hybrid-midas-501f0c75.pt"
    std::string from;          // where to get it, "huggingface.co/lllyasviel/Annotators"
    bool isRequired = true;    // false: an alternative spelling of the first, or for an extra (hands, face)
    std::string part = {};     // files of one part stand for each other: "body", "hand", "face", "people"
    std::uint64_t bytes = 0;   // 0 where it is not known
    std::string sha256 = {};   // of the file as its authors published it; empty where it is not known
    std::string licence = {};  // where it is another than the network's
    bool isCommercial = false; // where `licence` is given: it may be used commercially though others may not
};

enum class AnnotatorGives { Depth, Edges, Lines, Segments, Pose };

struct AnnotatorNet
{
    std::string key;   // as in AnnotatorRequest::net
    std::string label; // "Depth Anything V2"
    AnnotatorGives gives = AnnotatorGives::Depth;
    std::vector<AnnotatorFile> files;
    std::string licence;          // SPDX name or a phrase
    bool isNonCommercial = false; // any of the files is
    bool isDraft = false; // to try things with, not to make maps that are trained on; says so wherever shown
};

const std::vector<AnnotatorNet> &annotatorNets();
const AnnotatorNet *findAnnotatorNet(std::string_view key); // nullptr when there is none

// Which files weights are read from where somebody named these files or folders. A folder gives those that
// the network is known to have, the first of each part, or else stays itself; a file under its official name
// also gives the other parts that lie beside it.
std::vector<std::filesystem::path> chosenFiles(const AnnotatorNet &net,
                                               const std::vector<std::string> &given);

// What a file may be used for: its own licence where it has one, else the network's.
const std::string &licenceOf(const AnnotatorNet &net, const AnnotatorFile &file);
bool isNonCommercial(const AnnotatorNet &net, const AnnotatorFile &file);

// The folder with a network's files where nothing has to be located: the draft depth network ships with the
// program, MediaPipe's lie beside it or where bootstrap put them. Pass it as AnnotatorRequest::files, or pass
// none.
std::optional<std::filesystem::path> installedFiles(const AnnotatorNet &net);
// MediaPipe's.
std::optional<std::filesystem::path> mediapipeFolder();

} // namespace armature
