#pragma once
// oneDNN behind LibTorch's dispatcher, where this build of it has them. Called by their schema and not by a
// C++ type, which another LibTorch could have changed.

#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <optional>
#include <utility>
#include <vector>

namespace armature {

class LibraryOperator
{
public:
    LibraryOperator(const char *name, size_t arguments)
    {
        const auto found = c10::Dispatcher::singleton().findSchema({name, ""});
        if (found && found->schema().arguments().size() == arguments &&
            found->hasKernelForDispatchKey(c10::DispatchKey::CPU))
            m_operator = *found;
    }
    explicit operator bool() const { return m_operator.has_value(); }
    at::Tensor operator()(std::vector<c10::IValue> arguments) const
    {
        m_operator->callBoxed(arguments);
        return arguments.front().toTensor();
    }

    static c10::IValue optional(const at::Tensor &tensor)
    {
        return tensor.defined() ? c10::IValue(tensor) : c10::IValue();
    }
    static c10::List<std::optional<at::Scalar>> noScalars() { return c10::List<std::optional<at::Scalar>>(); }

private:
    std::optional<c10::OperatorHandle> m_operator;
};

} // namespace armature
