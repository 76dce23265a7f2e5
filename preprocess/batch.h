#pragma once
// A recipe run over a folder. Nothing is lost by stopping: maps are written whole, what is done is written down, and
// the same request goes on where it stopped.

#include "core/events/run_control.h"
#include "core/image/codec.h"
#include "preprocess/map_maker.h"
#include "preprocess/map_store.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace armature {

enum class ExistingMaps {
    // A map that is there stays. Maps that another recipe made are kept as a version of their own: the new ones are
    // made beside them and take their place when all are done; MapStore::use() brings the old ones back.
    Keep,
    Replace, // made again, whatever is there
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
    Error error;        // of Failed
    std::string reason; // of Skipped ("its map exists") and NothingFound ("no person found")
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
    bool isComplete = false;        // false: stopped by `control`
};

// Called one at a time, from threads of the batch; must return quickly.
struct BatchListener
{
    std::function<void(const BatchFile &)> onFile;
    std::function<void(const BatchProgress &)> onProgress; // at most ten times a second, and at the end
};

// Stops within a second of control.requestStop() where the network can be interrupted; what was made is kept.
// Errors, where nothing can go on: NotFound (in), BadInput (no pictures; in and out the same, or in inside out),
// Locked (another batch writes there), Io, DiskFull (with what is kept). Everything else is a failed file.
Result<BatchSummary> runBatch(const MapMaker &maker, const BatchRequest &request, RunControl &control,
                              const BatchListener &listener = {});

// IN/a/b.jpg gives OUT/a/b.png.
std::string mapNameFor(std::string_view source);

} // namespace armature
