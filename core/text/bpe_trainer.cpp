#include "core/text/bpe_trainer.h"

#include <nlohmann/json.hpp>

#include <map>
#include <sstream>

namespace armature {

namespace {

constexpr const char *kStart = "<|startoftext|>";
constexpr const char *kEnd = "<|endoftext|>";

using Symbols = std::vector<std::string>;
using Pair = std::pair<std::string, std::string>;

std::map<Symbols, int64_t> splitWords(const std::vector<std::string> &texts)
{
    std::map<std::string, int64_t> words;
    for (const std::string &text : texts) {
        std::istringstream stream(text);
        for (std::string word; stream >> word;)
            ++words[word];
    }
    std::map<Symbols, int64_t> result;
    for (const auto &[word, count] : words) {
        Symbols symbols;
        for (const char byte : word)
            symbols.push_back(byteSymbol(static_cast<uint8_t>(byte)));
        symbols.back() += kEndOfWord;
        result[symbols] += count;
    }
    return result;
}

// The most frequent neighbours; empty when every word is whole.
Pair bestPair(const std::map<Symbols, int64_t> &words)
{
    std::map<Pair, int64_t> counts;
    for (const auto &[symbols, count] : words)
        for (size_t i = 0; i + 1 < symbols.size(); ++i)
            counts[{symbols[i], symbols[i + 1]}] += count;
    Pair best;
    int64_t most = 0;
    for (const auto &[pair, count] : counts)
        if (count > most) {
            most = count;
            best = pair;
        }
    return best;
}

Symbols merged(const Symbols &symbols, const Pair &pair)
{
    Symbols result;
    for (size_t i = 0; i < symbols.size(); ++i) {
        const bool isPair = i + 1 < symbols.size() && symbols[i] == pair.first && symbols[i + 1] == pair.second;
        result.push_back(isPair ? symbols[i] + symbols[i + 1] : symbols[i]);
        i += isPair;
    }
    return result;
}

std::vector<std::string> byteTokens()
{
    std::vector<std::string> tokens;
    for (const std::string_view suffix : {std::string_view{}, kEndOfWord})
        for (int byte = 0; byte < 256; ++byte)
            tokens.push_back(byteSymbol(static_cast<uint8_t>(byte)) + std::string(suffix));
    return tokens;
}

} // namespace

TrainedBpe trainBpe(const std::vector<std::string> &texts)
{
    TrainedBpe result{byteTokens(), {}};
    auto words = splitWords(texts);
    for (Pair pair = bestPair(words); !pair.first.empty(); pair = bestPair(words)) {
        result.merges.push_back(pair);
        result.tokens.push_back(pair.first + pair.second);
        std::map<Symbols, int64_t> next;
        for (const auto &[symbols, count] : words)
            next[merged(symbols, pair)] += count;
        words = std::move(next);
    }
    result.tokens.insert(result.tokens.end(), {kStart, kEnd});
    return result;
}

std::map<std::string, std::string> tokenizerFiles(const TrainedBpe &bpe, int64_t maxLength)
{
    nlohmann::ordered_json vocabulary;
    for (size_t id = 0; id < bpe.tokens.size(); ++id)
        vocabulary[bpe.tokens[id]] = id;
    std::string merges = "#version: 0.2\n";
    for (const auto &[left, right] : bpe.merges)
        merges += left + " " + right + "\n";
    const nlohmann::json special{{"bos_token", kStart}, {"eos_token", kEnd}, {"pad_token", kEnd}, {"unk_token", kEnd}};
    nlohmann::json config = special;
    config.update({{"do_lower_case", true}, {"errors", "replace"}, {"model_max_length", maxLength}, {"tokenizer_class", "CLIPTokenizer"}});
    return {{"vocab.json", vocabulary.dump(1) + "\n"},
            {"merges.txt", merges},
            {"tokenizer_config.json", config.dump(2) + "\n"},
            {"special_tokens_map.json", special.dump(2) + "\n"}};
}

} // namespace armature
