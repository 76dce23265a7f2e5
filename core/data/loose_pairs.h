#pragma once
// A folder of none of the known layouts, whose names tell nevertheless what belongs together: cat.jpg and
// cat_canny.png, or photos/cat.jpg and edges/cat.png. Nothing is moved: what is found is written down as a
// metadata.jsonl, which every reader of such folders knows.

#include "core/base/result.h"
#include "core/data/change_journal.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace armature {

// What annotators and people append to a map's name; lower case.
bool isMapWord(std::string_view word);

// Each with one star, which stands for the same on both sides. Matched against the path below the root
// without extension ("*_canny"), or with it where the pattern ends with one ("*.png").
struct NamePattern
{
    std::string pictures, maps;
    bool operator==(const NamePattern &) const = default;
};

struct LooseFolder
{
    std::filesystem::path root;        // canonical
    std::vector<std::string> pictures; // below the root, sorted
    std::vector<std::string> captions; // text files, likewise
};
// Errors: NotFound, Io.
Result<LooseFolder> readLoose(const std::filesystem::path &folder);

struct LoosePair
{
    std::string target, condition, captionFile; // the last may be empty
};
struct LooseMatch
{
    std::vector<LoosePair> pairs;
    size_t captions = 0; // pairs with one
    size_t left = 0;     // pictures in no pair
};
LooseMatch matchLoose(const LooseFolder &folder, const NamePattern &pattern);

struct PatternGuess
{
    NamePattern pattern;
    size_t pairs = 0;
};
// Those that pair anything, the best first; at most eight.
std::vector<PatternGuess> guessPatterns(const LooseFolder &folder);

// One step that puts metadata.jsonl there. Errors: Conflict (there is one), Io, DiskFull.
Result<std::vector<FileStep>> planImport(const LooseFolder &folder, const LooseMatch &match,
                                         ChangeJournal &journal);

} // namespace armature
