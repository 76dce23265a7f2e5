#pragma once
// XXH3, 64 bit: to notice damage and to name cache entries, not against an adversary.

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace armature {

class StreamHash
{
public:
    StreamHash();
    ~StreamHash();
    StreamHash(StreamHash &&) noexcept;
    StreamHash(const StreamHash &) = delete;
    StreamHash &operator=(const StreamHash &) = delete;

    void add(const void *bytes, size_t size);
    std::string hex() const; // 16 digits

private:
    struct State;
    std::unique_ptr<State> m;
};

std::string hashBytes(const void *bytes, size_t size);
inline std::string hashHex(std::string_view text) { return hashBytes(text.data(), text.size()); }
Result<std::string> hashFile(const std::filesystem::path &path);

} // namespace armature
