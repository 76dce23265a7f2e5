#pragma once
// From a file to what a ControlNet sees: a map is used as it is, a picture becomes a map by the recipe that
// the ControlNet's own maps were made with, which stands in its weights.

#include "core/image/canny.h"
#include "core/image/image.h"
#include "preprocess/map_maker.h"
#include "ui/test_room/test_settings.h"

#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace armature::ui {

struct Condition
{
    Image image;    // RGB, 8 bit, width x height: what the model sees, pixel for pixel
    QString recipe; // JSON of what made it out of the picture; empty: the file was used as it is
    QString words;  // how it came about, a sentence; empty where there is nothing to say
};

// May be asked from several threads; making a map can take as long as its annotator does.
class ConditionMaker
{
public:
    // Weights and networks of learned annotators. What was opened with others is forgotten.
    void setOptions(MapMakerOptions options);

    // Errors: those of decodeOriented() and MapMaker; NotFound where the annotator finds nothing on the
    // picture.
    Result<Condition> make(const ControlSettings &control, int width, int height, FitMode fit) const;

    // The thresholds by which such a condition's edges were found, where it is known; else the usual ones.
    CannyOptions edgesOf(const ControlSettings &control) const;

    // What the weights say of the maps that they were trained with. Empty where they say nothing; BadInput
    // and NotFound where it is a recipe that this program does not know.
    Result<std::optional<Recipe>> recipeOf(const std::filesystem::path &net) const;

private:
    struct Made
    {
        std::filesystem::path file;
        std::filesystem::file_time_type time;
        std::string fingerprint;
        std::shared_ptr<const MapResult> map;
    };
    struct Told
    {
        std::filesystem::file_time_type time;
        Result<std::optional<Recipe>> recipe;
    };

    Result<std::shared_ptr<const MapResult>> mapOf(const std::filesystem::path &file, const Image &picture,
                                                   const Recipe &recipe) const;
    Result<std::shared_ptr<const MapMaker>> makerOf(const Recipe &recipe,
                                                    const std::string &fingerprint) const;

    mutable std::mutex m_mutex;
    MapMakerOptions m_options;
    mutable std::map<std::string, std::shared_ptr<const MapMaker>> m_makers; // by fingerprint
    mutable std::map<std::filesystem::path, Told> m_told;
    mutable std::deque<Made> m_made; // the last few: a grid asks for the same map again and again
};

// Whether a picture is a map of this kind already, so that making one from it would be one too many.
bool isMapAlready(const Image &picture, MapKind kind);

// Annotators that need no weights, to choose by hand: their ids and titles.
std::vector<std::pair<QString, QString>> plainAnnotators();
// The recipe of one at its defaults, as ControlSettings keeps it.
QString recipeJson(const QString &annotator);

} // namespace armature::ui
