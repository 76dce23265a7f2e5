#include "core/train/base/stage.h"

#include "core/base/fs.h"
#include "core/base/process_memory.h"
#include "core/nn/tensor_file.h"
#include "core/train/loss_watch.h"
#include "core/train/lr_schedule.h"
#include "core/train/step_meter.h"

#include <ATen/ATen.h>

#include <cmath>

namespace armature {

namespace fs = std::filesystem;

namespace {

constexpr const char *kTensors = "state.safetensors";
constexpr const char *kState = "state.json";

struct Group
{
    const char *prefix;
    const std::vector<at::Tensor> *tensors;
};

} // namespace

TrainingStage::TrainingStage(StageOptions options, std::vector<ParameterTable *> networks)
    : m_options(std::move(options)), m_tables(std::move(networks))
{
    for (size_t n = 0; n < m_tables.size(); ++n) {
        m_trainables.push_back(std::make_unique<Trainable>(*m_tables[n], at::kCPU, m_options.computeType, /*channelsLast=*/false));
        for (size_t i = 0; i < m_trainables[n]->names().size(); ++i) {
            m_names.push_back(std::to_string(n) + "." + m_trainables[n]->names()[i]);
            m_masters.push_back(m_trainables[n]->masters()[i]);
        }
    }
    AdamWOptions optimizer;
    optimizer.weightDecay = m_options.weightDecay;
    m_optimizer = std::make_unique<AdamW>(m_masters, optimizer);
    m_ema = std::make_unique<Ema>(m_masters, m_options.emaDecay);
}

TrainingStage::~TrainingStage() = default;

fs::path TrainingStage::folderOf(int64_t step) const { return m_options.folder / (m_options.name + "-" + std::to_string(step)); }

Result<bool> TrainingStage::run(const Loss &loss, EventSink &sink, RunControl &control)
{
    ARMATURE_TRY(int64_t step, resume());
    ARMATURE_TRY(const LrSchedule rates, LrSchedule::create({"cosine", m_options.learningRate, m_options.warmupSteps, m_options.steps}));
    sink.onEvent(PhaseChanged{m_options.name});
    StepMeter meter;
    double smoothed = 0;
    int64_t stepsHere = 0;
    while (step < m_options.steps) {
        if (control.isStopRequested()) {
            ARMATURE_CHECK(save(step, sink));
            return false;
        }
        const Stopwatch watch;
        const at::Tensor value = loss(step);
        value.backward();
        const double rate = rates.rateAfter(step), norm = applyGradients(rate), number = value.item<double>();
        if (!std::isfinite(number) || !std::isfinite(norm))
            return fail(ErrorCode::Numeric, "The loss of " + m_options.name + " is no number any more at step " + std::to_string(step + 1) + ".",
                        "Build again with a lower learning rate.");
        ++step;
        ++stepsHere;
        meter.add(watch.seconds());
        smoothed += (number - smoothed) / double(std::min<int64_t>(stepsHere, 100));
        StepDone done;
        done.step = step;
        done.totalSteps = m_options.steps;
        done.loss = number;
        done.smoothedLoss = smoothed;
        done.learningRate = rate;
        done.gradientNorm = norm;
        done.secondsPerStep = meter.secondsPerStep();
        done.secondsLeft = meter.secondsLeft(m_options.steps - step);
        done.memoryBytes = processMemory().resident;
        done.peakMemoryBytes = processMemory().peak;
        sink.onEvent(done);
        if (step % m_options.checkpointingSteps == 0 || step == m_options.steps)
            ARMATURE_CHECK(save(step, sink));
    }
    adoptAverages();
    return true;
}

double TrainingStage::applyGradients(double learningRate)
{
    std::vector<at::Tensor> gradients;
    for (const auto &trainable : m_trainables) {
        trainable->collectGradients();
        const auto &own = trainable->gradients();
        gradients.insert(gradients.end(), own.begin(), own.end());
    }
    const double norm = globalNorm(gradients).item<double>();
    m_optimizer->step(gradients, learningRate, clipDivisor(norm, m_options.maxGradientNorm));
    m_ema->update(m_masters);
    for (const auto &trainable : m_trainables) {
        trainable->clearGradients();
        trainable->refreshWorkingCopies();
    }
    return norm;
}

void TrainingStage::adoptAverages()
{
    const at::NoGradGuard noGrad;
    size_t i = 0;
    for (ParameterTable *table : m_tables) {
        for (const auto &parameter : *table)
            parameter->value = m_ema->averages()[i++].detach().clone();
        table->setRequiresGrad(false);
    }
}

Status TrainingStage::save(int64_t step, EventSink &sink)
{
    if (fs::exists(folderOf(step)))
        return {};
    const Stopwatch watch;
    ARMATURE_TRY(AtomicFolder folder, AtomicFolder::create(folderOf(step)));
    NamedTensors tensors;
    for (const Group &group : {Group{"weight.", &m_masters}, Group{"exp_avg.", &m_optimizer->firstMoments()},
                               Group{"exp_avg_sq.", &m_optimizer->secondMoments()}, Group{"ema.", &m_ema->averages()}})
        for (size_t i = 0; i < m_names.size(); ++i)
            tensors[group.prefix + m_names[i]] = (*group.tensors)[i].detach();
    ARMATURE_CHECK(saveTensors(folder.path() / kTensors, tensors, {}));
    const nlohmann::json state = {{"step", step}, {"ema_updates", m_ema->updateCount()}, {"recipe", m_options.recipe}};
    ARMATURE_CHECK(writeFileAtomically(folder.path() / kState, state.dump(2)));
    ARMATURE_CHECK(folder.commit({}));
    // The one before this was good when it was written and is kept until this one is known to be.
    ARMATURE_TRY(const auto verified, verifyFolder(folderOf(step)));
    (void)verified;
    std::error_code error;
    for (int64_t old = step - 2 * m_options.checkpointingSteps; old >= 0 && old > step - 4 * m_options.checkpointingSteps; --old)
        fs::remove_all(folderOf(old), error);
    sink.onEvent(CheckpointSaved{step, folderOf(step), true, watch.seconds(), 0});
    return {};
}

Result<int64_t> TrainingStage::resume()
{
    int64_t newest = 0;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(m_options.folder, error)) {
        const std::string name = entry.path().filename().string(), prefix = m_options.name + "-";
        if (!name.starts_with(prefix) || name.find_first_not_of("0123456789", prefix.size()) != std::string::npos || name.size() == prefix.size())
            continue;
        const int64_t step = std::stoll(name.substr(prefix.size()));
        if (step > newest && step <= m_options.steps && verifyFolder(entry.path()))
            newest = step;
    }
    if (newest == 0)
        return 0;
    const fs::path folder = folderOf(newest);
    ARMATURE_TRY(const std::string text, readText(folder / kState));
    const auto state = nlohmann::json::parse(text, nullptr, false);
    if (!state.is_object() || state.value("recipe", "") != m_options.recipe)
        return fail(ErrorCode::Conflict, folder.string() + " was made by another recipe.", "Build in another folder, or remove this one.");
    ARMATURE_TRY(const NamedTensors tensors, loadTensors(folder / kTensors));
    const at::NoGradGuard noGrad;
    for (const Group &group : {Group{"weight.", &m_masters}, Group{"exp_avg.", &m_optimizer->firstMoments()},
                               Group{"exp_avg_sq.", &m_optimizer->secondMoments()}, Group{"ema.", &m_ema->averages()}})
        for (size_t i = 0; i < m_names.size(); ++i) {
            const auto found = tensors.find(group.prefix + m_names[i]);
            if (found == tensors.end() || found->second.sizes() != m_masters[i].sizes())
                return fail(ErrorCode::Corrupt, folder.string() + " does not fit this model at '" + m_names[i] + "'.");
            (*group.tensors)[i].detach().copy_(found->second);
        }
    for (const auto &trainable : m_trainables)
        trainable->refreshWorkingCopies();
    m_optimizer->setStepCount(newest);
    m_ema->setUpdateCount(state.value("ema_updates", newest));
    return newest;
}

} // namespace armature
