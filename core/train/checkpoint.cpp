#include "core/train/checkpoint.h"

#include "core/base/fs.h"
#include "core/io/layouts/controlnet_config.h"
#include "core/io/layouts/controlnet_file.h"
#include "core/nn/tensor_file.h"
#include "core/nn/weights.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace armature {

namespace fs = std::filesystem;

namespace {

constexpr const char *kPrefix = "checkpoint-";
constexpr const char *kWeights = "diffusion_pytorch_model.safetensors";
constexpr const char *kKeep = "keep"; // a file that anyone may put into a checkpoint
constexpr int kSchema = 1;

std::optional<int64_t> stepOf(const std::string &name)
{
    const std::string_view digits = std::string_view(name).substr(std::min(name.size(), std::string_view(kPrefix).size()));
    if (!name.starts_with(kPrefix) || digits.empty() || digits.size() > 15 || digits.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    return std::stoll(std::string(digits));
}

int64_t bytesIn(const fs::path &folder)
{
    int64_t bytes = 0;
    std::error_code error;
    for (const auto &entry : fs::recursive_directory_iterator(folder, error))
        if (entry.is_regular_file(error))
            bytes += static_cast<int64_t>(entry.file_size(error));
    return bytes;
}

NamedTensors named(const std::vector<std::string> &names, const std::vector<at::Tensor> &values, const std::string &prefix = {})
{
    NamedTensors tensors;
    for (size_t i = 0; i < names.size(); ++i)
        tensors[prefix + names[i]] = values[i];
    return tensors;
}

Status writeNet(const fs::path &folder, const nlohmann::json &config, const NamedTensors &tensors,
                const std::map<std::string, std::string> &metadata)
{
    std::error_code error;
    fs::create_directories(folder, error);
    ARMATURE_CHECK(writeFileAtomically(folder / "config.json", controlNetConfigText(completeControlNetConfig(config))));
    return saveTensors(folder / kWeights, tensors, metadata);
}

// Copies file tensors over existing ones, all names and shapes fitting.
Status copyInto(const std::vector<std::string> &names, const std::vector<at::Tensor> &targets, const NamedTensors &from,
                const std::string &prefix, const fs::path &file)
{
    const at::NoGradGuard noGrad;
    for (size_t i = 0; i < names.size(); ++i) {
        const auto found = from.find(prefix + names[i]);
        if (found == from.end() || found->second.numel() != targets[i].numel())
            return fail(ErrorCode::Corrupt, file.string() + " does not fit this ControlNet at '" + prefix + names[i] + "'.",
                        "Resume with the base model and ControlNet that the run was started with.");
        targets[i].detach().copy_(found->second.view(targets[i].sizes()));
    }
    return {};
}

nlohmann::json toJson(const TrainState &state)
{
    return {{"schema", kSchema},
            {"step", state.step},
            {"optimizer_steps", state.optimizerSteps},
            {"ema_updates", state.emaUpdates},
            {"loss_scale", state.lossScale},
            {"good_updates", state.goodUpdates},
            {"images_seen", state.imagesSeen},
            {"loss_mean", state.watch.mean},
            {"loss_weight", state.watch.weight},
            {"skipped", state.watch.skipped},
            {"bad_in_a_row", state.watch.badInARow},
            {"finite", true},
            {"options", state.options},
            {"data_fingerprint", state.dataFingerprint}};
}

Result<TrainState> stateFrom(const fs::path &file)
{
    ARMATURE_TRY(const std::string text, readText(file));
    try {
        const auto json = nlohmann::json::parse(text);
        TrainState state;
        state.step = json.at("step");
        state.optimizerSteps = json.at("optimizer_steps");
        state.emaUpdates = json.at("ema_updates");
        state.lossScale = json.at("loss_scale");
        state.goodUpdates = json.at("good_updates");
        state.imagesSeen = json.at("images_seen");
        state.watch = {json.at("loss_mean"), json.at("loss_weight"), json.at("skipped"), json.at("bad_in_a_row")};
        state.options = json.at("options");
        state.dataFingerprint = json.at("data_fingerprint");
        return state;
    } catch (const nlohmann::json::exception &) {
        return fail(ErrorCode::Corrupt, file.string() + " is damaged.", "Resume from an earlier checkpoint by its name.");
    }
}

bool isOurs(const fs::path &folder) { return fs::exists(folder / "manifest.json") && fs::exists(folder / "state.json"); }

// diffusers' own checkpoints: weights, and the step from the name.
Result<TrainState> loadForeign(const fs::path &folder, Trainable &weights)
{
    ARMATURE_TRY(const ControlNetSource source, openControlNet((folder / "controlnet").string()));
    NamedTensors tensors;
    for (const std::string &name : source.weights->names())
        tensors[name] = tensorFrom(source.weights, *source.weights->find(name));
    ARMATURE_CHECK(copyInto(weights.names(), weights.masters(), tensors, "", folder / "controlnet"));
    weights.refreshWorkingCopies();
    TrainState state;
    state.step = stepOf(folder.filename().string()).value_or(0);
    return state;
}

} // namespace

Result<CheckpointInfo> saveCheckpoint(const fs::path &output, const TrainState &state, const nlohmann::json &controlNetConfig,
                                      const Trainable &weights, const AdamW &optimizer, const Ema *ema,
                                      const std::map<std::string, std::string> &metadata)
{
    CheckpointInfo info;
    info.step = state.step;
    info.folder = output / (kPrefix + std::to_string(state.step));
    std::error_code error;
    if (fs::exists(info.folder, error) && !verifyFolder(info.folder)) {
        // A damaged one of the same name, from before a resume: it cannot be used and must not block a good one.
        fs::rename(info.folder, output / ("damaged-" + info.folder.filename().string()), error);
    }
    if (fs::exists(info.folder, error) && isOurs(info.folder)) {
        info.bytes = bytesIn(info.folder); // bit-identical by construction: the same step of the same run
        return info;
    }
    ARMATURE_TRY(AtomicFolder folder, AtomicFolder::create(info.folder));
    ARMATURE_CHECK(writeNet(folder.path() / "controlnet", controlNetConfig, named(weights.names(), weights.masters()), metadata));
    if (ema)
        ARMATURE_CHECK(writeNet(folder.path() / "ema", controlNetConfig, named(weights.names(), ema->averages()), metadata));
    NamedTensors moments = named(weights.names(), optimizer.firstMoments(), "exp_avg.");
    moments.merge(named(weights.names(), optimizer.secondMoments(), "exp_avg_sq."));
    ARMATURE_CHECK(saveTensors(folder.path() / "optimizer.safetensors", moments, {}));
    ARMATURE_CHECK(writeFileAtomically(folder.path() / "state.json", toJson(state).dump(1) + "\n"));
    ARMATURE_CHECK(folder.commit({{"schema", kSchema}, {"step", state.step}, {"finite", true}}));
    ARMATURE_CHECK(verifyCheckpoint(info.folder));
    info.bytes = bytesIn(info.folder);
    return info;
}

Result<TrainState> loadCheckpoint(const fs::path &folder, Trainable &weights, AdamW &optimizer, Ema *ema)
{
    if (!isOurs(folder))
        return loadForeign(folder, weights);
    ARMATURE_TRY(const TrainState state, stateFrom(folder / "state.json"));
    ARMATURE_TRY(const NamedTensors net, loadTensors(folder / "controlnet" / kWeights));
    ARMATURE_TRY(const NamedTensors moments, loadTensors(folder / "optimizer.safetensors"));
    const fs::path momentsFile = folder / "optimizer.safetensors";
    ARMATURE_CHECK(copyInto(weights.names(), weights.masters(), net, "", folder / "controlnet" / kWeights));
    ARMATURE_CHECK(copyInto(weights.names(), optimizer.firstMoments(), moments, "exp_avg.", momentsFile));
    ARMATURE_CHECK(copyInto(weights.names(), optimizer.secondMoments(), moments, "exp_avg_sq.", momentsFile));
    optimizer.setStepCount(state.optimizerSteps);
    weights.refreshWorkingCopies();
    if (ema && fs::exists(folder / "ema")) {
        ARMATURE_TRY(const NamedTensors averages, loadTensors(folder / "ema" / kWeights));
        ARMATURE_CHECK(copyInto(weights.names(), ema->averages(), averages, "", folder / "ema" / kWeights));
        ema->setUpdateCount(state.emaUpdates);
    }
    return state;
}

std::vector<CheckpointInfo> listCheckpoints(const fs::path &output)
{
    std::vector<CheckpointInfo> found;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(output, error)) {
        const auto step = stepOf(entry.path().filename().string());
        if (step && entry.is_directory(error))
            found.push_back({entry.path(), *step, 0});
    }
    std::sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.step < b.step; });
    return found;
}

