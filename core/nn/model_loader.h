#pragma once
// One part of a model from its folder: config.json and the weights beside it, mapped and in the file's own
// types.

#include "core/io/tensor_source.h"
#include "core/nn/controlnet.h"
#include "core/nn/text_encoder.h"
#include "core/nn/unet.h"
#include "core/nn/vae.h"

#include <string>

namespace armature {

// Errors: NotFound (folder or file), Corrupt (not JSON).
Result<nlohmann::json> readConfigFile(const std::string &file);

// `folder` is the part's own ("MODEL/unet"), `variant` as in openModelFolder().
// Errors: those of the readers and parsers, and weights that do not fit the config, by name.
Result<UNet> loadUNet(const std::string &folder, const std::string &variant = {});
Result<Vae> loadVae(const std::string &folder, const std::string &variant = {});
Result<TextEncoder> loadTextEncoder(const std::string &folder, const std::string &variant = {});
Result<ControlNet> loadControlNet(const std::string &folder, const std::string &variant = {});

// From weights that are open already and the config.json that goes with them, as single files give them.
// `origin` is for messages.
Result<UNet> makeUNet(const nlohmann::json &config, const TensorSourcePtr &weights,
                      const std::string &origin);
Result<Vae> makeVae(const nlohmann::json &config, const TensorSourcePtr &weights, const std::string &origin);
Result<TextEncoder> makeTextEncoder(const nlohmann::json &config, const TensorSourcePtr &weights,
                                    const std::string &origin);
Result<ControlNet> makeControlNet(const nlohmann::json &config, const TensorSourcePtr &weights,
                                  const std::string &origin);

} // namespace armature
