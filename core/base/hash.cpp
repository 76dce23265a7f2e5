#include "core/base/hash.h"

#include <xxhash.h>

#include <array>
#include <cstdio>

namespace armature {

struct StreamHash::State
{
    XXH3_state_t *state = XXH3_createState();
    ~State() { XXH3_freeState(state); }
};

namespace {

std::string hexOf(uint64_t value)
{
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(value));
    return text.data();
}

} // namespace

StreamHash::StreamHash() : m(std::make_unique<State>()) { XXH3_64bits_reset(m->state); }
StreamHash::~StreamHash() = default;
StreamHash::StreamHash(StreamHash &&) noexcept = default;
void StreamHash::add(const void *bytes, size_t size) { XXH3_64bits_update(m->state, bytes, size); }
std::string StreamHash::hex() const { return hexOf(XXH3_64bits_digest(m->state)); }

std::string hashBytes(const void *bytes, size_t size) { return hexOf(XXH3_64bits(bytes, size)); }

Result<std::string> hashFile(const std::filesystem::path &path)
{
    std::unique_ptr<std::FILE, int (*)(std::FILE *)> file(std::fopen(path.c_str(), "rb"), std::fclose);
    if (!file)
        return fail(ErrorCode::Io, path.string() + " cannot be opened.");
    StreamHash hash;
    std::setvbuf(file.get(), nullptr, _IONBF, 0); // read straight into ours
    std::array<char, 1 << 16> buffer;             // on the stack: a dataset has very many small files
    while (const size_t read = std::fread(buffer.data(), 1, buffer.size(), file.get()))
        hash.add(buffer.data(), read);
    if (std::ferror(file.get()))
        return fail(ErrorCode::Io, path.string() + " cannot be read to its end.");
    return hash.hex();
}

} // namespace armature
