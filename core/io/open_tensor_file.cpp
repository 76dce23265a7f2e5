#include "core/base/fs.h"
#include "core/io/pickle_file.h"
#include "core/io/safetensors.h"

namespace armature {

Result<TensorSourcePtr> openTensorFile(const std::string &path)
{
    ARMATURE_TRY(const std::string start, readStart(path, 4));
    if (looksLikePickle({reinterpret_cast<const std::byte *>(start.data()), start.size()}))
        return openPickle(path);
    return openSafetensors(path);
}

} // namespace armature
