#include "ui/train/run_forecast.h"

#include "core/base/fs.h"
#include "core/base/process_memory.h"
#include "core/base/resources.h"
#include "core/config/train_config.h"
#include "core/data/check.h"
#include "core/io/layouts/model_sizes.h"
#include "ui/train/suggest_validation.h"
#include "ui/window/jobs.h"

#include <QCoreApplication>
#include <QLocale>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <thread>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(armature::ui::RunForecast)
};

QString count(int64_t number) { return QLocale().toString(qint64(number)); }
QString bytesText(double bytes) { return QLocale().formattedDataSize(qint64(bytes), 1, QLocale::DataSizeSIFormat); }

// What an earlier run has told of itself.
struct Measured
{
    QString run;
    TrainOptions options;
    double secondsPerStep = 0, peakMemory = 0;
};

double imagesPerStep(const TrainOptions &options) { return double(options.train_batch_size * std::max<int64_t>(1, options.gradient_accumulation_steps)); }

// The last step in the last lines of its events; a long history is not read.
std::optional<Measured> measuredIn(const RunPlace &place)
{
    constexpr std::streamoff kTail = 1 << 16;
    std::ifstream file(place.events(), std::ios::binary | std::ios::ate);
    if (!file)
        return {};
    const std::streamoff size = file.tellg();
    file.seekg(std::max<std::streamoff>(0, size - kTail));
    Measured measured;
    for (std::string line; std::getline(file, line);) {
        if (line.find("\"event\":\"step\"") == std::string::npos)
            continue;
        const auto json = nlohmann::json::parse(line, nullptr, false);
        const auto number = [&](const char *key) { return json.is_object() && json.contains(key) && json[key].is_number() ? json[key].get<double>() : 0; };
        if (number("seconds_per_step") > 0) {
            measured.secondsPerStep = number("seconds_per_step");
            measured.peakMemory = number("peak_memory_bytes");
        }
    }
    GivenTrainOptions given;
    if (measured.secondsPerStep <= 0 || !applyTrainConfigFile(place.options(), given))
        return {};
    measured.options = given.options;
    measured.run = QString::fromStdString(place.name);
    return measured;
}

// Of the same model and device, preferably at the same resolution and batch.
std::optional<Measured> bestMeasured(const TrainOptions &options, const fs::path &runs)
{
    std::optional<Measured> best;
    int bestScore = -1;
    size_t seen = 0;
    for (const RunPlace &place : findRuns(runs)) {
        if (++seen > 50)
            break;
        auto measured = measuredIn(place);
        if (!measured || measured->options.pretrained_model_name_or_path != options.pretrained_model_name_or_path || measured->options.device != options.device)
            continue;
        const int score = 2 * (measured->options.resolution == options.resolution) + (imagesPerStep(measured->options) == imagesPerStep(options)) +
                          (measured->options.gradient_checkpointing == options.gradient_checkpointing);
        if (score > bestScore)
            best = std::move(measured), bestScore = score;
    }
    return best;
}

// Of the first card, from NVIDIA's own tool; 0 where it does not tell.
double availableOnCard()
{
    std::unique_ptr<FILE, int (*)(FILE *)> tool(::popen("nvidia-smi --query-gpu=memory.free --format=csv,noheader,nounits -i 0 2>/dev/null", "r"), ::pclose);
    double megabytes = 0;
    return tool && std::fscanf(tool.get(), "%lf", &megabytes) == 1 ? megabytes * 1048576 : 0;
}

bool isOnCpu(const TrainOptions &options)
{
    std::error_code error;
    return options.device == "cpu" || (options.device == "auto" && !fs::exists("/dev/nvidia0", error));
}

// Multiplications and additions a second that this processor does in a plain loop of independent lanes, all cores together.
double measuredArithmetic()
{
    alignas(64) float lanes[64];
    std::fill(std::begin(lanes), std::end(lanes), 1.0f);
    const auto start = std::chrono::steady_clock::now();
    int64_t rounds = 0;
    double seconds = 0;
    do {
        for (int i = 0; i < 20000; ++i)
            for (float &lane : lanes)
                lane = lane * 0.999f + 0.001f;
        rounds += 20000;
        seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    } while (seconds < 0.02);
    volatile float keep = lanes[7];
    (void)keep;
    return double(rounds) * 128 / seconds * std::max(1u, std::thread::hardware_concurrency());
}

