#include "core/session/starter_demo.h"

#include "core/base/fs.h"
#include "core/base/process_memory.h"
#include "core/base/resources.h"
#include "core/image/canny.h"
#include "core/image/codec.h"
#include "core/image/contact_sheet.h"
#include "core/image/edge_score.h"
#include "core/image/png_writer.h"
#include "core/infer/pipeline.h"
#include "core/scenes/scene_dataset.h"
#include "core/session/train_session.h"
#include "core/train/step_meter.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace armature {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kShown = 8;                 // validation pictures
constexpr uint64_t kHeldOutScenes = 1u << 30; // far from any that is trained on
constexpr int kSize = 128;

struct Shown
{
    std::string caption;
    fs::path conditionFile;
    Image target, condition;
};

Image edgesOf(const Image &picture) { return canny(picture, {kSceneCannyLow, kSceneCannyHigh}); }

std::vector<Shown> validationScenes(const StarterDemo &demo)
{
    std::vector<Shown> shown;
    for (int64_t i = 0; i < kShown; ++i) {
        // Half shapes, a quarter each of the others, so that the sheet shows all three.
        const SceneKind kind = i < 4 ? SceneKind::Shapes : i < 6 ? SceneKind::Solids : SceneKind::Figures;
        const Scene scene = makeScene(demo.seed, kHeldOutScenes + uint64_t(i), kSize, kind);
        shown.push_back({scene.caption, demo.folder / "validation" / fmt::format("{}.png", i), scene.picture, edgesOf(scene.picture)});
    }
    return shown;
}

TrainOptions optionsFor(const StarterDemo &demo, const fs::path &model, const std::vector<Shown> &shown)
{
    TrainOptions options;
    options.pretrained_model_name_or_path = model.string();
    options.train_data_dir = (demo.folder / "pairs").string();
    options.output_dir = (demo.folder / "controlnet").string();
    options.single_file = (demo.folder / "controlnet.safetensors").string();
    options.seed = demo.seed;
    options.resolution = kSize;
    options.train_batch_size = demo.batch;
    options.max_train_steps = demo.steps;
    options.learning_rate = demo.learningRate;
    options.lr_scheduler = "cosine";
    options.lr_warmup_steps = std::min<int64_t>(40, demo.steps / 4);
    options.mixed_precision = "no";
    options.proportion_empty_prompts = 0.3;
    options.condition_kind = "lines";
    options.holdout_share = 0.05;
    options.checkpointing_steps = std::max<int64_t>(1, demo.steps / 2);
    options.checkpoints_total_limit = 2;
    options.validation_steps = std::max<int64_t>(1, demo.steps / 4);
    options.num_validation_images = 1;
    options.validation_inference_steps = 14;
    options.validation_guidance_scale = 3.0;
    for (const Shown &one : shown) {
        options.validation_prompt.push_back(one.caption);
        options.validation_image.push_back(one.conditionFile.string());
    }
    return options;
}

Result<Image> validationPicture(const fs::path &folder, size_t slot)
{
    return decode(folder / ("prompt-" + std::to_string(slot) + "-image-0.png"));
}

double meanAdherence(const std::vector<Image> &pictures, const std::vector<Shown> &shown)
{
    double sum = 0;
    for (size_t i = 0; i < shown.size(); ++i)
        sum += compareEdges(edgesOf(pictures[i]), shown[i].condition).f1();
    return sum / double(shown.size());
}

// Passes the run's events on and reads the pictures of every validation.
class Watcher final : public EventSink
{
public:
    Watcher(EventSink &next, const std::vector<Shown> &shown, const std::function<void(const std::string &)> &say)
        : m_next(next), m_shown(shown), m_say(say)
    {
    }

    void onEvent(const TrainEvent &event) override
    {
        m_next.onEvent(event);
        if (const auto *done = std::get_if<ValidationDone>(&event))
            measure(*done);
        else if (const auto *gain = std::get_if<ControlGain>(&event))
            m_gain = gain->lossTrue > 0 ? gain->lossShuffled / gain->lossTrue - 1 : 0;
    }

    std::map<int64_t, std::vector<Image>> pictures; // by step
    std::vector<AdherenceAt> adherence;
    double gain() const { return m_gain; }

private:
    void measure(const ValidationDone &done)
    {
        std::vector<Image> round;
        for (size_t i = 0; i < m_shown.size(); ++i) {
            auto picture = validationPicture(done.folder, i);
            if (!picture)
                return;
            round.push_back(std::move(*picture));
        }
        adherence.push_back({done.step, meanAdherence(round, m_shown)});
        pictures[done.step] = std::move(round);
        m_say(fmt::format("step {}: the pictures follow {:.0f} % of their edges; another pair's condition costs {:+.1f} % of loss", done.step,
                          100 * adherence.back().f1, 100 * m_gain));
    }

    EventSink &m_next;
    const std::vector<Shown> &m_shown;
    const std::function<void(const std::string &)> &m_say;
    double m_gain = 0;
};

