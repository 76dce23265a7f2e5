#include "ui/train/condition_again.h"

#include "core/data/crop_plan.h"
#include "core/data/map_recipe.h"
#include "core/image/canny.h"
#include "core/image/codec.h"
#include "core/image/edge_score.h"
#include "core/image/map_kind.h"
#include "core/image/map_score.h"
#include "preprocess/map_poses.h"
#include "preprocess/registry.h"

#include <algorithm>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr double kIsEdgeMap = 0.6; // of the target's own edges against the condition
constexpr CannyOptions kThresholds[] = {{100, 200, false}, {50, 100, false}, {50, 150, false}, {150, 250, false}, {30, 60, false}};

// Where the trainer cuts what it samples with: short edge to the resolution, then the middle of the picture's size.
struct Cut
{
    PixelSize size; // that it is resized to
    int left = 0, top = 0;
};
std::optional<Cut> cutOf(PixelSize from, int64_t resolution, const Image &picture)
{
    const PixelSize size = shortEdgeResize(from, int(resolution));
    if (size.width < picture.width() || size.height < picture.height())
        return {};
    return Cut{size, (size.width - picture.width()) / 2, (size.height - picture.height()) / 2};
}

std::optional<Image> fitted(const fs::path &file, int64_t resolution, const Image &picture, bool isMap)
{
    const auto read = file.empty() ? Result<Image>(tl::unexpected(Error())) : decodeOriented(file);
    if (!read)
        return {};
    const Image image = toRgb8(*read);
    const auto cut = cutOf({image.width(), image.height()}, resolution, picture);
    if (!cut)
        return {};
    const Image resized = resizeMap(image, cut->size.width, cut->size.height, isMap ? guessMapKind(image) : MapKind::Photo);
    return crop(resized, cut->left, cut->top, picture.width(), picture.height());
}

std::optional<CannyOptions> thresholdsOf(const Image &condition, const std::optional<Image> &target)
{
    if (!target)
        return guessMapKind(condition) == MapKind::Lines ? std::optional(kThresholds[0]) : std::nullopt;
    const Image wanted = linesOf(condition);
    std::optional<CannyOptions> best;
    double most = kIsEdgeMap;
    for (const CannyOptions &one : kThresholds)
        if (const double share = compareEdges(canny(*target, one), wanted).f1(); share > most) {
            most = share;
            best = one;
        }
    return best;
}

// The folder of maps that a map lies in: the nearest that has a history.
fs::path mapsFolderOf(const fs::path &map, const fs::path &root)
{
    std::error_code error;
    for (fs::path folder = map.parent_path(); folder != folder.parent_path(); folder = folder.parent_path()) {
        if (fs::exists(folder / kMapHistory, error))
            return folder;
        if (fs::equivalent(folder, root, error))
            break;
    }
    return {};
}

template <typename Place>
Pose moved(Pose pose, int width, int height, const Place &place)
{
    for (PosePerson &person : pose.people)
        for (Keypoint &joint : person.body)
            place(joint);
    pose.width = width;
    pose.height = height;
    return pose;
}

bool usesNetwork(const Recipe &recipe)
{
    return std::ranges::any_of(recipe.steps, [](const RecipeStep &step) {
        const auto found = findAnnotator(step.annotator);
        return found && !(*found)->info().net.empty();
    });
}

} // namespace

ConditionAgain::ConditionAgain(MapMakerOptions options, fs::path root) : m_options(std::move(options)), m_root(std::move(root)) {}

std::shared_ptr<const MapMaker> ConditionAgain::makerFor(const std::string &told)
{
    if (const auto known = m_makers.find(told); known != m_makers.end())
        return known->second;
    auto &maker = m_makers[told];
    const auto recipe = recipeFromJson(nlohmann::json::parse(told, nullptr, false), kRecipeFile);
    if (!recipe)
        return nullptr;
    if (usesNetwork(*recipe) && !m_options.openNetwork)
        m_lacksEngine = true;
    else if (auto opened = MapMaker::open(*recipe, m_options))
        maker = std::move(*opened);
    return maker;
}

std::optional<double> ConditionAgain::score(const Image &picture, const AdherenceSlot &slot, int64_t resolution)
{
    const auto condition = fitted(slot.condition, resolution, picture, true);
    if (!condition)
        return {};
    const std::string told = mapRecipe(slot.condition, m_root);
    if (told.empty()) {
        const auto thresholds = thresholdsOf(*condition, fitted(slot.target, resolution, picture, false));
        return thresholds ? std::optional(compareEdges(canny(picture, *thresholds), linesOf(*condition)).f1()) : std::nullopt;
    }
    const auto maker = makerFor(told);
    if (!maker)
        return {};
    if (maker->findsPeople())
        return poseScoreOf(*maker, picture, slot.condition, resolution);
    const auto made = maker->make(picture);
    if (!made)
        return {};
    if (!made->nothingFound.empty())
        return 0;
    return mapScore(resizeMap(toRgb8(made->map), picture.width(), picture.height(), maker->mapKind()), *condition);
}

// By the people, not by the sticks that were drawn of them: those who stand behind the map lie beside it.
std::optional<double> ConditionAgain::poseScoreOf(const MapMaker &maker, const Image &picture, const fs::path &condition, int64_t resolution) const
{
    const fs::path maps = mapsFolderOf(condition, m_root);
    const auto store = maps.empty() ? Result<MapStore>(tl::unexpected(Error())) : MapStore::open(maps);
    if (!store || !store->current())
        return {};
    const auto wanted = storedPose(maps, store->current()->number, condition.lexically_relative(maps).generic_string());
    const auto cut = wanted ? cutOf({wanted->width, wanted->height}, resolution, picture) : std::nullopt;
    const auto made = maker.make(picture);
    if (!cut || !made || (made->nothingFound.empty() && !made->pose))
        return {};
    const Pose asCut = moved(*wanted, picture.width(), picture.height(), [&](Keypoint &joint) {
        joint.x = joint.x * cut->size.width / wanted->width - cut->left;
        joint.y = joint.y * cut->size.height / wanted->height - cut->top;
    });
    const Pose found = made->pose.value_or(Pose{picture.width(), picture.height(), {}});
    return poseScore(moved(found, picture.width(), picture.height(),
                           [&](Keypoint &joint) {
                               joint.x = joint.x * picture.width() / found.width;
                               joint.y = joint.y * picture.height() / found.height;
                           }),
                     asCut);
}

} // namespace armature::ui
