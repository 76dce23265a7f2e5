#pragma once
// A frozen convolution in the form in which this processor computes it fastest. The weights in the file stay
// as they are; what is packed from them is made at the first picture, and again when pictures of another size
// want another form.

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace armature {

struct Parameter;
struct WinogradShape;

// What a convolution's result is added to, while it is still in the processor's caches.
struct ConvSum
{
    at::Tensor pictureBias; // [B, out], or undefined
    at::Tensor addend;      // [B, out, H, W] of the result's type, or undefined
};

class PreparedConv
{
public:
    // Whether there is such a form for networks that compute in `type` on this processor.
    static bool isPossible(at::ScalarType type);

    // x [B, in, H, W] in the type to compute in, in any layout; the result is channels-last.
    at::Tensor run(const Parameter &weight, const at::Tensor &bias, const at::Tensor &x, int64_t stride,
                   int64_t padding, const ConvSum &sum);

private:
    enum class Form { None, Library, Winograd };

    at::Tensor runLibrary(const Parameter &weight, const at::Tensor &bias, const at::Tensor &x,
                          int64_t stride, int64_t padding);
    at::Tensor runWinograd(const Parameter &weight, const at::Tensor &bias, const at::Tensor &x,
                           const WinogradShape &shape, const ConvSum &sum);

    Form m_form = Form::None;
    int64_t m_tile = 0; // of Form::Winograd
    at::Tensor m_packed;
};

} // namespace armature
