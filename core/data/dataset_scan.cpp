#include "core/data/dataset_scan.h"

#include "core/data/check_detail.h"
#include "core/data/excluded.h"
#include "core/data/pairs_detail.h"
#include "core/data/text_pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace armature {

namespace fs = std::filesystem;
using namespace check_detail;

namespace {

constexpr size_t kFirstSlice = 32, kMostSlice = 4000; // rows that are told of at a time
constexpr std::chrono::milliseconds kSliceTime{40};   // that a slice should take, on whatever disk
constexpr size_t kPreviewRows = 240;
constexpr size_t kFindings = 1000; // that are told of at a time
constexpr size_t kRun = 8;         // rows that a thread takes at a time

// What later stages need of a row; the rest is made again when asked for.
struct ScanRow
{
    RowKind kind = RowKind::Pair;
    bool isReadable = false;
    std::string_view id, target, condition;
    uint64_t targetBytes = 0, conditionBytes = 0, targetLook = 0;
};
// The captions are needed once, for their tokens.
struct ScanCaption
{
    bool isThere = false;
    std::string_view text;
};

class Scan
{
public:
    Scan(const fs::path &folder, const ScanOptions &options, const std::function<void(ScanBatch &&)> &sink)
        : m_folder(folder), m_options(options), m_sink(sink)
    {
    }

    Status run()
    {
        preview();
        ARMATURE_CHECK(list());
        inspect(ScanStage::Headers);
        duplicates();
        if (m_options.decode) {
            inspect(ScanStage::Pixels);
            duplicates();
        }
        if (isStopped())
            return fail(ErrorCode::Interrupted, "Reading the folder was stopped.");
        ScanBatch last;
        last.stage = ScanStage::Done;
        m_sink(std::move(last));
        return {};
    }

private:
    bool isStopped() const { return m_options.stop.stop_requested(); }

    // The first rows of a plain folder pair, so that something is there while a long listing is read.
    void preview()
    {
        std::error_code error;
        const fs::path root = fs::canonical(m_folder, error);
        const auto layout = error ? std::nullopt : pairs_detail::findFolderLayout(root);
        for (const char *listing : {"metadata.jsonl", "metadata.csv", "prompt.json"}) {
            if (!layout || fs::exists(root / listing, error) || fs::exists(layout->image / listing, error))
                return;
        }
        ScanBatch batch;
        batch.isPreview = true;
        size_t looked = 0;
        for (fs::directory_iterator at(layout->image, error), end;
             !error && at != end && batch.rows.size() < kPreviewRows && looked < 4 * kPreviewRows;
             at.increment(error)) {
            if (pairs_detail::fileUse(at->path().native()) != pairs_detail::FileUse::Picture)
                continue;
            ++looked;
            auto map = layout->condition / at->path().filename();
            if (!fs::exists(map, error) && !fs::exists(map.replace_extension(".png"), error))
                continue;
            PairRow row;
            row.id = at->path().stem().string();
            row.target = pairs_detail::relativeName(root, at->path());
            row.condition = pairs_detail::relativeName(root, map);
            batch.rows.push_back(std::move(row));
        }
        std::sort(batch.rows.begin(), batch.rows.end(),
                  [](const PairRow &a, const PairRow &b) { return a.id < b.id; });
        if (!batch.rows.empty())
            m_sink(std::move(batch));
    }

    // Rows are handed on while the rest is read; what was a first look is forgotten with the first of them.
    Status list()
    {
        bool isFirst = true;
        std::unordered_set<std::string> excluded;
        const auto take = [&](const PairSet &set, std::vector<pairs_detail::FoundPair> &&block) {
            ScanBatch batch;
            if (isFirst) {
                begin(set, batch);
                for (auto &id : readExcluded(m_root))
                    excluded.insert(id);
            }
            isFirst = false;
            batch.rows.reserve(block.size());
            for (auto &pair : block) {
                batch.rows.push_back(rowOf(std::move(pair), excluded));
                keep(batch.rows.back());
            }
            batch.done = m_rows.size();
            m_sink(std::move(batch));
            return !isStopped();
        };
        ARMATURE_TRY(auto set, pairs_detail::readPairsInto(m_folder, {}, {}, take));
        if (isStopped())
            return fail(ErrorCode::Interrupted, "Reading the folder was stopped.");
        ScanBatch batch;
        if (isFirst)
            begin(set, batch);
        m_pairs = m_rows.size();
        placeFindings(set, batch);
        batch.done = batch.total = m_rows.size();
        batch.isListed = true;
        m_sink(std::move(batch));
        return {};
    }

