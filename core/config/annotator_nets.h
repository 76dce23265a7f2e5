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
};

const std::vector<AnnotatorNet> &annotatorNets();
const AnnotatorNet *findAnnotatorNet(std::string_view key); // nullptr when there is none

// Where MediaPipe's .tflite files lie without being told: shipped beside the program, or where bootstrap put
// them.
std::optional<std::filesystem::path> mediapipeFolder();

} // namespace armature
