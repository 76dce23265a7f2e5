#include "core/scenes/scene_dataset.h"

#include "core/base/fs.h"
#include "core/image/png_writer.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace armature {

namespace fs = std::filesystem;

namespace {

constexpr int kRecipe = 1; // raised whenever a scene of the same seed would look different

nlohmann::json recipeOf(const SceneDataset &request)
{
    return {{"generator", "armature scenes"}, {"recipe", kRecipe},       {"pairs", request.pairs}, {"seed", request.seed},
            {"first", request.firstIndex},    {"size", request.size},    {"condition", nameOf(request.condition)}};
}

Status checkRequest(const SceneDataset &request)
{
    if (request.pairs < 1 || request.pairs > 1'000'000)
        return fail(ErrorCode::BadInput, "--pairs must lie between 1 and 1000000.");
    if (request.size < 16 || request.size > 2048 || request.size % 8 != 0)
        return fail(ErrorCode::BadInput, "--size must be a multiple of 8 between 16 and 2048.");
    return {};
}

// Ours with the same recipe, or empty, or not there.
Status checkFolder(const fs::path &folder, const nlohmann::json &recipe)
{
    std::error_code error;
    if (!fs::exists(folder, error) || fs::is_empty(folder, error))
        return {};
    const auto text = readText(folder / "dataset.json");
    if (text && nlohmann::json::parse(*text, nullptr, false) == recipe)
        return {};
    return fail(ErrorCode::Conflict, folder.string() + " holds other files already.", "Give a folder that is empty or does not exist.");
}

struct PairFiles
{
    fs::path picture, caption, condition;

    PairFiles(const fs::path &folder, int64_t number)
    {
        const std::string stem = fmt::format("{:06}", number);
        picture = folder / "image" / (stem + ".png");
        caption = folder / "image" / (stem + ".txt");
        condition = folder / "condition" / (stem + ".png");
    }
    bool areThere() const { return fs::exists(picture) && fs::exists(caption) && fs::exists(condition); }
};

Status writePair(const Scene &scene, ConditionKind kind, const PairFiles &files)
{
    ARMATURE_CHECK(writePng(files.picture, scene.picture));
    ARMATURE_CHECK(writePng(files.condition, conditionOf(scene, kind)));
    return writeFileAtomically(files.caption, scene.caption + "\n");
}

} // namespace

Status writeSceneDataset(const SceneDataset &request, const fs::path &folder, const std::function<bool(int64_t)> &progress)
{
    ARMATURE_CHECK(checkRequest(request));
    const nlohmann::json recipe = recipeOf(request);
    ARMATURE_CHECK(checkFolder(folder, recipe));
    ARMATURE_CHECK(ensureWritableFolder(folder / "image"));
    ARMATURE_CHECK(ensureWritableFolder(folder / "condition"));
    ARMATURE_CHECK(writeFileAtomically(folder / "dataset.json", recipe.dump(2) + "\n"));
    for (int64_t i = 0; i < request.pairs; ++i) {
        const PairFiles files(folder, i);
        if (!files.areThere()) {
            const Scene scene = makeScene(request.seed, request.firstIndex + uint64_t(i), request.size, scenesFor(request.condition));
            ARMATURE_CHECK(writePair(scene, request.condition, files));
        }
        if (progress && !progress(i + 1))
            return fail(ErrorCode::Interrupted, "Stopped after " + std::to_string(i + 1) + " pairs; " + folder.string() + " keeps them.",
                        "The same command goes on from there.");
    }
    return {};
}

} // namespace armature
