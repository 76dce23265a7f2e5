#include "core/text/unicode_text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>

namespace armature {

namespace {

constexpr char32_t kFirstCombining = 0x300;  // below it NFC changes nothing
constexpr char32_t kCapitalIWithDot = 0x130; // the only character whose lower case is two
constexpr char32_t kCombiningDotAbove = 0x307;

struct CharRange
{
    char32_t first;
    char32_t last;
};

// Characters that came after Unicode 15.0, which is what ICU 72 knows: letters and numbers of 15.1 and 16.
constexpr std::array kNewLetters = std::to_array<CharRange>(
    {{0x1C89, 0x1C8A},   {0xA7CB, 0xA7CD},   {0xA7DA, 0xA7DC},   {0x105C0, 0x105F3}, {0x10D4A, 0x10D65},
     {0x10D6F, 0x10D85}, {0x10EC2, 0x10EC4}, {0x11380, 0x11389}, {0x1138B, 0x1138B}, {0x1138E, 0x1138E},
     {0x11390, 0x113B5}, {0x113B7, 0x113B7}, {0x113D1, 0x113D1}, {0x113D3, 0x113D3}, {0x11BC0, 0x11BE0},
     {0x13460, 0x143FA}, {0x16100, 0x1611D}, {0x16D40, 0x16D6C}, {0x18CFF, 0x18CFF}, {0x1E5D0, 0x1E5ED},
     {0x1E5F0, 0x1E5F0}, {0x2EBF0, 0x2EE5D}});
constexpr std::array kNewNumbers = std::to_array<CharRange>({{0x10D40, 0x10D49},
                                                             {0x116D0, 0x116E3},
                                                             {0x11BF0, 0x11BF9},
                                                             {0x16130, 0x16139},
                                                             {0x16D70, 0x16D79},
                                                             {0x1CCF0, 0x1CCF9},
                                                             {0x1E5F1, 0x1E5FA}});

struct LowerRange
{
    char32_t first;
    char32_t last;
    char32_t lower; // of `first`; the others follow
};

// Capitals of Unicode 16 and 17.
constexpr std::array kNewCapitals = std::to_array<LowerRange>({{0x1C89, 0x1C89, 0x1C8A},
                                                               {0xA7CB, 0xA7CB, 0x0264},
                                                               {0xA7CC, 0xA7CC, 0xA7CD},
                                                               {0xA7CE, 0xA7CE, 0xA7CF},
                                                               {0xA7D2, 0xA7D2, 0xA7D3},
                                                               {0xA7D4, 0xA7D4, 0xA7D5},
                                                               {0xA7DA, 0xA7DA, 0xA7DB},
                                                               {0xA7DC, 0xA7DC, 0x019B},
                                                               {0x10D50, 0x10D65, 0x10D70},
                                                               {0x16EA0, 0x16EB8, 0x16EBB}});

UChar32 icu32(char32_t character) { return static_cast<UChar32>(character); }

// Unassigned in, or later than, Unicode 15.0: the tables above decide, so that a newer ICU changes nothing.
bool isAfterUnicode15(char32_t character)
{
    UVersionInfo age;
    u_charAge(icu32(character), age);
    return age[0] == 0 || age[0] > 15 || (age[0] == 15 && age[1] > 0);
}

bool contains(std::span<const CharRange> ranges, char32_t character)
{
    return std::any_of(ranges.begin(), ranges.end(), [character](const CharRange &range) {
        return range.first <= character && character <= range.last;
    });
}

CharClass newCharClass(char32_t character)
{
    if (contains(kNewLetters, character))
        return CharClass::Letter;
    return contains(kNewNumbers, character) ? CharClass::Number : CharClass::Other;
}

char32_t newLowerCase(char32_t character)
{
    for (const LowerRange &range : kNewCapitals) {
        if (range.first <= character && character <= range.last)
            return range.lower + (character - range.first);
    }
    return character;
}

void appendLowerCase(std::u32string &out, char32_t character)
{
    if (character < 0x80) {
        out += character >= U'A' && character <= U'Z' ? character + 0x20 : character;
    } else if (character == kCapitalIWithDot) {
        out += U'i';
        out += kCombiningDotAbove;
    } else if (isAfterUnicode15(character)) {
        out += newLowerCase(character);
    } else {
        out += static_cast<char32_t>(u_tolower(icu32(character)));
    }
}

// NFC that leaves alone what Unicode 9 did not know. Null only where ICU has no data at all.
const icu::Normalizer2 *unicode9Composer()
{
    static const icu::Normalizer2 *const composer = []() -> const icu::Normalizer2 * {
        UErrorCode status = U_ZERO_ERROR;
        const icu::Normalizer2 *nfc = icu::Normalizer2::getNFCInstance(status);
        auto known = std::make_unique<icu::UnicodeSet>(UNICODE_STRING_SIMPLE("[:age=9.0:]"), status);
        if (U_FAILURE(status))
            return nfc;
        known->freeze();
        return new icu::FilteredNormalizer2(*nfc, *known.release()); // both live as long as the program
    }();
    return composer;
}

std::u32string composed(std::u32string_view text)
{
    const bool isPlain =
        std::all_of(text.begin(), text.end(), [](char32_t character) { return character < kFirstCombining; });
    const icu::Normalizer2 *composer = isPlain ? nullptr : unicode9Composer();
    if (!composer)
        return std::u32string(text);
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString source = icu::UnicodeString::fromUTF32(
        reinterpret_cast<const UChar32 *>(text.data()), static_cast<int32_t>(text.size()));
    const icu::UnicodeString result = composer->normalize(source, status);
    if (U_FAILURE(status))
        return std::u32string(text);
    std::u32string out;
    out.reserve(text.size());
    for (int32_t at = 0; at < result.length(); at = result.moveIndex32(at, 1))
        out += static_cast<char32_t>(result.char32At(at));
    return out;
}

} // namespace

CharClass charClass(char32_t character)
{
    if (u_isUWhiteSpace(icu32(character)))
        return CharClass::Space;
    if (isAfterUnicode15(character))
        return newCharClass(character);
    const uint32_t category = U_GET_GC_MASK(icu32(character));
    if (category & U_GC_L_MASK)
        return CharClass::Letter;
    return category & U_GC_N_MASK ? CharClass::Number : CharClass::Other;
}

bool isWordCharacter(char32_t character)
{
    return u_hasBinaryProperty(icu32(character), UCHAR_ALPHABETIC) ||
           u_hasBinaryProperty(icu32(character), UCHAR_JOIN_CONTROL) ||
           (U_GET_GC_MASK(icu32(character)) & (U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK)) ||
           newCharClass(character) == CharClass::Letter;
}

std::u32string decodeUtf8(std::string_view bytes)
{
    std::u32string out;
    out.reserve(bytes.size());
    for (size_t at = 0; at < bytes.size();) {
        UChar32 character = 0;
        U8_NEXT_OR_FFFD(bytes.data(), at, bytes.size(), character);
        out += static_cast<char32_t>(character);
    }
    return out;
}

void appendUtf8(std::string &out, char32_t character)
{
    char buffer[U8_MAX_LENGTH];
    size_t length = 0;
    U8_APPEND_UNSAFE(buffer, length, icu32(character));
    out.append(buffer, length);
}

std::u32string normalizeForClip(std::u32string_view text)
{
    std::u32string out;
    out.reserve(text.size());
    bool isInSpace = false;
    for (const char32_t character : composed(text)) {
        const bool isSpace = u_isUWhiteSpace(icu32(character));
        if (isSpace && !isInSpace)
            out += U' ';
        else if (!isSpace)
            appendLowerCase(out, character);
        isInSpace = isSpace;
    }
    return out;
}

} // namespace armature