    void begin(const PairSet &set, ScanBatch &batch)
    {
        m_root = set.root;
        batch.startsOver = true;
        batch.layoutText = set.layoutText;
        if (!set.listing.empty())
            batch.listing = pairs_detail::relativeName(m_root, set.listing);
    }

    void keep(const PairRow &row)
    {
        ScanRow kept;
        kept.kind = row.kind;
        kept.target = m_text.keep(row.target);
        kept.condition = m_text.keep(row.condition);
        const auto inTarget = kept.target.find(row.id);
        kept.id = inTarget == std::string_view::npos ? m_text.keep(row.id)
                                                     : kept.target.substr(inTarget, row.id.size());
        m_rows.push_back(kept);
        m_captions.push_back({row.hasCaption, m_captionText.keep(row.caption)});
    }

    PairRow rowOf(pairs_detail::FoundPair &&pair, const std::unordered_set<std::string> &excluded) const
    {
        PairRow row;
        row.id = std::move(pair.id);
        row.isExcluded = excluded.contains(row.id);
        row.target = pairs_detail::relativeText(m_root, pair.target);
        row.condition = pairs_detail::relativeText(m_root, pair.condition);
        takeCaption(std::move(pair.captions), row);
        row.form = pair.form;
        return row;
    }

    static void takeCaption(std::vector<std::string> captions, PairRow &row)
    {
        row.hasCaption = !captions.empty();
        if (row.hasCaption)
            row.caption = std::move(captions[0]);
    }

    // A finding belongs to its pair; one on a file outside of all pairs gets a row of its own.
    void placeFindings(PairSet &set, ScanBatch &batch)
    {
        std::unordered_map<std::string_view, uint32_t> byFile;
        std::unordered_map<std::string, const Pair *> alone;
        for (const Pair &picture : set.unpaired)
            alone.emplace(pairs_detail::relativeName(m_root, picture.target), &picture);
        if (!set.findings.empty()) {
            for (size_t i = 0; i < m_rows.size(); ++i) {
                byFile.emplace(m_rows[i].target, uint32_t(i));
                byFile.emplace(m_rows[i].condition, uint32_t(i));
            }
        }
        for (auto &finding : set.findings) {
            const auto file = finding.files.empty() ? byFile.end() : byFile.find(finding.files[0]);
            if (finding.kind == FindingKind::NotListed || finding.files.empty()) {
                batch.folderFindings.push_back(std::move(finding));
            } else if (file != byFile.end()) {
                batch.findings.emplace_back(file->second, std::move(finding));
            } else if (const auto row = rowOf(finding.pair); !finding.pair.empty() && row < m_pairs) {
                batch.findings.emplace_back(uint32_t(row), std::move(finding));
            } else if (finding.severity == Severity::Error) {
                batch.rows.push_back(rowFor(finding));
                if (const auto found = alone.find(finding.files[0]); found != alone.end())
                    takeCaption(found->second->captions, batch.rows.back());
                keep(batch.rows.back());
                batch.findings.emplace_back(uint32_t(m_rows.size() - 1), std::move(finding));
            } else {
                batch.folderFindings.push_back(std::move(finding));
            }
        }
    }

    size_t rowOf(const std::string &id) const
    {
        const auto end = m_rows.begin() + std::ptrdiff_t(m_pairs);
        const auto at = std::lower_bound(
            m_rows.begin(), end, id, [](const ScanRow &row, const std::string &key) { return row.id < key; });
        return at != end && at->id == id ? size_t(at - m_rows.begin()) : m_pairs;
    }

    static PairRow rowFor(const Finding &finding)
    {
        PairRow row;
        row.kind = finding.kind == FindingKind::UnpairedTarget      ? RowKind::TargetOnly
                   : finding.kind == FindingKind::UnpairedCondition ? RowKind::ConditionOnly
                                                                    : RowKind::Problem;
        row.id = finding.files[0];
        (row.kind == RowKind::ConditionOnly ? row.condition : row.target) = finding.files[0];
        return row;
    }

