#include "core/base/fs.h"
#include "core/base/hash.h"
#include "core/data/caption_listing.h"
#include "core/data/data_path.h"
#include "core/data/excluded.h"
#include "core/data/repair.h"
#include "core/data/text_input.h"
#include "core/image/codec.h"
#include "core/image/map_kind.h"
#include "core/image/png_writer.h"
#include "core/image/resample.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace armature {

namespace fs = std::filesystem;

namespace {

constexpr int kQuality = 95; // of a JPEG that stays one

class Preparer
{
public:
    Preparer(const fs::path &root, const RepairPlan &plan, ChangeJournal &journal,
             const PrepareOptions &options)
        : m_root(root), m_plan(plan), m_journal(journal), m_options(options)
    {
    }

    Result<std::vector<FileStep>> run()
    {
        if (m_plan.repair == Repair::Exclude || m_plan.repair == Repair::Include) {
            ARMATURE_CHECK(excludeAll());
            return std::move(m_steps);
        }
        for (size_t i = 0; i < m_plan.items.size(); ++i) {
            if (m_options.stop.stop_requested())
                return fail(ErrorCode::Interrupted, "The repair was stopped.", {}, "Nothing was changed.");
            ARMATURE_CHECK(prepare(m_plan.items[i]));
            if (m_options.progress)
                m_options.progress(i + 1, m_plan.items.size());
        }
        if (m_plan.repair == Repair::Quarantine && isListed())
            ARMATURE_CHECK(leaveOutOfListing());
        return std::move(m_steps);
    }

private:
    bool isListed() const { return !m_options.listing.empty(); }

    Status leaveOutOfListing()
    {
        ARMATURE_TRY(const auto text, readText(m_root / m_options.listing, uint64_t(2) << 30));
        caption_detail::WantedCaptions gone;
        for (const auto &item : m_plan.items)
            gone.emplace(item.row.target, caption_detail::WantedCaption());
        std::vector<CaptionChange> none;
        ARMATURE_TRY(const auto result, caption_detail::listingWithCaptions({m_root, m_options.listing, true},
                                                                            text, none, gone, none));
        if (result == text)
            return {};
        ARMATURE_TRY(auto staged, m_journal.stage(result));
        m_steps.push_back({FileStep::Kind::Swap, m_options.listing, std::move(staged), hashHex(text),
                           hashHex(result), true, true});
        return {};
    }

    Status prepare(const PlannedRepair &item)
    {
        switch (m_plan.repair) {
        case Repair::ResizeMap:
        case Repair::CropMap:
            return fitMap(item);
        case Repair::ApplyExif: {
            ARMATURE_TRY(auto image, decodeOriented(m_root / item.file));
            return replace(item.file, image);
        }
        case Repair::FlattenAlpha:
        case Repair::Convert: {
            ARMATURE_TRY(const auto image, decodeOriented(m_root / item.file));
            return replace(item.file, toRgb8(image));
        }
        case Repair::PairByName:
            return rename(item);
        case Repair::Quarantine:
            quarantine(item.row);
            return {};
        case Repair::Exclude:
        case Repair::Include:
            return {};
        }
        return {};
    }

    // Overlooked EXIF is made good by turning the map as the picture is; other shapes are cut around the
    // middle.
    Status fitMap(const PlannedRepair &item)
    {
        ARMATURE_TRY(const auto target, probe(m_root / item.row.target));
        ARMATURE_TRY(auto map, decodeOriented(m_root / item.row.condition));
        const PixelSize want{target.displayWidth(), target.displayHeight()};
        if (target.orientation >= 5 && sameAspect(want, {map.height(), map.width()}))
            map = applyOrientation(std::move(map), target.orientation);
        if (!sameAspect(want, {map.width(), map.height()})) {
            const double aspect = double(want.width) / want.height;
            const int width = std::clamp(int(std::lround(map.height() * aspect)), 1, map.width());
            const int height = std::clamp(int(std::lround(map.width() / aspect)), 1, map.height());
            map = crop(map, (map.width() - width) / 2, (map.height() - height) / 2, width, height);
        }
        return replace(item.row.condition, resizeMap(map, want.width, want.height, guessMapKind(map)));
    }

