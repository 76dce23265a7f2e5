#include "core/data/dataset_scan.h"

#include "core/data/check_detail.h"
#include "core/data/excluded.h"
#include "core/data/pairs_detail.h"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace armature {

namespace fs = std::filesystem;
using namespace check_detail;

namespace {

constexpr size_t kHeaderSlice = 2000, kPixelSlice = 24, kPreviewRows = 400;

// What the search for duplicates needs of a picture; the rest is made again when asked for.
struct Trace
{
    uint64_t targetBytes = 0, conditionBytes = 0, targetLook = 0;
    bool isReadable = false;
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
        inspect(ScanStage::Headers, kHeaderSlice);
        duplicates();
        if (m_options.decode) {
            inspect(ScanStage::Pixels, kPixelSlice);
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
            for (auto &pair : block)
                batch.rows.push_back(rowOf(std::move(pair), excluded));
            m_rows.insert(m_rows.end(), batch.rows.begin(), batch.rows.end());
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
        placeFindings(std::move(set.findings), batch);
        m_rows.shrink_to_fit();
        ::malloc_trim(0); // what was read lies scattered over the heap
        m_traces.resize(m_pairs);
        batch.rows.assign(m_rows.begin() + std::ptrdiff_t(m_pairs), m_rows.end());
        batch.done = batch.total = m_rows.size();
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

    PairRow rowOf(pairs_detail::FoundPair &&pair, const std::unordered_set<std::string> &excluded) const
    {
        PairRow row;
        row.id = std::move(pair.id);
        row.isExcluded = excluded.contains(row.id);
        row.target = pairs_detail::relativeName(m_root, pair.target);
        row.condition = pairs_detail::relativeName(m_root, pair.condition);
        row.hasCaption = !pair.captions.empty();
        if (row.hasCaption)
            row.caption = std::move(pair.captions[0]);
        return row;
    }

    // A finding belongs to its pair; one on a file outside of all pairs gets a row of its own.
    void placeFindings(std::vector<Finding> findings, ScanBatch &batch)
    {
        std::unordered_map<std::string_view, uint32_t> byFile;
        if (!findings.empty()) {
            for (size_t i = 0; i < m_rows.size(); ++i) {
                byFile.emplace(m_rows[i].target, uint32_t(i));
                byFile.emplace(m_rows[i].condition, uint32_t(i));
            }
        }
        std::vector<PairRow> others;
        for (auto &finding : findings) {
            const auto file = finding.files.empty() ? byFile.end() : byFile.find(finding.files[0]);
            if (finding.kind == FindingKind::NotListed || finding.files.empty()) {
                batch.folderFindings.push_back(std::move(finding));
            } else if (file != byFile.end()) {
                batch.findings.emplace_back(file->second, std::move(finding));
            } else if (const auto row = rowOf(finding.pair); !finding.pair.empty() && row < m_pairs) {
                batch.findings.emplace_back(uint32_t(row), std::move(finding));
            } else if (finding.severity == Severity::Error) {
                others.push_back(rowFor(finding));
                batch.findings.emplace_back(uint32_t(m_pairs + others.size() - 1), std::move(finding));
            } else {
                batch.folderFindings.push_back(std::move(finding));
            }
        }
        std::move(others.begin(), others.end(), std::back_inserter(m_rows));
    }

    size_t rowOf(const std::string &id) const
    {
        const auto end = m_rows.begin() + std::ptrdiff_t(m_pairs);
        const auto at = std::lower_bound(
            m_rows.begin(), end, id, [](const PairRow &row, const std::string &key) { return row.id < key; });
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

    void inspect(ScanStage stage, size_t slice)
    {
        for (size_t first = 0; first < m_rows.size() && !isStopped(); first += slice) {
            const size_t count = std::min(slice, m_rows.size() - first);
            ScanBatch batch;
            batch.stage = stage;
            batch.facts.resize(count);
            parallelFor(count, m_options.threads, m_options.stop, [&](size_t i) {
                batch.facts[i] = {uint32_t(first + i), inspectOne(first + i, stage == ScanStage::Pixels)};
            });
            if (isStopped())
                return;
            batch.done = first + count;
            batch.total = m_rows.size();
            m_sink(std::move(batch));
        }
    }

    RowFacts inspectOne(size_t index, bool decode)
    {
        const auto &row = m_rows[index];
        if (row.kind != RowKind::Pair)
            return inspectRow(m_root, row, m_options).first;
        PairPictures pictures{inspectPicture(m_root, m_root / row.target, decode, true),
                              inspectPicture(m_root, m_root / row.condition, decode, false), true};
        m_traces[index] = {pictures.target.fileSize, pictures.condition.fileSize, pictures.target.look,
                           !pictures.target.error && !pictures.condition.error};
        std::vector<Finding> findings;
        return factsOf(row, pictures, m_options, decode, findings);
    }

public:
    static RowFacts factsOf(const PairRow &row, const PairPictures &pictures, const ScanOptions &options,
                            bool decode, std::vector<Finding> &findings)
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
        if (row.hasCaption)
            pair.captions.push_back(row.caption);
        const auto sizes = checkPair(pair, pictures, check, findings);
        facts.target = sizes.target;
        facts.condition = sizes.condition;
        facts.isChecked = true;
        facts.isDecoded = decode;
        for (const auto &finding : findings) {
            facts.issues |= issueBit(finding.kind);
            facts.worst = std::min(facts.worst, finding.severity);
        }
        return facts;
    }

private:
    PairPictures picturesOf(size_t i) const
    {
        PairPictures pictures;
        const auto &row = m_rows[i];
        const auto &trace = m_traces[i];
        pictures.isChecked = trace.isReadable;
        pictures.target.path = m_root / row.target;
        pictures.target.name = row.target;
        pictures.target.fileSize = trace.targetBytes;
        pictures.target.look = trace.targetLook;
        pictures.condition.path = m_root / row.condition;
        pictures.condition.name = row.condition;
        pictures.condition.fileSize = trace.conditionBytes;
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
        findDuplicates({m_pairs, [this](size_t i) { return picturesOf(i); },
                        [this](size_t i) {
                            return std::array{m_traces[i].targetBytes, m_traces[i].conditionBytes};
                        },
                        [this](size_t i) { return m_rows[i].id; }},
                       check, findings);
        ScanBatch batch;
        batch.drops = issueBit(FindingKind::Duplicate) | issueBit(FindingKind::NearDuplicate) |
                      issueBit(FindingKind::DuplicateCondition) | issueBit(FindingKind::SameAsTarget);
        batch.stage = ScanStage::Headers;
        batch.done = batch.total = m_rows.size();
        for (auto &finding : findings) {
            if (const size_t row = rowOf(finding.pair); row < m_pairs)
                batch.findings.emplace_back(uint32_t(row), std::move(finding));
        }
        ::malloc_trim(0); // the search held the paths of all pictures
        m_sink(std::move(batch));
    }

    const fs::path m_folder;
    const ScanOptions &m_options;
    const std::function<void(ScanBatch &&)> &m_sink;
    fs::path m_root;
    std::vector<PairRow> m_rows; // the pairs by id, then the others
    size_t m_pairs = 0;
    std::vector<Trace> m_traces;
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
    if (row.kind == RowKind::Pair) {
        const PairPictures pictures{inspectPicture(root, root / row.target, options.decode, true),
                                    inspectPicture(root, root / row.condition, options.decode, false), true};
        auto facts = Scan::factsOf(row, pictures, options, options.decode, findings);
        return {facts, std::move(findings)};
    }
    RowFacts facts;
    facts.isChecked = true;
    facts.worst = Severity::Error;
    const bool isTarget = row.kind != RowKind::ConditionOnly;
    const auto picture =
        inspectPicture(root, root / (isTarget ? row.target : row.condition), false, isTarget);
    if (!picture.error && row.kind != RowKind::Problem)
        (isTarget ? facts.target : facts.condition) = {picture.info.displayWidth(),
                                                       picture.info.displayHeight()};
    return {facts, std::move(findings)};
}

} // namespace armature
