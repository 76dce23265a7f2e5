#include "core/text/tokenizer_files.h"

#include "core/base/fs.h"
#include "core/base/resources.h"
#include "core/text/special_tokens.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>

namespace armature {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr uint64_t kMaxFileBytes = 64 << 20;
constexpr double kMaxSaneLength = 100000; // what transformers writes for "no limit" is 1e30
constexpr size_t kShippedMerges = 48894;
constexpr const char *kOtherFolder = "Take the tokenizer folder from the model's own download.";

// Null where there is no such file.
Result<json> readJson(const fs::path &file)
{
    std::error_code error;
    if (!fs::is_regular_file(file, error))
        return json();
    ARMATURE_TRY(const std::string text, readText(file, kMaxFileBytes));
    json parsed = json::parse(text, nullptr, false);
    if (!parsed.is_object())
        return fail(ErrorCode::Corrupt, fmt::format("{} is not a JSON object.", file.string()), kOtherFolder);
    return parsed;
}

Status addToken(Vocabulary &vocabulary, const std::string &token, const json &id, const std::string &file)
{
    if (!id.is_number_integer() || id < 0 || id > std::numeric_limits<int32_t>::max()) {
        return fail(ErrorCode::Corrupt,
                    fmt::format("{}: the token \"{}\" has no whole number as its id.", file, token),
                    kOtherFolder);
    }
    vocabulary[token] = id.get<int32_t>();
    return {};
}

// A string "left right", or the two of them.
std::optional<std::pair<std::string, std::string>> readMerge(const json &merge)
{
    if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string())
        return std::pair(merge[0].get<std::string>(), merge[1].get<std::string>());
    if (!merge.is_string())
        return std::nullopt;
    const auto text = merge.get<std::string>();
    const size_t space = text.find(' ');
    if (space == std::string::npos || text.find(' ', space + 1) != std::string::npos)
        return std::nullopt;
    return std::pair(text.substr(0, space), text.substr(space + 1));
}

Error badMerge(const std::string &file, size_t number)
{
    return {ErrorCode::Corrupt,
            fmt::format("{}: merge {} is not two tokens with a space between them.", file, number),
            kOtherFolder,
            {}};
}

// Line by line, "#version" lines left out.
Status parseMerges(const std::string &text, const std::string &file, TokenizerSpec &spec)
{
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.ends_with('\r'))
            line.pop_back();
        if (line.empty() || line.starts_with("#version"))
            continue;
        auto merge = readMerge(json(line));
        if (!merge)
            return fail(badMerge(file, spec.merges.size() + 1));
        spec.merges.push_back(std::move(*merge));
    }
    return {};
}

Status readModel(const json &tokenizer, const std::string &file, TokenizerSpec &spec)
{
    const json model = tokenizer.value("model", json());
    if (!model.is_object() || !model.contains("vocab") || !model.contains("merges") ||
        (model.contains("type") && model["type"] != "BPE")) {
        return fail(ErrorCode::Unsupported,
                    fmt::format("{} is no byte-pair tokenizer, as CLIP has it.", file),
                    "Armature trains on Stable Diffusion 1.x and 2.x; other families are not supported yet.");
    }
    if (model["vocab"].is_object()) {
        for (const auto &[token, id] : model["vocab"].items())
            ARMATURE_CHECK(addToken(spec.vocabulary, token, id, file));
    }
    for (const json &entry : model["merges"]) {
        auto merge = readMerge(entry);
        if (!merge)
            return fail(badMerge(file, spec.merges.size() + 1));
        spec.merges.push_back(std::move(*merge));
    }
    return {};
}

Status readVocabularyAndMerges(const fs::path &folder, TokenizerSpec &spec)
{
    ARMATURE_TRY(const json vocabulary, readJson(folder / "vocab.json"));
    std::error_code error;
    const fs::path merges = folder / "merges.txt";
    if (vocabulary.is_null() || !fs::is_regular_file(merges, error)) {
        return fail(ErrorCode::NotFound,
                    fmt::format("{} is no CLIP tokenizer: {} is missing.", folder.string(),
                                vocabulary.is_null() ? "vocab.json (or tokenizer.json)" : "merges.txt"),
                    "Give the model's folder, or the tokenizer folder in it.");
    }
    for (const auto &[token, id] : vocabulary.items())
        ARMATURE_CHECK(addToken(spec.vocabulary, token, id, (folder / "vocab.json").string()));
    ARMATURE_TRY(const std::string text, readText(merges, kMaxFileBytes));
    return parseMerges(text, merges.string(), spec);
}

