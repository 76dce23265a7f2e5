#include "core/nn/weights.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdint>
#include <set>

namespace armature {

namespace {

constexpr size_t kNamesShown = 10;

std::string shown(at::IntArrayRef shape)
{
    std::string text = "[";
    for (size_t i = 0; i < shape.size(); ++i)
        text += (i ? ", " : "") + std::to_string(shape[i]);
    return text + "]";
}

std::vector<int64_t> withoutTrailingOnes(std::vector<int64_t> shape)
{
    while (!shape.empty() && shape.back() == 1)
        shape.pop_back();
    return shape;
}

// What other versions of the libraries called the same tensor; the name itself where nothing is known.
std::string currentName(std::string name)
{
    if (name.starts_with("text_model."))
        name.erase(0, 11);
    // diffusers before 0.14 wrote the VAE's attention as an AttentionBlock.
    static const std::pair<const char *, const char *> kOlder[] = {
        {".query.", ".to_q."}, {".key.", ".to_k."}, {".value.", ".to_v."}, {".proj_attn.", ".to_out.0."}};
    for (const auto &[older, newer] : kOlder)
        if (const auto at = name.find(older);
            at != std::string::npos && name.find("attentions.") != std::string::npos)
            name.replace(at, std::string_view(older).size(), newer);
    return name;
}

// Not weights, or the weights of a part that these networks do without.
bool isIgnored(const std::string &name)
{
    return name.ends_with("position_ids") || name == "text_projection.weight" || name == "logit_scale" ||
           name.starts_with("vision_model.") || name == "visual_projection.weight";
}

void list(std::string &text, const char *title, const std::vector<std::string> &names)
{
    if (names.empty())
        return;
    text += text.empty() ? "" : "; ";
    text += title + std::string(" ") + std::to_string(names.size()) + ": ";
    for (size_t i = 0; i < std::min(names.size(), kNamesShown); ++i)
        text += (i ? ", " : "") + names[i];
    if (names.size() > kNamesShown)
        text += " and " + std::to_string(names.size() - kNamesShown) + " more";
}

bool isFloat(DType type)
{
    return type == DType::F16 || type == DType::BF16 || type == DType::F32 || type == DType::F64;
}

} // namespace

at::ScalarType scalarTypeOf(DType type)
{
    switch (type) {
    case DType::Bool:
        return at::kBool;
    case DType::U8:
        return at::kByte;
    case DType::I8:
        return at::kChar;
    case DType::I16:
        return at::kShort;
    case DType::I32:
        return at::kInt;
    case DType::I64:
        return at::kLong;
    case DType::F16:
        return at::kHalf;
    case DType::BF16:
        return at::kBFloat16;
    case DType::F32:
        return at::kFloat;
    case DType::F64:
        return at::kDouble;
    }
    return at::kFloat;
}

Result<DType> dtypeOf(at::ScalarType type)
{
    for (const auto known : {DType::Bool, DType::U8, DType::I8, DType::I16, DType::I32, DType::I64,
                             DType::F16, DType::BF16, DType::F32, DType::F64})
        if (scalarTypeOf(known) == type)
            return known;
    return fail(ErrorCode::Unsupported,
                std::string("Tensors of type ") + at::toString(type) + " cannot be written to a file.");
}

at::Tensor tensorFrom(const TensorSourcePtr &source, const TensorView &view)
{
    const auto type = scalarTypeOf(view.dtype);
    if (view.bytes.empty())
        return at::empty(view.shape, type);
    auto *data = const_cast<std::byte *>(view.bytes.data());
    const auto tensor = at::from_blob(
        data, view.shape, [source, bytes = view.bytes](void *) { source->unload(bytes); }, at::TensorOptions().dtype(type));
    // safetensors' header may have any length; kernels want at least the element's own alignment.
    const bool isAligned = reinterpret_cast<std::uintptr_t>(data) % at::elementSize(type) == 0;
    if (isAligned)
        return tensor;
    auto copy = at::empty(view.shape, type);
    std::copy(view.bytes.begin(), view.bytes.end(), static_cast<std::byte *>(copy.data_ptr()));
    return copy;
}

std::string LoadReport::text() const
{
    std::string result;
    list(result, "missing", missing);
    list(result, "unexpected", unexpected);
    list(result, "of the wrong shape or type", misshapen);
    return result;
}

LoadReport loadParameters(ParameterTable &table, const TensorSourcePtr &source)
{
    LoadReport report;
    std::set<const Parameter *> filled;
    for (const auto &name : source->names()) {
        auto *parameter = table.find(name);
        if (!parameter)
            parameter = table.find(currentName(name));
        if (!parameter) {
            if (!isIgnored(name))
                report.unexpected.push_back(name);
            continue;
        }
        const auto view = source->find(name);
        if (!view || !filled.insert(parameter).second) {
            report.unexpected.push_back(name);
            continue;
        }
        if (!isFloat(view->dtype))
            report.misshapen.push_back(name + ": the file has type " + std::string(nameOf(view->dtype)) +
                                       ", the network needs a float type");
        else if (withoutTrailingOnes(view->shape) != withoutTrailingOnes(parameter->shape))
            report.misshapen.push_back(name + ": the file has " + shown(view->shape) +
                                       ", the network needs " + shown(parameter->shape));
        else {
            parameter->value = tensorFrom(source, *view).view(parameter->shape);
            parameter->unloadFile = [source, bytes = view->bytes] { source->unload(bytes); };
        }
    }
    for (const auto &parameter : table)
        if (!filled.contains(parameter.get()))
            report.missing.push_back(parameter->name);
    return report;
}

Status loadParametersExactly(ParameterTable &table, const TensorSourcePtr &source, const std::string &what)
{
    try {
        const auto report = loadParameters(table, source);
        if (report.isExact())
            return {};
        return fail(ErrorCode::BadInput,
                    source->origin() + " does not fit " + what + ": " + report.text() + ".",
                    "The weights and the config.json beside them must belong to the same model.");
    } catch (const std::exception &error) {
        return fail(ErrorCode::Internal,
                    source->origin() + " could not be loaded into " + what + ": " + error.what());
    }
}

} // namespace armature
