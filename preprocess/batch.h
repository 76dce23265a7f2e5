#pragma once
// A recipe run over a folder. Nothing is lost by stopping: maps are written whole, what is done is written
// down, and the same request goes on where it stopped.

#include "core/events/run_control.h"
#include "core/image/codec.h"
#include "preprocess/map_maker.h"
#include "preprocess/map_store.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace armature {

enum class ExistingMaps {
    // A map that is there stays. Maps that another recipe made are kept as a version of their own: the new
    // ones are
    // made beside them and take their place when all are done; MapStore::use() brings the old ones back.
    Keep,
    // Made again; also where a map lies that no recipe is known of. Other recipes' maps are kept as with
    // Keep, and so are people that somebody edited (preprocess/map_poses.h).
    Replace,
};

struct BatchRequest
{
    std::filesystem::path in;  // searched with its folders; hidden ones and `out` are left out
    std::filesystem::path out; // created
    ExistingMaps existing = ExistingMaps::Keep;
    int jobs = 0; // threads; 0: one per processor
    ImageLimits limits = {};
    std::vector<std::string> only = {}; // pictures below `in`, with '/'; empty: all
};

enum class BatchOutcome { Done, Skipped, NothingFound, Failed };

struct BatchFile
{
    std::string source; // below `in`, with '/'
    std::string map;    // below `out`
    BatchOutcome outcome = BatchOutcome::Done;
    Error error; // of Failed
    // Of Skipped ("its map exists") and NothingFound ("no person found"); of Done what to know of the map, if
    // anything ("no edges").
    std::string reason;
};

struct BatchProgress
{
    int64_t total = 0, done = 0, skipped = 0, nothingFound = 0, failed = 0;
    double seconds = 0;      // since the start, pauses left out
    double secondsLeft = -1; // negative as long as it cannot be told
    bool isPaused = false;
    int64_t finished() const { return done + skipped + nothingFound + failed; }
};

struct BatchSummary
{
    BatchProgress progress;
    std::vector<BatchFile> failed, nothingFound;
    std::vector<std::string> notes; // "The output folder lies inside the input; its pictures are left out."
    int version = 0;                // of the maps, as in MapStore
    bool isComplete = false;        // every picture was looked at; false: stopped
    std::optional<Error> stoppedBy; // what ended it early if not `control`: a full disk
};

// Called on the thread of runBatch(); must return quickly.
struct BatchListener
{
    std::function<void(const BatchFile &)> onFile;
    std::function<void(const BatchProgress &)> onProgress; // at most ten times a second, and at the end
};

// Stops within a second of control.requestStop() and keeps what was made. A network cannot be interrupted:
// the thread that is in it is left behind with its share of `maker`, and what it finds is thrown away.
// Errors, where nothing can go on: NotFound (in), BadInput (no pictures; in and out the same, or in inside
// out), Locked (another batch writes there), Corrupt (the history), Io. Everything else is a failed file.
Result<BatchSummary> runBatch(std::shared_ptr<const MapMaker> maker, const BatchRequest &request,
                              RunControl &control, const BatchListener &listener = {});

} // namespace armature
