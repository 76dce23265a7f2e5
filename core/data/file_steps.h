#pragma once
// The steps of one change, in the order in which they are taken. There may be a hundred thousand of them, one
// for each caption: their names and texts lie in a few large pieces of memory.

#include "core/data/file_step.h"
#include "core/data/text_pool.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace armature {

class FileSteps
{
public:
    FileSteps() = default;
    FileSteps(const std::vector<FileStep> &steps); // NOLINT: repairs prepare few, one by one

    void add(const StepView &step);
    size_t size() const { return m_steps.size(); }
    bool empty() const { return m_steps.empty(); }
    StepView at(size_t i) const;
    // Each a text in another file: in any order they come to the same.
    bool areIndependentTexts() const;

private:
    struct Packed
    {
        const char *text = nullptr; // path, a zero, other, before, after
        uint32_t path = 0, other = 0, before = 0, after = 0;
        FileStep::Kind kind = FileStep::Kind::Move;
        bool wasThere = true, staysThere = true;
    };
    std::vector<Packed> m_steps;
    TextPool m_text;
};

// As the journal writes them down, with commas between them, piece by piece.
void writeStepsJson(const FileSteps &steps, const std::function<void(std::string_view)> &write);
// Those under "steps" of a JSON object; nothing where one of them makes no sense or reaches out of the root.
std::optional<FileSteps> stepsInJson(std::string_view json);

} // namespace armature
