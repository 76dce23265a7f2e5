#include "core/session/annotate_session.h"

#include "core/config/annotator_nets.h"
#include "core/io/foreign_model.h"
#include "core/nn/annotators/depth_anything.h"
#include "core/nn/annotators/dpt.h"
#include "core/nn/annotators/draft_depth.h"
#include "core/nn/annotators/dwpose.h"
#include "core/nn/annotators/line_networks.h"
#include "core/nn/annotators/mediapipe_pose.h"
#include "core/nn/annotators/mobile_networks.h"
#include "core/nn/annotators/openpose.h"
#include "core/session/engine_info.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cassert>
#include <filesystem>
#include <functional>
#include <iterator>
#include <map>

namespace armature {

namespace {

namespace fs = std::filesystem;

// Runs `work` and turns what LibTorch throws into an error.
template <typename Value>
Result<Value> guarded(const std::string &net, const std::function<Result<Value>()> &work)
{
    const auto outOfMemory = [&] {
        return fail(ErrorCode::OutOfMemory, "The memory does not hold " + net + " at this size.",
                    "Use a smaller resolution, or close other programs.");
    };
    try {
        const c10::InferenceMode inference;
        return work();
    } catch (const c10::OutOfMemoryError &) {
        return outOfMemory();
    } catch (const c10::Error &error) {
        const std::string what = error.what_without_backtrace();
        if (what.find("not enough memory") != std::string::npos ||
            what.find("can't allocate") != std::string::npos)
            return outOfMemory();
        return fail(ErrorCode::Internal, net + " could not be computed: " + what + ".");
    } catch (const std::bad_alloc &) {
        return outOfMemory();
    } catch (const std::exception &error) {
        return fail(ErrorCode::Internal, net + " could not be computed: " + std::string(error.what()) + ".");
    }
}

// What all that look for people share: they give no map, take no empty picture, and say that they were
// stopped.
class PoseSession : public AnnotateSession
{
public:
    explicit PoseSession(std::string label) : m_label(std::move(label)) {}

    Result<FloatMap> map(const FloatMap &, std::stop_token) final
    {
        return fail(ErrorCode::BadInput, m_label + " gives people, not a map.");
    }

    Result<Pose> pose(const Image &picture, const PoseOptions &options, std::stop_token stop) final
    {
        if (picture.isEmpty())
            return fail(ErrorCode::BadInput, "The picture is empty.");
        ARMATURE_CHECK(canFind(options));
        ARMATURE_CHECK(takes(picture));
        return guarded<Pose>(m_label, [&]() -> Result<Pose> {
            auto pose = find(toRgb8(picture), options, stop);
            if (stop.stop_requested())
                return fail(ErrorCode::Interrupted, "Stopped before the people were found.");
            return pose;
        });
    }

    int sizeMultiple() const final { return 1; }

protected:
    virtual Status takes(const Image &) const { return {}; }
    virtual Pose find(const Image &rgb, const PoseOptions &options, std::stop_token stop) = 0;

    // For a network that comes in several files of which one was not given.
    tl::unexpected<Error> missing(const std::string &what, const std::string &files,
                                  const std::string &where) const
    {
        return fail(ErrorCode::NotFound, m_label + " needs " + files + " for " + what + ".",
                    where + ", or leave out " + what + ".");
    }

private:
    std::string m_label;
};

class MediapipeSession final : public PoseSession
{
public:
    explicit MediapipeSession(MediapipePose pose) : PoseSession("MediaPipe"), m_pose(std::move(pose)) {}

    Status canFind(const PoseOptions &options) const override
    {
        if (options.hands && !m_pose.hasHands())
            return missing("hands", "palm_detection_full.tflite and hand_landmark_full.tflite",
                           "Run tools/bootstrap.sh");
        if (options.face && !m_pose.hasFace())
            return missing("faces", "face_detection_short_range.tflite and face_landmark.tflite",
                           "Run tools/bootstrap.sh");
        return {};
    }

private:
    Pose find(const Image &rgb, const PoseOptions &options, std::stop_token stop) override
    {
        return m_pose(
            rgb, {options.hands, options.face, options.maxPeople, options.minScore, options.minJointScore},
            stop);
    }

    MediapipePose m_pose;
};

class OpenposeSession final : public PoseSession
{
public:
    explicit OpenposeSession(Openpose pose) : PoseSession("OpenPose"), m_pose(std::move(pose)) {}

    Status canFind(const PoseOptions &options) const override
    {
        if (options.hands && !m_pose.hasHands())
            return missing("hands", "hand_pose_model.pth or pose_iter_102000.caffemodel", "Locate it");
        if (options.face && !m_pose.hasFace())
            return missing("faces", "facenet.pth or pose_iter_116000.caffemodel", "Locate it");
        return {};
    }

private:
    Status takes(const Image &picture) const override
    {
        constexpr double kLongest = 16; // it looks at every picture at one height
        if (picture.width() > kLongest * picture.height())
            return fail(ErrorCode::BadInput,
                        "The picture is too long and thin to look for people with OpenPose.",
                        "Cut it into pieces.");
        return {};
    }

