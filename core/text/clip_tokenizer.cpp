#include "core/text/clip_tokenizer.h"

#include "core/text/added_tokens.h"
#include "core/text/bpe.h"
#include "core/text/tokenizer_files.h"
#include "core/text/unicode_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <system_error>

namespace armature {

namespace fs = std::filesystem;

struct ClipTokenizer::Data
{
    BpeModel model;
    WordFinder literal;    // added tokens found in the text as it was typed
    WordFinder normalized; // and those found after normalising
    int32_t bosId = 0;
    int32_t eosId = 0;
    int32_t unknownId = 0;
    int32_t padId = 0;
    size_t maxLength = 77;
    bool padsLeft = false;
    bool truncatesLeft = false;
};

namespace {

// Where each piece of a normalised text ends. The rules, first match first, at each place: the two names of
// CLIP's own special tokens, 's 't 're 've 'm 'll 'd, a run of letters, one number character, a run of
// anything but white space, letters and numbers. White space itself is dropped.
class Scanner
{
public:
    explicit Scanner(std::u32string_view text) : m_text(text) {}

    // Empty at the end.
    std::u32string_view next()
    {
        while (m_at < m_text.size() && classAt(m_at) == CharClass::Space)
            ++m_at;
        const size_t begin = m_at;
        if (begin < m_text.size())
            m_at += pieceLength();
        return m_text.substr(begin, m_at - begin);
    }

private:
    CharClass classAt(size_t at) const { return charClass(m_text[at]); }
    bool startsWith(std::u32string_view prefix) const { return m_text.substr(m_at, prefix.size()) == prefix; }

    size_t pieceLength()
    {
        if (m_at < m_nameEnd)
            return m_text[m_at] == U'|' ? 2 : m_nameEnd - 2 - m_at;
        for (const std::u32string_view name : {U"<|startoftext|>", U"<|endoftext|>"}) {
            if (startsWith(name)) {
                // A name that was not taken for the token itself falls into "<|", the word and "|>": the
                // second splitter, GPT-2's, sees to that.
                m_nameEnd = m_at + name.size();
                return 2;
            }
        }
        if (m_text[m_at] == U'\'') {
            for (const std::u32string_view ending : {U"'s", U"'t", U"'re", U"'ve", U"'m", U"'ll", U"'d"}) {
                if (startsWith(ending))
                    return ending.size();
            }
        }
        const CharClass first = classAt(m_at);
        size_t end = m_at + 1;
        if (first != CharClass::Number) {
            while (end < m_text.size() && classAt(end) == first)
                ++end;
        }
        return end - m_at;
    }

