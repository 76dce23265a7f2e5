#pragma once
// Soft edges and line art as huggingface/controlnet_aux computes them: HED (its Apache-2.0 rewrite,
// ControlNetHED.pth) and the generator of informative drawings (Chan et al., arXiv 2203.12691; sk_model.pth,
// sk_model2.pth). Widths and depths follow from the file's tensors.

#include "core/base/result.h"
#include "core/nn/annotators/map_network.h"

#include <string>

namespace armature {

// All of them: [1, 3, H, W] in 0..1 -> [1, 1, about H, about W] in 0..1.

// White edges on black, sure to unsure. Errors: as openTensorFile; BadInput for another network's tensors.
Result<MapNetworkPtr> openHed(const std::string &path);
// PiDiNet (Su et al., arXiv 2108.07009; table5_pidinet.pth, converted or not).
Result<MapNetworkPtr> openPidinet(const std::string &path);
// Black lines on white, as the network draws them.
Result<MapNetworkPtr> openLineart(const std::string &path);
// The generator for drawn figures (netG.pth); sides are multiples of 256.
Result<MapNetworkPtr> openAnimeLineart(const std::string &path);

} // namespace armature
