#include "core/nn/tensor_file.h"

#include <ATen/ATen.h>

#include "core/io/safetensors.h"
#include "core/nn/weights.h"

namespace armature {

Status saveTensors(const std::filesystem::path &path, const NamedTensors &tensors, const std::map<std::string, std::string> &metadata)
{
    std::vector<NamedTensor> named;
    std::vector<at::Tensor> kept; // whoever is not contiguous on the CPU is copied, and must live until it is written
    for (const auto &[name, tensor] : tensors) {
        kept.push_back(tensor.detach().to(at::kCPU).contiguous());
        const at::Tensor &whole = kept.back();
        ARMATURE_TRY(const DType type, dtypeOf(whole.scalar_type()));
        named.push_back({name, {type, whole.sizes().vec(), {static_cast<const std::byte *>(whole.const_data_ptr()), whole.nbytes()}}});
    }
    return writeSafetensors(path.string(), named, metadata);
}

Result<NamedTensors> loadTensors(const std::filesystem::path &path)
{
    ARMATURE_TRY(const TensorSourcePtr source, openSafetensors(path.string()));
    NamedTensors tensors;
    for (const std::string &name : source->names())
        tensors[name] = tensorFrom(source, *source->find(name));
    return tensors;
}

} // namespace armature
