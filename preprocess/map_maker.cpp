#include "preprocess/map_maker.h"

#include "core/base/hash.h"
#include "core/config/annotator_nets.h"
#include "core/data/crop_plan.h"
#include "core/image/codec.h"
#include "core/image/pose_edit.h"
#include "preprocess/pose_map.h"
#include "preprocess/registry.h"

#include <fmt/format.h>
#include <opencv2/core.hpp>

#include <algorithm>
#include <new>

namespace armature {

namespace fs = std::filesystem;

namespace {

struct NetworkFiles
{
    std::vector<std::string> paths;
    std::string hash, names;
};

// In an order that does not depend on how they were given; a folder that nobody knows counts with all that is
// in it.
std::vector<fs::path> filesIn(const std::vector<std::string> &paths, const AnnotatorNet &net)
{
    std::vector<fs::path> files;
    for (const auto &path : chosenFiles(net, paths)) {
        std::error_code error;
        if (!fs::is_directory(path, error)) {
            files.emplace_back(path);
            continue;
        }
        for (const auto &entry : fs::directory_iterator(path, error))
            if (entry.is_regular_file(error))
                files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end(),
              [](const fs::path &a, const fs::path &b) { return a.filename() < b.filename(); });
    return files;
}

Result<NetworkFiles> networkFiles(const AnnotatorNet &net, const MapMakerOptions &options)
{
    NetworkFiles files;
    if (const auto given = options.weights.find(net.key); given != options.weights.end())
        files.paths = given->second;
    if (files.paths.empty())
        if (const auto folder = installedFiles(net))
            files.paths = {folder->string()};
    if (files.paths.empty()) {
        const auto &first = net.files.front();
        return fail(ErrorCode::NotFound, net.label + " needs a file of weights: " + first.name + ".",
                    "Get it from " + first.from + ", then say where it is: Locate file, or --weights FILE.");
    }
    StreamHash all;
    for (const auto &file : filesIn(files.paths, net)) {
        ARMATURE_TRY(const auto hash, hashFile(file));
        all.add(hash.data(), hash.size());
        files.names += (files.names.empty() ? "" : ", ") + file.filename().string();
    }
    files.hash = all.hex();
    return files;
}

Pose shifted(Pose pose, double dx, double dy, int width, int height)
{
    for (auto &person : pose.people)
        person = moved(std::move(person), dx, dy);
    pose.width = width;
    pose.height = height;
    return pose;
}

// A map of a part of a picture becomes one of all of it, black where nothing was looked at.
void putBack(MapResult &result, int width, int height, int x, int y)
{
    if (result.map.hasAlphaChannel())
        result.map = toRgb8(result.map); // else the ground would be glass
    const Image &part = result.map;
    Image whole(width, height, part.channels(), part.bitDepth());
    part.withSampleType([&]<typename Sample>(Sample) {
        for (int row = 0; row < part.height(); ++row)
            std::copy_n(part.row<Sample>(row), part.samplesPerRow(),
                        whole.row<Sample>(y + row) + std::size_t(x) * std::size_t(part.channels()));
    });
    result.map = std::move(whole);
    if (result.pose)
        result.pose = shifted(std::move(*result.pose), x, y, width, height);
}

// What OpenCV throws, and what an allocation does.
template <typename Work>
Result<MapResult> guarded(const std::string &title, const Work &work)
{
    try {
        return work();
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::OutOfMemory, "The memory does not hold this picture in " + title + ".",
                    "Use a smaller resolution or fewer jobs, or close other programs.");
    } catch (const cv::Exception &error) {
        if (error.code == cv::Error::StsNoMem)
            return fail(ErrorCode::OutOfMemory, "The memory does not hold this picture in " + title + ".",
                        "Use a smaller resolution or fewer jobs, or close other programs.");
        return fail(ErrorCode::Internal, title + " failed inside OpenCV: " + error.err + ".");
    }
}

} // namespace

Result<std::shared_ptr<const MapMaker>> MapMaker::open(Recipe recipe, const MapMakerOptions &options)
{
    const auto maker = std::make_shared<MapMaker>();
    ARMATURE_TRY(maker->m_recipe, completeRecipe(std::move(recipe)));
    for (auto &step : maker->m_recipe.steps) {
        ARMATURE_TRY(const auto *annotator, findAnnotator(step.annotator));
        SharedNetwork *network = nullptr;
        if (const auto &key = annotator->info().net; !key.empty()) {
            const auto *net = findAnnotatorNet(key);
            if (!net || !options.openNetwork)
                return fail(ErrorCode::Unsupported,
                            annotator->info().title + " cannot be computed by this program.");
            ARMATURE_TRY(const auto files, networkFiles(*net, options));
            step.weights = files.hash;
            step.weightsName = files.names;
            auto &shared = maker->m_networks[key];
            if (!shared) {
                ARMATURE_TRY(auto session, options.openNetwork({key, files.paths, options.device,
                                                                options.allowForeign.count(key) > 0}));
                shared = std::make_unique<SharedNetwork>(std::move(session));
            }
            network = shared.get();
        }
        ARMATURE_CHECK(annotator->check(step.parameters, network));
        maker->m_steps.push_back({annotator, step.parameters, network});
    }
    return maker;
}