    Pose find(const Image &rgb, const PoseOptions &options, std::stop_token stop) override
    {
        auto pose = m_pose(rgb, {options.hands, options.face}, stop);
        // Its own thresholds have decided who is a person and what a joint is.
        pose.people.resize(std::min(pose.people.size(), size_t(std::max(options.maxPeople, 0))));
        return pose;
    }

    Openpose m_pose;
};

class DwposeSession final : public PoseSession
{
public:
    explicit DwposeSession(Dwpose pose) : PoseSession("DWPose"), m_pose(std::move(pose)) {}

private:
    Pose find(const Image &rgb, const PoseOptions &options, std::stop_token stop) override
    {
        DwposeOptions wanted{options.hands,    options.face,          options.maxPeople,
                             options.minScore, options.minJointScore, DwposeChannels::AsTrained};
        if (options.channels != PoseChannels::AsTrained)
            wanted.channels =
                options.channels == PoseChannels::Rgb ? DwposeChannels::Rgb : DwposeChannels::Bgr;
        return m_pose(rgb, wanted, stop);
    }

    Dwpose m_pose;
};

// Checks for map(): what every network of pictures needs.
Status checkPicture(const FloatMap &rgb, int multiple)
{
    const auto count = std::size_t(std::max(rgb.width, 0)) * std::size_t(std::max(rgb.height, 0)) * 3;
    if (rgb.channels != 3 || count == 0 || rgb.values.size() != count)
        return fail(ErrorCode::BadInput, "The picture is not RGB of the size that it says.");
    if (rgb.width % multiple || rgb.height % multiple)
        return fail(ErrorCode::BadInput, "This network takes sides that are multiples of " +
                                             std::to_string(multiple) + "; the picture has " +
                                             std::to_string(rgb.width) + " x " + std::to_string(rgb.height) +
                                             ".");
    return {};
}

at::Tensor tensorFrom(const FloatMap &rgb, at::Device device)
{
    const auto values =
        at::from_blob(const_cast<float *>(rgb.values.data()), {1, rgb.height, rgb.width, rgb.channels});
    return values.permute({0, 3, 1, 2}).to(device, at::kFloat, false, true); // a copy
}

FloatMap mapFrom(const at::Tensor &maps)
{
    const auto values = maps[0].permute({1, 2, 0}).to(at::kCPU, at::kFloat).contiguous();
    const auto *from = values.const_data_ptr<float>();
    return {int(values.size(1)), int(values.size(0)), int(values.size(2)), {from, from + values.numel()}};
}

class MapSession : public AnnotateSession
{
public:
    MapSession(std::string label, MapNetworkPtr network, at::Device device)
        : m_label(std::move(label)), m_network(std::move(network)), m_device(device)
    {
        m_network->parameters().to(device, at::kFloat, false);
    }

    Result<FloatMap> map(const FloatMap &rgb, std::stop_token stop) override
    {
        ARMATURE_CHECK(checkPicture(rgb, sizeMultiple()));
        const auto least = m_network->smallestSide();
        if (rgb.width < least || rgb.height < least)
            return fail(ErrorCode::BadInput,
                        m_label + " needs sides of at least " + std::to_string(least) + " pixels.");
        return guarded<FloatMap>(m_label, [&]() -> Result<FloatMap> {
            if (stop.stop_requested())
                return fail(ErrorCode::Interrupted, "Stopped before " + m_label + " was computed.");
            return mapFrom((*m_network)(tensorFrom(rgb, m_device)));
        });
    }

    Result<Pose> pose(const Image &, const PoseOptions &, std::stop_token) override
    {
        return fail(ErrorCode::BadInput, m_label + " gives a map, not people.");
    }

