#pragma once
// Networks on small mobile backbones: M-LSD's straight lines (Gu et al., arXiv 2106.00186;
// mlsd_large_512_fp32.pth and mlsd_tiny_512_fp32.pth of the PyTorch port) and MiDaS v2.1 small (Ranftl et
// al., arXiv 1907.01341; midas_v21_small_256.pt). Widths and depths follow from the file's tensors.

#include "core/base/result.h"
#include "core/nn/annotators/map_network.h"

#include <string>

namespace armature {

// Sides are multiples of 16. Gives nine channels at half the size: how much of a line's middle a place is,
// before the sigmoid, then where its ends lie from there (x, y, x, y); what comes after is for training.
// core/image/line_segments.h makes lines of it. Errors: as openTensorFile; BadInput for another network's
// tensors.
Result<MapNetworkPtr> openMlsd(const std::string &path);

// Sides are multiples of 32. Gives inverse depth at the same size.
Result<MapNetworkPtr> openMidasSmall(const std::string &path);

} // namespace armature