int64_t savedCheckpoints(const TrainOptions &options)
{
    const int64_t made = options.checkpointing_steps > 0 ? (options.max_train_steps + options.checkpointing_steps - 1) / options.checkpointing_steps : 1;
    const int64_t kept = options.checkpoints_total_limit > 0 ? std::max<int64_t>(2, options.checkpoints_total_limit) : made;
    return std::max<int64_t>(1, std::min(made, kept));
}

class Forecaster
{
public:
    Forecaster(const TrainOptions &options, const RunPlace &place, std::stop_token stop)
        : m_options(options), m_place(place), m_stop(std::move(stop)), m_measured(bestMeasured(options, place.runs))
    {
    }

    std::vector<ForecastLine> all()
    {
        model();
        pairs();
        if (m_sizes) {
            memory();
            disk();
        }
        time();
        validation();
        clash();
        return std::move(m_lines);
    }

private:
    void add(const char *id, Light light, const QString &title, const QString &text, const QString &mendText, ForecastAction action)
    {
        m_lines.push_back({QLatin1String(id), light, title, text, mendText, {}, action});
    }
    void add(const char *id, Light light, const QString &title, const QString &text, const QString &mendText = {}, std::function<void(TrainOptions &)> mend = {})
    {
        m_lines.push_back({QLatin1String(id), light, title, text, mendText, std::move(mend)});
    }

    void model()
    {
        const QString title = Words::tr("Base model");
        if (m_options.pretrained_model_name_or_path.empty())
            return badModel(title, Words::tr("None is chosen: give its folder or file."));
        const auto sizes = modelSizes(m_options.pretrained_model_name_or_path, m_options.variant);
        if (!sizes)
            return badModel(title, QString::fromStdString(sizes.error().message));
        m_sizes = *sizes;
        add("model", Light::Green, title,
            Words::tr("%1 million numbers; %2 million are trained").arg(count((m_sizes->unet + m_sizes->vae + m_sizes->textEncoder + 500000) / 1000000), QLocale().toString(double(m_sizes->controlNet) / 1e6, 'f', 1)));
    }

    // The one that ships is always there to try with.
    void badModel(const QString &title, const QString &text)
    {
        const auto starter = resourcePath("starter/model");
        if (!starter)
            return add("model", Light::Red, title, text, Words::tr("Choose…"), ForecastAction::ChooseModel);
        add("model", Light::Red, title, text, Words::tr("Take the starter's"), [model = starter->string()](TrainOptions &options) {
            options.pretrained_model_name_or_path = model;
            options.resolution = std::min<int64_t>(options.resolution, kStarterResolution);
        });
    }

    void pairs()
    {
        const QString title = Words::tr("Pairs");
        const auto set = readPairs(m_options.train_data_dir, {m_options.image_column, m_options.conditioning_image_column, m_options.caption_column});
        if (!set)
            return add("pairs", Light::Red, title, QString::fromStdString(set.error().message), Words::tr("Look at the folder"), ForecastAction::OpenFolder);
        CheckOptions check;
        check.resolution = int(m_options.resolution);
        check.decode = check.findDuplicates = false;
        check.threads = 1;
        check.stop = m_stop;
        const CheckReport report = checkPairs(*set, check);
        const auto usable = int64_t(report.trainableCount());
        std::map<FindingKind, int> reasons;
        for (const Finding &finding : report.findings)
            if (finding.severity == Severity::Error)
                ++reasons[finding.kind];
        QStringList words;
        for (const auto &[kind, times] : reasons)
            words += Words::tr("%1 × %2").arg(times).arg(QString::fromStdString(std::string(kindTitle(kind))));
        if (usable == 0)
            return add("pairs", Light::Red, title, words.isEmpty() ? Words::tr("None is here to train on.") : Words::tr("None can be trained on: %1.").arg(words.join(QStringLiteral(", "))), Words::tr("See and mend them"),
                       ForecastAction::ShowPairs);
        if (!words.isEmpty())
            return add("pairs", Light::Amber, title, Words::tr("%1 are trained on; left out: %2.").arg(count(usable), words.join(QStringLiteral(", "))), Words::tr("See and mend them"), ForecastAction::ShowPairs);
        if (usable < kFewPairs)
            return add("pairs", Light::Amber, title, Words::tr("%1: enough to try, few for a ControlNet that generalises.").arg(count(usable)), Words::tr("Add pairs"), ForecastAction::ShowPairs);
        add("pairs", Light::Green, title, Words::tr("%1, none is left out").arg(count(usable)));
    }