    std::u32string_view m_text;
    size_t m_at = 0;
    size_t m_nameEnd = 0; // while inside such a name
};

void appendPlain(const ClipTokenizer::Data &data, std::u32string_view text, std::vector<int32_t> &ids)
{
    Scanner scanner(text);
    std::string bytes;
    for (std::u32string_view piece = scanner.next(); !piece.empty(); piece = scanner.next()) {
        bytes.clear();
        for (const char32_t character : piece)
            appendUtf8(bytes, character);
        data.model.appendWord({reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size()}, data.unknownId,
                              ids);
    }
}

std::vector<int32_t> bodyOf(const ClipTokenizer::Data &data, std::string_view utf8)
{
    const std::u32string text = decodeUtf8(utf8);
    std::vector<int32_t> ids;
    std::vector<TextPart> parts;
    data.literal.split(text, parts);
    for (const TextPart &part : parts) {
        if (part.id >= 0) {
            ids.push_back(part.id);
            continue;
        }
        const std::u32string normal = normalizeForClip(part.text);
        std::vector<TextPart> pieces;
        data.normalized.split(normal, pieces);
        for (const TextPart &piece : pieces) {
            if (piece.id >= 0)
                ids.push_back(piece.id);
            else
                appendPlain(data, piece.text, ids);
        }
    }
    return ids;
}

// Ids of the added tokens: the vocabulary's where it has the word, otherwise the next free ones behind it.
std::map<std::string, int32_t> numberAddedTokens(const std::vector<AddedToken> &added, const BpeModel &model)
{
    std::map<std::string, int32_t> ids;
    const auto size = static_cast<int32_t>(model.size());
    int32_t highest = -1;
    for (const AddedToken &token : added) {
        if (token.content.empty() || ids.contains(token.content))
            continue;
        int32_t id = model.idOf(token.content);
        if (id < 0)
            id = std::max(highest + 1, size);
        highest = std::max(highest, id);
        ids[token.content] = id;
    }
    return ids;
}

void fillFinders(const TokenizerSpec &spec, const std::map<std::string, int32_t> &ids,
                 ClipTokenizer::Data &data)
{
    std::map<int32_t, const AddedToken *> latest;
    for (const AddedToken &token : spec.added) {
        if (!token.content.empty())
            latest[ids.at(token.content)] = &token;
    }
    for (const auto &[id, token] : latest) {
        if (spec.splitsSpecialTokens && token->isSpecial)
            continue;
        std::u32string word = decodeUtf8(token->content);
        if (token->isNormalized)
            data.normalized.add(normalizeForClip(word), id, token->isSingleWord);
        else
            data.literal.add(std::move(word), id, token->isSingleWord);
    }
}

Result<std::shared_ptr<const ClipTokenizer::Data>> build(TokenizerSpec spec)
{
    auto data = std::make_shared<ClipTokenizer::Data>();
    ARMATURE_TRY(data->model, BpeModel::build(std::move(spec.vocabulary), spec.merges, spec.origin));
    const auto ids = numberAddedTokens(spec.added, data->model);
    fillFinders(spec, ids, *data);
    const auto idOf = [&](const std::string &token) {
        const auto found = ids.find(token);
        return found != ids.end() ? found->second : std::max(data->model.idOf(token), 0);
    };
    data->bosId = idOf(spec.bos);
    data->eosId = idOf(spec.eos);
    data->unknownId = idOf(spec.unknown);
    data->padId = idOf(spec.pad);
    data->maxLength = spec.maxLength;
    data->padsLeft = spec.padsLeft;
    data->truncatesLeft = spec.truncatesLeft;
    return data;
}

} // namespace

Result<ClipTokenizer> ClipTokenizer::load(const fs::path &folder)
{
    std::error_code error;
    if (!fs::is_directory(folder, error)) {
        return fail(ErrorCode::NotFound, fmt::format("There is no folder {}.", folder.string()),
                    "Give the model's folder, or the tokenizer folder in it.");
    }
    const fs::path inside = folder / "tokenizer";
    ARMATURE_TRY(TokenizerSpec spec, readTokenizerFolder(fs::is_directory(inside, error) ? inside : folder));
    ARMATURE_TRY(std::shared_ptr<const Data> data, build(std::move(spec)));
    return ClipTokenizer(std::move(data));
}

Result<ClipTokenizer> ClipTokenizer::shipped(PadWith pad)
{
    ARMATURE_TRY(TokenizerSpec spec, readShippedTokenizer(pad == PadWith::Id0 ? "!" : "<|endoftext|>"));
    ARMATURE_TRY(std::shared_ptr<const Data> data, build(std::move(spec)));
    return ClipTokenizer(std::move(data));
}

std::vector<int32_t> ClipTokenizer::bodyIds(std::string_view text) const { return bodyOf(*m_data, text); }

Encoding ClipTokenizer::encode(std::string_view text) const { return frame(bodyIds(text)); }

Encoding ClipTokenizer::frame(std::span<const int32_t> body) const
{
    const size_t kept = std::min(body.size(), room());
    const auto first = m_data->truncatesLeft ? body.end() - static_cast<std::ptrdiff_t>(kept) : body.begin();
    Encoding encoding;
    encoding.bodyTokens = body.size();
    encoding.isTruncated = kept < body.size();
    encoding.bodySkipped = static_cast<size_t>(first - body.begin());
    encoding.ids.reserve(maxLength());
    if (m_data->padsLeft)
        encoding.ids.assign(room() - kept, m_data->padId);
    encoding.ids.push_back(m_data->bosId);
    encoding.bodyBegin = encoding.ids.size();
    encoding.ids.insert(encoding.ids.end(), first, first + static_cast<std::ptrdiff_t>(kept));
    encoding.ids.push_back(m_data->eosId);
    encoding.ids.resize(maxLength(), m_data->padId);
    return encoding;
}

size_t ClipTokenizer::countTokens(std::string_view text) const { return bodyIds(text).size(); }

size_t ClipTokenizer::maxLength() const { return m_data->maxLength; }
int32_t ClipTokenizer::bosId() const { return m_data->bosId; }
int32_t ClipTokenizer::eosId() const { return m_data->eosId; }
int32_t ClipTokenizer::padId() const { return m_data->padId; }

} // namespace armature
