#pragma once
// Everything that makes a picture of the test room what it is, as values: kept in the project, written into
// each PNG and read back from it.

#include "core/base/result.h"
#include "core/image/fit.h"
#include "core/image/png_writer.h"

#include <QJsonObject>
#include <QString>

#include <filesystem>
#include <optional>
#include <vector>

namespace armature::ui {

enum class MapUse {
    Auto, // a picture becomes a map by the recipe in the ControlNet's weights; what is a map already stays
    AsIs, // whatever it is
    Make, // by the recipe that was chosen here
};

struct ControlSettings
{
    std::filesystem::path net;       // folder or file; empty: none chosen
    std::filesystem::path condition; // a picture or a map; empty: none chosen
    double scale = 1.0, start = 0.0, end = 1.0;
    MapUse mapUse = MapUse::Auto;
    QString recipe{}; // JSON: for Make, what to do; for Auto, what was done, where a map was made

    // Another condition: "as it is" was meant for the one before, a recipe that was chosen holds for it, too.
    void changeCondition(const std::filesystem::path &file);

    bool operator==(const ControlSettings &) const = default;
};

struct TestSettings
{
    std::filesystem::path base;
    std::vector<ControlSettings> controls;
    QString prompt, negativePrompt;
    bool readsWeights = true; // "(word:1.2)" as the WebUI does
    QString scheduler;        // empty: the model's own
    int steps = 20;
    double guidanceScale = 7.5;
    bool guessMode = false;
    FitMode fit = FitMode::Crop;
    int width = 0, height = 0; // 0: what the model was trained for
    quint64 seed = 0;
    std::optional<double> adherence; // of the finished picture to its condition of lines, 0..1
    QString label; // "proof: no condition", "steps 20, scale 0.5"; empty for an ordinary picture

    bool operator==(const TestSettings &) const = default;
};

struct SchedulerName
{
    const char *name;      // as armature-cli takes it
    const char *webUi;     // what the WebUI calls it
    const char *diffusers; // its class; empty where another of the list stands for it
    bool isOffered = true;
};
inline constexpr SchedulerName kSchedulers[] = {{"ddim", "DDIM", "DDIMScheduler"},
                                                {"euler", "Euler", "EulerDiscreteScheduler"},
                                                {"euler_a", "Euler a", "EulerAncestralDiscreteScheduler"},
                                                {"dpmpp_2m", "DPM++ 2M", "DPMSolverMultistepScheduler"},
                                                {"dpmpp_2m_karras", "DPM++ 2M Karras", ""},
                                                {"unipc", "UniPC", "UniPCMultistepScheduler"},
                                                {"heun", "Heun", "HeunDiscreteScheduler"},
                                                {"lms", "LMS", "LMSDiscreteScheduler"},
                                                {"pndm", "PLMS", "PNDMScheduler"},
                                                {"ddpm", "DDPM", "DDPMScheduler", false}};

QJsonObject toJson(const TestSettings &settings);
TestSettings settingsFrom(const QJsonObject &json); // what is missing or absurd keeps its default

// "acts on steps 1–16 of 20", by diffusers' rule; or that it never acts.
QString actsText(double start, double end, int steps);

// The WebUI's word for a scheduler, or where it is empty for diffusers' class; else what was given.
QString samplerWord(const QString &scheduler, const QString &schedulerClass);

// The texts of a PNG: "parameters" as the WebUI writes and reads it, "armature" our JSON.
std::vector<PngText> pngTexts(const TestSettings &settings, const QString &schedulerClass);
// Ours where it is, else the WebUI's. Errors: those of readPngText(), NotFound where the picture carries no
// settings.
Result<TestSettings> settingsOf(const std::filesystem::path &png);
// Errors: BadInput where a line of settings is missing.
Result<TestSettings> settingsFromWebUi(const QString &parameters);

} // namespace armature::ui
