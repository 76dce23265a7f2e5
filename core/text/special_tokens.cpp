#include "core/text/special_tokens.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <string_view>

namespace armature {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 7> kRoles = {"bos_token", "eos_token", "unk_token", "sep_token",
                                                    "pad_token", "cls_token", "mask_token"};
constexpr std::string_view kExtraTokens = "extra_special_tokens";
constexpr std::string_view kExtraTokensOld = "additional_special_tokens";

// A token as a configuration names it: a bare string, or one with its settings.
struct NamedToken
{
    AddedToken token;
    bool isBare = false;

    bool operator==(const NamedToken &) const = default;
};

NamedToken bareToken(std::string content) { return {{std::move(content), true, false, false}, true}; }

bool flag(const json &object, const char *key, bool otherwise)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_boolean() ? found->get<bool>() : otherwise;
}

// {"content": …, "normalized": …}; a special token is matched literally where nothing is said.
std::optional<AddedToken> settledToken(const json &object, bool isSpecial)
{
    if (!object.is_object() || !object.contains("content") || !object["content"].is_string())
        return std::nullopt;
    return AddedToken{object["content"].get<std::string>(), isSpecial, flag(object, "normalized", !isSpecial),
                      flag(object, "single_word", false)};
}

std::optional<NamedToken> namedToken(const json &value, bool isSpecial)
{
    if (value.is_string())
        return bareToken(value.get<std::string>());
    if (auto token = settledToken(value, isSpecial))
        return NamedToken{std::move(*token), false};
    return std::nullopt;
}

class Resolver
{
public:
    Resolver(const TokenizerJson &files, TokenizerSpec &spec) : m_files(files), m_spec(spec) {}

    void run()
    {
        setDefaults();
        readConfig();
        if (m_files.config.is_object() && m_files.config.contains("added_tokens_decoder")) {
            readDecoder(m_files.config["added_tokens_decoder"]);
        } else {
            readSpecialTokensMap();
            readAddedTokens();
            readTokenizerJson();
        }
        adoptSettings();
        collect();
        setRoles();
    }

private:
    void setDefaults()
    {
        m_roles["bos_token"] = bareToken(m_spec.bos);
        m_roles["eos_token"] = bareToken(m_spec.eos);
        m_roles["unk_token"] = bareToken(m_spec.unknown);
        m_roles["pad_token"] = bareToken(m_spec.pad);
    }

    void readConfig()
    {
        if (!m_files.config.is_object())
            return;
        for (const auto &[key, value] : m_files.config.items())
            readEntry(key, value, value.is_object() && flag(value, "special", false), value.is_string());
    }

    void readSpecialTokensMap()
    {
        if (!m_files.specialTokensMap.is_object())
            return;
        for (const auto &[key, value] : m_files.specialTokensMap.items())
            readEntry(key, value, true, true);
    }

    // A declared token is one that added_tokens.json need not call special itself; one that
    // tokenizer_config.json spells out with its settings is not, which is how transformers happens to compare
    // them.
    void readEntry(const std::string &key, const json &value, bool isSpecial, bool isDeclared)
    {
        if (key == kExtraTokens || key == kExtraTokensOld) {
            readExtraTokens(value);
        } else if (std::find(kRoles.begin(), kRoles.end(), key) != kRoles.end()) {
            m_declared.erase(key);
            if (value.is_null()) {
                m_roles.erase(key);
            } else if (auto token = namedToken(value, isSpecial)) {
                if (isDeclared)
                    m_declared[key] = token->token.content;
                m_roles[key] = std::move(*token);
            }
        } else if (key.ends_with("_token")) { // a name of the model's own
            if (auto token = namedToken(value, isSpecial))
                m_ownRoles.push_back(std::move(*token));
        }
    }

    void readExtraTokens(const json &value)
    {
        if (!value.is_array() && !value.is_object())
            return;
        for (const json &entry : value) {
            if (auto token = namedToken(entry, true))
                m_extra.push_back(std::move(*token));
        }
    }

