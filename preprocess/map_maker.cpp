#include "preprocess/map_maker.h"

#include "core/base/hash.h"
#include "core/config/annotator_nets.h"
#include "core/image/codec.h"
#include "preprocess/registry.h"

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
                    "Get it from " + first.from + " and name it with --weights FILE.");
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

// What OpenCV throws, and what an allocation does.
template <typename Work>
Result<MapResult> guarded(const std::string &title, const Work &work)
{
    try {
        return work();
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::OutOfMemory, "The memory does not hold this picture in " + title + ".",
                    "Use a smaller --resolution, fewer --jobs, or close other programs.");
    } catch (const cv::Exception &error) {
        if (error.code == cv::Error::StsNoMem)
            return fail(ErrorCode::OutOfMemory, "The memory does not hold this picture in " + title + ".",
                        "Use a smaller --resolution, fewer --jobs, or close other programs.");
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
        maker->m_steps.push_back({annotator, step.parameters, network});
    }
    return maker;
}

Result<MapResult> MapMaker::make(const Image &picture, std::stop_token stop) const
{
    MapResult result;
    const Image *input = &picture;
    for (const auto &step : m_steps) {
        if (stop.stop_requested())
            return fail(ErrorCode::Interrupted, "Stopped.");
        auto made = guarded(step.annotator->info().title,
                            [&] { return step.annotator->run(*input, step.parameters, step.network, stop); });
        if (!made || !made->nothingFound.empty())
            return made;
        const bool isSameSize = made->map.width() == input->width() &&
                                made->map.height() == input->height(); // else its points are off
        if (!made->pose && isSameSize)
            made->pose = std::move(result.pose);
        result = std::move(*made);
        input = &result.map;
    }
    return result;
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