Status verifyCheckpoint(const fs::path &folder)
{
    if (!fs::exists(folder / "manifest.json")) // not ours: good if its weights open
        return openControlNet((folder / "controlnet").string()).map([](const ControlNetSource &) {});
    return verifyFolder(folder).map([](const nlohmann::json &) {});
}

Result<ResumePoint> findResumePoint(const fs::path &output, const std::string &resume)
{
    ResumePoint point;
    if (resume.empty())
        return point;
    if (resume != "latest") {
        point.folder = output / fs::path(resume).filename();
        if (!fs::is_directory(point.folder) || !stepOf(point.folder.filename().string()))
            return fail(ErrorCode::NotFound, "There is no checkpoint " + point.folder.string() + ".", "Use --resume_from_checkpoint latest, or the name of one in " + output.string() + ".");
        ARMATURE_CHECK(verifyCheckpoint(point.folder));
        return point;
    }
    auto checkpoints = listCheckpoints(output);
    std::reverse(checkpoints.begin(), checkpoints.end());
    for (const CheckpointInfo &checkpoint : checkpoints) {
        if (verifyCheckpoint(checkpoint.folder)) {
            point.folder = checkpoint.folder;
            return point;
        }
        point.skipped.push_back(checkpoint.folder.string());
    }
    return point;
}

