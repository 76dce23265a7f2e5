#include "core/infer/control_source.h"

#include "core/io/layouts/controlnet_file.h"
#include "core/io/layouts/family.h"
#include "core/nn/model_loader.h"

namespace armature {

Result<ControlNet> openControlNetModel(const std::string &path)
{
    ARMATURE_TRY(const ControlNetSource source, openControlNet(path));
    return makeControlNet(source.config, source.weights, path);
}

Status checkControlNetFits(const ControlNet &net, const UNet &unet) { return checkMatches(net.config().raw, unet.config().raw); }

} // namespace armature