Status readSettings(const json &config, const std::string &file, TokenizerSpec &spec)
{
    if (!config.is_object())
        return {};
    const json length = config.value("model_max_length", config.value("max_len", json()));
    if (length.is_number() && length.get<double>() <= kMaxSaneLength) {
        if (length.get<double>() < 2) {
            return fail(ErrorCode::Corrupt, fmt::format("{}: model_max_length is {}.", file, length.dump()),
                        "It must leave room for the first and the last token; CLIP's is 77.");
        }
        spec.maxLength = length.get<size_t>();
    }
    spec.padsLeft = config.value("padding_side", json()) == "left";
    spec.truncatesLeft = config.value("truncation_side", json()) == "left";
    spec.splitsSpecialTokens = config.value("split_special_tokens", json()) == true;
    return {};
}

struct GzCloser
{
    void operator()(gzFile file) const { gzclose(file); }
};

Result<std::string> readGzip(const fs::path &file)
{
    const std::unique_ptr<gzFile_s, GzCloser> stream(gzopen(file.c_str(), "rb"));
    std::string text;
    char buffer[1 << 16];
    int got = stream ? 0 : -1;
    while (stream && (got = gzread(stream.get(), buffer, sizeof buffer)) > 0 && text.size() < kMaxFileBytes)
        text.append(buffer, static_cast<size_t>(got));
    if (got < 0)
        return fail(ErrorCode::Corrupt, fmt::format("{} cannot be read.", file.string()),
                    "Install Armature again.");
    return text;
}

// The first 48,894 merges after the version line.
std::string_view shippedMergeLines(std::string_view text)
{
    const size_t begin = text.find('\n') + 1; // 0 when there is none
    size_t end = begin;
    for (size_t line = 0; line < kShippedMerges && end < text.size(); ++line)
        end = std::min(text.find('\n', end), text.size() - 1) + 1;
    return text.substr(begin, end - begin);
}

// In CLIP's order: printable bytes first, then the others; the same with the suffix; a token a merge.
void buildVocabulary(TokenizerSpec &spec)
{
    std::vector<std::string> symbols;
    for (const bool isPrintable : {true, false}) {
        for (int byte = 0; byte < 256; ++byte) {
            if (standsForItself(static_cast<uint8_t>(byte)) == isPrintable)
                symbols.push_back(byteSymbol(static_cast<uint8_t>(byte)));
        }
    }
    const auto add = [&spec](std::string token) {
        const auto id = static_cast<int32_t>(spec.vocabulary.size());
        spec.vocabulary.emplace(std::move(token), id);
    };
    for (const std::string &symbol : symbols)
        add(symbol);
    for (const std::string &symbol : symbols)
        add(symbol + std::string(kEndOfWord));
    for (const auto &[left, right] : spec.merges)
        add(left + right);
    add(spec.bos);
    add(spec.eos);
}

} // namespace

Result<TokenizerSpec> readTokenizerFolder(const fs::path &folder)
{
    TokenizerSpec spec;
    spec.origin = folder.string();
    ARMATURE_TRY(const json config, readJson(folder / "tokenizer_config.json"));
    ARMATURE_TRY(const json specialTokensMap, readJson(folder / "special_tokens_map.json"));
    ARMATURE_TRY(const json addedTokens, readJson(folder / "added_tokens.json"));
    ARMATURE_TRY(const json tokenizer, readJson(folder / "tokenizer.json"));
    if (tokenizer.is_null())
        ARMATURE_CHECK(readVocabularyAndMerges(folder, spec));
    else
        ARMATURE_CHECK(readModel(tokenizer, (folder / "tokenizer.json").string(), spec));
    ARMATURE_CHECK(readSettings(config, (folder / "tokenizer_config.json").string(), spec));
    resolveSpecialTokens({config, specialTokensMap, addedTokens, tokenizer}, spec);
    return spec;
}

Result<TokenizerSpec> readShippedTokenizer(const std::string &pad)
{
    ARMATURE_TRY(const fs::path file, resourcePath("tokenizer/bpe_simple_vocab_16e6.txt.gz"));
    ARMATURE_TRY(const std::string text, readGzip(file));
    TokenizerSpec spec;
    spec.origin = file.string();
    ARMATURE_CHECK(parseMerges(std::string(shippedMergeLines(text)), spec.origin, spec));
    if (spec.merges.size() != kShippedMerges)
        return fail(ErrorCode::Corrupt, fmt::format("{} is cut short.", spec.origin),
                    "Install Armature again.");
    buildVocabulary(spec);
    // As the folders of SD 1 and 2 have it: a padding token matches literally, the others in any case.
    spec.pad = pad;
    spec.added = {{spec.bos, true, true, false}, {spec.eos, true, true, false}, {pad, true, false, false}};
    return spec;
}

} // namespace armature