void leaveBehind(const fs::path &output, int64_t step)
{
    for (const CheckpointInfo &checkpoint : listCheckpoints(output)) {
        if (checkpoint.step <= step)
            continue;
        std::error_code error;
        const fs::path aside = output / ("abandoned-" + checkpoint.folder.filename().string());
        fs::remove_all(aside, error); // of an earlier time
        fs::rename(checkpoint.folder, aside, error);
    }
}

std::vector<CheckpointInfo> pruneCheckpoints(const fs::path &output, int64_t limit)
{
    std::vector<CheckpointInfo> removed;
    if (limit <= 0)
        return removed;
    auto checkpoints = listCheckpoints(output);
    std::erase_if(checkpoints, [](const CheckpointInfo &one) { return fs::exists(one.folder / kKeep); });
    const size_t keep = static_cast<size_t>(std::max<int64_t>(limit, 2));
    if (checkpoints.size() <= keep)
        return removed;
    // The two newest were read back when they were written; if one has gone bad since, nothing older is given up.
    for (size_t i = checkpoints.size() - 2; i < checkpoints.size(); ++i)
        if (!verifyCheckpoint(checkpoints[i].folder))
            return removed;
    for (size_t i = 0; i + keep < checkpoints.size(); ++i) {
        // Renamed first: a kill halfway leaves no folder that looks complete.
        std::error_code error;
        const fs::path doomed = output / (".tmp-removed-" + checkpoints[i].folder.filename().string());
        fs::rename(checkpoints[i].folder, doomed, error);
        if (!error && fs::remove_all(doomed, error) > 0)
            removed.push_back(checkpoints[i]);
    }
    return removed;
}

} // namespace armature
