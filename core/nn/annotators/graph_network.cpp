#include "core/nn/annotators/graph_network.h"

#include "core/io/foreign_model.h"
#include "core/nn/annotators/onnx_network.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>

namespace armature {

namespace {

class OnnxGraphNetwork : public GraphNetwork
{
public:
    explicit OnnxGraphNetwork(OnnxNetwork network) : m_network(std::move(network)) {}
    std::vector<int64_t> inputShape() const override { return m_network.inputShape(); }
    void to(at::Device device) override { m_network.to(device); }
    std::vector<at::Tensor> operator()(const at::Tensor &input) const override { return m_network(input); }

private:
    OnnxNetwork m_network;
};

class ScriptNetwork : public GraphNetwork
{
public:
    explicit ScriptNetwork(torch::jit::Module module) : m_module(std::move(module)) {}
    std::vector<int64_t> inputShape() const override { return {}; }
    void to(at::Device device) override { m_module.to(device); }
    std::vector<at::Tensor> operator()(const at::Tensor &input) const override
    {
        auto module = m_module; // a handle: running does not change what it stands for
        std::vector<at::Tensor> outputs;
        collect(module.forward({input}), outputs);
        return outputs;
    }

private:
    static void collect(const c10::IValue &value, std::vector<at::Tensor> &to)
    {
        if (value.isTensor())
            to.push_back(value.toTensor());
        else if (value.isTuple())
            for (const auto &element : value.toTupleRef().elements())
                collect(element, to);
        else if (value.isList())
            for (const auto &element : value.toListRef())
                collect(element, to);
    }

    torch::jit::Module m_module;
};

Result<std::unique_ptr<GraphNetwork>> openScript(const std::string &path)
{
    try {
        auto module = torch::jit::load(path, at::kCPU);
        module.eval();
        return std::make_unique<ScriptNetwork>(std::move(module));
    } catch (const std::exception &) {
        return fail(ErrorCode::Corrupt, path + " is not a whole TorchScript program.", "Get the file again.");
    }
}

} // namespace

Result<std::unique_ptr<GraphNetwork>> openGraphNetwork(const std::string &path)
{
    ARMATURE_TRY(const auto kind, foreignModelOf(path));
    switch (kind) {
    case ForeignModel::Onnx: {
        ARMATURE_TRY(auto graph, readOnnx(path));
        auto network = OnnxNetwork::create(std::move(graph));
        if (!network) {
            network.error().message = path + ": " + network.error().message;
            return fail(network.error());
        }
        return std::make_unique<OnnxGraphNetwork>(std::move(*network));
    }
    case ForeignModel::TorchScript:
        return openScript(path);
    case ForeignModel::None:
        break;
    }
    return fail(ErrorCode::Unsupported, path + " is neither an ONNX graph nor a TorchScript program.",
                "Choose the files that the list of weights names.");
}

} // namespace armature
