#pragma once
// Named tensors in a file, whatever the file's format: what safetensors, pickles, shards and renamed layouts
// have in common. Torch-free; core/nn turns views into tensors without copying.

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace armature {

enum class DType { Bool, U8, I8, I16, I32, I64, F16, BF16, F32, F64 };

size_t sizeOf(DType type);           // bytes per element
std::string_view nameOf(DType type); // "F32", as safetensors writes it
std::optional<DType> dtypeFromName(std::string_view name);

// Row-major, little-endian, contiguous. `bytes` lives as long as the source it came from.
struct TensorView
{
    DType dtype = DType::F32;
    std::vector<int64_t> shape;
    std::span<const std::byte> bytes;

    int64_t elementCount() const;
};

class TensorSource
{
public:
    virtual ~TensorSource() = default;

    // In the file's own order.
    virtual std::vector<std::string> names() const = 0;
    virtual std::optional<TensorView> find(const std::string &name) const = 0;
    // safetensors' __metadata__; empty for formats without any.
    virtual const std::map<std::string, std::string> &metadata() const = 0;
    // For messages: the file (or index) that this came from.
    virtual std::string origin() const = 0;
    // Says that these bytes of a view are not looked at soon, so that a file which is mapped does not keep
    // them in memory beside the copy that was made of them. They can still be read.
    virtual void unload(std::span<const std::byte>) const {}
};
using TensorSourcePtr = std::shared_ptr<const TensorSource>;

// Opens by content, not by extension: safetensors, a torch pickle (zip or legacy) read as data only,
// or a Caffe model.
// Errors: NotFound, Io, Corrupt (with what is wrong, and whether it looks like a Git-LFS pointer, a web page
// or a cut download), Unsupported (TorchScript, unknown dtype).
Result<TensorSourcePtr> openTensorFile(const std::string &path);

// The weights of one part in a diffusers folder: `stem` is "diffusion_pytorch_model" or "model" (then
// "pytorch_model" is tried for .bin). Takes safetensors before .bin, the plain file before `variant`
// ("fp16") unless a variant is asked for, one file or shards listed by an index.
Result<TensorSourcePtr> openModelFolder(const std::string &folder, const std::string &stem,
                                        const std::string &variant = {});

} // namespace armature