// What the VAE alone keeps of the targets' edges: no picture of this model can follow better.
Result<double> reconstructionAdherence(const fs::path &model, const std::vector<Shown> &shown)
{
    ARMATURE_TRY(BaseModel base, openBaseModel(model.string()));
    base.to(at::kCPU, at::kFloat, false);
    const at::NoGradGuard noGrad;
    std::vector<Image> pictures;
    for (const Shown &one : shown)
        pictures.push_back(imageFromTensor(base.vae->decode(base.vae->encode(tensorFromImage(one.target) * 2 - 1).mean)));
    return meanAdherence(pictures, shown);
}

// A row a validation picture: condition, every step, target.
Status writeDemoSheet(const fs::path &file, const std::vector<Shown> &shown, const Watcher &watcher)
{
    std::vector<SheetCell> cells;
    for (size_t i = 0; i < shown.size(); ++i) {
        cells.push_back({toRgb8(shown[i].condition), shown[i].caption});
        for (const auto &[step, round] : watcher.pictures)
            cells.push_back({round[i], step == 0 ? "before training" : "step " + std::to_string(step)});
        cells.push_back({shown[i].target, "target"});
    }
    SheetStyle style;
    style.columns = int(watcher.pictures.size()) + 2;
    style.cellWidth = style.cellHeight = 160;
    style.title = "Condition, the same seed at each step, target";
    return writePng(file, contactSheet(cells, style));
}

Status writeSummary(const fs::path &file, const StarterDemo &demo, const DemoSummary &summary)
{
    nlohmann::ordered_json json{{"seconds", summary.seconds},
                                {"peak_memory_bytes", summary.peakMemoryBytes},
                                {"steps", demo.steps},
                                {"tolerance_px", 1},
                                {"adherence_step_0", summary.adherence.front().f1},
                                {"adherence_end", summary.adherence.back().f1},
                                {"adherence_vae_reconstruction", summary.reconstruction},
                                {"control_gain", summary.gain}};
    for (const AdherenceAt &at : summary.adherence)
        json["adherence"].push_back({{"step", at.step}, {"f1", at.f1}});
    return writeFileAtomically(file, json.dump(2) + "\n");
}

Result<DemoSummary> run(const StarterDemo &demo, EventSink &sink, RunControl &control, const std::function<void(const std::string &)> &say)
{
    const Stopwatch watch;
    fs::path model = demo.model;
    if (model.empty()) {
        ARMATURE_TRY(model, resourcePath("starter/model"));
    }
    std::error_code error;
    if (fs::exists(demo.folder / "controlnet", error))
        return fail(ErrorCode::Conflict, demo.folder.string() + " holds a run already.", "Give a folder that is empty or does not exist.");
    ARMATURE_CHECK(ensureWritableFolder(demo.folder / "validation"));
    say(fmt::format("Painting {} pairs: scenes, their Canny edges, captions", demo.pairs));
    SceneDataset dataset;
    dataset.pairs = demo.pairs;
    dataset.seed = demo.seed;
    dataset.size = kSize;
    sink.onEvent(PhaseChanged{"paint scenes"});
    ARMATURE_CHECK(writeSceneDataset(dataset, demo.folder / "pairs", [&](int64_t done) {
        sink.onEvent(CacheProgress{done, demo.pairs});
        return !control.isStopRequested();
    }));
    const std::vector<Shown> shown = validationScenes(demo);
    for (const Shown &one : shown)
        ARMATURE_CHECK(writePng(one.conditionFile, toRgb8(one.condition)));
    DemoSummary summary;
    ARMATURE_TRY(summary.reconstruction, reconstructionAdherence(model, shown));
    say(fmt::format("Training a ControlNet for {} steps; the base model alone would keep {:.0f} % of the edges", demo.steps, 100 * summary.reconstruction));
    Watcher watcher(sink, shown, say);
    ARMATURE_TRY(const RunOutcome outcome, runTraining(optionsFor(demo, model, shown), watcher, control));
    summary.adherence = watcher.adherence;
    summary.gain = watcher.gain();
    summary.isComplete = outcome == RunOutcome::Finished;
    summary.seconds = watch.seconds();
    summary.peakMemoryBytes = processMemory().peak;
    if (!summary.adherence.empty()) {
        ARMATURE_CHECK(writeDemoSheet(demo.folder / "sheet.png", shown, watcher));
        ARMATURE_CHECK(writeSummary(demo.folder / "summary.json", demo, summary));
    }
    return summary;
}

} // namespace

Result<DemoSummary> runStarterDemo(const StarterDemo &demo, EventSink &sink, RunControl &control,
                                   const std::function<void(const std::string &)> &say)
{
    if (demo.pairs < 40 || demo.steps < 1 || demo.batch < 1)
        return fail(ErrorCode::BadInput, "The demo needs at least 40 pairs, one step and a batch of one.");
    try {
        return run(demo, sink, control, say);
    } catch (const c10::Error &error) {
        return fail(ErrorCode::Internal, std::string("The engine stopped: ") + error.what_without_backtrace());
    }
}

} // namespace armature
