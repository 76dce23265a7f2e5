#include "core/train/base/build.h"

#include "core/base/fs.h"
#include "core/train/base/train_vae.h"

namespace armature {

namespace fs = std::filesystem;

namespace {

Status stopped(const fs::path &folder)
{
    return fail(ErrorCode::Interrupted, "Stopped; the work so far is in " + folder.string() + ".", "The same command goes on from there.");
}

} // namespace

Status buildBase(const BaseRecipe &recipe, const fs::path &folder, EventSink &sink, RunControl &control)
{
    const fs::path work = folder / "work";
    ARMATURE_CHECK(ensureWritableFolder(work));
    ARMATURE_TRY(const RunLock lock, RunLock::acquire(folder));
    ARMATURE_TRY(Vae vae, makeStarterVae(recipe));
    ARMATURE_TRY(const bool hasVae, trainVae(vae, recipe, work, sink, control));
    if (!hasVae)
        return stopped(work);
    return {};
}

} // namespace armature
