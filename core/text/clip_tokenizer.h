#pragma once
// CLIP's tokenizer, id for id what CLIPTokenizer of transformers 5.23 gives with padding="max_length" and
// truncation=True: NFC, white space, lower case; pieces by character class; byte-pair encoding; bos and eos.

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace armature {

struct Encoding
{
    std::vector<int32_t> ids; // maxLength() of them: bos, body, eos, padding
    size_t bodyTokens = 0;    // of the whole text, without bos and eos
    bool isTruncated = false; // the body did not fit
    size_t bodyBegin = 1;     // where in ids the body begins
    size_t bodySkipped = 0;   // tokens of the body that were cut off before it
};

// What fills up a short caption: SD 1 repeats eos; SD 2 writes "!", id 0, and with it reads each "!" of the
// text as id 0.
enum class PadWith { Eos, Id0 };

// A cheap handle to an immutable tokenizer; may be used from several threads at once.
class ClipTokenizer
{
public:
    // `folder` is a model's folder with tokenizer/ in it, or the tokenizer folder itself.
    // Errors: NotFound (which file), Corrupt, Unsupported (not CLIP's kind), Io.
    static Result<ClipTokenizer> load(const std::filesystem::path &folder);
    // CLIP's own vocabulary, for checkpoints that carry none.
    static Result<ClipTokenizer> shipped(PadWith pad);

    // `text` is UTF-8; invalid parts count as U+FFFD. Never fails.
    Encoding encode(std::string_view text) const;
    // The text's tokens without bos and eos, however many, and any tokens made into an encoding: encode() is both.
    std::vector<int32_t> bodyIds(std::string_view text) const;
    Encoding frame(std::span<const int32_t> body) const;
    // Tokens of the text without bos and eos, however many; room() of them fit.
    size_t countTokens(std::string_view text) const;

    size_t maxLength() const; // 77 for CLIP
    size_t room() const { return maxLength() - 2; }
    int32_t bosId() const;
    int32_t eosId() const;
    int32_t padId() const;

    struct Data;

private:
    explicit ClipTokenizer(std::shared_ptr<const Data> data) : m_data(std::move(data)) {}

    std::shared_ptr<const Data> m_data;
};

} // namespace armature
