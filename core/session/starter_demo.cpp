#include "core/session/starter_demo.h"

#include "core/base/fs.h"
#include "core/base/process_memory.h"
#include "core/base/resources.h"
#include "core/image/codec.h"
#include "core/image/contact_sheet.h"
#include "core/image/edge_score.h"
#include "core/image/png_writer.h"
#include "core/infer/pipeline.h"
#include "core/scenes/starter_project.h"
#include "core/session/train_session.h"
#include "core/train/step_meter.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <map>

namespace armature {

namespace fs = std::filesystem;

namespace {

TrainOptions optionsFor(const StarterDemo &demo, const StarterProject &project)
{
    TrainOptions options = starterTrainOptions(project);
    options.output_dir = (demo.folder / "controlnet").string();
    options.single_file = (demo.folder / "controlnet.safetensors").string();
    return options;
}

Result<Image> validationPicture(const fs::path &folder, size_t slot)
{
    return decode(folder / ("prompt-" + std::to_string(slot) + "-image-0.png"));
}

double meanAdherence(const std::vector<Image> &pictures, const std::vector<ValidationScene> &shown)
{
    double sum = 0;
    for (size_t i = 0; i < shown.size(); ++i)
        sum += compareEdges(starterEdges(pictures[i]), shown[i].condition).f1();
    return sum / double(shown.size());
}

// Passes the run's events on and reads the pictures of every validation.
class Watcher final : public EventSink
{
public:
    Watcher(EventSink &next, const std::vector<ValidationScene> &shown, const std::function<void(const std::string &)> &say)
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
    const std::vector<ValidationScene> &m_shown;
    const std::function<void(const std::string &)> &m_say;
    double m_gain = 0;
};

// What the VAE alone keeps of the targets' edges: no picture of this model can follow better.
Result<double> reconstructionAdherence(const fs::path &model, const std::vector<ValidationScene> &shown)
{
    ARMATURE_TRY(BaseModel base, openBaseModel(model.string()));
    base.to(at::kCPU, at::kFloat, false);
    const at::NoGradGuard noGrad;
    std::vector<Image> pictures;
    for (const ValidationScene &one : shown)
        pictures.push_back(imageFromTensor(base.vae->decode(base.vae->encode(tensorFromImage(one.target) * 2 - 1).mean)));
    return meanAdherence(pictures, shown);
}

// A column a validation scene; rows: condition, before training, each step, target.
Status writeDemoSheet(const fs::path &file, const std::vector<ValidationScene> &shown, const Watcher &watcher)
{
    std::vector<SheetCell> cells;
    for (const ValidationScene &one : shown)
        cells.push_back({toRgb8(one.condition), one.caption});
    for (const auto &[step, round] : watcher.pictures)
        for (const Image &picture : round)
            cells.push_back({picture, step == 0 ? "before training" : "step " + std::to_string(step)});
    for (const ValidationScene &one : shown)
        cells.push_back({one.target, "target"});
    SheetStyle style;
    style.columns = int(shown.size());
    style.cellWidth = style.cellHeight = 160;
    style.title = "The condition, the same seed at each step, the picture the condition was taken from";
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
    ARMATURE_CHECK(ensureWritableFolder(demo.folder));
    say(fmt::format("Painting {} pairs: scenes, their Canny edges, captions", demo.pairs));
    const StarterProject project{demo.folder / "pairs", model, demo.pairs, demo.steps, demo.batch, demo.learningRate, demo.seed};
    sink.onEvent(PhaseChanged{"paint scenes"});
    ARMATURE_CHECK(writeStarterProject(project, [&](int64_t done) {
        sink.onEvent(CacheProgress{done, demo.pairs});
        return !control.isStopRequested();
    }));
    const std::vector<ValidationScene> shown = validationScenes(project);
    DemoSummary summary;
    ARMATURE_TRY(summary.reconstruction, reconstructionAdherence(model, shown));
    say(fmt::format("Training a ControlNet for {} steps; the base model alone would keep {:.0f} % of the edges", demo.steps, 100 * summary.reconstruction));
    Watcher watcher(sink, shown, say);
    ARMATURE_TRY(const RunOutcome outcome, runTraining(optionsFor(demo, project), watcher, control));
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
