#include "core/io/onnx_file.h"

#include "core/base/fs.h"
#include "core/io/protobuf_wire.h"

#include <algorithm>
#include <unordered_map>

namespace armature {

namespace {

constexpr uint64_t kMostBytes = uint64_t(2) << 30; // protobuf's own limit
constexpr size_t kMostNodes = 100000;

tl::unexpected<Error> damaged(const std::string &path, const std::string &what)
{
    return fail(ErrorCode::Corrupt, path + " is not a whole ONNX model: " + what + ".",
                "Get the file again.");
}

tl::unexpected<Error> unknown(const std::string &path, const std::string &what)
{
    return fail(ErrorCode::Unsupported, path + " is an ONNX model " + what + ".",
                "Use the file that the list of weights names.");
}

bool isKnown(int64_t type)
{
    for (const auto known : {OnnxType::F32, OnnxType::U8, OnnxType::I8, OnnxType::I32, OnnxType::I64,
                             OnnxType::Bool, OnnxType::F16, OnnxType::F64})
        if (type == int64_t(known))
            return true;
    return false;
}

// Numbers that are spelled one by one, as the tensor's type keeps them.
template <typename From>
std::shared_ptr<std::vector<std::byte>> packed(OnnxType type, const std::vector<From> &values)
{
    auto bytes = std::make_shared<std::vector<std::byte>>(values.size() * sizeOf(type));
    for (size_t i = 0; i < values.size(); ++i) {
        const auto put = [&](auto value) {
            std::memcpy(bytes->data() + i * sizeof value, &value, sizeof value);
        };
        switch (type) {
        case OnnxType::F32:
            put(float(values[i]));
            break;
        case OnnxType::F64:
            put(double(values[i]));
            break;
        case OnnxType::I64:
            put(int64_t(values[i]));
            break;
        case OnnxType::I32:
            put(int32_t(values[i]));
            break;
        case OnnxType::F16: // its bits
            put(uint16_t(values[i]));
            break;
        case OnnxType::U8:
        case OnnxType::I8:
        case OnnxType::Bool:
            put(uint8_t(values[i]));
            break;
        }
    }
    return bytes;
}

class Reader
{
public:
    explicit Reader(const std::string &path) : m_path(path) {}

    Result<OnnxGraph> read()
    {
        ARMATURE_TRY(auto text, readText(m_path, kMostBytes));
        m_graph.file = std::make_shared<const std::string>(std::move(text));
        WireReader model(std::as_bytes(std::span(*m_graph.file)));
        std::span<const std::byte> graph;
        while (model.next()) {
            if (model.field() == 7)
                graph = model.bytes();
            if (model.field() == 8)
                readOpset(model.bytes());
        }
        if (model.isDamaged())
            return damaged(m_path, "it ends too early");
        if (graph.empty())
            return damaged(m_path, "there is no graph in it");
        ARMATURE_CHECK(readGraph(graph));
        return std::move(m_graph);
    }

private:
    void readOpset(std::span<const std::byte> bytes)
    {
        std::string domain;
        int64_t version = 0;
        WireReader opset(bytes);
        while (opset.next()) {
            if (opset.field() == 1)
                domain = opset.text();
            if (opset.field() == 2)
                version = int64_t(opset.number());
        }
        if (domain.empty() || domain == "ai.onnx")
            m_graph.opset = version;
    }

    int place(const std::string &name)
    {
        if (name.empty())
            return -1;
        const auto [found, isNew] = m_places.emplace(name, int(m_graph.values.size()));
        if (isNew)
            m_graph.values.push_back({name, {}});
        return found->second;
    }

    Status readGraph(std::span<const std::byte> bytes)
    {
        std::vector<int> inputs;
        WireReader graph(bytes);
        while (graph.next()) {
            if (graph.field() == 1)
                ARMATURE_CHECK(readNode(graph.bytes()));
            if (graph.field() == 5) {
                ARMATURE_TRY(auto named, readTensor(graph.bytes()));
                m_graph.constants[place(named.first)] = std::move(named.second);
            }
            if (graph.field() == 11)
                inputs.push_back(readValue(graph.bytes()));
            if (graph.field() == 12)
                m_graph.outputs.push_back(readValue(graph.bytes()));
            if (graph.field() == 15)
                return unknown(m_path, "with sparse tensors");
        }
        if (graph.isDamaged())
            return damaged(m_path, "its graph ends too early");
        for (const int input : inputs) // older files list the constants as inputs too
            if (input >= 0 && !m_graph.constants.count(input))
                m_graph.inputs.push_back(input);
        if (m_graph.inputs.empty() || m_graph.outputs.empty() || m_graph.nodes.empty())
            return damaged(m_path, "its graph has no inputs, outputs or operators");
        return {};
    }

    int readValue(std::span<const std::byte> bytes)
    {
        std::string name;
        std::vector<int64_t> shape;
        WireReader value(bytes);
        while (value.next()) {
            if (value.field() == 1)
                name = value.text();
            if (value.field() == 2)
                shape = shapeOf(value.bytes());
        }
        const int at = place(name);
        if (at >= 0)
            m_graph.values[size_t(at)].shape = std::move(shape);
        return at;
    }

    // TypeProto > tensor_type > shape > dim
    static std::vector<int64_t> shapeOf(std::span<const std::byte> bytes)
    {
        std::vector<int64_t> sides;
        for (WireReader type(bytes); type.next();)
            if (type.field() == 1 && type.isBytes())
                for (WireReader tensor(type.bytes()); tensor.next();)
                    if (tensor.field() == 2 && tensor.isBytes())
                        for (WireReader shape(tensor.bytes()); shape.next();) {
                            int64_t side = -1;
                            for (WireReader dimension(shape.bytes()); dimension.next();)
                                if (dimension.field() == 1)
                                    side = int64_t(dimension.number());
                            sides.push_back(side > 0 ? side : -1);
                        }
        return sides;
    }

