#include "core/io/safetensors.h"

namespace armature {

Result<TensorSourcePtr> openTensorFile(const std::string &path) { return openSafetensors(path); }

} // namespace armature
