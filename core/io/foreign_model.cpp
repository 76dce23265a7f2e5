#include "core/io/foreign_model.h"

#include "core/base/fs.h"
#include "core/io/onnx_file.h"

#include <zip.h>

#include <memory>
#include <string_view>

namespace armature {

namespace {

bool hasCode(const std::string &path)
{
    int error = 0;
    const std::unique_ptr<zip_t, void (*)(zip_t *)> zip(zip_open(path.c_str(), ZIP_RDONLY, &error),
                                                        zip_discard);
    const auto count = zip ? zip_get_num_entries(zip.get(), 0) : 0;
    for (zip_int64_t i = 0; i < count; ++i) {
        const char *raw = zip_get_name(zip.get(), zip_uint64_t(i), 0);
        const std::string_view name = raw ? raw : "";
        if (name.find("/code/") != std::string_view::npos || name.ends_with("constants.pkl"))
            return true;
    }
    return false;
}

} // namespace

Result<ForeignModel> foreignModelOf(const std::string &path)
{
    constexpr std::size_t kEnough = 64;
    ARMATURE_TRY(const std::string start, readStart(path, kEnough));
    if (start.starts_with("PK\x03\x04"))
        return hasCode(path) ? ForeignModel::TorchScript : ForeignModel::None;
    return looksLikeOnnx(std::as_bytes(std::span(start))) ? ForeignModel::Onnx : ForeignModel::None;
}

const char *foreignModelName(ForeignModel kind)
{
    return kind == ForeignModel::Onnx          ? "an ONNX graph"
           : kind == ForeignModel::TorchScript ? "a TorchScript program"
                                               : "";
}

} // namespace armature
