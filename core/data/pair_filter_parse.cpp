#include "core/data/pair_filter_detail.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace armature {

using namespace filter_detail;

namespace {

using Node = PairFilter::Node;
using NodePtr = std::shared_ptr<const Node>;

constexpr int kMaxDepth = 100;

struct Token
{
    enum Kind { Word, Open, Close, End } kind = End;
    size_t at = 0, length = 0;
    std::string text;      // of a word, quotes taken off
    bool isQuoted = false; // begins with a quote: no operator, no field
};

class Parser
{
public:
    Parser(std::string_view text, std::optional<FilterError> &error) : m_text(text), m_error(error)
    {
        next();
    }

    NodePtr run()
    {
        if (m_token.kind == Token::End)
            return nullptr;
        auto node = parseOr(0);
        if (!m_error && m_token.kind == Token::Close)
            report(m_token, "This bracket closes nothing.");
        return m_error ? nullptr : node;
    }

private:
    void report(const Token &token, std::string message)
    {
        if (!m_error)
            m_error = FilterError{token.at, std::max<size_t>(1, token.length), std::move(message)};
    }

    void next()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == '\n'))
            ++m_at;
        m_token = {};
        m_token.at = m_at;
        if (m_at == m_text.size())
            return;
        const char c = m_text[m_at];
        if (c == '(' || c == ')') {
            m_token.kind = c == '(' ? Token::Open : Token::Close;
            m_token.length = 1;
            ++m_at;
            return;
        }
        readWord();
    }

    void readWord()
    {
        m_token.kind = Token::Word;
        m_token.isQuoted = m_text[m_at] == '"';
        bool isInside = false;
        for (; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '"') {
                isInside = !isInside;
                continue;
            }
            if (!isInside && (c == ' ' || c == '\t' || c == '\n' || c == '(' || c == ')'))
                break;
            m_token.text += c;
        }
        m_token.length = m_at - m_token.at;
        if (isInside)
            report(m_token, "The quotation mark is not closed.");
    }

    bool isOperator(std::string_view name) const
    {
        return m_token.kind == Token::Word && !m_token.isQuoted && m_token.text == name;
    }

    NodePtr joined(Op op, std::vector<NodePtr> children)
    {
        if (children.size() == 1)
            return children[0];
        auto node = std::make_shared<Node>();
        node->op = op;
        node->children = std::move(children);
        return node;
    }

    NodePtr parseOr(int depth)
    {
        std::vector<NodePtr> children{parseAnd(depth)};
        while (!m_error && isOperator("OR")) {
            next();
            children.push_back(parseAnd(depth));
        }
        return joined(Op::Or, std::move(children));
    }

    NodePtr parseAnd(int depth)
    {
        std::vector<NodePtr> children{parseNot(depth)};
        while (!m_error && m_token.kind != Token::End && m_token.kind != Token::Close && !isOperator("OR")) {
            if (isOperator("AND"))
                next();
            children.push_back(parseNot(depth));
        }
        return joined(Op::And, std::move(children));
    }

    NodePtr parseNot(int depth)
    {
        if (depth > kMaxDepth) {
            report(m_token, "The brackets are nested too deeply.");
            return nullptr;
        }
        const bool isMinus = m_token.kind == Token::Word && !m_token.isQuoted && m_token.text.size() > 1 &&
                             m_token.text[0] == '-';
        if (isMinus) {
            m_token.text.erase(0, 1);
            ++m_token.at;
            --m_token.length;
        } else if (isOperator("NOT")) {
            next();
        } else {
            return parsePrimary(depth);
        }
        auto child = parseNot(depth + 1);
        return m_error ? nullptr : joinedNot(std::move(child));
    }

    static NodePtr joinedNot(NodePtr child)
    {
        auto node = std::make_shared<Node>();
        node->op = Op::Not;
        node->children.push_back(std::move(child));
        return node;
    }

    NodePtr parsePrimary(int depth)
    {
        if (m_token.kind == Token::Open) {
            const Token open = m_token;
            next();
            auto node = parseOr(depth + 1);
            if (!m_error && m_token.kind != Token::Close)
                report(open, "This bracket is not closed.");
            next();
            return node;
        }
        if (m_token.kind != Token::Word || isOperator("AND") || isOperator("OR")) {
            report(m_token, "A word or field:value is missing here.");
            return nullptr;
        }
        auto node = parseTest();
        next();
        return node;
    }

    NodePtr parseTest()
    {
        auto node = std::make_shared<Node>();
        const auto colon = m_token.isQuoted ? std::string::npos : m_token.text.find(':');
        if (colon == std::string::npos) {
            node->pattern = Pattern(m_token.text);
            return node;
        }
        const std::string name = lowered(m_token.text.substr(0, colon)),
                          value = m_token.text.substr(colon + 1);
        const auto field = std::find_if(std::begin(kFields), std::end(kFields),
                                        [&](const FieldName &f) { return f.name == name; });
        if (field == std::end(kFields)) {
            report(m_token,
                   fmt::format("There is no field '{}'; there are name, caption, size, width, height, "
                               "aspect, tokens, issue and is.",
                               displayName(name, 30)));
            return nullptr;
        }
        node->field = field->field;
        if (value.empty())
            report(m_token, fmt::format("A value is missing after {}:", field->name));
        else
            readValue(*node, value, name);
        return node;
    }

    void readValue(Node &node, const std::string &value, const std::string &name)
    {
        switch (node.field) {
        case Field::Any:
        case Field::Name:
        case Field::Caption:
            node.pattern = Pattern(value);
            return;
        case Field::Issue:
            readIssue(node, value);
            return;
        case Field::Is: {
            const auto state = std::find_if(std::begin(kStates), std::end(kStates),
                                            [&](const StateName &s) { return s.name == lowered(value); });
            if (state == std::end(kStates))
                report(m_token,
                       "is: takes pair, unpaired, aligned, trainable, excluded, captioned or checked.");
            else
                node.state = state->state;
            return;
        }
        default:
            readNumber(node, value, name);
        }
    }

    void readIssue(Node &node, const std::string &value)
    {
        std::string name = lowered(value);
        std::replace(name.begin(), name.end(), '-', '_');
        for (const auto &issue : issueNames()) {
            if (issue.name == name)
                node.issues = issue.issues;
        }
        if (!node.issues)
            report(m_token,
                   fmt::format("There is no issue called '{}'; misaligned, unpaired, unreadable, small, "
                               "duplicate and nocaption are some that there are.",
                               displayName(value, 30)));
    }

    // A number, or a ratio such as 16:9, 16/9 or, for aspect, 512x768.
    static std::optional<double> number(std::string_view text)
    {
        double value = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (failure != std::errc() || !std::isfinite(value))
            return std::nullopt;
        std::string_view rest(end, size_t(text.data() + text.size() - end));
        if (rest.empty())
            return value;
        double below = 0;
        const auto [end2, failure2] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), below);
        if ((rest[0] != ':' && rest[0] != '/' && rest[0] != 'x') || failure2 != std::errc() || below <= 0 ||
            end2 != rest.data() + rest.size())
            return std::nullopt;
        return value / below;
    }

    void readNumber(Node &node, std::string_view value, const std::string &name)
    {
        static constexpr std::pair<std::string_view, Compare> kSigns[] = {
            {"<=", Compare::LessEqual}, {">=", Compare::MoreEqual}, {"!=", Compare::NotEqual},
            {"==", Compare::Equal},     {"<", Compare::Less},       {">", Compare::More},
            {"=", Compare::Equal}};
        for (const auto &[sign, compare] : kSigns) {
            if (value.starts_with(sign)) {
                node.compare = compare;
                value.remove_prefix(sign.size());
                break;
            }
        }
        std::optional<double> low, high;
        if (const auto dots = value.find("..");
            dots != std::string_view::npos && node.compare == Compare::Equal) {
            node.compare = Compare::Range;
            high = number(value.substr(dots + 2));
            low = number(value.substr(0, dots));
        } else {
            low = high = number(value);
        }
        if (!low || !high) {
            report(m_token, fmt::format("{0}: takes a number, as in {0}:>{1} or {0}:{2}.", name,
                                        node.field == Field::Aspect ? "1.5" : "75",
                                        node.field == Field::Aspect ? "16:9" : "10..40"));
            return;
        }
        node.low = *low;
        node.high = *high;
    }

    std::string_view m_text;
    std::optional<FilterError> &m_error;
    size_t m_at = 0;
    Token m_token;
};

} // namespace

PairFilter PairFilter::parse(std::string_view text, std::optional<FilterError> &error)
{
    error.reset();
    PairFilter filter;
    filter.m_root = Parser(text, error).run();
    return filter;
}

} // namespace armature
