#pragma once
// Tensor files for the tests, read and compared as plain floats.

#include "core/io/tensor_source.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

namespace armature {

inline std::string golden(const std::string &path)
{
    return std::string(ARMATURE_TEST_DATA) + "/goldens/nn/" + path;
}

inline std::vector<float> floatsOf(const TensorView &view)
{
    std::vector<float> values(size_t(view.elementCount()));
    if (view.dtype == DType::F32)
        std::memcpy(values.data(), view.bytes.data(), values.size() * sizeof(float));
    return values;
}

// The largest difference over the largest value; infinite where names, shapes or types differ.
inline double relativeError(const std::string &ours, const std::string &reference)
{
    const auto a = openTensorFile(ours), b = openTensorFile(reference);
    if (!a || !b || (*a)->names().size() != (*b)->names().size())
        return INFINITY;
    double worst = 0;
    for (const auto &name : (*b)->names()) {
        const auto x = (*a)->find(name), y = (*b)->find(name);
        if (!x || !y || x->dtype != DType::F32 || y->dtype != DType::F32 || x->shape != y->shape)
            return INFINITY;
        const auto got = floatsOf(*x), wanted = floatsOf(*y);
        double largest = 0, difference = 0;
        for (size_t i = 0; i < wanted.size(); ++i) {
            largest = std::max(largest, double(std::abs(wanted[i])));
            difference = std::max(difference, double(std::abs(got[i] - wanted[i])));
            if (!std::isfinite(got[i]))
                return INFINITY;
        }
        worst = std::max(worst, difference / largest);
    }
    return worst;
}

} // namespace armature
