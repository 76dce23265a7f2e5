#include "core/text/prompt_weights.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace armature {

namespace {

constexpr double kBracketFactor = 1.1;
constexpr double kMostWeight = 1e6; // brackets in brackets would run over
constexpr std::string_view kEscapable = "()[]\\";

bool isSpace(char character) { return character == ' ' || (character >= '\t' && character <= '\r'); }

class Parser
{
public:
    explicit Parser(std::string_view prompt) : m_prompt(prompt) {}

    std::vector<WeightedText> parse()
    {
        while (m_at < m_prompt.size())
            takeNext();
        for (const std::vector<size_t> *open : {&m_round, &m_square}) {
            for (const size_t from : *open)
                multiply(from, open == &m_round ? kBracketFactor : 1 / kBracketFactor);
        }
        if (m_parts.empty())
            m_parts.push_back({});
        return joined();
    }

private:
    void takeNext()
    {
        const char character = m_prompt[m_at];
        if (character == '\\') {
            const bool isEscape =
                m_at + 1 < m_prompt.size() && kEscapable.find(m_prompt[m_at + 1]) != std::string_view::npos;
            // A backslash before anything else vanishes, as it does there.
            add(isEscape ? m_prompt.substr(m_at + 1, 1) : std::string_view());
            m_at += isEscape ? 2 : 1;
        } else if (character == '(' || character == '[') {
            (character == '(' ? m_round : m_square).push_back(m_parts.size());
            ++m_at;
        } else if (character == ':') {
            takeColon();
        } else if (character == ')' && !m_round.empty()) {
            close(m_round, kBracketFactor);
            ++m_at;
        } else if (character == ']' && !m_square.empty()) {
            close(m_square, 1 / kBracketFactor);
            ++m_at;
        } else if (character == ')' || character == ']') {
            add(m_prompt.substr(m_at++, 1));
        } else {
            const size_t end = std::min(m_prompt.find_first_of("\\()[]:", m_at), m_prompt.size());
            add(m_prompt.substr(m_at, end - m_at));
            m_at = end;
        }
    }

    // ":1.2)" ends a bracket with its weight; where none is open, or no number stands there, it is text.
    void takeColon()
    {
        size_t at = m_at + 1;
        while (at < m_prompt.size() && isSpace(m_prompt[at]))
            ++at;
        const size_t number = at;
        if (at < m_prompt.size() && (m_prompt[at] == '+' || m_prompt[at] == '-'))
            ++at;
        const size_t digits = at;
        while (at < m_prompt.size() && (m_prompt[at] == '.' || (m_prompt[at] >= '0' && m_prompt[at] <= '9')))
            ++at;
        const std::optional<double> weight =
            at > digits ? numberIn(m_prompt.substr(number, at - number)) : std::nullopt;
        while (at < m_prompt.size() && isSpace(m_prompt[at]))
            ++at;
        if (!weight || at == m_prompt.size() || m_prompt[at] != ')') {
            add(m_prompt.substr(m_at++, 1));
            return;
        }
        if (m_round.empty())
            add(m_prompt.substr(m_at, at + 1 - m_at));
        else
            close(m_round, *weight);
        m_at = at + 1;
    }

    static std::optional<double> numberIn(std::string_view text)
    {
        if (text.starts_with('+'))
            text.remove_prefix(1);
        double value = 0;
        const auto [end, error] =
            std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
        if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
            return std::nullopt;
        return value;
    }

    void add(std::string_view text) { m_parts.push_back({std::string(text), 1.0}); }

    void close(std::vector<size_t> &open, double factor)
    {
        multiply(open.back(), factor);
        open.pop_back();
    }

    void multiply(size_t from, double factor)
    {
        for (size_t i = from; i < m_parts.size(); ++i)
            m_parts[i].weight *= factor;
    }

    std::vector<WeightedText> joined() const
    {
        std::vector<WeightedText> parts;
        for (const WeightedText &part : m_parts) {
            if (!parts.empty() && parts.back().weight == part.weight)
                parts.back().text += part.text;
            else
                parts.push_back(part);
        }
        return parts;
    }

    std::string_view m_prompt;
    size_t m_at = 0;
    std::vector<WeightedText> m_parts;
    std::vector<size_t> m_round, m_square; // first part of each open bracket
};

} // namespace

std::vector<WeightedText> parsePromptWeights(std::string_view prompt) { return Parser(prompt).parse(); }

WeightedEncoding encodeWeighted(const ClipTokenizer &tokenizer, std::string_view prompt)
{
    std::vector<int32_t> body;
    std::vector<float> weights;
    for (const WeightedText &part : parsePromptWeights(prompt)) {
        const std::vector<int32_t> ids = tokenizer.bodyIds(part.text);
        body.insert(body.end(), ids.begin(), ids.end());
        const double weight = std::clamp(part.weight, -kMostWeight, kMostWeight);
        weights.resize(body.size(), static_cast<float>(weight));
    }
    WeightedEncoding result;
    result.encoding = tokenizer.frame(body);
    const Encoding &encoding = result.encoding;
    result.weights.assign(encoding.ids.size(), 1.0F);
    const size_t kept = std::min(body.size() - encoding.bodySkipped, tokenizer.room());
    for (size_t i = 0; i < kept; ++i) {
        result.weights[encoding.bodyBegin + i] = weights[encoding.bodySkipped + i];
        result.isWeighted = result.isWeighted || weights[encoding.bodySkipped + i] != 1.0F;
    }
    return result;
}

size_t countWeightedTokens(const ClipTokenizer &tokenizer, std::string_view prompt)
{
    size_t count = 0;
    for (const WeightedText &part : parsePromptWeights(prompt))
        count += tokenizer.countTokens(part.text);
    return count;
}

} // namespace armature