    void inspect(ScanStage stage)
    {
        size_t slice = kFirstSlice;
        for (size_t first = 0, count = 0; first < m_rows.size() && !isStopped(); first += count) {
            const auto start = std::chrono::steady_clock::now();
            count = std::min(slice, m_rows.size() - first);
            ScanBatch batch;
            batch.stage = stage;
            batch.facts.resize(count);
            parallelFor((count + kRun - 1) / kRun, m_options.threads, m_options.stop, [&](size_t run) {
                for (size_t i = run * kRun; i < std::min(count, (run + 1) * kRun) && !isStopped(); ++i)
                    batch.facts[i] = {uint32_t(first + i), inspectOne(first + i, stage == ScanStage::Pixels)};
            });
            if (isStopped())
                return;
            batch.done = first + count;
            batch.total = m_rows.size();
            m_sink(std::move(batch));
            const bool wasQuick = std::chrono::steady_clock::now() - start < kSliceTime;
            slice = wasQuick ? std::min(2 * slice, kMostSlice) : std::max(slice / 2, kFirstSlice);
        }
        std::vector<ScanCaption>().swap(m_captions);
        m_captionText.clear();
    }

    RowFacts inspectOne(size_t index, bool decode)
    {
        auto &row = m_rows[index];
        PairRow known;
        known.kind = row.kind;
        known.id = row.id;
        known.target = row.target;
        known.condition = row.condition;
        if (!isPictured(known))
            return inspectRow(m_root, known, m_options).first;
        const auto pictures = inspectPictures(m_root, known, m_options, decode);
        row.targetBytes = pictures.target.fileSize;
        row.conditionBytes = pictures.condition.fileSize;
        row.targetLook = pictures.target.look;
        row.isReadable = !pictures.target.error && !pictures.condition.error;
        std::vector<Finding> findings;
        if (m_captions.empty()) // said in an earlier stage; here as if there were one without fault
            return factsOf(known, pictures, m_options, decode, findings, false);
        known.hasCaption = m_captions[index].isThere;
        known.caption = m_captions[index].text;
        return factsOf(known, pictures, m_options, decode, findings, true);
    }

public:
    static bool isPictured(const PairRow &row)
    {
        return row.kind == RowKind::Pair || row.kind == RowKind::TargetOnly;
    }

    static PairPictures inspectPictures(const fs::path &root, const PairRow &row, const ScanOptions &options,
                                        bool decode)
    {
        auto *memory = options.memory.get();
        PairPictures pictures;
        pictures.target = inspectPicture(root, root / row.target, decode, true, memory);
        pictures.hasMap = row.kind == RowKind::Pair;
        if (pictures.hasMap)
            pictures.condition = inspectPicture(root, root / row.condition, decode, false, memory);
        pictures.isChecked = true;
        return pictures;
    }

    static RowFacts factsOf(const PairRow &row, const PairPictures &pictures, const ScanOptions &options,
                            bool decode, std::vector<Finding> &findings, bool withCaption)
    {
        RowFacts facts;
        CheckOptions check;
        check.resolution = options.resolution;
        check.maxTokens = options.maxTokens;
        check.countTokens = [&](std::string_view text) {
            const size_t tokens = options.countTokens ? options.countTokens(text) : 0;
            facts.tokens = uint16_t(std::min<size_t>(tokens, 65535));
            return tokens;
        };
        Pair pair{row.id, {}, {}, {}};
        if (!withCaption)
            pair.captions.push_back("?");
        else if (row.hasCaption)
            pair.captions.push_back(row.caption);
        const auto sizes = checkPair(pair, pictures, check, findings);
        facts.target = sizes.target;
        facts.condition = sizes.condition;
        facts.isChecked = true;
        facts.isDecoded = decode;
        facts.hasCaptionFacts = withCaption;
        for (const auto &finding : findings) {
            facts.issues |= issueBit(finding.kind);
            facts.worst = std::min(facts.worst, finding.severity);
        }
        if (!pictures.hasMap)
            facts.worst = Severity::Error;
        return facts;
    }

private:
    PairPictures picturesOf(size_t i) const
    {
        PairPictures pictures;
        const auto &row = m_rows[i];
        pictures.isChecked = row.isReadable;
        pictures.hasMap = row.kind == RowKind::Pair;
        pictures.target.path = m_root / row.target;
        pictures.target.name = row.target;
        pictures.target.fileSize = row.targetBytes;
        pictures.target.look = row.targetLook;
        if (!pictures.hasMap)
            return pictures;
        pictures.condition.path = m_root / row.condition;
        pictures.condition.name = row.condition;
        pictures.condition.fileSize = row.conditionBytes;
        return pictures;
    }

