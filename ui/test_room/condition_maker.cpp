#include "ui/test_room/condition_maker.h"

#include "core/image/codec.h"
#include "core/image/fit.h"
#include "core/io/layouts/controlnet_file.h"
#include "preprocess/registry.h"
#include "ui/project/paths.h"
#include "ui/widgets/engine_labels.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr size_t kMapsKept = 4;
constexpr int kGreyReach = 12; // what JPEG may add to a grey picture's channels

QString say(const char *text) { return QCoreApplication::translate("armature::ui::ConditionMaker", text); }

bool isGrey(const Image &picture)
{
    if (picture.channels() < 3)
        return true;
    const Image rgb = toRgb8(picture);
    const auto &samples = rgb.samples<std::uint8_t>();
    for (size_t i = 0; i + 2 < samples.size(); i += 3) {
        const auto [low, high] = std::minmax({samples[i], samples[i + 1], samples[i + 2]});
        if (high - low > kGreyReach)
            return false;
    }
    return true;
}

// Reading a torch pickle means reading all of it, and it says nothing of this.
bool maySay(const fs::path &net)
{
    std::error_code error;
    return fs::is_directory(net, error) || net.extension() == ".safetensors";
}

Result<std::optional<Recipe>> readRecipe(const fs::path &net)
{
    if (!maySay(net))
        return std::optional<Recipe>();
    const auto source = openControlNet(net.string());
    if (!source)
        return std::optional<Recipe>(); // said where the model is opened
    const auto &metadata = source->weights->metadata();
    const auto told = metadata.find("armature.condition_recipe");
    if (told == metadata.end() || told->second.empty())
        return std::optional<Recipe>();
    const auto json = nlohmann::json::parse(told->second, nullptr, false);
    ARMATURE_TRY(Recipe recipe, recipeFromJson(json, displayName(net).toStdString()));
    ARMATURE_TRY(recipe, completeRecipe(std::move(recipe)));
    return std::optional(std::move(recipe));
}

QString compact(const Recipe &recipe) { return QString::fromStdString(recipeToJson(recipe).dump()); }

Result<Recipe> chosenRecipe(const ControlSettings &control)
{
    const auto json = nlohmann::json::parse(control.recipe.toStdString(), nullptr, false);
    ARMATURE_TRY(
        Recipe recipe,
        recipeFromJson(
            json, say(QT_TRANSLATE_NOOP("armature::ui::ConditionMaker", "The chosen map")).toStdString()));
    return completeRecipe(std::move(recipe));
}

// Of the step that decides what the map is: the last that is no mere step.
MapKind kindOf(const Recipe &recipe)
{
    MapKind kind = MapKind::Photo;
    for (const RecipeStep &step : recipe.steps)
        if (const auto found = findAnnotator(step.annotator);
            found && (*found)->info().group != AnnotatorGroup::Step)
            kind = (*found)->info().mapKind;
    return kind;
}

} // namespace

bool isMapAlready(const Image &picture, MapKind kind)
{
    const MapKind seen = guessMapKind(picture);
    if (kind == MapKind::Photo) // depth and soft edges are grey; so is what is drawn by hand
        return isGrey(picture);
    return seen == kind || (kind == MapKind::Pose && seen == MapKind::Lines);
}

void ConditionMaker::setOptions(MapMakerOptions options)
{
    const std::lock_guard lock(m_mutex);
    m_options = std::move(options);
    m_makers.clear();
    m_made.clear();
}

Result<std::optional<Recipe>> ConditionMaker::recipeOf(const fs::path &net) const
{
    std::error_code error;
    const auto time = fs::last_write_time(net, error);
    if (error)
        return std::optional<Recipe>();
    {
        const std::lock_guard lock(m_mutex);
        if (const auto told = m_told.find(net); told != m_told.end() && told->second.time == time)
            return told->second.recipe;
    }
    auto recipe = readRecipe(net);
    const std::lock_guard lock(m_mutex);
    m_told.insert_or_assign(net, Told{time, recipe});
    return recipe;
}

