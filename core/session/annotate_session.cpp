#include "core/session/annotate_session.h"

#include "core/config/annotator_nets.h"
#include "core/nn/annotators/mediapipe_pose.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

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
    return guarded<Session>(net->label, [&]() -> Result<Session> { return openMediapipe(request, *net); });
}

} // namespace armature
