#include "core/train/validation.h"

#include "core/base/fs.h"
#include "core/data/crop_plan.h"
#include "core/image/codec.h"
#include "core/image/contact_sheet.h"
#include "core/image/map_kind.h"
#include "core/image/png_writer.h"

#include <algorithm>

namespace armature {

namespace fs = std::filesystem;

namespace {

std::string stepName(int64_t step)
{
    std::string digits = std::to_string(step);
    return "step-" + std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') + digits;
}

// The condition as the model will see it: short edge to the resolution, sides cut down to whole latent cells.
Image prepared(const Image &image, int resolution, int grid, MapKind kind)
{
    const PixelSize size = shortEdgeResize({image.width(), image.height()}, resolution);
    const Image resized = resizeMap(toRgb8(image), size.width, size.height, kind);
    const int width = size.width / grid * grid, height = size.height / grid * grid;
    return crop(resized, (size.width - width) / 2, (size.height - height) / 2, width, height);
}

std::string settingsText(const SampleRequest &request, const SampleResult &result, int64_t step)
{
    // The WebUI's form, which its "PNG info" reads.
    return request.prompt + "\nSteps: " + std::to_string(request.steps) + ", Sampler: " + result.schedulerClass + ", CFG scale: " +
           std::to_string(request.guidanceScale) + ", Seed: " + std::to_string(request.seed) + ", Size: " + std::to_string(request.width) + "x" +
           std::to_string(request.height) + ", Training step: " + std::to_string(step);
}

} // namespace

Result<Validation> Validation::create(const TrainOptions &options, const fs::path &output, int64_t grid)
{
    Validation validation(options, output, grid);
    const auto &prompts = options.validation_prompt;
    const auto &pictures = options.validation_image;
    if (prompts.empty() || pictures.empty())
        return validation;
    const size_t count = std::max(prompts.size(), pictures.size());
    if ((prompts.size() != 1 && prompts.size() != count) || (pictures.size() != 1 && pictures.size() != count))
        return fail(ErrorCode::BadInput, "There are " + std::to_string(prompts.size()) + " validation prompts and " + std::to_string(pictures.size()) + " pictures.",
                    "Give one of either, or the same number of both.");
    for (size_t i = 0; i < count; ++i)
        ARMATURE_CHECK(validation.addSlot(prompts[prompts.size() == 1 ? 0 : i], pictures[pictures.size() == 1 ? 0 : i]));
    validation.m_ownSlots = validation.m_slots.size();
    return validation;
}

Status Validation::addSlot(const std::string &prompt, const fs::path &file)
{
    m_slots.push_back({prompt, file, {}});
    ARMATURE_TRY(const Image image, decodeOriented(file));
    m_slots.back().condition = prepared(image, static_cast<int>(m_options.resolution), m_grid, guessMapKind(toRgb8(image)));
    return {};
}

std::vector<Error> Validation::takeAdded()
{
    std::vector<Error> problems;
    const auto added = readAddedValidation(m_output);
    if (!added) {
        if (!m_isAddedBroken)
            problems.push_back(added.error());
        m_isAddedBroken = true;
        return problems;
    }
    m_isAddedBroken = false;
    for (size_t i = m_slots.size() - m_ownSlots; i < added->size(); ++i)
        if (Status status = addSlot((*added)[i].prompt, (*added)[i].condition); !status)
            problems.push_back(std::move(status.error()));
    return problems;
}

std::vector<ShownPrompt> Validation::shown() const
{
    std::vector<ShownPrompt> all;
    for (const Slot &slot : m_slots)
        all.push_back({slot.prompt, slot.file});
    return all;
}

fs::path Validation::pictureFile(int64_t step, size_t slot, int64_t image) const
{
    return m_output / "samples" / stepName(step) / ("prompt-" + std::to_string(slot) + "-image-" + std::to_string(image) + ".png");
}

fs::path Validation::roundSheet(int64_t step) const { return m_output / "samples" / (stepName(step) + ".png"); }

bool Validation::hasRound(int64_t step) const { return fs::exists(roundSheet(step)); } // written last

Result<ValidationRound> Validation::render(int64_t step, const BaseModel &base, const ControlNet &net, std::stop_token stop, size_t firstSlot) const
{
    ValidationRound round;
    round.folder = m_output / "samples" / stepName(step);
    round.sheet = roundSheet(step);
    // Not the run's own folder: one that was unplugged or moved while the gain was measured is not made anew.
    std::error_code error;
    fs::create_directory(round.folder.parent_path(), error);
    fs::create_directory(round.folder, error);
    for (size_t i = firstSlot; i < m_slots.size(); ++i) {
        if (m_slots[i].condition.isEmpty())
            continue;
        SampleRequest request;
        request.prompt = m_slots[i].prompt;
        request.scheduler = m_options.validation_scheduler;
        request.steps = m_options.validation_inference_steps;
        request.guidanceScale = m_options.validation_guidance_scale;
        request.width = m_slots[i].condition.width();
        request.height = m_slots[i].condition.height();
        ControlUnit unit;
        unit.net = &net;
        unit.condition = tensorFromImage(m_slots[i].condition);
        request.controls.push_back(unit);
        for (int64_t k = 0; k < std::max<int64_t>(1, m_options.num_validation_images); ++k) {
            request.seed = m_options.seed + static_cast<uint64_t>(k); // the same in every round
            ARMATURE_TRY(const SampleResult result, samplePictures(base, request, stop));
            ARMATURE_CHECK(writePng(pictureFile(step, i, k), result.images.front(), {{"parameters", settingsText(request, result, step)}}));
        }
    }
    ARMATURE_CHECK(writeRoundSheet(step, round.sheet));
    ARMATURE_CHECK(writeSheet());
    return round;
}

Status Validation::writeRoundSheet(int64_t step, const fs::path &file) const
{
    const int64_t images = std::max<int64_t>(1, m_options.num_validation_images);
    std::vector<SheetCell> cells;
    for (size_t i = 0; i < m_slots.size(); ++i) {
        cells.push_back({m_slots[i].condition, "condition"});
        for (int64_t k = 0; k < images; ++k) {
            auto picture = decode(pictureFile(step, i, k));
            if (!picture && !m_slots[i].condition.isEmpty())
                return fail(std::move(picture.error()));
            cells.push_back({picture ? std::move(*picture) : Image(), m_slots[i].prompt});
        }
    }
    SheetStyle style;
    style.columns = static_cast<int>(images) + 1;
    style.title = "Step " + std::to_string(step);
    return writePng(file, contactSheet(cells, style));
}

Status Validation::writeSheet() const
{
    // At most eight rounds side by side, first and last among them.
    std::vector<int64_t> steps;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(m_output / "samples", error))
        if (const std::string name = entry.path().filename().string(); entry.is_directory(error) && name.starts_with("step-"))
            steps.push_back(std::atoll(name.c_str() + 5));
    std::sort(steps.begin(), steps.end());
    constexpr size_t kColumns = 8;
    std::vector<int64_t> shown;
    for (size_t i = 0; i < std::min(steps.size(), kColumns); ++i)
        shown.push_back(steps.size() <= kColumns ? steps[i] : steps[i * (steps.size() - 1) / (kColumns - 1)]);
    std::vector<SheetCell> cells;
    for (size_t i = 0; i < m_slots.size(); ++i) {
        cells.push_back({m_slots[i].condition, m_slots[i].prompt});
        for (const int64_t step : shown) {
            auto picture = decode(pictureFile(step, i, 0));
            cells.push_back({picture ? std::move(*picture) : Image(), "step " + std::to_string(step)});
        }
    }
    SheetStyle style;
    style.columns = static_cast<int>(shown.size()) + 1;
    style.title = "Validation: the same noise in every column";
    return writePng(m_output / "sheet.png", contactSheet(cells, style));
}

} // namespace armature
