#pragma once
// How two naming styles of one network correspond, module by module. A pair stands for a module path and
// everything below it, so optional tensors (biases, shortcuts) need no list of their own.

#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace armature {

// What happens to a tensor's shape on the way from LDM to diffusers naming.
enum class ShapeChange {
    None,
    Squeeze,     // [out, in, 1, 1] or [out, in, 1] -> [out, in]: a 1x1 convolution that became a linear layer
    FirstThird,  // rows [0, n/3) of a fused in_proj: the queries
    SecondThird, // keys
    LastThird,   // values
};

struct NamePair
{
    std::string ldm;
    std::string diffusers;
    ShapeChange change = ShapeChange::None;
};

struct Translation
{
    std::string name;
    ShapeChange change = ShapeChange::None;
};

class NameMap
{
public:
    // Asserts that the pairs are one to one and that no path lies inside another on either side.
    explicit NameMap(std::vector<NamePair> pairs);

    // Empty for a name that this network does not have; three entries for a fused in_proj.
    std::vector<Translation> toDiffusers(std::string_view ldmName) const;
    std::optional<Translation> toLdm(std::string_view diffusersName) const;

    const std::vector<NamePair> &pairs() const { return m_pairs; }
    static bool isOneToOne(const std::vector<NamePair> &pairs);

private:
    std::vector<NamePair> m_pairs;
    std::unordered_map<std::string, std::vector<size_t>> m_byLdm;
    std::unordered_map<std::string, size_t> m_byDiffusers;
};

} // namespace armature
