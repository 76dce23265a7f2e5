#include "core/session/annotate_session.h"

#include "core/config/annotator_nets.h"
#include "core/nn/annotators/depth_anything.h"
#include "core/nn/annotators/line_networks.h"
#include "core/nn/annotators/mediapipe_pose.h"
#include "core/session/engine_info.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <filesystem>
#include <functional>
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

class MediapipeSession : public AnnotateSession
{
public:
    explicit MediapipeSession(MediapipePose pose) : m_pose(std::move(pose)) {}

    Result<FloatMap> map(const FloatMap &, std::stop_token) override
    {
        return fail(ErrorCode::BadInput, "MediaPipe gives people, not a map.");
    }

    Result<Pose> pose(const Image &picture, const PoseOptions &options, std::stop_token stop) override
    {
        if (picture.isEmpty())
            return fail(ErrorCode::BadInput, "The picture is empty.");
        if (options.hands && !m_pose.hasHands())
            return missing("hands", "palm_detection_full.tflite and hand_landmark_full.tflite");
        if (options.face && !m_pose.hasFace())
            return missing("faces", "face_detection_short_range.tflite and face_landmark.tflite");
        return guarded<Pose>("MediaPipe's pose", [&]() -> Result<Pose> {
            auto pose = m_pose(
                toRgb8(picture),
                {options.hands, options.face, options.maxPeople, options.minScore, options.minJointScore},
                stop);
            if (stop.stop_requested())
                return fail(ErrorCode::Interrupted, "Stopped before the people were found.");
            return pose;
        });
    }

    int sizeMultiple() const override { return 1; }

private:
    static tl::unexpected<Error> missing(const std::string &what, const std::string &files)
    {
        return fail(ErrorCode::NotFound, "MediaPipe needs " + files + " for " + what + ".",
                    "Run tools/bootstrap.sh, or leave out " + what + ".");
    }

    MediapipePose m_pose;
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

class DepthAnythingSession : public AnnotateSession
{
public:
    DepthAnythingSession(std::unique_ptr<DepthAnything> network, at::Device device)
        : m_network(std::move(network)), m_device(device)
    {
        m_network->parameters().to(device, at::kFloat, false);
    }

    Result<FloatMap> map(const FloatMap &rgb, std::stop_token stop) override
    {
        ARMATURE_CHECK(checkPicture(rgb, sizeMultiple()));
        return guarded<FloatMap>("Depth Anything", [&]() -> Result<FloatMap> {
            if (stop.stop_requested())
                return fail(ErrorCode::Interrupted, "Stopped before the depth was found.");
            return mapFrom((*m_network)(tensorFrom(rgb, m_device)));
        });
    }

    Result<Pose> pose(const Image &, const PoseOptions &, std::stop_token) override
    {
        return fail(ErrorCode::BadInput, "Depth Anything gives depth, not people.");
    }

    int sizeMultiple() const override { return int(m_network->config().patch); }
    bool isMetric() const override { return m_network->config().isMetric; }

private:
    std::unique_ptr<DepthAnything> m_network;
    at::Device m_device;
};

class LineSession : public AnnotateSession
{
public:
    LineSession(std::string label, std::unique_ptr<LineNetwork> network, at::Device device)
        : m_label(std::move(label)), m_network(std::move(network)), m_device(device)
    {
        m_network->parameters().to(device, at::kFloat, false);
    }

    Result<FloatMap> map(const FloatMap &rgb, std::stop_token stop) override
    {
        constexpr int kSmallest = 16; // halved four times, padded by reflection
        ARMATURE_CHECK(checkPicture(rgb, 1));
        if (rgb.width < kSmallest || rgb.height < kSmallest)
            return fail(ErrorCode::BadInput, m_label + " needs sides of at least 16 pixels.");
        return guarded<FloatMap>(m_label, [&]() -> Result<FloatMap> {
            if (stop.stop_requested())
                return fail(ErrorCode::Interrupted, "Stopped before the lines were found.");
            return mapFrom((*m_network)(tensorFrom(rgb, m_device)));
        });
    }

    Result<Pose> pose(const Image &, const PoseOptions &, std::stop_token) override
    {
        return fail(ErrorCode::BadInput, m_label + " gives lines, not people.");
    }

    int sizeMultiple() const override { return 1; }

private:
    std::string m_label;
    std::unique_ptr<LineNetwork> m_network;
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

Result<std::unique_ptr<AnnotateSession>> openDepthAnything(const AnnotatorRequest &request)
{
    if (request.files.size() != 1)
        return fail(ErrorCode::BadInput, "Depth Anything needs one file or folder of weights.",
                    "Locate depth_anything_v2_vits.pth, or a folder that transformers saved.");
    ARMATURE_TRY(const auto device, deviceNamed(request.device));
    ARMATURE_TRY(auto network, DepthAnything::open(request.files[0]));
    return std::make_unique<DepthAnythingSession>(std::move(network), device);
}

Result<std::unique_ptr<AnnotateSession>> openLines(const AnnotatorRequest &request, const AnnotatorNet &net)
{
    if (request.files.size() != 1)
        return fail(ErrorCode::BadInput, net.label + " needs one file of weights.",
                    "Locate " + net.files[0].name + ".");
    ARMATURE_TRY(const auto device, deviceNamed(request.device));
    ARMATURE_TRY(auto network, net.key == "hed" ? openHed(request.files[0]) : openLineart(request.files[0]));
    return std::make_unique<LineSession>(net.label, std::move(network), device);
}

// The files by name; a folder gives those of its files that `net` knows.
Result<std::map<std::string, std::string>> filesByName(const AnnotatorRequest &request,
                                                       const AnnotatorNet &net)
{
    std::map<std::string, std::string> files;
    for (const auto &given : request.files) {
        std::error_code error;
        if (!fs::exists(given, error))
            return fail(ErrorCode::NotFound, "There is no file " + given + ".");
        if (!fs::is_directory(given, error)) {
            files[fs::path(given).filename().string()] = given;
            continue;
        }
        for (const auto &file : net.files)
            if (const auto path = fs::path(given) / file.name; fs::exists(path, error))
                files[file.name] = path.string();
    }
    return files;
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
    ARMATURE_TRY(auto files, filesByName(request, net));
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
            return openMediapipe(request, *net);
        return net->gives == AnnotatorGives::Depth ? openDepthAnything(request) : openLines(request, *net);
    });
}

} // namespace armature