    void readDecoder(const json &decoder)
    {
        if (!decoder.is_object())
            return;
        for (const auto &[key, value] : decoder.items()) {
            int64_t index = 0;
            const auto parsed = std::from_chars(key.data(), key.data() + key.size(), index);
            const auto token = settledToken(value, value.is_object() && flag(value, "special", false));
            if (parsed.ec == std::errc() && token)
                m_decoder[index] = *token;
        }
    }

    void readAddedTokens()
    {
        if (!m_files.addedTokens.is_object())
            return;
        for (const auto &[content, index] : m_files.addedTokens.items()) {
            if (!index.is_number_integer())
                continue;
            const bool isSpecial = isDeclaredOrExtra(content);
            m_decoder[index.get<int64_t>()] = {content, isSpecial, !isSpecial, false};
        }
    }

    void readTokenizerJson()
    {
        if (!m_files.tokenizer.is_object() || !m_files.tokenizer.contains("added_tokens"))
            return;
        for (const json &entry : m_files.tokenizer["added_tokens"]) {
            const auto token = settledToken(entry, entry.is_object() && flag(entry, "special", false));
            if (token && entry.contains("id") && entry["id"].is_number_integer())
                m_decoder[entry["id"].get<int64_t>()] = *token;
        }
    }

    bool isDeclaredOrExtra(const std::string &content) const
    {
        return std::any_of(m_declared.begin(), m_declared.end(),
                           [&content](const auto &role) { return role.second == content; }) ||
               std::any_of(m_extra.begin(), m_extra.end(),
                           [&content](const NamedToken &extra) { return extra.token.content == content; });
    }

    bool isNamed(const std::string &content) const
    {
        return std::any_of(m_roles.begin(), m_roles.end(),
                           [&content](const auto &role) { return role.second.token.content == content; });
    }

    // The roles take the settings that the list of added tokens has for the same word.
    void adoptSettings()
    {
        for (auto &[role, named] : m_roles) {
            for (const auto &[index, token] : m_decoder) {
                if (token.content == named.token.content)
                    named = {token, false};
            }
        }
    }

    void collect()
    {
        std::vector<NamedToken> additions;
        std::vector<std::string> known;
        for (const auto &[index, token] : m_decoder) {
            additions.push_back({token, false});
            known.push_back(token.content);
        }
        const auto addUnlessKnown = [&](const NamedToken &named) {
            if (std::find(known.begin(), known.end(), named.token.content) == known.end() &&
                std::find(additions.begin(), additions.end(), named) == additions.end())
                additions.push_back(named);
        };
        for (const std::string_view role : kRoles) {
            if (const auto found = m_roles.find(std::string(role)); found != m_roles.end())
                addUnlessKnown(found->second);
        }
        std::for_each(m_ownRoles.begin(), m_ownRoles.end(), addUnlessKnown);
        std::for_each(m_extra.begin(), m_extra.end(), addUnlessKnown);
        for (NamedToken &named : additions) {
            named.token.isSpecial = named.token.isSpecial || isNamed(named.token.content);
            m_spec.added.push_back(std::move(named.token));
        }
    }

    void setRoles()
    {
        const auto take = [this](const char *role, std::string &out) {
            if (const auto found = m_roles.find(role); found != m_roles.end())
                out = found->second.token.content;
        };
        take("bos_token", m_spec.bos);
        take("eos_token", m_spec.eos);
        m_spec.pad = m_spec.eos; // where the configuration says that there is none
        m_spec.unknown = m_spec.eos;
        take("unk_token", m_spec.unknown);
        take("pad_token", m_spec.pad);
    }

    const TokenizerJson &m_files;
    TokenizerSpec &m_spec;
    std::map<std::string, NamedToken> m_roles;
    std::map<std::string, std::string> m_declared; // content by role
    std::vector<NamedToken> m_ownRoles;
    std::vector<NamedToken> m_extra;
    std::map<int64_t, AddedToken> m_decoder; // by index, which only orders them
};

} // namespace

void resolveSpecialTokens(const TokenizerJson &files, TokenizerSpec &spec) { Resolver(files, spec).run(); }

} // namespace armature
