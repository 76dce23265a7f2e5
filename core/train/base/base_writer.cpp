#include "core/train/base/base_writer.h"

#include "core/base/fs.h"
#include "core/nn/tensor_file.h"

#include <ATen/ATen.h>

namespace armature {

namespace fs = std::filesystem;

namespace {

Status writePart(const fs::path &folder, const BasePart &part)
{
    ARMATURE_CHECK(ensureWritableFolder(folder));
    ARMATURE_CHECK(writeFileAtomically(folder / "config.json", part.config.dump(2) + "\n"));
    NamedTensors tensors;
    for (const auto &parameter : *part.table)
        tensors[part.prefix + parameter->name] = parameter->value.detach().to(at::kHalf).contiguous();
    return saveTensors(folder / part.weightsFile, tensors, {});
}

} // namespace

Status writeBase(const fs::path &folder, const std::vector<BasePart> &parts, const std::map<std::string, std::string> &files)
{
    ARMATURE_TRY(AtomicFolder made, AtomicFolder::create(folder));
    for (const BasePart &part : parts)
        ARMATURE_CHECK(writePart(made.path() / part.folder, part));
    for (const auto &[name, text] : files) {
        ARMATURE_CHECK(ensureWritableFolder((made.path() / name).parent_path()));
        ARMATURE_CHECK(writeFileAtomically(made.path() / name, text));
    }
    return made.commit({});
}

} // namespace armature