    void memory()
    {
        const QString title = Words::tr("Memory");
        const double trained = double(m_sizes->controlNet) * (m_options.use_ema ? 20 : 16); // weights, gradients, two moments, average
        const double frozen = double(m_sizes->unet + m_sizes->vae + m_sizes->textEncoder) * (isOnCpu(m_options) ? 4 : 2);
        const double cells = std::pow(double(m_options.resolution) / 8, 2) * double(m_options.train_batch_size);
        const double pictures = cells * kBytesPerCell * (m_options.gradient_checkpointing ? 0.3 : 1);
        double need = trained + frozen + pictures;
        const bool isMeasured = m_measured && m_measured->peakMemory > 0 && m_measured->options.resolution == m_options.resolution &&
                                m_measured->options.train_batch_size == m_options.train_batch_size &&
                                m_measured->options.gradient_checkpointing == m_options.gradient_checkpointing;
        if (isMeasured)
            need = m_measured->peakMemory;
        const QString source = isMeasured ? Words::tr("measured in %1").arg(m_measured->run) : Words::tr("a guess from the model's size");
        const double free = isOnCpu(m_options) ? double(availableMemory().value_or(0)) : availableOnCard();
        if (free <= 0)
            return add("memory", Light::Amber, title, Words::tr("about %1 on the device (%2); how much is free there cannot be told").arg(bytesText(need), source));
        const QString text = Words::tr("about %1 (%2) of %3 that are free").arg(bytesText(need), source, bytesText(free));
        const Light light = need > free ? Light::Red : need > 0.8 * free ? Light::Amber : Light::Green;
        if (light == Light::Green)
            return add("memory", light, title, text);
        if (m_options.train_batch_size > 1)
            return add("memory", light, title, text, Words::tr("Halve the batch"), [](TrainOptions &options) {
                options.train_batch_size /= 2;
                options.gradient_accumulation_steps = std::max<int64_t>(1, options.gradient_accumulation_steps) * 2;
            });
        if (!m_options.gradient_checkpointing)
            return add("memory", light, title, text, Words::tr("Save memory, cost time"), [](TrainOptions &options) { options.gradient_checkpointing = true; });
        if (const int64_t smaller = m_options.resolution * 3 / 4 / 64 * 64; smaller >= 64)
            return add("memory", light, title, text, Words::tr("Train at %1 px").arg(smaller), [smaller](TrainOptions &options) { options.resolution = smaller; });
        add("memory", light, title, text);
    }

    void disk()
    {
        const double one = double(m_sizes->controlNet) * (m_options.use_ema ? 16 : 12);
        const double result = double(m_sizes->controlNet) * (m_options.export_dtype == "fp32" ? 4 : 2) * 2;
        const int64_t kept = savedCheckpoints(m_options);
        const double need = one * double(kept + 1) + result; // the new one is whole before an old one goes
        fs::path there = m_place.runs;
        std::error_code error;
        while (!fs::exists(there, error) && there.has_relative_path())
            there = there.parent_path();
        const double free = double(freeSpace(there));
        const QString title = Words::tr("Disk");
        const QString text = Words::tr("%1 for %n checkpoints and the result, of %2 that are free", nullptr, int(kept)).arg(bytesText(need), bytesText(free));
        const Light light = free <= 0 ? Light::Amber : need > free ? Light::Red : need > 0.8 * free ? Light::Amber : Light::Green;
        if (light != Light::Green && kept > 2)
            return add("disk", light, title, text, Words::tr("Keep two"), [](TrainOptions &options) { options.checkpoints_total_limit = 2; });
        if (light != Light::Green)
            return add("disk", light, title, text, Words::tr("Make room…"), ForecastAction::OpenFolder);
        add("disk", light, title, text);
    }

