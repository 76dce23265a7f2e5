#include "core/data/data_path.h"
#include "core/data/pairs_detail.h"
#include "core/data/text_input.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <memory>

namespace armature::pairs_detail {

namespace {

constexpr int kMaxDepth = 32;

constexpr std::array<std::string_view, 6> kImageFolders = {"image",   "images", "target",
                                                           "targets", "img",    "imgs"};
constexpr std::array<std::string_view, 15> kConditionFolders = {"condition",
                                                                "conditions",
                                                                "conditioning",
                                                                "conditioning_image",
                                                                "conditioning_images",
                                                                "conditioning_data",
                                                                "cond",
                                                                "source",
                                                                "sources",
                                                                "control",
                                                                "controls",
                                                                "control_images",
                                                                "control_image",
                                                                "hint",
                                                                "hints"};
constexpr std::array<std::string_view, 5> kCaptionFolders = {"caption", "captions", "prompt", "prompts",
                                                             "text"};

std::string lowerExtension(const fs::path &file)
{
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return char(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    return extension;
}

class Scanner
{
public:
    Scanner(const fs::path &root, const fs::path &folder, std::vector<Finding> &findings)
        : m_root(root), m_folder(folder), m_findings(findings)
    {
    }

    std::vector<FoundFile> run()
    {
        visit(m_folder, 0);
        std::sort(m_found.begin(), m_found.end(), [](const FoundFile &a, const FoundFile &b) {
            return std::tie(a.key, a.path.native()) < std::tie(b.key, b.path.native());
        });
        return std::move(m_found);
    }

private:
    void report(FindingKind kind, const fs::path &file, std::string message, std::string repair)
    {
        const auto name = relativeName(m_root, file);
        m_findings.push_back(
            {kind, Severity::Error, {}, {name}, displayName(name) + ' ' + message, std::move(repair)});
    }

    void visit(const fs::path &folder, int depth)
    {
        struct stat info
        {
        };
        if (::stat(folder.c_str(), &info) != 0 || !m_visited.emplace(info.st_dev, info.st_ino).second)
            return;
        std::error_code error;
        fs::directory_iterator entries(folder, error);
        if (error || depth > kMaxDepth) {
            report(FindingKind::Unreadable, folder,
                   error ? "cannot be opened: " + error.message() + "." : "is nested too deeply.",
                   error ? "Allow reading the folder (chmod)." : "Move its pictures further up.");
            return;
        }
        while (entries != fs::directory_iterator()) {
            visitEntry(*entries, depth);
            if (entries.increment(error); error)
                break;
        }
    }

    void visitEntry(const fs::directory_entry &entry, int depth)
    {
        const std::string name = entry.path().filename().string();
        if (name.starts_with('.') || name == "__MACOSX")
            return;
        std::error_code error;
        const bool isLink = entry.is_symlink(error);
        const bool isFolder = entry.is_directory(error);
        const auto use = fileUse(entry.path());
        if (!isFolder && use == FileUse::Other)
            return;
        if (isLink || !entry.is_regular_file(error)) {
            if (!isFolder && !acceptSpecial(entry.path()))
                return;
            if (isFolder && isLink && !isBelow(fs::canonical(entry.path(), error), m_root)) {
                reportLeaving(entry.path());
                return;
            }
        }
        if (isFolder) {
            visit(entry.path(), depth + 1);
            return;
        }
        fs::path key = relativeName(m_folder, entry.path());
        key.replace_extension();
        m_found.push_back({entry.path(), toNfc(key.generic_string()), use});
    }

    void reportLeaving(const fs::path &path)
    {
        report(FindingKind::PathLeavesFolder, path, "is a link that leaves the dataset's folder.",
               "Copy what it points at into the folder (cp -rL).");
    }

    bool acceptSpecial(const fs::path &path)
    {
        switch (stateBelow(m_root, path)) {
        case PathState::Ok:
            return true;
        case PathState::LeavesFolder:
            reportLeaving(path);
            return false;
        case PathState::LinkLoop:
            report(FindingKind::Unreadable, path, "is a link that leads back to itself.", "Remove the link.");
            return false;
        case PathState::Missing:
            report(FindingKind::MissingFile, path, "is a link to a file that is not there.",
                   "Remove the link.");
            return false;
        default:
            report(FindingKind::Unreadable, path, "is not a regular file.", "Remove it.");
            return false;
        }
    }

    const fs::path &m_root;
    const fs::path &m_folder;
    std::vector<Finding> &m_findings;
    std::vector<FoundFile> m_found;
    std::set<std::pair<dev_t, ino_t>> m_visited;
};

template <size_t N>
fs::path findSubfolder(const fs::path &root, const std::array<std::string_view, N> &names)
{
    for (const auto name : names) { // the earlier name wins, then the bytewise first spelling
        std::set<fs::path> spellings;
        std::error_code error;
        for (fs::directory_iterator entries(root, error), end; !error && entries != end;
             entries.increment(error)) {
            std::error_code ignored;
            if (caseFolded(entries->path().filename().string()) == name && entries->is_directory(ignored))
                spellings.insert(entries->path());
        }
        if (!spellings.empty())
            return *spellings.begin();
    }
    return {};
}

using Index = std::map<std::string, const FoundFile *>;

// The pictures of one folder by key; a second one of the same key, or a format we do not read, is told.
Index indexPictures(PairSet &set, const std::vector<FoundFile> &files)
{
    Index index;
    std::map<std::string, std::string> folded;
    for (const auto &file : files) {
        if (file.use == FileUse::Picture && !index.emplace(file.key, &file).second) {
            const auto &first = index[file.key]->path;
            addFinding(set, FindingKind::DuplicateStem, Severity::Warning, {}, {first, file.path},
                       fmt::format("{} and {} have the same name; only the first is used.",
                                   displayName(relativeName(set.root, first)),
                                   displayName(relativeName(set.root, file.path))),
                       "Rename one of them together with its map, or remove it.");
            continue;
        }
        if (file.use != FileUse::Picture)
            continue;
        const auto [other, isNew] = folded.emplace(caseFolded(file.key), file.key);
        if (!isNew)
            addFinding(set, FindingKind::CaseClash, Severity::Warning, {},
                       {index[other->second]->path, file.path},
                       fmt::format(
                           "{} and {} differ only in upper and lower case; on Windows and macOS one replaces "
                           "the other.",
                           displayName(relativeName(set.root, index[other->second]->path)),
                           displayName(relativeName(set.root, file.path))),
                       "Rename one of them together with its map.");
    }
    for (const auto &file : files) {
        if (file.use == FileUse::ForeignPicture && !index.contains(file.key))
            addFinding(set, FindingKind::UnsupportedFormat, Severity::Error, {}, {file.path},
                       fmt::format("{} is in a format that Armature does not read.",
                                   displayName(relativeName(set.root, file.path))),
                       "Convert it to PNG, JPEG, WebP, BMP or TIFF.");
    }
    return index;
}

class FolderPairing
{
public:
    FolderPairing(PairSet &set, const FolderLayout &layout,
                  const std::map<fs::path, std::vector<std::string>> &captionsOf)
        : m_set(set), m_layout(layout), m_captionsOf(captionsOf)
    {
    }

    void run()
    {
        const auto targetFiles = scan(m_layout.image);
        const auto conditionFiles = scan(m_layout.condition);
        const auto captionFiles =
            m_layout.captions.empty() ? std::vector<FoundFile>() : scan(m_layout.captions);
        for (const auto *files : {&captionFiles, &conditionFiles, &targetFiles}) { // the last one wins
            for (const auto &file : *files) {
                if (file.use == FileUse::Caption)
                    m_captionFiles[file.key] = &file;
            }
        }
        auto targets = indexPictures(m_set, targetFiles);
        auto conditions = indexPictures(m_set, conditionFiles);
        for (auto at = targets.begin(); at != targets.end();) {
            const auto condition = conditions.find(at->first);
            if (condition == conditions.end()) {
                ++at;
                continue;
            }
            addPair(*at->second, *condition->second);
            conditions.erase(condition);
            at = targets.erase(at);
        }
        pairByFoldedCase(targets, conditions);
        for (const auto &[key, file] : targets)
            reportUnpaired(FindingKind::UnpairedTarget, *file, m_layout.condition);
        for (const auto &[key, file] : conditions)
            reportUnpaired(FindingKind::UnpairedCondition, *file, m_layout.image);
        reportOrphanCaptions();
    }

private:
    // A folder that is itself a link out of the dataset is told once, and nothing of it is read.
    std::vector<FoundFile> scan(const fs::path &folder)
    {
        std::error_code error;
        if (isBelow(fs::canonical(folder, error), m_set.root))
            return scanFolder(m_set.root, folder, m_set.findings);
        addFinding(m_set, FindingKind::PathLeavesFolder, Severity::Error, {}, {folder},
                   displayName(relativeName(m_set.root, folder)) +
                       " is a link that leaves the dataset's folder.",
                   "Copy what it points at into the folder (cp -rL).");
        return {};
    }

    void addPair(const FoundFile &target, const FoundFile &condition)
    {
        m_set.pairs.push_back(
            {target.key, target.path, condition.path, captionsFor(target.path, target.key, condition.key)});
        m_used.insert({target.key, condition.key});
    }

    std::vector<std::string> captionsFor(const fs::path &target, const std::string &key,
                                         const std::string &conditionKey)
    {
        if (const auto listed = m_captionsOf.find(target); listed != m_captionsOf.end())
            return listed->second;
        auto file = m_captionFiles.find(key);
        if (file == m_captionFiles.end())
            file = m_captionFiles.find(conditionKey);
        if (file == m_captionFiles.end())
            return {};
        const fs::path &path = file->second->path;
        const auto bytes = readSmallFile(path, kMaxCaption);
        if (!bytes) {
            addFinding(m_set, FindingKind::MissingCaption, Severity::Warning, key, {path},
                       displayName(relativeName(m_set.root, path)) +
                           " cannot be read or is longer than 1 MB.",
                       "Write one short sentence into it.");
            return {""};
        }
        const auto decoded = decodeText(*bytes);
        if (decoded.hadInvalidBytes)
            addFinding(m_set, FindingKind::InvalidUtf8, Severity::Warning, key, {path},
                       displayName(relativeName(m_set.root, path)) +
                           " is not UTF-8; what cannot be read became a replacement character.",
                       "Save it as UTF-8.");
        return {std::string(trimmed(decoded.text))};
    }

    // What is left on both sides and differs in case only belongs together, where that is unambiguous.
    void pairByFoldedCase(Index &targets, Index &conditions)
    {
        std::map<std::string, std::vector<std::string>> left, right;
        for (const auto &[key, file] : targets)
            left[caseFolded(key)].push_back(key);
        for (const auto &[key, file] : conditions)
            right[caseFolded(key)].push_back(key);
        for (const auto &[folded, keys] : left) {
            const auto other = right.find(folded);
            if (other == right.end() || keys.size() != 1 || other->second.size() != 1)
                continue;
            const auto &target = *targets[keys[0]], &condition = *conditions[other->second[0]];
            addPair(target, condition);
            addFinding(
                m_set, FindingKind::CaseClash, Severity::Warning, target.key, {target.path, condition.path},
                fmt::format(
                    "{} and {} were taken for a pair although their names differ in upper and lower case.",
                    displayName(relativeName(m_set.root, target.path)),
                    displayName(relativeName(m_set.root, condition.path))),
                "Give both the same name.");
            targets.erase(keys[0]);
            conditions.erase(other->second[0]);
        }
    }

    void reportUnpaired(FindingKind kind, const FoundFile &file, const fs::path &elsewhere)
    {
        m_used.insert(file.key); // its caption is no orphan
        const bool isTarget = kind == FindingKind::UnpairedTarget;
        const auto folder = displayName(relativeName(m_set.root, elsewhere));
        addFinding(m_set, kind, Severity::Error, file.key, {file.path},
                   fmt::format("{} has no {} of the same name in {}/.",
                               displayName(relativeName(m_set.root, file.path)),
                               isTarget ? "condition map" : "picture", folder),
                   isTarget ? fmt::format("Make its map as {}/{}.png, or remove the picture.", folder,
                                          displayName(file.key))
                            : fmt::format("Put its picture there as {}/{}.png, or remove the map.", folder,
                                          displayName(file.key)));
    }

    void reportOrphanCaptions()
    {
        for (const auto &[key, file] : m_captionFiles) {
            if (!m_used.contains(key))
                addFinding(m_set, FindingKind::OrphanCaption, Severity::Note, {}, {file->path},
                           displayName(relativeName(m_set.root, file->path)) + " belongs to no picture.",
                           "Give it the name of its picture, or remove it.");
        }
    }

    PairSet &m_set;
    const FolderLayout &m_layout;
    const std::map<fs::path, std::vector<std::string>> &m_captionsOf;
    Index m_captionFiles;
    std::set<std::string> m_used;
};

} // namespace

FileUse fileUse(const fs::path &file)
{
    static const std::set<std::string> pictures = {".jpg",  ".jpeg", ".jpe", ".jfif", ".png",
                                                   ".webp", ".bmp",  ".tif", ".tiff"};
    static const std::set<std::string> foreign = {".gif", ".heic", ".heif", ".avif", ".jxl", ".psd", ".exr",
                                                  ".tga", ".jp2",  ".ppm",  ".pgm",  ".svg", ".ico", ".dng",
                                                  ".cr2", ".nef",  ".arw",  ".npy",  ".hdr", ".kra", ".xcf"};
    const auto extension = lowerExtension(file);
    if (pictures.contains(extension))
        return FileUse::Picture;
    if (foreign.contains(extension))
        return FileUse::ForeignPicture;
    return extension == ".txt" || extension == ".caption" ? FileUse::Caption : FileUse::Other;
}

std::vector<FoundFile> scanFolder(const fs::path &root, const fs::path &folder,
                                  std::vector<Finding> &findings)
{
    return Scanner(root, folder, findings).run();
}

std::optional<FolderLayout> findFolderLayout(const fs::path &root)
{
    FolderLayout layout{findSubfolder(root, kImageFolders), findSubfolder(root, kConditionFolders),
                        findSubfolder(root, kCaptionFolders)};
    if (layout.image.empty() || layout.condition.empty())
        return std::nullopt;
    return layout;
}

void readFolders(PairSet &set, const FolderLayout &layout,
                 const std::map<fs::path, std::vector<std::string>> &captionsOf)
{
    set.layout = DatasetLayout::Folders;
    set.layoutText = displayName(layout.image.filename().string()) + "/ + " +
                     displayName(layout.condition.filename().string()) + '/';
    FolderPairing(set, layout, captionsOf).run();
}

} // namespace armature::pairs_detail
