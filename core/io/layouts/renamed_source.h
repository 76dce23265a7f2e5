#pragma once
// A file presented under other names, without copying: other layouts become diffusers' names on the way in.

#include "core/io/layouts/name_map.h"
#include "core/io/tensor_source.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace armature {

struct RenamedTensor
{
    std::string name; // as presented
    std::string from; // in the file
    ShapeChange change = ShapeChange::None;
};

// The given tensors of `inner`, which stays alive as long as the result. Errors: Corrupt when two get one
// name, when a fused tensor has no three equal parts, or when one of them is not in the file.
Result<TensorSourcePtr> renamedSource(TensorSourcePtr inner, const std::vector<RenamedTensor> &tensors,
                                      const std::string &origin = {});

// What lies below `prefix`, in diffusers' names. Names that `map` does not know keep the rest of their own,
// so that loading lists them as unexpected; those for which `isIgnored` (given the name without prefix) holds
// are left out.
Result<TensorSourcePtr> inDiffusersNames(const TensorSourcePtr &inner, const std::string &prefix,
                                         const NameMap &map,
                                         const std::function<bool(std::string_view)> &isIgnored = {});

// What lies below `prefix`, without it.
Result<TensorSourcePtr> withoutPrefix(const TensorSourcePtr &inner, const std::string &prefix,
                                      const std::function<bool(std::string_view)> &isIgnored = {});

} // namespace armature
