#include "core/data/loose_pairs.h"

#include "core/data/pairs_detail.h"
#include "core/data/text_input.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace armature {

namespace fs = std::filesystem;

namespace {

// What annotators and people append to a map's name.
constexpr std::string_view kMapWords[] = {
    "condition", "conditioning", "cond",     "control",  "canny",     "edges", "edge",
    "depth",     "pose",         "openpose", "hint",     "condlabel", "map",   "mask",
    "seg",       "source",       "lineart",  "scribble", "normal",    "hed",   "mlsd"};

constexpr size_t kMaxGuesses = 8;
constexpr size_t kMaxPlaces = 8; // folders with a picture of the same name: more say nothing
constexpr size_t kMaxCaptionFile = 1 << 20;

std::string_view withoutExtension(std::string_view name)
{
    const auto dot = name.rfind('.'), slash = name.rfind('/');
    return dot == std::string_view::npos || (slash != std::string_view::npos && dot < slash)
               ? name
               : name.substr(0, dot);
}

std::string_view folderOf(std::string_view name)
{
    const auto slash = name.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
}

std::string_view stemOf(std::string_view name)
{
    const auto slash = name.rfind('/');
    return withoutExtension(slash == std::string_view::npos ? name : name.substr(slash + 1));
}

// What the star stands for.
std::optional<std::string_view> matched(const std::string &pattern, std::string_view name)
{
    const auto star = pattern.find('*');
    if (star == std::string::npos || pattern.find('*', star + 1) != std::string::npos)
        return std::nullopt;
    if (pairs_detail::fileUse(pattern) != pairs_detail::FileUse::Picture)
        name = withoutExtension(name);
    const std::string_view head = std::string_view(pattern).substr(0, star),
                           tail = std::string_view(pattern).substr(star + 1);
    if (name.size() <= head.size() + tail.size() || !name.starts_with(head) || !name.ends_with(tail))
        return std::nullopt;
    return name.substr(head.size(), name.size() - head.size() - tail.size());
}

bool hasMapWord(std::string_view folder)
{
    const auto text = caseFolded(folder);
    size_t begin = 0;
    for (size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] != '/' && text[i] != '_' && text[i] != '-' && text[i] != ' ')
            continue;
        const auto word = std::string_view(text).substr(begin, i - begin);
        if (isMapWord(word) || (word.ends_with('s') && isMapWord(word.substr(0, word.size() - 1))))
            return true;
        begin = i + 1;
    }
    return false;
}

// "photos/a" and "edges/a" differ in the part before the last slash only.
std::pair<std::string, std::string> prefixes(std::string_view left, std::string_view right)
{
    while (true) {
        const auto leftSlash = left.rfind('/'), rightSlash = right.rfind('/');
        const auto leftPart = leftSlash == std::string_view::npos ? left : left.substr(leftSlash + 1);
        const auto rightPart = rightSlash == std::string_view::npos ? right : right.substr(rightSlash + 1);
        if (leftPart != rightPart || leftSlash == std::string_view::npos ||
            rightSlash == std::string_view::npos)
            break;
        left = left.substr(0, leftSlash);
        right = right.substr(0, rightSlash);
    }
    const auto asPrefix = [](std::string_view folder) {
        return folder.empty() ? std::string() : std::string(folder) + '/';
    };
    return {asPrefix(left), asPrefix(right)};
}

class Guesser
{
public:
    explicit Guesser(const LooseFolder &folder) : m_folder(folder)
    {
        for (const auto &name : folder.pictures)
            m_byStem[std::string(stemOf(name))].push_back(name);
    }

    std::vector<PatternGuess> run()
    {
        for (const auto &name : m_folder.pictures)
            guessWord(name);
        for (const auto &[stem, names] : m_byStem)
            guessPlaces(names);
        std::vector<std::pair<size_t, NamePattern>> sorted;
        for (const auto &[maps, byPictures] : m_votes) {
            for (const auto &[pictures, count] : byPictures)
                sorted.push_back({count, {pictures, maps}});
        }
        std::stable_sort(sorted.begin(), sorted.end(),
                         [](const auto &a, const auto &b) { return a.first > b.first; });
        std::vector<PatternGuess> guesses;
        for (const auto &[count, pattern] : sorted) {
            const auto pairs = matchLoose(m_folder, pattern).pairs.size();
            if (pairs > 0)
                guesses.push_back({pattern, pairs});
            if (guesses.size() == kMaxGuesses)
                break;
        }
        std::stable_sort(guesses.begin(), guesses.end(),
                         [](const auto &a, const auto &b) { return a.pairs > b.pairs; });
        return guesses;
    }

private:
    void vote(std::string pictures, std::string maps) { ++m_votes[std::move(maps)][std::move(pictures)]; }

    // A word before or after the name, which another picture has without it.
    void guessWord(std::string_view name)
    {
        constexpr std::string_view kSeparators = "_-. ";
        const auto stem = stemOf(name), folder = folderOf(name);
        if (const auto at = stem.find_last_of(kSeparators); at != std::string_view::npos && at > 0)
            guessBase(folder, stem.substr(0, at), "", stem.substr(at), stem.substr(at + 1));
        if (const auto at = stem.find_first_of(kSeparators); at != std::string_view::npos && at > 0)
            guessBase(folder, stem.substr(at + 1), stem.substr(0, at + 1), "", stem.substr(0, at));
    }

    void guessBase(std::string_view folder, std::string_view base, std::string_view head,
                   std::string_view tail, std::string_view word)
    {
        const auto found = m_byStem.find(std::string(base));
        if (!isMapWord(caseFolded(word)) || found == m_byStem.end() || found->second.size() > kMaxPlaces)
            return;
        for (const auto picture : found->second) {
            const auto other = folderOf(picture);
            auto [pictures, maps] = prefixes(other, folder);
            if (other == folder && head.empty())
                pictures = maps = {}; // the same in all folders
            vote(pictures + '*', fmt::format("{}{}*{}", maps, head, tail));
        }
    }

