#pragma once
// Which tokens a tokenizer's configuration adds, and which four of them are bos, eos, unknown and padding.

#include "core/text/tokenizer_files.h"

#include <nlohmann/json_fwd.hpp>

namespace armature {

// The parsed files; null where there is none. `tokenizer` is tokenizer.json.
struct TokenizerJson
{
    const nlohmann::json &config;
    const nlohmann::json &specialTokensMap;
    const nlohmann::json &addedTokens;
    const nlohmann::json &tokenizer;
};

// Fills in `added`, bos, eos, unknown and pad. Values of a wrong type are passed over.
void resolveSpecialTokens(const TokenizerJson &files, TokenizerSpec &spec);

} // namespace armature