    void duplicates()
    {
        if (isStopped())
            return;
        CheckOptions check;
        check.threads = m_options.threads;
        check.stop = m_options.stop;
        std::vector<Finding> findings;
        findDuplicates({m_rows.size(), [this](size_t i) { return picturesOf(i); },
                        [this](size_t i) {
                            return std::array{m_rows[i].targetBytes, m_rows[i].conditionBytes};
                        },
                        [](size_t i) { return std::to_string(i); }, m_options.memory.get()},
                       check, findings);
        ScanBatch batch;
        batch.drops = issueBit(FindingKind::Duplicate) | issueBit(FindingKind::NearDuplicate) |
                      issueBit(FindingKind::DuplicateCondition) | issueBit(FindingKind::SameAsTarget);
        batch.stage = ScanStage::Headers;
        batch.done = batch.total = m_rows.size();
        for (auto &finding : findings) { // named by row, since pictures without a map are in no pair
            const auto row = uint32_t(std::stoul(finding.pair));
            finding.pair = m_rows[row].id;
            batch.findings.emplace_back(row, std::move(finding));
            finding = {};
            batch.hasMoreFindings = batch.findings.size() == kFindings && &finding != &findings.back();
            if (batch.hasMoreFindings) {
                ScanBatch next;
                next.stage = batch.stage;
                next.done = next.total = m_rows.size();
                m_sink(std::exchange(batch, std::move(next)));
            }
        }
        batch.hasMoreFindings = false;
        m_sink(std::move(batch));
    }

    const fs::path m_folder;
    const ScanOptions &m_options;
    const std::function<void(ScanBatch &&)> &m_sink;
    fs::path m_root;
    std::vector<ScanRow> m_rows; // the pairs by id, then the others
    std::vector<ScanCaption> m_captions;
    TextPool m_text, m_captionText;
    size_t m_pairs = 0;
};

} // namespace

Status scanDataset(const fs::path &folder, const ScanOptions &options,
                   const std::function<void(ScanBatch &&)> &sink)
{
    try {
        return Scan(folder, options, sink).run();
    } catch (const std::exception &failure) {
        return fail(ErrorCode::Io, fmt::format("The folder cannot be read: {}.", failure.what()),
                    "Check the folder and its permissions.");
    }
}

void applyBatch(PairTable &table, ScanBatch &&batch)
{
    if (batch.startsOver)
        table.clear();
    for (const auto &row : batch.rows)
        table.append(row);
    for (const auto &[row, facts] : batch.facts)
        table.setFacts(row, facts);
    if (batch.drops)
        table.dropFindings(batch.drops);
    for (auto &[row, finding] : batch.findings)
        table.addFinding(row, std::move(finding));
}

std::pair<RowFacts, std::vector<Finding>> inspectRow(const fs::path &root, const PairRow &row,
                                                     const ScanOptions &options)
{
    std::vector<Finding> findings;
    if (Scan::isPictured(row)) {
        const auto pictures = Scan::inspectPictures(root, row, options, options.decode);
        auto facts = Scan::factsOf(row, pictures, options, options.decode, findings, true);
        return {facts, std::move(findings)};
    }
    RowFacts facts;
    facts.isChecked = true;
    facts.worst = Severity::Error;
    if (row.kind == RowKind::ConditionOnly) {
        const auto map = inspectPicture(root, root / row.condition, false, false);
        if (!map.error)
            facts.condition = {map.info.displayWidth(), map.info.displayHeight()};
    }
    return {facts, std::move(findings)};
}

} // namespace armature