    // The same name in two folders, or with two extensions.
    void guessPlaces(const std::vector<std::string_view> &names)
    {
        if (names.size() < 2 || names.size() > kMaxPlaces)
            return;
        for (size_t i = 0; i < names.size(); ++i) {
            for (size_t j = i + 1; j < names.size(); ++j) {
                const auto left = folderOf(names[i]), right = folderOf(names[j]);
                if (left == right) {
                    const auto leftEnd = names[i].substr(withoutExtension(names[i]).size());
                    const auto rightEnd = names[j].substr(withoutExtension(names[j]).size());
                    if (caseFolded(leftEnd) == ".png")
                        vote('*' + std::string(rightEnd), '*' + std::string(leftEnd));
                    else
                        vote('*' + std::string(leftEnd), '*' + std::string(rightEnd));
                    continue;
                }
                const auto [first, second] = prefixes(left, right);
                if (hasMapWord(first) && !hasMapWord(second))
                    vote(second + '*', first + '*');
                else
                    vote(first + '*', second + '*');
                if (!hasMapWord(first) && !hasMapWord(second)) // nobody knows: the other way round, too
                    vote(second + '*', first + '*');
            }
        }
    }

    const LooseFolder &m_folder;
    std::unordered_map<std::string, std::vector<std::string_view>> m_byStem;
    std::map<std::string, std::map<std::string, size_t>> m_votes; // of pictures, by maps
};

} // namespace

bool isMapWord(std::string_view word)
{
    return std::find(std::begin(kMapWords), std::end(kMapWords), word) != std::end(kMapWords);
}

Result<LooseFolder> readLoose(const fs::path &folder)
{
    LooseFolder loose;
    std::error_code error;
    loose.root = fs::canonical(folder, error);
    if (error || !fs::is_directory(loose.root, error))
        return fail(ErrorCode::NotFound, fmt::format("{} cannot be opened.", displayName(folder.string())),
                    "Check that the folder is there and may be read.");
    try {
        std::vector<Finding> ignored;
        for (const auto &file : pairs_detail::scanFolder(loose.root, loose.root, ignored)) {
            auto name = pairs_detail::relativeName(loose.root, file.path);
            if (file.use == pairs_detail::FileUse::Picture)
                loose.pictures.push_back(std::move(name));
            else if (file.use == pairs_detail::FileUse::Caption)
                loose.captions.push_back(std::move(name));
        }
    } catch (const std::exception &failure) {
        return fail(ErrorCode::Io,
                    fmt::format("{} cannot be read: {}.", displayName(folder.string()), failure.what()),
                    "Check the folder and its permissions.");
    }
    std::sort(loose.pictures.begin(), loose.pictures.end());
    std::sort(loose.captions.begin(), loose.captions.end());
    return loose;
}

LooseMatch matchLoose(const LooseFolder &folder, const NamePattern &pattern)
{
    std::unordered_map<std::string_view, std::string_view> maps;
    for (const auto &name : folder.pictures) {
        if (const auto star = matched(pattern.maps, name))
            maps.emplace(*star, name);
    }
    LooseMatch match;
    std::unordered_set<std::string_view> used;
    for (const auto &name : folder.pictures) {
        const auto star = matched(pattern.pictures, name);
        const auto map = star ? maps.find(*star) : maps.end();
        if (map == maps.end() || map->second == name || !used.insert(map->second).second)
            continue;
        used.insert(name);
        LoosePair pair{name, std::string(map->second), {}};
        for (const char *extension : {".txt", ".caption"}) {
            auto caption = std::string(withoutExtension(name)) + extension;
            if (pair.captionFile.empty() &&
                std::binary_search(folder.captions.begin(), folder.captions.end(), caption))
                pair.captionFile = std::move(caption);
        }
        match.captions += !pair.captionFile.empty();
        match.pairs.push_back(std::move(pair));
    }
    match.left = folder.pictures.size() - std::min(folder.pictures.size(), used.size());
    return match;
}

std::vector<PatternGuess> guessPatterns(const LooseFolder &folder) { return Guesser(folder).run(); }

Result<std::vector<FileStep>> planImport(const LooseFolder &folder, const LooseMatch &match,
                                         ChangeJournal &journal)
{
    constexpr const char *kListing = "metadata.jsonl";
    std::error_code error;
    if (fs::exists(fs::symlink_status(folder.root / kListing, error)))
        return fail(ErrorCode::Conflict, "There is a metadata.jsonl in the folder already.",
                    "Move it away first.", "Nothing was changed.");
    std::string text;
    for (const auto &pair : match.pairs) {
        for (const auto &name : {pair.target, pair.condition}) {
            if (decodeText(name).hadInvalidBytes)
                return fail(ErrorCode::Unsupported,
                            fmt::format("The name {} is not UTF-8, so it cannot stand in a listing.",
                                        displayName(name)),
                            "Rename the file.", "Nothing was changed.");
        }
        nlohmann::ordered_json line{{"file_name", pair.target},
                                    {"conditioning_image_file_name", pair.condition}};
        if (!pair.captionFile.empty())
            line["text"] = trimmed(
                decodeText(readSmallFile(folder.root / pair.captionFile, kMaxCaptionFile).value_or("")).text);
        text += line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
    }
    ARMATURE_TRY(auto staged, journal.stage(text));
    return std::vector<FileStep>{{FileStep::Kind::Move, std::move(staged), kListing, {}, {}, true, true}};
}

} // namespace armature
