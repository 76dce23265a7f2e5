#pragma once
// The networks behind the learned annotators: what files each needs, under which licence and from where. The
// program fetches none of them.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace armature {

struct AnnotatorFile
{
    std::string name;       // the official one, "dpt_hybrid-midas-501f0c75.pt"
    std::string from;       // where to get it, "huggingface.co/lllyasviel/Annotators"
    bool isRequired = true; // false: an alternative spelling of the first, or for an extra (hands, face)
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

// The folder with a network's files where nothing has to be located: the draft depth network ships with the
// program, MediaPipe's lie beside it or where bootstrap put them. Pass it as AnnotatorRequest::files, or pass
// none.
std::optional<std::filesystem::path> installedFiles(const AnnotatorNet &net);
// MediaPipe's.
std::optional<std::filesystem::path> mediapipeFolder();

} // namespace armature
