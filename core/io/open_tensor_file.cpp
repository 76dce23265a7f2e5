#include "core/base/fs.h"
#include "core/io/pickle_file.h"
#include "core/io/safetensors.h"

namespace armature {

namespace {

// A header length below 4 GB and then JSON. Asked first: a length such as 0x0280 begins like a pickle.
bool looksLikeSafetensors(const std::string &start)
{
    return start.size() == 9 && start.compare(4, 4, std::string(4, '\0')) == 0 && start[8] == '{';
}

} // namespace

Result<TensorSourcePtr> openTensorFile(const std::string &path)
{
    ARMATURE_TRY(const std::string start, readStart(path, 9));
    if (!looksLikeSafetensors(start) && looksLikePickle({reinterpret_cast<const std::byte *>(start.data()), start.size()}))
        return openPickle(path);
    return openSafetensors(path);
}

} // namespace armature
