#include "core/base/fs.h"
#include "core/io/caffe_file.h"
#include "core/io/onnx_file.h"
#include "core/io/pickle_file.h"
#include "core/io/safetensors.h"

namespace armature {

namespace {

// A header length below 4 GB and then JSON. Asked first: a length such as 0x0280 begins like a pickle.
bool looksLikeSafetensors(const std::string &start)
{
    return start.size() >= 9 && start.compare(4, 4, std::string(4, '\0')) == 0 && start[8] == '{';
}

} // namespace

Result<TensorSourcePtr> openTensorFile(const std::string &path)
{
    constexpr size_t kEnough = 512;
    ARMATURE_TRY(const std::string start, readStart(path, kEnough));
    const auto bytes = std::as_bytes(std::span(start));
    if (!looksLikeSafetensors(start) && looksLikePickle(bytes))
        return openPickle(path);
    if (!looksLikeSafetensors(start) && looksLikeOnnx(bytes))
        return fail(ErrorCode::Unsupported,
                    path + " is an ONNX graph, not weights for a network that is known here.",
                    "Use the model's state dict or safetensors file.");
    if (!looksLikeSafetensors(start) && looksLikeCaffe(bytes))
        return openCaffe(path);
    return openSafetensors(path);
}

} // namespace armature
