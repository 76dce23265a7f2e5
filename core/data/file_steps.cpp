#include "core/data/file_steps.h"

#include "core/base/parallel_for.h"
#include "core/data/text_input.h"

#include <algorithm>
#include <array>
#include <utility>

namespace armature {

namespace {

constexpr size_t kBlock = 250; // steps that a thread writes down at a time
constexpr size_t kBlocks = 16; // that are in memory at once

} // namespace

FileSteps::FileSteps(const std::vector<FileStep> &steps)
{
    m_steps.reserve(steps.size());
    for (const auto &step : steps)
        add(step);
}

void FileSteps::add(const StepView &step)
{
    Packed packed;
    packed.path = uint32_t(step.path.size());
    packed.other = uint32_t(step.other.size());
    packed.before = uint32_t(step.before.size());
    packed.after = uint32_t(step.after.size());
    packed.kind = step.kind;
    packed.wasThere = step.wasThere;
    packed.staysThere = step.staysThere;
    packed.text =
        m_text.keep({step.path, std::string_view("\0", 1), step.other, step.before, step.after}).data();
    m_steps.push_back(packed);
}

StepView FileSteps::at(size_t i) const
{
    const auto &packed = m_steps[i];
    const char *at = packed.text;
    const auto next = [&](size_t size) { return std::string_view(std::exchange(at, at + size), size); };
    StepView step;
    step.kind = packed.kind;
    step.wasThere = packed.wasThere;
    step.staysThere = packed.staysThere;
    step.path = next(packed.path);
    ++at;
    step.other = next(packed.other);
    step.before = next(packed.before);
    step.after = next(packed.after);
    return step;
}

bool FileSteps::areIndependentTexts() const
{
    std::vector<uint64_t> paths;
    paths.reserve(size());
    for (size_t i = 0; i < size(); ++i) {
        if (m_steps[i].kind != FileStep::Kind::Text)
            return false;
        paths.push_back(hashText(at(i).path));
    }
    std::sort(paths.begin(), paths.end());
    return std::adjacent_find(paths.begin(), paths.end()) == paths.end();
}

void writeStepsJson(const FileSteps &steps, const std::function<void(std::string_view)> &write)
{
    std::array<std::string, kBlocks> parts;
    for (size_t first = 0; first < steps.size(); first += kBlocks * kBlock) {
        const size_t count = std::min(steps.size() - first, kBlocks * kBlock);
        const size_t blocks = (count + kBlock - 1) / kBlock;
        parallelFor(blocks, blocks > 1 ? 0 : 1, {}, [&](size_t block) {
            auto &part = parts[block];
            part.clear();
            const size_t end = std::min(count, (block + 1) * kBlock);
            for (size_t i = first + block * kBlock; i < first + end; ++i) {
                if (i > 0)
                    part += ',';
                appendStepJson(part, steps.at(i));
            }
        });
        for (size_t block = 0; block < blocks; ++block)
            write(parts[block]);
    }
}

} // namespace armature
