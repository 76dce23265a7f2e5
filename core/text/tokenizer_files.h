#pragma once
// A CLIP tokenizer's files, read into plain values by the rules of transformers 5.23 (TokenizersBackend and
// CLIPTokenizer): tokenizer.json before vocab.json with merges.txt; added_tokens_decoder in
// tokenizer_config.json before special_tokens_map.json with added_tokens.json.

#include "core/base/result.h"
#include "core/text/added_tokens.h"
#include "core/text/bpe.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace armature {

struct TokenizerSpec
{
    std::string origin; // for messages
    Vocabulary vocabulary;
    Merges merges;
    std::vector<AddedToken> added; // in order of addition; of two with the same content the later one counts
    std::string bos = "<|startoftext|>";
    std::string eos = "<|endoftext|>";
    std::string unknown = "<|endoftext|>";
    std::string pad = "<|endoftext|>";
    size_t maxLength = 77; // with bos and eos
    bool padsLeft = false;
    bool truncatesLeft = false;
    bool splitsSpecialTokens = false; // special tokens in the text are plain text
};

// `folder` holds the files themselves. NotFound, Corrupt or Unsupported name the file.
Result<TokenizerSpec> readTokenizerFolder(const std::filesystem::path &folder);

// CLIP's own vocabulary from resources/tokenizer, with `pad` as padding token.
Result<TokenizerSpec> readShippedTokenizer(const std::string &pad);

} // namespace armature
