#pragma once
// Python's pickle as torch.save writes it, read as data only: nothing named in it is ever imported or called. What is not
// plain data or a tensor becomes an inert opaque value, whose name is listed.

#include "core/base/result.h"
#include "core/io/tensor_source.h"

#include <cstddef>
#include <deque>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace armature {

struct PickleValue;
using PicklePtr = PickleValue *; // into PickleResult::arena: values may form cycles and any depth

struct PickleValue
{
    enum class Kind { None, Bool, Int, Float, Text, List, Dict, Global, Storage, Tensor, Opaque };
    Kind kind = Kind::None;
    int64_t number = 0;   // Bool, Int; Storage: element count; Tensor: offset in elements
    std::string text;     // Text; Global: "module.name"; Storage: key
    DType type = DType::F32;            // Storage
    std::vector<PicklePtr> items;       // List; Dict: key, value, key, value; Tensor: its storage
    std::vector<int64_t> size, stride;  // Tensor
};

struct PickleResult
{
    PickleResult() = default;
    PickleResult(PickleResult &&) = default;
    PickleResult &operator=(PickleResult &&) = default;
    PickleResult(const PickleResult &) = delete; // a copy's values would point into the first one
    PickleResult &operator=(const PickleResult &) = delete;

    std::deque<PickleValue> arena;      // owns every value
    PicklePtr value = nullptr;
    size_t bytesRead = 0;               // a legacy file holds several pickles one after the other
    std::set<std::string> skipped;      // globals that became opaque
};

// Errors: Corrupt (unknown opcode, stack or memo out of order, cut short, too large), Unsupported (a storage type that
// Armature does not read). `origin` is for messages.
Result<PickleResult> parsePickle(std::span<const std::byte> bytes, const std::string &origin);

} // namespace armature