Result<MapResult> MapMaker::make(const Image &picture, std::stop_token stop) const
{
    Place place;
    ARMATURE_TRY(auto result, runSteps(0, {}, picture, place, stop));
    if (result.nothingFound.empty())
        bringToPicture(result, picture.width(), picture.height(), place);
    return result;
}

Result<MapResult> MapMaker::makeFromPose(const Pose &pose, int width, int height, std::stop_token stop) const
{
    const auto first = poseStep();
    if (first == m_steps.size())
        return fail(ErrorCode::BadInput, "No step of " + recipeText(m_recipe) + " finds people.",
                    "Choose a kind of map that shows poses.");
    auto drawn = guarded(m_steps[first].annotator->info().title,
                         [&] { return poseMap(pose, width, height, m_steps[first].parameters); });
    if (!drawn)
        return drawn;
    Place place;
    ARMATURE_TRY(auto result, runSteps(first + 1, std::move(*drawn), {}, place, stop));
    bringToPicture(result, width, height, place);
    return result;
}

void MapMaker::bringToPicture(MapResult &result, int width, int height, const Place &place)
{
    if (place.isCut && place.isKnown)
        putBack(result, width, height, place.x, place.y);
    if (result.note.empty() && !sameAspect({width, height}, {result.map.width(), result.map.height()}))
        result.note = fmt::format("its map has another shape: {} x {} px for a picture of {} x {} px",
                                  result.map.width(), result.map.height(), width, height);
}

// `result` is what the steps before `first` made of the picture; where there are none it is empty.
Result<MapResult> MapMaker::runSteps(std::size_t first, MapResult result, const Image &picture, Place &place,
                                     const std::stop_token &stop) const
{
    for (std::size_t i = first; i < m_steps.size(); ++i) {
        const auto &step = m_steps[i];
        const Image &input = result.map.isEmpty() ? picture : result.map;
        if (stop.stop_requested())
            return fail(ErrorCode::Interrupted, "Stopped.");
        auto made = guarded(step.annotator->info().title,
                            [&] { return step.annotator->run(input, step.parameters, step.network, stop); });
        if (!made || !made->nothingFound.empty())
            return made;
        const bool isSameSize = made->map.width() == input.width() && made->map.height() == input.height();
        if (isCut(step)) {
            const int left = step.parameters.at("left"), top = step.parameters.at("top");
            place.isCut = true;
            place.x += left;
            place.y += top;
            if (!made->pose && result.pose)
                made->pose = shifted(*result.pose, -left, -top, made->map.width(), made->map.height());
        } else if (!isSameSize) {
            place.isKnown = false;
        }
        if (!made->pose && isSameSize) // else its points are off
            made->pose = std::move(result.pose);
        result = std::move(*made);
    }
    return result;
}

bool MapMaker::isCut(const Step &step)
{
    return step.annotator->info().id == "crop" && step.parameters.at("map_size") == "picture";
}

std::size_t MapMaker::poseStep() const
{
    const auto found = std::find_if(m_steps.begin(), m_steps.end(), [](const Step &step) {
        return step.annotator->info().group == AnnotatorGroup::Pose;
    });
    return std::size_t(found - m_steps.begin());
}

// What makes black and white of a map decides how it may be resized; cutting and inverting do not.
MapKind MapMaker::mapKind() const
{
    const auto &last = m_steps.back().annotator->info();
    return last.group == AnnotatorGroup::Step && last.mapKind != MapKind::Photo ? last.mapKind
                                                                                : info().mapKind;
}

Result<MapResult> MapMaker::makeFromFile(const fs::path &file, std::stop_token stop) const
{
    ARMATURE_TRY(const auto picture, decodeOriented(file));
    return make(picture, std::move(stop));
}

const AnnotatorInfo &MapMaker::info() const
{
    const auto decides = [](const Step &step) {
        return step.annotator->info().group != AnnotatorGroup::Step;
    };
    const auto last = std::find_if(m_steps.rbegin(), m_steps.rend(), decides);
    return (last == m_steps.rend() ? m_steps.back() : *last).annotator->info();
}

} // namespace armature