    Status readNode(std::span<const std::byte> bytes)
    {
        OnnxNode made;
        std::string domain;
        WireReader node(bytes);
        while (node.next()) {
            if (node.field() == 1)
                made.inputs.push_back(place(node.text()));
            if (node.field() == 2)
                made.outputs.push_back(place(node.text()));
            if (node.field() == 4)
                made.op = node.text();
            if (node.field() == 5) {
                ARMATURE_TRY(auto named, readAttribute(node.bytes()));
                made.attributes[named.first] = std::move(named.second);
            }
            if (node.field() == 7)
                domain = node.text();
        }
        if (node.isDamaged() || made.op.empty() || made.outputs.empty())
            return damaged(m_path, "an operator of it is not whole");
        if (!domain.empty() && domain != "ai.onnx")
            return unknown(m_path, "with operators of its own (" + domain + ")");
        m_graph.nodes.push_back(std::move(made));
        if (m_graph.nodes.size() > kMostNodes)
            return unknown(m_path, "of too many operators");
        return {};
    }

    Result<std::pair<std::string, OnnxAttribute>> readAttribute(std::span<const std::byte> bytes)
    {
        std::pair<std::string, OnnxAttribute> named;
        auto &made = named.second;
        WireReader attribute(bytes);
        while (attribute.next())
            switch (attribute.field()) {
            case 1:
                named.first = attribute.text();
                break;
            case 2:
                made.real = attribute.real();
                break;
            case 3:
                made.number = int64_t(attribute.number());
                break;
            case 4:
                made.text = attribute.text();
                break;
            case 5: {
                ARMATURE_TRY(auto tensor, readTensor(attribute.bytes()));
                made.tensor = std::move(tensor.second);
                break;
            }
            case 6:
            case 11:
                return unknown(m_path, "with graphs inside of operators");
            case 7:
                attribute.addFloats(made.reals);
                break;
            case 8:
                attribute.addNumbers(made.numbers);
                break;
            default:
                break;
            }
        if (attribute.isDamaged())
            return damaged(m_path, "a setting of an operator is not whole");
        return named;
    }

    Result<std::pair<std::string, OnnxTensor>> readTensor(std::span<const std::byte> bytes)
    {
        std::pair<std::string, OnnxTensor> named;
        auto &made = named.second;
        int64_t type = 0;
        std::vector<int64_t> numbers;
        std::vector<float> reals;
        std::vector<double> doubles;
        bool isRaw = false;
        WireReader tensor(bytes);
        while (tensor.next())
            switch (tensor.field()) {
            case 1:
                tensor.addNumbers(made.shape);
                break;
            case 2:
                type = int64_t(tensor.number());
                break;
            case 4:
                tensor.addFloats(reals);
                break;
            case 5:
            case 7:
                tensor.addNumbers(numbers);
                break;
            case 8:
                named.first = tensor.text();
                break;
            case 9:
                made.bytes = tensor.bytes();
                isRaw = true;
                break;
            case 10:
                for (size_t at = 0; at + sizeof(double) <= tensor.bytes().size(); at += sizeof(double))
                    std::memcpy(&doubles.emplace_back(), tensor.bytes().data() + at, sizeof(double));
                break;
            case 13:
                return unknown(m_path, "whose numbers lie in other files");
            default:
                break;
            }
        if (tensor.isDamaged())
            return damaged(m_path, "a tensor of it ends too early");
        if (!isKnown(type))
            return unknown(m_path, "with numbers of a kind that is not known (" + std::to_string(type) + ")");
        made.type = OnnxType(type);
        if (!isRaw) {
            made.own = !reals.empty()     ? packed(made.type, reals)
                       : !doubles.empty() ? packed(made.type, doubles)
                                          : packed(made.type, numbers);
            made.bytes = *made.own;
        }
        uint64_t count = 1;
        for (const auto side : made.shape) {
            if (side < 0 || (side > 0 && count > kMostBytes / uint64_t(side)))
                return damaged(m_path, "the tensor " + named.first + " has an impossible shape");
            count *= uint64_t(side);
        }
        if (count * sizeOf(made.type) != made.bytes.size())
            return damaged(m_path, "the tensor " + named.first + " has other numbers than its shape says");
        return named;
    }

    std::string m_path;
    OnnxGraph m_graph;
    std::unordered_map<std::string, int> m_places;
};

} // namespace

size_t sizeOf(OnnxType type)
{
    switch (type) {
    case OnnxType::F64:
    case OnnxType::I64:
        return 8;
    case OnnxType::F32:
    case OnnxType::I32:
        return 4;
    case OnnxType::F16:
        return 2;
    case OnnxType::U8:
    case OnnxType::I8:
    case OnnxType::Bool:
        break;
    }
    return 1;
}

bool looksLikeOnnx(std::span<const std::byte> start)
{
    // ir_version first, then who wrote it, its domain, or the graph.
    WireReader reader(start);
    constexpr uint64_t kMostVersions = 100;
    return reader.next() && reader.field() == 1 && !reader.isBytes() && reader.number() > 0 &&
           reader.number() < kMostVersions && start.size() > 2 &&
           (start[2] == std::byte{0x12} || start[2] == std::byte{0x3a} || start[2] == std::byte{0x42});
}

Result<OnnxGraph> readOnnx(const std::string &path) { return Reader(path).read(); }

} // namespace armature