    void time()
    {
        const QString title = Words::tr("Time");
        double perStep = 0;
        QString source;
        if (m_measured) {
            const double area = std::pow(double(m_options.resolution) / double(m_measured->options.resolution), 2);
            perStep = m_measured->secondsPerStep * area * imagesPerStep(m_options) / imagesPerStep(m_measured->options);
            const bool isSame = area == 1 && imagesPerStep(m_options) == imagesPerStep(m_measured->options);
            source = isSame ? Words::tr("measured in %1").arg(m_measured->run) : Words::tr("scaled from %1").arg(m_measured->run);
        } else if (m_sizes && isOnCpu(m_options)) {
            // Forward through both, backward through the ControlNet and the decoder that it steers; a plain loop reaches about a
            // third of what the engine's kernels do.
            const double decoder = m_sizes->unetWork - m_sizes->controlNetWork;
            const double work = 2 * (m_sizes->unetWork + 3 * m_sizes->controlNetWork + decoder) * std::pow(double(m_options.resolution) / 8, 2);
            perStep = work * imagesPerStep(m_options) / (3 * measuredArithmetic());
            source = Words::tr("a guess from this processor's speed; the first steps tell");
        } else {
            return add("time", Light::Green, title, Words::tr("The first steps tell."));
        }
        const auto all = qint64(perStep * double(m_options.max_train_steps));
        const QString text = Words::tr("%1 s a step, %2 in all (%3)").arg(QLocale().toString(perStep, 'f', perStep < 1 ? 2 : 1), durationText(all), source);
        const auto fewer = std::max<int64_t>(1, int64_t(double(kLongRun) / perStep));
        if (all > kLongRun && fewer < m_options.max_train_steps)
            return add("time", Light::Amber, title, text, Words::tr("%1 steps: 3 days").arg(count(fewer)), [fewer](TrainOptions &options) { options.max_train_steps = fewer; });
        add("time", Light::Green, title, text);
    }

    static QString durationText(qint64 seconds)
    {
        const QLocale locale;
        if (seconds < 120)
            return Words::tr("%1 s").arg(locale.toString(seconds));
        if (seconds < 7200)
            return Words::tr("%1 min").arg(locale.toString(seconds / 60));
        if (seconds < 2 * 86400)
            return Words::tr("%1 h").arg(locale.toString(double(seconds) / 3600, 'f', 1));
        return Words::tr("%1 days").arg(locale.toString(double(seconds) / 86400, 'f', 1));
    }

    void validation()
    {
        const QString title = Words::tr("To judge by");
        if (m_options.holdout_share <= 0 && m_options.holdout_data_dir.empty())
            return add("validation", Light::Amber, title, Words::tr("No pairs are held out: whether it learns cannot be told."), Words::tr("Hold out 5 %"),
                       [](TrainOptions &options) { options.holdout_share = 0.05; });
        if (m_options.validation_prompt.empty() || m_options.validation_image.empty()) {
            const auto some = suggestValidation(m_options.train_data_dir, 4);
            const QString text = Words::tr("No validation prompts: there will be no pictures to look at.");
            if (some.empty())
                return add("validation", Light::Amber, title, text);
            return add("validation", Light::Amber, title, text, Words::tr("Take four from the pairs"), [some](TrainOptions &options) {
                options.validation_prompt.clear();
                options.validation_image.clear();
                for (const SuggestedValidation &one : some) {
                    options.validation_prompt.push_back(one.prompt);
                    options.validation_image.push_back(one.condition.string());
                }
            });
        }
        add("validation", Light::Green, title, Words::tr("held-out pairs, and pictures every %1 steps").arg(count(m_options.validation_steps)));
    }

    void clash()
    {
        const QString title = Words::tr("Name");
        std::error_code error;
        const fs::path result = m_place.runs / (m_place.name + ".safetensors");
        if (RunLock::holder(m_place.folder()) != 0)
            return add("clash", Light::Red, title, Words::tr("%1 is running already.").arg(QString::fromStdString(m_place.name)), Words::tr("Take a new name"),
                       ForecastAction::NewName);
        if (fs::exists(result, error))
            return add("clash", Light::Red, title, Words::tr("%1 has a result already; a new run keeps both.").arg(QString::fromStdString(m_place.name)),
                       Words::tr("Take a new name"), ForecastAction::NewName);
        add("clash", Light::Green, title, QString::fromStdString(m_place.name));
    }

    static constexpr int64_t kFewPairs = 200;
    static constexpr int64_t kStarterResolution = 128; // px
    static constexpr qint64 kLongRun = 3 * 86400;
    static constexpr double kBytesPerCell = 2e6; // of SD 1.5: about 8 GB for a picture of 512 px

    const TrainOptions &m_options;
    const RunPlace &m_place;
    std::stop_token m_stop;
    std::optional<Measured> m_measured;
    std::optional<ModelSizes> m_sizes;
    std::vector<ForecastLine> m_lines;
};

} // namespace

std::vector<ForecastLine> forecast(const TrainOptions &options, const RunPlace &place, std::stop_token stop)
{
    return Forecaster(options, place, std::move(stop)).all();
}

} // namespace armature::ui
