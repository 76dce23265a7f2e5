#include "core/train/result_writer.h"

#include "core/io/layouts/controlnet_writer.h"

#include <ATen/ATen.h>

namespace armature {

Status writeResult(const std::filesystem::path &output, const TrainOptions &options, const ControlNet &net, const Trainable &weights,
                   const Ema *ema, const std::map<std::string, std::string> &metadata, bool isOwnFile)
{
    const std::vector<at::Tensor> &values = ema ? ema->averages() : weights.masters();
    std::vector<at::Tensor> kept; // contiguous and on the CPU until written
    ControlNetWrite write;
    write.config = net.config().raw;
    write.metadata = metadata;
    write.overwrite = true; // of our own run: its folder is locked
    write.dtype = options.export_dtype == "fp16" ? DType::F16 : options.export_dtype == "bf16" ? DType::BF16 : DType::F32;
    for (size_t i = 0; i < values.size(); ++i) {
        kept.push_back(values[i].detach().to(at::kCPU, at::kFloat).contiguous());
        const at::Tensor &whole = kept.back();
        write.tensors.push_back({weights.names()[i], {DType::F32, whole.sizes().vec(), {static_cast<const std::byte *>(whole.const_data_ptr()), whole.nbytes()}}});
    }
    ARMATURE_CHECK(writeControlNetFolder(write, output.string()));
    if (options.single_file.empty())
        return {};
    write.overwrite = isOwnFile;
    return writeControlNetFile(write, options.single_file);
}

} // namespace armature
