#include "core/scenes/starter_project.h"

#include "core/base/fs.h"
#include "core/config/train_config.h"
#include "core/image/canny.h"
#include "core/image/png_writer.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace armature {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kShown = 8;
constexpr uint64_t kHeldOutScenes = 1u << 30; // far from any that is trained on

// Half shapes, a quarter each of the others, as among the pairs.
SceneKind kindOf(int64_t shown) { return shown < 4 ? SceneKind::Shapes : shown < 6 ? SceneKind::Solids : SceneKind::Figures; }

} // namespace

Image starterEdges(const Image &picture) { return canny(picture, {kSceneCannyLow, kSceneCannyHigh, false}); }

std::vector<ValidationScene> validationScenes(const StarterProject &project)
{
    std::vector<ValidationScene> shown;
    for (int64_t i = 0; i < kShown; ++i) {
        const Scene scene = makeScene(project.seed, kHeldOutScenes + uint64_t(i), kStarterSize, kindOf(i));
        shown.push_back({scene.caption, project.folder / "validation" / fmt::format("{}.png", i), scene.picture, starterEdges(scene.picture)});
    }
    return shown;
}

TrainOptions starterTrainOptions(const StarterProject &project)
{
    TrainOptions options;
    options.pretrained_model_name_or_path = project.model.string();
    options.train_data_dir = project.folder.string();
    options.seed = project.seed;
    options.resolution = kStarterSize;
    options.train_batch_size = project.batch;
    options.max_train_steps = project.steps;
    options.learning_rate = project.learningRate;
    options.lr_scheduler = "cosine";
    options.lr_warmup_steps = std::min<int64_t>(30, project.steps / 4);
    options.proportion_empty_prompts = 0.3;
    options.condition_kind = "lines";
    options.holdout_share = 0.05;
    options.checkpointing_steps = std::max<int64_t>(1, project.steps / 2);
    options.checkpoints_total_limit = 2;
    options.validation_steps = std::max<int64_t>(1, project.steps / 5);
    options.num_validation_images = 1;
    options.conditioning_embedding_init = "calibrated";
    options.validation_inference_steps = 16;
    options.validation_guidance_scale = 1.5; // more draws the caption clearer and the outlines softer
    for (const ValidationScene &one : validationScenes(project)) {
        options.validation_prompt.push_back(one.caption);
        options.validation_image.push_back(one.conditionFile.string());
    }
    return options;
}

Status writeStarterProject(const StarterProject &project, const std::function<bool(int64_t)> &progress)
{
    SceneDataset dataset;
    dataset.pairs = project.pairs;
    dataset.seed = project.seed;
    dataset.size = kStarterSize;
    ARMATURE_CHECK(writeSceneDataset(dataset, project.folder, progress));
    ARMATURE_CHECK(ensureWritableFolder(project.folder / "validation"));
    for (const ValidationScene &one : validationScenes(project))
        ARMATURE_CHECK(writePng(one.conditionFile, toRgb8(one.condition)));
    return writeFileAtomically(project.folder / "train.json", trainConfigToJson(starterTrainOptions(project)).dump(2) + "\n");
}

} // namespace armature
