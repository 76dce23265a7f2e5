#include "core/config/annotator_nets.h"

#include "core/base/resources.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <set>

namespace armature {

namespace {

constexpr const char *kMediapipeWheel =
    "the PyPI wheel mediapipe==0.10.14 (tools/bootstrap.sh takes them from there)";
constexpr const char *kAnnotators = "huggingface.co/lllyasviel/Annotators";
constexpr const char *kCmu = "CMU-Perceptual-Computing-Lab/openpose, models/getModels.sh";
constexpr const char *kMidas = "github.com/isl-org/MiDaS, release v3";

AnnotatorFile mediapipeFile(const char *name, bool isRequired, const char *part, std::uint64_t bytes,
                            const char *sha256)
{
    return {name, kMediapipeWheel, isRequired, part, bytes, sha256, {}, false};
}

AnnotatorNet mediapipe()
{
    return {"mediapipe-pose",
            "MediaPipe pose",
            AnnotatorGives::Pose,
            {mediapipeFile("pose_detection.tflite", true, "people", 2959046,
                           "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c"),
             mediapipeFile("pose_landmark_full.tflite", true, "body", 6440512,
                           "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f"),
             mediapipeFile("palm_detection_full.tflite", false, "palm", 2339846,
                           "1b14e9422c6ad006cde6581a46c8b90dd573c07ab7f3934b5589e7cea3f89a54"),
             mediapipeFile("hand_landmark_full.tflite", false, "hand", 5478917,
                           "11c272b891e1a99ab034208e23937a8008388cf11ed2a9d776ed3d01d0ba00e3"),
             mediapipeFile("face_detection_short_range.tflite", false, "head", 229714,
                           "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8"),
             mediapipeFile("face_landmark.tflite", false, "face", 1242398,
                           "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814")},
            "Apache-2.0",
            false};
}

AnnotatorNet openpose()
{
    return {"openpose",
            "OpenPose",
            AnnotatorGives::Pose,
            {{"body_pose_model.pth", kAnnotators, true, "body", 209267595,
              "25a948c16078b0f08e236bda51a385d855ef4c153598947c28c0d47ed94bb746"},
             {"pose_iter_440000.caffemodel", kCmu, false, "body"},
             {"pose_iter_584000.caffemodel", kCmu, false, "body"},
             {"hand_pose_model.pth", kAnnotators, false, "hand", 147341049,
              "b76b00d1750901abd07b9f9d8c98cc3385b8fe834a26d4b4f0aad439e75fc600"},
             {"pose_iter_102000.caffemodel", kCmu, false, "hand"},
             {"facenet.pth", kAnnotators, false, "face", 153718792,
              "8beb52e548624ffcc4aed12af7aee7dcbfaeea420c75609fee999fe7add79d43"},
             {"pose_iter_116000.caffemodel", kCmu, false, "face"}},
            "its own, for non-commercial research (CMU)",
            true};
}

AnnotatorNet dwpose()
{
    constexpr const char *kHome = "huggingface.co/yzd-v/DWPose";
    return {"dwpose",
            "DWPose",
            AnnotatorGives::Pose,
            {{"yolox_l.onnx", kHome, true, "people", 216746733,
              "7860ae79de6c89a3c1eb72ae9a2756c0ccfbe04b7791bb5880afabd97855a411"},
             {"yolox_l.torchscript.pt", "huggingface.co/hr16/yolox-onnx", false, "people"},
             {"dw-ll_ucoco_384.onnx", kHome, true, "body", 134399116,
              "724f4ff2439ed61afb86fb8a1951ec39c6220682803b4a8bd4f598cd913b1843"},
             {"dw-ll_ucoco_384_bs5.torchscript.pt", "huggingface.co/hr16/DWPose-TorchScript-BatchSize5",
              false, "body", 135059124, "d86a0b2b59fddc0901a7076e9f59c9f8602602133ed72511c693fd11eea23d91"},
             {"dw-ll_ucoco.onnx", kHome, false, "body"}},
            "Apache-2.0",
            false};
}

AnnotatorNet depthAnything()
{
    const auto file = [](const char *name, const char *from, std::uint64_t bytes, const char *sha256,
                         bool isFree) {
        return AnnotatorFile{
            name, from, false, "depth", bytes, sha256, isFree ? "Apache-2.0" : "CC-BY-NC-4.0", isFree};
    };
    return {"depth-anything-v2",
            "Depth Anything V2",
            AnnotatorGives::Depth,
            {file("depth_anything_v2_vits.pth", "huggingface.co/depth-anything/Depth-Anything-V2-Small",
                  99218434, "715fade13be8f229f8a70cc02066f656f2423a59effd0579197bbf57860e1378", true),
             file("depth_anything_v2_vitb.pth", "huggingface.co/depth-anything/Depth-Anything-V2-Base", 0, "",
                  false),
             file("depth_anything_v2_vitl.pth", "huggingface.co/depth-anything/Depth-Anything-V2-Large",
                  1341395338, "a7ea19fa0ed99244e67b624c72b8580b7e9553043245905be58796a608eb9345", false),
             file("depth_anything_v2_metric_hypersim_vits.pth",
                  "huggingface.co/depth-anything/Depth-Anything-V2-Metric-Hypersim-Small", 0, "", true),
             file("depth_anything_v2_metric_vkitti_vits.pth",
                  "huggingface.co/depth-anything/Depth-Anything-V2-Metric-VKITTI-Small", 0, "", true)},
            "Small: Apache-2.0; Base and Large: CC-BY-NC-4.0",
            true};
}

AnnotatorNet dpt()
{
    return {"dpt",
            "DPT (MiDaS v3)",
            AnnotatorGives::Depth,
            {{"dpt_hybrid-midas-501f0c75.pt", kAnnotators, false, "depth", 0,
              "501f0c75b3bca7daec6b3682c5054c09b366765aef6fa3a09d03a5cb4b230853"},
             {"dpt_hybrid_384.pt", kMidas, false, "depth"},
             {"dpt_large_384.pt", kMidas, false, "depth"},
             {"model.safetensors", "huggingface.co/Intel/dpt-large or dpt-hybrid-midas (the whole folder)",
              false, "depth"}},
            "MIT (MiDaS), Apache-2.0 (Intel)",
            false};
}

AnnotatorNet lineart()
{
    constexpr std::uint64_t kBytes = 17173511;
    return {"lineart",
            "Lineart",
            AnnotatorGives::Lines,
            {{"sk_model.pth", kAnnotators, false, "lines", kBytes,
              "c686ced2a666b4850b4bb6ccf0748031c3eda9f822de73a34b8979970d90f0c6"},
             {"sk_model2.pth", kAnnotators, false, "lines", kBytes,
              "30a534781061f34e83bb9406b4335da4ff2616c95d22a585c1245aa8363e74e0"}},
            "MIT (informative drawings)",
            false};
}

// A network of one file.
AnnotatorNet simple(const char *key, const char *label, AnnotatorGives gives, AnnotatorFile file,
                    const char *licence, bool isNonCommercial = false)
{
    return {key, label, gives, {std::move(file)}, licence, isNonCommercial};
}

// Sizes and hashes are those that huggingface.co states for its files, or of the wheel's.
std::vector<AnnotatorNet> allNets()
{
    auto draft = simple("draft-depth", "Draft depth", AnnotatorGives::Depth,
                        {"starter/depth", "Armature itself", false}, "GPL-3.0");
    draft.isDraft = true;
    return {
        mediapipe(),
        std::move(draft),
        openpose(),
        dwpose(),
        depthAnything(),
        dpt(),
        simple("hed", "HED soft edges", AnnotatorGives::Edges,
               {"ControlNetHED.pth", kAnnotators, true, "edges", 29444406,
                "5ca93762ffd68a29fee1af9d495bf6aab80ae86f08905fb35472a083a4c7a8fa"},
               "Apache-2.0"),
        lineart(),
        simple("midas-small", "MiDaS v2.1 small", AnnotatorGives::Depth,
               {"midas_v21_small_256.pt", "github.com/isl-org/MiDaS, release v2_1"}, "MIT"),
        simple("pidinet", "PiDiNet soft edges", AnnotatorGives::Edges,
               {"table5_pidinet.pth", kAnnotators, true, "edges", 0,
                "80860ac267258b5f27486e0ef152a211d0b08120f62aeb185a050acc30da486c"},
               "its own, for non-commercial research (Su et al.)", true),
        simple("lineart-anime", "Lineart of drawn figures", AnnotatorGives::Lines,
               {"netG.pth", kAnnotators, true, "lines", 217631959,
                "ccabdcc3f5cf3c07cf65d58776acb21df7dfda825cdc70c9766a93fd62bfc488"},
               "not stated by its authors"),
        {"mlsd",
         "M-LSD straight lines",
         AnnotatorGives::Segments,
         {{"mlsd_large_512_fp32.pth", kAnnotators, false, "lines", 6341481,
           "5696f168eb2c30d4374bbfd45436f7415bb4d88da29bea97eea0101520fba082"},
          {"mlsd_tiny_512_fp32.pth", "github.com/lhwcv/mlsd_pytorch", false, "lines"}},
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

std::vector<std::filesystem::path> chosenFiles(const AnnotatorNet &net, const std::vector<std::string> &given)
{
    namespace fs = std::filesystem;
    std::error_code error;
    std::vector<fs::path> files, folders;
    std::set<std::string> parts;
    for (const auto &one : given) {
        const fs::path path(one);
        if (fs::is_directory(path, error)) {
            folders.push_back(path);
            continue;
        }
        files.push_back(path);
        for (const auto &file : net.files)
            if (file.name == path.filename()) {
                parts.insert(file.part);
                folders.push_back(path.parent_path());
            }
    }
    for (const auto &folder : folders) {
        bool hasAny = std::find(given.begin(), given.end(), folder.string()) == given.end();
        for (const auto &file : net.files)
            if (fs::exists(folder / file.name, error)) {
                hasAny = true;
                if (parts.insert(file.part).second)
                    files.push_back(folder / file.name);
            }
        if (!hasAny)
            files.push_back(folder);
    }
    return files;
}

const std::string &licenceOf(const AnnotatorNet &net, const AnnotatorFile &file)
{
    return file.licence.empty() ? net.licence : file.licence;
}

bool isNonCommercial(const AnnotatorNet &net, const AnnotatorFile &file)
{
    return net.isNonCommercial && !(file.isCommercial && !file.licence.empty());
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
