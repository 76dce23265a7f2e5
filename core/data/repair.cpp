#include "core/data/repair.h"

#include "core/data/loose_pairs.h"
#include "core/data/text_input.h"
#include "core/image/codec.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace armature {

namespace fs = std::filesystem;

namespace {

constexpr std::pair<Repair, std::string_view> kNames[] = {
    {Repair::ResizeMap, "resize"},      {Repair::CropMap, "crop"},    {Repair::ApplyExif, "exif"},
    {Repair::FlattenAlpha, "flatten"},  {Repair::Convert, "convert"}, {Repair::PairByName, "pair"},
    {Repair::Quarantine, "quarantine"}, {Repair::Exclude, "exclude"}, {Repair::Include, "include"}};

std::string sizeText(int width, int height) { return fmt::format("{} x {} px", width, height); }

// The stem in lower case, without such words and without the separators, so that IMG_01-canny fits img01.
std::string nameCore(const std::string &file)
{
    const std::string stem = caseFolded(fs::path(file).stem().string());
    std::vector<std::string> words(1);
    for (const char c : stem) {
        if (c == '_' || c == '-' || c == '.' || c == ' ' || c == '(' || c == ')')
            words.emplace_back();
        else
            words.back() += c;
    }
    std::string core;
    for (const auto &word : words) {
        if (!isMapWord(word))
            core += word;
    }
    return core;
}

class Planner
{
public:
    Planner(const fs::path &root, RepairPlan &plan) : m_root(root), m_plan(plan) {}

    void take(const PairRow &row)
    {
        switch (m_plan.repair) {
        case Repair::ResizeMap:
        case Repair::CropMap:
            takeMap(row);
            return;
        case Repair::ApplyExif:
            takeEach(
                row, [](const ImageInfo &info) { return info.orientation != 1; }, "are turned upright");
            return;
        case Repair::FlattenAlpha:
            takeEach(
                row, [](const ImageInfo &info) { return info.hasAlpha; }, "are laid on white");
            return;
        case Repair::Convert:
            takeEach(
                row, [](const ImageInfo &info) { return info.bitDepth > 8 || info.isCmyk; },
                "become 8 bit RGB");
            return;
        case Repair::Quarantine:
            add(row, row.target.empty() ? row.condition : row.target,
                row.target.empty() || row.condition.empty() ? "is moved aside"
                                                            : "is moved aside with its map");
            return;
        case Repair::Exclude:
        case Repair::Include:
            if (row.kind != RowKind::Pair)
                return skip(row.id, "is no pair");
            add(row, row.target,
                m_plan.repair == Repair::Exclude ? "is not trained on" : "is trained on again");
            return;
        case Repair::PairByName:
            return;
        }
    }

    void pairByName(const std::vector<PairRow> &rows, const std::vector<PairRow> &others)
    {
        std::map<std::string, std::vector<const PairRow *>> maps, pictures;
        const auto sort = [&](const PairRow &row) {
            if (row.kind == RowKind::ConditionOnly)
                maps[nameCore(row.condition)].push_back(&row);
            else if (row.kind == RowKind::TargetOnly)
                pictures[nameCore(row.target)].push_back(&row);
        };
        for (const auto &row : others)
            sort(row);
        for (const auto &row : rows) {
            const bool isPicture = row.kind == RowKind::TargetOnly,
                       isMap = row.kind == RowKind::ConditionOnly;
            if (!isPicture && !isMap)
                continue;
            const auto core = nameCore(isPicture ? row.target : row.condition);
            if (core.empty() || maps[core].size() != 1 || pictures[core].size() != 1) {
                skip(row.id, maps[core].size() > 1 || pictures[core].size() > 1
                                 ? "fits several files by name"
                                 : "fits no other file by name");
                continue;
            }
            pair(*pictures[core][0], *maps[core][0]);
        }
    }

    void pair(const PairRow &target, const PairRow &condition)
    {
        for (const auto &item : m_plan.items) {
            if (item.partner == condition.condition)
                return; // both were selected
        }
        PlannedRepair item{target, condition.condition, {}, condition.condition};
        item.what = fmt::format("becomes the map of {}{}", displayName(target.target),
                                target.condition.empty() ? "" : ", whose map until now is moved aside");
        m_plan.items.push_back(std::move(item));
    }

private:
    void add(const PairRow &row, const std::string &file, std::string what)
    {
        m_plan.items.push_back({row, file, std::move(what), {}});
    }
    void skip(const std::string &name, std::string_view why)
    {
        m_plan.skipped.push_back(fmt::format("{} {}.", displayName(name), why));
    }

    void takeMap(const PairRow &row)
    {
        if (row.kind != RowKind::Pair)
            return skip(row.id, "is no pair");
        const auto target = probe(m_root / row.target), condition = probe(m_root / row.condition);
        if (!target || !condition)
            return skip(row.id, "cannot be read");
        const PixelSize want{target->displayWidth(), target->displayHeight()};
        const PixelSize have{condition->displayWidth(), condition->displayHeight()};
        if (want == have)
            return skip(row.id, "is aligned already");
        const bool isSame = sameAspect(want, have);
        if (m_plan.repair == Repair::ResizeMap && !isSame)
            return skip(row.id, "has a map of another shape, which resizing would distort");
        const bool isTurned = target->orientation >= 5 && sameAspect(want, {have.height, have.width});
        add(row, row.condition,
            fmt::format("{} {} {}", sizeText(have.width, have.height),
                        isSame     ? "become"
                        : isTurned ? "turned as the picture become"
                                   : "cropped to the picture's shape become",
                        sizeText(want.width, want.height)));
    }

    template <typename Test>
    void takeEach(const PairRow &row, Test test, std::string_view what)
    {
        bool isAny = false;
        for (const auto &file : {row.target, row.condition}) {
            if (file.empty())
                continue;
            const auto info = probe(m_root / file);
            if (!info || !test(*info))
                continue;
            isAny = true;
            add(row, file, fmt::format("{} {}", sizeText(info->width, info->height), what));
        }
        if (!isAny)
            skip(row.id, "does not need it");
    }

    const fs::path &m_root;
    RepairPlan &m_plan;
};

} // namespace

std::optional<Repair> repairFromName(std::string_view name)
{
    for (const auto &[repair, known] : kNames) {
        if (known == name)
            return repair;
    }
    return std::nullopt;
}

std::string_view repairName(Repair repair)
{
    for (const auto &[known, name] : kNames) {
        if (known == repair)
            return name;
    }
    return {};
}

RepairPlan planRepair(const fs::path &root, Repair repair, const std::vector<PairRow> &rows,
                      const std::vector<PairRow> &others)
{
    RepairPlan plan;
    plan.repair = repair;
    Planner planner(root, plan);
    if (repair == Repair::PairByName) {
        planner.pairByName(rows, others);
        return plan;
    }
    for (const auto &row : rows)
        planner.take(row);
    return plan;
}

RepairPlan planPairing(const fs::path &root, const PairRow &target, const PairRow &condition)
{
    RepairPlan plan;
    plan.repair = Repair::PairByName;
    Planner(root, plan).pair(target, condition);
    return plan;
}

} // namespace armature
