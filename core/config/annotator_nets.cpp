#include "core/config/annotator_nets.h"

#include "core/base/resources.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace armature {

namespace {

constexpr const char *kMediapipeWheel =
    "the PyPI wheel mediapipe==0.10.14 (tools/bootstrap.sh takes them from there)";

std::vector<AnnotatorNet> allNets()
{
    return {
        {"mediapipe-pose",
         "MediaPipe pose",
         AnnotatorGives::Pose,
         {{"pose_detection.tflite", kMediapipeWheel, true},
          {"pose_landmark_full.tflite", kMediapipeWheel, true},
          {"palm_detection_full.tflite", kMediapipeWheel, false},
          {"hand_landmark_full.tflite", kMediapipeWheel, false},
          {"face_detection_short_range.tflite", kMediapipeWheel, false},
          {"face_landmark.tflite", kMediapipeWheel, false}},
         "Apache-2.0",
         false},
        {"draft-depth",
         "Draft depth",
         AnnotatorGives::Depth,
         {{"starter/depth", "Armature itself", false}},
         "GPL-3.0",
         false,
         true},
        {"openpose",
         "OpenPose",
         AnnotatorGives::Pose,
         {{"body_pose_model.pth", "huggingface.co/lllyasviel/Annotators", true},
          {"hand_pose_model.pth", "huggingface.co/lllyasviel/Annotators", false},
          {"facenet.pth", "huggingface.co/lllyasviel/Annotators", false}},
         "its own, for non-commercial research (CMU)",
         true},
        {"depth-anything-v2",
         "Depth Anything V2",
         AnnotatorGives::Depth,
         {{"depth_anything_v2_vits.pth", "huggingface.co/depth-anything/Depth-Anything-V2-Small", false},
          {"depth_anything_v2_vitb.pth", "huggingface.co/depth-anything/Depth-Anything-V2-Base", false},
          {"depth_anything_v2_vitl.pth", "huggingface.co/depth-anything/Depth-Anything-V2-Large", false}},
         "Small: Apache-2.0; Base and Large: CC-BY-NC-4.0",
         true},
        {"dpt",
         "DPT (MiDaS v3)",
         AnnotatorGives::Depth,
         {{"dpt_hybrid-midas-501f0c75.pt", "huggingface.co/lllyasviel/Annotators", false},
          {"dpt_hybrid_384.pt", "github.com/isl-org/MiDaS, release v3", false},
          {"dpt_large_384.pt", "github.com/isl-org/MiDaS, release v3", false},
          {"model.safetensors", "huggingface.co/Intel/dpt-large or dpt-hybrid-midas (the whole folder)",
           false}},
         "MIT (MiDaS), Apache-2.0 (Intel)",
         false},
        {"hed",
         "HED soft edges",
         AnnotatorGives::Edges,
         {{"ControlNetHED.pth", "huggingface.co/lllyasviel/Annotators", true}},
         "Apache-2.0",
         false},
        {"lineart",
         "Lineart",
         AnnotatorGives::Lines,
         {{"sk_model.pth", "huggingface.co/lllyasviel/Annotators", false},
          {"sk_model2.pth", "huggingface.co/lllyasviel/Annotators", false}},
         "MIT (informative drawings)",
         false},
        {"midas-small",
         "MiDaS v2.1 small",
         AnnotatorGives::Depth,
         {{"midas_v21_small_256.pt", "github.com/isl-org/MiDaS, release v2_1", true}},
         "MIT",
         false},
        {"pidinet",
         "PiDiNet soft edges",
         AnnotatorGives::Edges,
         {{"table5_pidinet.pth", "huggingface.co/lllyasviel/Annotators", true}},
         "its own, for non-commercial research (Su et al.)",
         true},
        {"lineart-anime",
         "Lineart of drawn figures",
         AnnotatorGives::Lines,
         {{"netG.pth", "huggingface.co/lllyasviel/Annotators", true}},
         "not stated by its authors",
         false},
        {"mlsd",
         "M-LSD straight lines",
         AnnotatorGives::Segments,
         {{"mlsd_large_512_fp32.pth", "huggingface.co/lllyasviel/Annotators", false},
          {"mlsd_tiny_512_fp32.pth", "github.com/lhwcv/mlsd_pytorch", false}},
         "Apache-2.0",
         false},
    };
}

// A program may run under a HOME of its own; what bootstrap installed lies in the account's.
std::vector<std::filesystem::path> cacheRoots()
{
    std::vector<std::filesystem::path> roots;
    const auto add = [&](const char *folder, const char *below) {
        if (folder && *folder)
            roots.push_back(std::filesystem::path(folder) / below);
    };
    add(std::getenv("ARMATURE_DEPS"), "");
    add(std::getenv("XDG_CACHE_HOME"), "armature");
    add(std::getenv("HOME"), ".cache/armature");
    if (const auto *account = getpwuid(getuid()))
        add(account->pw_dir, ".cache/armature");
    return roots;
}

} // namespace

const std::vector<AnnotatorNet> &annotatorNets()
{
    static const auto nets = allNets();
    return nets;
}

const AnnotatorNet *findAnnotatorNet(std::string_view key)
{
    const auto &nets = annotatorNets();
    const auto net = std::find_if(nets.begin(), nets.end(), [&](const auto &one) { return one.key == key; });
    return net == nets.end() ? nullptr : &*net;
}

std::optional<std::filesystem::path> installedFiles(const AnnotatorNet &net)
{
    if (net.key == "mediapipe-pose")
        return mediapipeFolder();
    if (net.key == "draft-depth")
        if (const auto shipped = resourcePath(net.files.front().name))
            return *shipped;
    return std::nullopt;
}

std::optional<std::filesystem::path> mediapipeFolder()
{
    std::vector<std::filesystem::path> places;
    if (const auto shipped = resourcePath("mediapipe"))
        places.push_back(*shipped);
    for (const auto &root : cacheRoots())
        places.push_back(root / "mediapipe-0.10.14");
    for (const auto &place : places) {
        std::error_code error;
        if (std::filesystem::exists(place / "pose_landmark_full.tflite", error))
            return place;
    }
    return std::nullopt;
}

} // namespace armature