    int sizeMultiple() const override { return int(m_network->sizeMultiple()); }
    bool isMetric() const override { return m_network->isMetric(); }

private:
    std::string m_label;
    MapNetworkPtr m_network;
    at::Device m_device;
};

Result<at::Device> deviceNamed(const std::string &name)
{
    if (name == "cpu")
        return at::Device(at::kCPU);
    if (name.rfind("cuda", 0) != 0)
        return fail(ErrorCode::BadInput, "There is no device " + name + ".", "Use cpu or cuda:0.");
    if (const auto note = openCuda(); !note.empty())
        return fail(ErrorCode::Unsupported, "CUDA cannot be used here: " + note + ".", "Use the CPU.");
    return at::Device(name);
}

struct MapOpener
{
    const char *key;
    Result<MapNetworkPtr> (*open)(const std::string &path);
    bool takesFolder = false; // as transformers saves one
};
constexpr MapOpener kMapOpeners[] = {
    {"depth-anything-v2",
     [](const std::string &path) -> Result<MapNetworkPtr> { return DepthAnything::open(path); }, true},
    {"dpt", [](const std::string &path) -> Result<MapNetworkPtr> { return Dpt::open(path); }, true},
    {"draft-depth", [](const std::string &path) -> Result<MapNetworkPtr> { return DraftDepth::open(path); },
     true},
    {"hed", openHed},
    {"lineart", openLineart},
    {"lineart-anime", openAnimeLineart},
    {"midas-small", openMidasSmall},
    {"mlsd", openMlsd},
    {"pidinet", openPidinet},
};

Result<std::unique_ptr<AnnotateSession>> openMap(const AnnotatorRequest &request, const AnnotatorNet &net)
{
    const auto opener = std::find_if(std::begin(kMapOpeners), std::end(kMapOpeners),
                                     [&](const auto &one) { return net.key == one.key; });
    assert(opener != std::end(kMapOpeners));
    auto given = request.files;
    if (given.empty())
        if (const auto place = installedFiles(net))
            given = {place->string()};
    const auto files = chosenFiles(net, given);
    if (files.size() != 1)
        return fail(ErrorCode::BadInput, net.label + " needs one file or folder of weights.",
                    "Locate " + net.files[0].name + ".");
    ARMATURE_TRY(const auto device, deviceNamed(request.device));
    std::error_code error;
    if (!opener->takesFolder && fs::is_directory(files[0], error))
        return fail(
            ErrorCode::NotFound, "There is no file of " + net.label + " in " + files[0].string() + ".",
            "It is called " + net.files[0].name + "; another name is found when the file itself is chosen.");
    ARMATURE_TRY(auto network, opener->open(files[0].string()));
    return std::make_unique<MapSession>(net.label, std::move(network), device);
}

Result<std::vector<std::string>> pathsFor(const AnnotatorRequest &request, const AnnotatorNet &net)
{
    std::vector<std::string> paths;
    for (const auto &path : chosenFiles(net, request.files)) {
        std::error_code error;
        if (!fs::exists(path, error))
            return fail(ErrorCode::NotFound, "There is no file " + path.string() + ".");
        if (!fs::is_directory(path, error))
            paths.push_back(path.string());
    }
    return paths;
}

Result<std::unique_ptr<AnnotateSession>> openOpenpose(const AnnotatorRequest &request,
                                                      const AnnotatorNet &net)
{
    ARMATURE_TRY(const auto device, deviceNamed(request.device));
    ARMATURE_TRY(const auto paths, pathsFor(request, net));
    ARMATURE_TRY(auto pose, Openpose::open(paths));
    pose.to(device);
    return std::make_unique<OpenposeSession>(std::move(pose));
}

Result<std::unique_ptr<AnnotateSession>> openDwpose(const AnnotatorRequest &request, const AnnotatorNet &net)
{
    ARMATURE_TRY(const auto device, deviceNamed(request.device));
    ARMATURE_TRY(const auto paths, pathsFor(request, net));
    for (const auto &path : paths) {
        ARMATURE_TRY(const auto kind, foreignModelOf(path));
        if (kind != ForeignModel::None && !request.allowForeign)
            return fail(ErrorCode::BadInput,
                        path + " is " + foreignModelName(kind) + ": a program of its own, not only numbers.",
                        "If you trust where it came from, allow it: --allow_foreign, or locate it again in "
                        "the studio "
                        "and answer its question.");
    }
    ARMATURE_TRY(auto pose, Dwpose::open(paths));
    pose.to(device);
    return std::make_unique<DwposeSession>(std::move(pose));
}

Result<std::unique_ptr<AnnotateSession>> openMediapipe(AnnotatorRequest request, const AnnotatorNet &net)
{
    if (request.files.empty()) {
        const auto folder = mediapipeFolder();
        if (!folder)
            return fail(ErrorCode::NotFound, "MediaPipe's networks are not installed.",
                        "Run tools/bootstrap.sh, which takes them from the PyPI wheel mediapipe==0.10.14.");
        request.files = {folder->string()};
    }
    ARMATURE_TRY(const auto paths, pathsFor(request, net));
    std::map<std::string, std::string> files;
    for (const auto &path : paths)
        files[fs::path(path).filename().string()] = path;
    ARMATURE_TRY(auto pose, MediapipePose::open(files));
    return std::make_unique<MediapipeSession>(std::move(pose));
}

} // namespace

Result<std::unique_ptr<AnnotateSession>> openAnnotator(const AnnotatorRequest &request)
{
    using Session = std::unique_ptr<AnnotateSession>;
    const auto *net = findAnnotatorNet(request.net);
    if (!net) {
        std::string known;
        for (const auto &one : annotatorNets())
            known += (known.empty() ? "" : ", ") + one.key;
        return fail(ErrorCode::NotFound, "There is no network " + request.net + ".",
                    "There are: " + known + ".");
    }
    return guarded<Session>(net->label, [&]() -> Result<Session> {
        if (net->gives == AnnotatorGives::Pose)
            return net->key == "openpose" ? openOpenpose(request, *net)
                   : net->key == "dwpose" ? openDwpose(request, *net)
                                          : openMediapipe(request, *net);
        return openMap(request, *net);
    });
}

} // namespace armature
