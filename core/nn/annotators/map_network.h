#pragma once
// What every network that turns a picture into numbers per pixel has in common.

#include "core/nn/parameter.h"

#include <memory>

namespace armature {

class MapNetwork
{
public:
    virtual ~MapNetwork() = default;

    // [1, 3, H, W] in 0..1 -> [1, channels, about H, about W].
    virtual at::Tensor operator()(const at::Tensor &rgb) const = 0;

    virtual int64_t sizeMultiple() const { return 1; } // of H and W
    virtual int64_t smallestSide() const { return 1; } // that H and W can have
    virtual bool isMetric() const { return false; }    // metres rather than inverse depth

    ParameterTable &parameters() { return m_table; }

protected:
    ParameterTable m_table;
};
using MapNetworkPtr = std::unique_ptr<MapNetwork>;

} // namespace armature
