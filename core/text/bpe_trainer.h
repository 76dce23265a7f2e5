#pragma once
// A byte-pair vocabulary learnt from texts (Sennrich, Haddow and Birch 2016, arXiv 1508.07909, algorithm 1) in CLIP's
// form, for models whose captions need few words. Any text can still be written: all bytes are in it.

#include "core/text/bpe.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace armature {

struct TrainedBpe
{
    std::vector<std::string> tokens; // by id: bytes, bytes that end a word, merges, <|startoftext|>, <|endoftext|>
    Merges merges;

    int32_t bosId() const { return int32_t(tokens.size()) - 2; }
    int32_t eosId() const { return int32_t(tokens.size()) - 1; }
};

// Words are what white space separates. Merges go on until every word is one token; of equally frequent pairs the
// alphabetically first is merged first.
TrainedBpe trainBpe(const std::vector<std::string> &texts);

// The files of its tokenizer folder by name: vocab.json, merges.txt, tokenizer_config.json, special_tokens_map.json.
// maxLength counts both marks.
std::map<std::string, std::string> tokenizerFiles(const TrainedBpe &bpe, int64_t maxLength);

} // namespace armature
