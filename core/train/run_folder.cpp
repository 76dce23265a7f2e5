#include "core/train/run_folder.h"

#include "core/io/tensor_source.h"

#include <algorithm>

namespace armature {

namespace fs = std::filesystem;

namespace {

bool isEmpty(const fs::path &folder)
{
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(folder, error))
        if (entry.path().filename() != "run.lock")
            return false;
    return true;
}

void removeLeftovers(const fs::path &folder, const std::string &of = {})
{
    std::error_code error;
    std::vector<fs::path> leftovers;
    for (const auto &entry : fs::directory_iterator(folder, error))
        if (entry.path().filename().string().starts_with(".tmp-" + of))
            leftovers.push_back(entry.path());
    for (const fs::path &leftover : leftovers)
        fs::remove_all(leftover, error);
}

// What a resumed run must share with the one before to continue it bit for bit.
std::vector<std::string> differencesTo(const fs::path &runFile, const nlohmann::json &resolved)
{
    std::vector<std::string> differences;
    const auto text = readText(runFile);
    const auto before = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
    if (!before.is_object())
        return differences;
    for (const char *key : {"pretrained_model_name_or_path", "train_data_dir", "seed", "train_batch_size", "gradient_accumulation_steps",
                            "resolution", "learning_rate", "lr_scheduler", "mixed_precision", "optimizer", "max_train_steps"})
        if (before.contains(key) && before[key] != resolved[key] && !(std::string(key) == "max_train_steps" && resolved["lr_scheduler"] == "constant"))
            differences.emplace_back(key);
    return differences;
}

} // namespace

Result<RunFolder> openRunFolder(const fs::path &output, const TrainOptions &options, const nlohmann::json &resolved)
{
    if (fs::is_directory(output) && !isEmpty(output) && options.resume_from_checkpoint.empty())
        return fail(ErrorCode::Conflict, "The output folder " + output.string() + " is not empty.",
                    "Use --resume_from_checkpoint latest to go on with it, or another --output_dir.", "everything in it is untouched.");
    const bool wasMade = !fs::exists(output);
    ARMATURE_CHECK(ensureWritableFolder(output));
    ARMATURE_TRY(RunLock lock, RunLock::acquire(output));
    removeLeftovers(output);
    if (const fs::path single = options.single_file; !single.empty()) // the folder that it is to lie in is not ours
        removeLeftovers(fs::absolute(single).parent_path(), single.filename().string() + "-");
    auto resume = findResumePoint(output, options.resume_from_checkpoint);
    if (!resume) {
        leaveUnused(output, wasMade);
        return fail(std::move(resume.error()));
    }
    std::vector<std::string> differences;
    if (!resume->folder.empty())
        differences = differencesTo(output / "run.json", resolved);
    return RunFolder{std::move(lock), std::move(*resume), std::move(differences), wasMade};
}

bool isResultOf(const fs::path &output, const fs::path &singleFile)
{
    std::error_code error;
    const fs::path result = output / "diffusion_pytorch_model.safetensors";
    if (!fs::exists(result, error) || !fs::exists(singleFile, error))
        return false;
    const auto own = openTensorFile(result.string()), found = openTensorFile(singleFile.string());
    if (!own || !found || !(*own)->metadata().contains("armature.steps"))
        return false;
    const auto &said = (*found)->metadata(); // with more in it: its configuration
    return std::ranges::all_of((*own)->metadata(), [&](const auto &entry) {
        const auto same = said.find(entry.first);
        return same != said.end() && same->second == entry.second;
    });
}

Status recordRun(const fs::path &output, const nlohmann::json &resolved)
{
    return writeFileAtomically(output / "run.json", resolved.dump(1) + "\n");
}

void leaveUnused(const fs::path &output, bool wasMade)
{
    if (!isEmpty(output))
        return;
    std::error_code ignored;
    fs::remove(output / "run.lock", ignored);
    if (wasMade)
        fs::remove(output, ignored);
}

} // namespace armature
