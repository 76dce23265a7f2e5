#pragma once
// A recipe ready to run: its networks are open. One serves the preview, the contact sheet and a batch.

#include "preprocess/annotator.h"
#include "preprocess/recipe.h"
#include "preprocess/shared_network.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace armature {

struct MapMakerOptions
{
    OpenNetwork openNetwork; // may be empty where no step needs a network
    // Weight files by network key (annotatorNets()); MediaPipe's may be left out.
    std::map<std::string, std::vector<std::string>> weights;
    std::string device = "cpu";
    // Networks whose files may be programs of their own: somebody was asked (AnnotatorRequest::allowForeign).
    std::set<std::string> allowForeign;
};

class MapMaker
{
public:
    // Reads the networks, which takes seconds, and hashes their files. Errors: as completeRecipe(),
    // openAnnotator(); NotFound where a step needs weights and none were given, with what they are called and
    // where to get them.
    static Result<std::shared_ptr<const MapMaker>> open(Recipe recipe, const MapMakerOptions &options = {});

    // May be called from several threads. Errors as Annotator::run(); memory that runs out is OutOfMemory.
    Result<MapResult> make(const Image &picture, std::stop_token stop = {}) const;
    // decodeOriented() and make(). Errors of both.
    Result<MapResult> makeFromFile(const std::filesystem::path &file, std::stop_token stop = {}) const;

    // The map of people whom somebody drew or corrected on a picture of width x height: drawn as the recipe's
    // pose annotator would, then through the steps after it. Errors: BadInput where no step finds people; as
    // make().
    Result<MapResult> makeFromPose(const Pose &pose, int width, int height, std::stop_token stop = {}) const;
    bool findsPeople() const { return poseStep() < m_steps.size(); }

    const Recipe &recipe() const { return m_recipe; } // with versions and weights filled in
    const AnnotatorInfo &info() const;                // of the step that decides what the map is
    MapKind mapKind() const;                          // after the last step
    bool usesNetworks() const { return !m_networks.empty(); }

private:
    struct Step
    {
        const Annotator *annotator = nullptr;
        ParameterValues parameters;
        SharedNetwork *network = nullptr;
    };
    // Where the map lies on the picture, as long as the steps only cut.
    struct Place
    {
        int x = 0, y = 0;
        bool isCut = false, isKnown = true;
    };
    static bool isCut(const Step &step);
    Result<MapResult> runSteps(std::size_t first, MapResult result, const Image &picture, Place &place,
                               const std::stop_token &stop) const;
    static void bringToPicture(MapResult &result, int width, int height, const Place &place);
    std::size_t poseStep() const; // m_steps.size() where no step finds people

    Recipe m_recipe;
    std::vector<Step> m_steps;
    std::map<std::string, std::unique_ptr<SharedNetwork>> m_networks;
};

} // namespace armature
