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

    const Recipe &recipe() const { return m_recipe; } // with versions and weights filled in
    const AnnotatorInfo &info() const;                // of the step that decides what the map is
    MapKind mapKind() const { return info().mapKind; }
    bool usesNetworks() const { return !m_networks.empty(); }

private:
    struct Step
    {
        const Annotator *annotator = nullptr;
        ParameterValues parameters;
        SharedNetwork *network = nullptr;
    };

    Recipe m_recipe;
    std::vector<Step> m_steps;
    std::map<std::string, std::unique_ptr<SharedNetwork>> m_networks;
};

} // namespace armature
