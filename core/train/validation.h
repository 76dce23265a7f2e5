#pragma once
// Validation pictures: the same prompts, conditions and noise every round, so that two rounds differ by the training
// between them and nothing else. All of them are kept:
//   OUT/samples/step-000500/prompt-0-image-1.png    with its settings in the file
//   OUT/samples/step-000500.png                     one round
//   OUT/sheet.png                                   all rounds: a row per prompt, a column per step

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "core/config/added_validation.h"
#include "core/config/train_options.h"
#include "core/infer/pipeline.h"

namespace armature {

struct ValidationRound {
    std::filesystem::path folder, sheet;
};

class Validation
{
public:
    // Reads the conditions now, so that a missing one is found before the first hour. Errors: as the codec's, and
    // BadInput where prompts and pictures do not pair up (1:1, 1:n or n:1).
    static Result<Validation> create(const TrainOptions &options, const std::filesystem::path &output, int64_t grid);

    bool hasPictures() const { return !m_slots.empty(); }
    // Takes in what was added to the run meanwhile (core/config/added_validation.h). What cannot be used keeps its number, is
    // not drawn, and is returned; once.
    std::vector<Error> takeAdded();
    size_t slotCount() const { return m_slots.size(); }
    std::vector<ShownPrompt> shown() const;
    // Whether that step's pictures are all there.
    bool hasRound(int64_t step) const;
    // Of the prompts from firstSlot on; those before it are there already.
    Result<ValidationRound> render(int64_t step, const BaseModel &base, const ControlNet &net, std::stop_token stop, size_t firstSlot = 0) const;

private:
    struct Slot {
        std::string prompt;
        std::filesystem::path file;
        Image condition; // RGB8, at the size that is sampled; empty: it cannot be read
    };
    Validation(const TrainOptions &options, std::filesystem::path output, int64_t grid)
        : m_options(options), m_output(std::move(output)), m_grid(static_cast<int>(grid))
    {
    }
    Status addSlot(const std::string &prompt, const std::filesystem::path &file);
    std::filesystem::path pictureFile(int64_t step, size_t slot, int64_t image) const;
    std::filesystem::path roundSheet(int64_t step) const;
    Status writeRoundSheet(int64_t step, const std::filesystem::path &file) const;
    Status writeSheet() const;

    TrainOptions m_options;
    std::filesystem::path m_output;
    int m_grid;
    std::vector<Slot> m_slots;
    size_t m_ownSlots = 0; // of the options; those that were added follow
    bool m_isAddedBroken = false; // and that was said
};

} // namespace armature