    // The new contents under the old name where its format can be written, else as a PNG beside it, the old
    // file going into the store. A map that was a JPEG becomes a PNG: its lines would be smeared again.
    Status replace(const std::string &file, const Image &image)
    {
        const auto format = formatFromExtension(file);
        const bool isMap = m_plan.repair == Repair::ResizeMap || m_plan.repair == Repair::CropMap;
        const bool staysJpeg = format == ImageFormat::Jpeg && (!isMap || isListed());
        if (!staysJpeg && format != ImageFormat::Png && isListed())
            return fail(
                ErrorCode::Unsupported,
                fmt::format("{} is of a format that Armature does not write, and the listing names it.",
                            displayName(file)),
                "Convert it to PNG and correct the listing.", "Nothing was changed.");
        ARMATURE_TRY(const auto bytes, staysJpeg ? encodeJpeg(image, kQuality) : encodePng(image));
        const std::string_view content(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        ARMATURE_TRY(auto staged, m_journal.stage(content));
        if (staysJpeg || format == ImageFormat::Png) {
            ARMATURE_TRY(auto before, hashFile(m_root / file));
            m_steps.push_back({FileStep::Kind::Swap, file, std::move(staged), std::move(before),
                               hashHex(content), true, true});
            return {};
        }
        auto name = fs::path(file).replace_extension(".png").generic_string();
        move(file, m_journal.placeFor(file));
        move(std::move(staged), std::move(name));
        return {};
    }

    void move(std::string from, std::string to)
    {
        m_steps.push_back({FileStep::Kind::Move, std::move(from), std::move(to), {}, {}, true, true});
    }

    Status rename(const PlannedRepair &item)
    {
        if (isListed())
            return fail(ErrorCode::Unsupported, "The pairs of this dataset stand in a listing.",
                        "Write the pair into the listing.", "Nothing was changed.");
        // Beside its old place, under the picture's path below its own folder: image/a/b.jpg,
        // condition/a/b.png.
        const fs::path map = item.partner, picture = item.row.target;
        fs::path name = *map.begin();
        for (auto part = std::next(picture.begin()); part != picture.end(); ++part)
            name /= *part;
        name.replace_extension(map.extension());
        if (!item.row.condition.empty())
            aside(item.row.condition);
        move(item.partner, name.generic_string());
        return {};
    }

    void quarantine(const PairRow &row)
    {
        for (const auto &file : {row.target, row.condition}) {
            if (file.empty())
                continue;
            aside(file);
            const auto caption = fs::path(file).replace_extension(".txt").generic_string();
            std::error_code error;
            if (fs::is_regular_file(m_root / caption, error))
                aside(caption);
        }
    }

    void aside(const std::string &file)
    {
        const bool isTaken =
            std::any_of(m_steps.begin(), m_steps.end(), [&](const FileStep &s) { return s.path == file; });
        if (isTaken)
            return; // one map of two pictures
        fs::path to = fs::path(".armature/quarantine") / file;
        std::error_code error;
        for (int n = 2; fs::exists(fs::symlink_status(m_root / to, error)); ++n)
            to.replace_filename(fmt::format("{} ({}){}", fs::path(file).stem().string(), n,
                                            fs::path(file).extension().string()));
        move(file, to.generic_string());
    }

    Status excludeAll()
    {
        auto ids = readExcluded(m_root);
        const bool wasThere = fs::exists(excludedFile(m_root));
        FileStep step{FileStep::Kind::Text, ".armature/excluded.json", {}, {}, {}, wasThere, true};
        if (wasThere)
            step.before = readSmallFile(excludedFile(m_root), 4u << 20).value_or("");
        for (const auto &item : m_plan.items)
            m_plan.repair == Repair::Exclude ? void(ids.insert(item.row.id)) : void(ids.erase(item.row.id));
        step.after = excludedText(ids);
        if (step.before != step.after)
            m_steps.push_back(std::move(step));
        return {};
    }

    const fs::path &m_root;
    const RepairPlan &m_plan;
    ChangeJournal &m_journal;
    const PrepareOptions &m_options;
    std::vector<FileStep> m_steps;
};

} // namespace

Result<std::vector<FileStep>> prepareRepair(const fs::path &root, const RepairPlan &plan,
                                            ChangeJournal &journal, const PrepareOptions &options)
{
    try {
        return Preparer(root, plan, journal, options).run();
    } catch (const std::exception &failure) {
        return fail(ErrorCode::OutOfMemory, fmt::format("The repair failed: {}.", failure.what()), {},
                    "Nothing was changed.");
    }
}

} // namespace armature