Result<Condition> ConditionMaker::make(const ControlSettings &control, int width, int height,
                                       FitMode fit) const
{
    ARMATURE_TRY(const Image picture, decodeOriented(control.condition));
    Condition asIs{{}, {}, {}};
    const auto fitted = [&](Condition condition, const Image &map) {
        condition.image = fitCondition(map, width, height, fit);
        return condition;
    };
    if (control.mapUse == MapUse::AsIs)
        return fitted(asIs, picture);
    std::optional<Recipe> recipe;
    if (control.mapUse == MapUse::Make) {
        ARMATURE_TRY(recipe, chosenRecipe(control));
    } else {
        const auto told = recipeOf(control.net);
        if (!told) { // of a newer program: the picture may be a map after all
            asIs.words = say(QT_TRANSLATE_NOOP("armature::ui::ConditionMaker", "Used as it is: %1"))
                             .arg(QString::fromStdString(told.error().message));
            return fitted(asIs, picture);
        }
        recipe = *told;
        if (!recipe) {
            if (!control.net.empty() && guessMapKind(picture) == MapKind::Photo && !isGrey(picture))
                asIs.words = say(
                    QT_TRANSLATE_NOOP("armature::ui::ConditionMaker",
                                      "Used as it is: the ControlNet does not say how its maps are made."));
            return fitted(asIs, picture);
        }
        if (isMapAlready(picture, kindOf(*recipe)))
            return fitted(asIs, picture);
    }
    ARMATURE_TRY(const auto map, mapOf(control.condition, picture, *recipe));
    if (!map->nothingFound.empty())
        return fail(ErrorCode::NotFound,
                    displayName(control.condition).toStdString() + ": " + map->nothingFound + ".",
                    say(QT_TRANSLATE_NOOP("armature::ui::ConditionMaker",
                                          "Choose another picture, or use this one as it is."))
                        .toStdString());
    const QString how =
        control.mapUse == MapUse::Make
            ? say(QT_TRANSLATE_NOOP("armature::ui::ConditionMaker", "Made from the picture: %1."))
            : say(QT_TRANSLATE_NOOP("armature::ui::ConditionMaker",
                                    "Made from the picture as the ControlNet's own maps were: %1."));
    QString words = how.arg(recipeWords(*recipe));
    if (!map->note.empty())
        words += QLatin1Char(' ') + QString::fromStdString(map->note);
    return fitted({{}, compact(*recipe), words}, map->map);
}

CannyOptions ConditionMaker::edgesOf(const ControlSettings &control) const
{
    std::optional<Recipe> recipe;
    if (!control.recipe.isEmpty()) {
        if (const auto chosen = chosenRecipe(control))
            recipe = *chosen;
    } else if (const auto told = recipeOf(control.net)) {
        recipe = *told;
    }
    CannyOptions options;
    if (recipe)
        for (const RecipeStep &step : recipe->steps)
            if (step.annotator == "canny")
                options = {step.parameters.value("low_threshold", options.lowThreshold),
                           step.parameters.value("high_threshold", options.highThreshold),
                           step.parameters.value("l2_gradient", options.l2Gradient)};
    return options;
}

Result<std::shared_ptr<const MapMaker>> ConditionMaker::makerOf(const Recipe &recipe,
                                                                const std::string &fingerprint) const
{
    MapMakerOptions options;
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_makers.find(fingerprint); found != m_makers.end())
            return found->second;
        options = m_options;
    }
    ARMATURE_TRY(auto maker, MapMaker::open(recipe, options));
    const std::lock_guard lock(m_mutex);
    m_makers[fingerprint] = maker;
    return maker;
}

Result<std::shared_ptr<const MapResult>> ConditionMaker::mapOf(const fs::path &file, const Image &picture,
                                                               const Recipe &recipe) const
{
    const std::string fingerprint = recipeFingerprint(recipe);
    std::error_code error;
    const auto time = fs::last_write_time(file, error);
    {
        const std::lock_guard lock(m_mutex);
        for (const Made &made : m_made)
            if (made.file == file && made.time == time && made.fingerprint == fingerprint)
                return made.map;
    }
    ARMATURE_TRY(const auto maker, makerOf(recipe, fingerprint));
    ARMATURE_TRY(MapResult result, maker->make(picture));
    auto map = std::make_shared<const MapResult>(std::move(result));
    const std::lock_guard lock(m_mutex);
    m_made.push_front({file, time, fingerprint, map});
    if (m_made.size() > kMapsKept)
        m_made.pop_back();
    return map;
}

std::vector<std::pair<QString, QString>> plainAnnotators()
{
    std::vector<std::pair<QString, QString>> plain;
    for (const Annotator *annotator : annotators()) {
        const AnnotatorInfo &info = annotator->info();
        if (info.net.empty() && info.group != AnnotatorGroup::Step && info.group != AnnotatorGroup::Own)
            plain.emplace_back(QString::fromStdString(info.id), inLabels(info.title));
    }
    return plain;
}

QString recipeJson(const QString &annotator)
{
    const auto recipe = makeRecipe(annotator.toStdString());
    return recipe ? compact(*recipe) : QString();
}

} // namespace armature::ui
