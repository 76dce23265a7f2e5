#pragma once
// The Unicode rules that CLIP's tokenizer stands on, as the tokenizers library 0.23 has them. That library
// composes by the tables of Unicode 9, splits by those of Unicode 16 and lower-cases by those of Unicode 17,
// whatever the system's ICU knows; a caption must give the same tokens everywhere.

#include <cstdint>
#include <string>
#include <string_view>

namespace armature {

enum class CharClass : uint8_t { Letter, Number, Space, Other };

CharClass charClass(char32_t character);

// Letters, marks, decimal digits, connectors and joiners: what may not touch an added token that must stand
// alone.
bool isWordCharacter(char32_t character);

// Every maximal invalid part becomes one U+FFFD, as Python's errors="replace" does.
std::u32string decodeUtf8(std::string_view bytes);
void appendUtf8(std::string &out, char32_t character);

// NFC, then each run of white space as one space, then lower case character by character (no final sigma).
std::u32string normalizeForClip(std::u32string_view text);

} // namespace armature
