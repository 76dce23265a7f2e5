#include "core/nn/checkpoint.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <memory>

namespace armature {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct Block : torch::CustomClassHolder
{
    BlockFunction function;
    size_t inputCount = 0;
};

// Inputs first, parameters after them: parameters are passed so that autograd sees that the result depends on
// them.
struct Checkpoint : torch::autograd::Function<Checkpoint>
{
    static variable_list forward(AutogradContext *context, const c10::intrusive_ptr<Block> &block,
                                 at::TensorList tensors)
    {
        context->saved_data["block"] = c10::IValue::make_capsule(block);
        context->save_for_backward(tensors.vec());
        return {block->function(tensors.slice(0, block->inputCount).vec())};
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        const auto capsule = context->saved_data["block"].toCapsule();
        const auto &block = static_cast<const Block &>(*capsule);
        const auto saved = context->get_saved_variables();

        variable_list inputs;
        for (size_t i = 0; i < block.inputCount; ++i) {
            inputs.push_back(saved[i].detach().set_requires_grad(context->needs_input_grad(i)));
        }
        variable_list wanted;
        std::vector<size_t> places;
        for (size_t i = 0; i < saved.size(); ++i) {
            if (!context->needs_input_grad(i))
                continue;
            wanted.push_back(i < block.inputCount ? inputs[i] : saved[i]);
            places.push_back(i);
        }

        const at::AutoGradMode record(true);
        const auto output = block.function(inputs);
        const auto found = torch::autograd::grad({output}, wanted, gradients, false, false, true);
        variable_list result(saved.size() + 1); // the first is for `block` itself
        for (size_t i = 0; i < places.size(); ++i)
            result[places[i] + 1] = found[i];
        return result;
    }
};

} // namespace

at::Tensor checkpointed(BlockFunction function, std::vector<at::Tensor> inputs,
                        const std::vector<Parameter *> &parameters)
{
    if (!at::GradMode::is_enabled())
        return function(inputs);
    auto block = c10::make_intrusive<Block>();
    block->function = std::move(function);
    block->inputCount = inputs.size();
    for (const auto *parameter : parameters)
        inputs.push_back(parameter->value);
    return Checkpoint::apply(block, at::TensorList(inputs))[0];
}

} // namespace armature
