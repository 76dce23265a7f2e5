#pragma once
// What everything that a user, a file or a device can make fail returns: a value, or an Error that an artist can act
// on. What only our own code can get wrong is an assert instead.

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace armature {

enum class ErrorCode {
    BadInput,    // an option, a config key, a picture, a text that cannot be used
    NotFound,    // a file, folder, tensor or model part that is not there
    Corrupt,     // a file that is damaged, cut short or lies about itself
    Unsupported, // a format or model we know but do not handle
    Conflict,    // would overwrite or mix with something that exists
    Locked,      // another run holds it
    Io,          // reading or writing failed
    DiskFull,
    OutOfMemory,
    Numeric,     // loss or weights stopped being finite
    Interrupted, // the user stopped it
    Internal,
};

// message: what happened and to which file or step, one sentence with a full stop.
// kept: what is safe nevertheless; empty where nothing was at stake.
// remedy: the one thing that helps, naming the flag or button; may be empty.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string remedy;
    std::string kept;
};

template <typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string remedy = {}, std::string kept = {})
{
    return tl::unexpected(Error{code, std::move(message), std::move(remedy), std::move(kept)});
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected(std::move(error)); }

// "message remedy kept" on as many lines, for a terminal.
std::string describe(const Error &error);

} // namespace armature

#define ARMATURE_CONCAT_(a, b) a##b
#define ARMATURE_CONCAT(a, b) ARMATURE_CONCAT_(a, b)

// ARMATURE_TRY(auto text, readText(file)); declares text, or returns the error from the enclosing function.
#define ARMATURE_TRY(declaration, ...)                                                                       \
    auto ARMATURE_CONCAT(try_, __LINE__) = (__VA_ARGS__);                                                    \
    if (!ARMATURE_CONCAT(try_, __LINE__))                                                                    \
        return tl::unexpected(std::move(ARMATURE_CONCAT(try_, __LINE__).error()));                           \
    declaration = std::move(*ARMATURE_CONCAT(try_, __LINE__))

// ARMATURE_CHECK(writeText(file, text)); for a Status, or a value that is not needed.
#define ARMATURE_CHECK(...)                                                                                  \
    do {                                                                                                     \
        auto armature_status_ = (__VA_ARGS__);                                                               \
        if (!armature_status_)                                                                               \
            return tl::unexpected(std::move(armature_status_.error()));                                      \
    } while (false)
