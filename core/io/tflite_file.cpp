#include "core/io/tflite_file.h"

#include "core/base/fs.h"

#include <flatbuffers/flatbuffers.h>

#include <algorithm>
#include <cstring>

namespace armature {

namespace {

namespace fb = flatbuffers;

constexpr fb::voffset_t slot(int field) { return fb::voffset_t(4 + 2 * field); }

// The schema's tables, as far as they are read; the field numbers are its own.
struct Fields : fb::Table
{
    template <typename Value>
    Value get(int field, Value fallback) const
    {
        return GetField<Value>(slot(field), fallback);
    }
    template <typename Value>
    const fb::Vector<Value> *vector(int field) const
    {
        return GetPointer<const fb::Vector<Value> *>(slot(field));
    }
    template <typename Value>
    bool verifyVector(fb::Verifier &v, int field) const
    {
        return VerifyOffset(v, slot(field)) && v.VerifyVector(vector<Value>(field));
    }
    template <typename Child>
    const fb::Vector<fb::Offset<Child>> *children(int field) const
    {
        return GetPointer<const fb::Vector<fb::Offset<Child>> *>(slot(field));
    }
    template <typename Child>
    bool verifyChildren(fb::Verifier &v, int field) const
    {
        return VerifyOffset(v, slot(field)) && v.VerifyVector(children<Child>(field)) &&
               v.VerifyVectorOfTables(children<Child>(field));
    }
    template <typename Child>
    const Child *child(int field) const
    {
        return GetPointer<const Child *>(slot(field));
    }
    template <typename Child>
    bool verifyChild(fb::Verifier &v, int field) const
    {
        return VerifyOffset(v, slot(field)) && v.VerifyTable(child<Child>(field));
    }
    template <typename Value>
    bool verifyScalar(fb::Verifier &v, int field) const
    {
        return VerifyField<Value>(v, slot(field), sizeof(Value));
    }
};

struct IndexVector : Fields // values (0), of int32, uint16 or uint8
{
    bool Verify(fb::Verifier &v) const
    {
        return VerifyTableStart(v) && VerifyOffset(v, slot(0)) && v.EndTable();
    }
    bool verifyAs(fb::Verifier &v, int kind) const
    {
        return v.VerifyTable(this) && (kind == 1   ? verifyVector<int32_t>(v, 0)
                                       : kind == 2 ? verifyVector<uint16_t>(v, 0)
                                                   : kind == 3 && verifyVector<uint8_t>(v, 0));
    }
    template <typename Value>
    static void append(std::vector<int32_t> &to, const fb::Vector<Value> *values)
    {
        for (fb::uoffset_t i = 0; values && i < values->size(); ++i)
            to.push_back(int32_t(values->Get(i)));
    }
    std::vector<int32_t> values(int kind) const
    {
        std::vector<int32_t> all;
        if (kind == 1)
            append(all, vector<int32_t>(0));
        else if (kind == 2)
            append(all, vector<uint16_t>(0));
        else
            append(all, vector<uint8_t>(0));
        return all;
    }
};

struct DimensionTable : Fields // format, dense_size, segments_type, segments, indices_type, indices
{
    int kindOf(int field) const { return get<uint8_t>(field, 0); }
    const IndexVector *indices(int field) const { return child<IndexVector>(field); }
    bool verifyIndices(fb::Verifier &v, int field) const
    {
        return verifyScalar<uint8_t>(v, field) && VerifyOffset(v, slot(field + 1)) &&
               (!indices(field + 1) || indices(field + 1)->verifyAs(v, kindOf(field)));
    }
    bool Verify(fb::Verifier &v) const
    {
        return VerifyTableStart(v) && verifyScalar<int8_t>(v, 0) && verifyScalar<int32_t>(v, 1) &&
               verifyIndices(v, 2) && verifyIndices(v, 4) && v.EndTable();
    }
};

struct SparsityTable : Fields // traversal_order, block_map, dim_metadata
{
    bool Verify(fb::Verifier &v) const
    {
        return VerifyTableStart(v) && verifyVector<int32_t>(v, 0) && verifyVector<int32_t>(v, 1) &&
               verifyChildren<DimensionTable>(v, 2) && v.EndTable();
    }
};

struct TensorTable : Fields // shape, type, buffer, name, quantization, is_variable, sparsity
{
    const fb::String *name() const { return GetPointer<const fb::String *>(slot(3)); }
    bool Verify(fb::Verifier &v) const
    {
        return VerifyTableStart(v) && verifyVector<int32_t>(v, 0) && verifyScalar<int8_t>(v, 1) &&
               verifyScalar<uint32_t>(v, 2) && VerifyOffset(v, slot(3)) && v.VerifyString(name()) &&
               verifyChild<SparsityTable>(v, 6) && v.EndTable();
    }
};

struct OptionsTable : Fields // the scalars of an operator's options; which ones, the operator knows
{
    bool Verify(fb::Verifier &v) const { return VerifyTableStart(v) && v.EndTable(); }
};

struct OperatorTable : Fields // opcode_index, inputs, outputs, builtin_options_type, builtin_options
{
    bool Verify(fb::Verifier &v) const
    {
        return VerifyTableStart(v) && verifyScalar<uint32_t>(v, 0) && verifyVector<int32_t>(v, 1) &&
               verifyVector<int32_t>(v, 2) && verifyScalar<uint8_t>(v, 3) &&
               verifyChild<OptionsTable>(v, 4) && v.EndTable();
    }
};

struct CodeTable : Fields // deprecated_builtin_code, custom_code, version, builtin_code
{
    int code() const { return std::max<int>(get<int8_t>(0, 0), get<int32_t>(3, 0)); }
    bool Verify(fb::Verifier &v) const
    {
        return VerifyTableStart(v) && verifyScalar<int8_t>(v, 0) && verifyScalar<int32_t>(v, 3) &&
               v.EndTable();
    }
};

struct GraphTable : Fields // tensors, inputs, outputs, operators
{
    bool Verify(fb::Verifier &v) const
    {
        return VerifyTableStart(v) && verifyChildren<TensorTable>(v, 0) && verifyVector<int32_t>(v, 1) &&
               verifyVector<int32_t>(v, 2) && verifyChildren<OperatorTable>(v, 3) && v.EndTable();
    }
};

struct BufferTable : Fields // data
{
    bool Verify(fb::Verifier &v) const
    {
        return VerifyTableStart(v) && verifyVector<uint8_t>(v, 0) && v.EndTable();
    }
};

struct ModelTable : Fields // version, operator_codes, subgraphs, description, buffers
{
    bool Verify(fb::Verifier &v) const
    {
        return VerifyTableStart(v) && verifyChildren<CodeTable>(v, 1) && verifyChildren<GraphTable>(v, 2) &&
               verifyChildren<BufferTable>(v, 4) && v.EndTable();
    }
};

template <typename Items>
std::vector<int32_t> numbers(const Items *items)
{
    return items ? std::vector<int32_t>(items->begin(), items->end()) : std::vector<int32_t>();
}

// An option's scalar, when the options reach that far: the verifier has seen the table's start only.
class Options
{
public:
    Options(const OperatorTable &op, fb::Verifier &verifier)
        : m_table(op.child<OptionsTable>(4)), m_verifier(verifier)
    {
    }
    template <typename Value>
    int32_t get(int field, int32_t fallback)
    {
        if (!m_table)
            return fallback;
        m_isSound = m_isSound && m_table->verifyScalar<Value>(m_verifier, field);
        return m_isSound ? int32_t(m_table->get<Value>(field, Value(fallback))) : fallback;
    }
    bool isSound() const { return m_isSound; }

private:
    const OptionsTable *m_table;
    fb::Verifier &m_verifier;
    bool m_isSound = true;
};

void readWindowOptions(TfliteOperator &to, Options &options, int activationField, int dilationField)
{
    to.isPaddedSame = options.get<int8_t>(0, 0) == 0;
    to.stride = {options.get<int32_t>(2, 1), options.get<int32_t>(1, 1)};
    to.activation = TfliteActivation(options.get<int8_t>(activationField, 0));
    if (dilationField)
        to.dilation = {options.get<int32_t>(dilationField + 1, 1), options.get<int32_t>(dilationField, 1)};
}

// False: an operator that is not known.
bool readOptions(TfliteOperator &to, int code, Options &options)
{
    to.op = TfliteOp(code);
    switch (to.op) {
    case TfliteOp::Conv2d:
        readWindowOptions(to, options, 3, 4);
        return true;
    case TfliteOp::DepthwiseConv2d:
        readWindowOptions(to, options, 4, 5);
        return true;
    case TfliteOp::MaxPool2d:
        readWindowOptions(to, options, 5, 0);
        to.window = {options.get<int32_t>(4, 1), options.get<int32_t>(3, 1)};
        return true;
    case TfliteOp::Add:
        to.activation = TfliteActivation(options.get<int8_t>(0, 0));
        return true;
    case TfliteOp::FullyConnected:
        to.activation = TfliteActivation(options.get<int8_t>(0, 0));
        to.keepDims = options.get<uint8_t>(2, 0) != 0;
        return true;
    case TfliteOp::Concatenation:
        to.axis = options.get<int32_t>(0, 0);
        to.activation = TfliteActivation(options.get<int8_t>(1, 0));
        return true;
    case TfliteOp::DepthToSpace:
        to.blockSize = options.get<int32_t>(0, 1);
        return true;
    case TfliteOp::Mean:
        to.keepDims = options.get<uint8_t>(0, 0) != 0;
        return true;
    case TfliteOp::ResizeBilinear:
        to.alignCorners = options.get<uint8_t>(2, 0) != 0;
        to.halfPixelCenters = options.get<uint8_t>(3, 0) != 0;
        return true;
    case TfliteOp::Dequantize:
    case TfliteOp::Densify:
    case TfliteOp::Logistic:
    case TfliteOp::Pad:
    case TfliteOp::Prelu:
    case TfliteOp::Relu:
    case TfliteOp::Reshape:
        return true;
    }
    return false;
}

constexpr int64_t kMostElements = int64_t(1) << 28;

// Elements, or -1 where no sane shape.
int64_t elementsOf(const std::vector<int64_t> &shape)
{
    int64_t count = 1;
    for (const auto size : shape) {
        if (size < 0 || size > kMostElements || count * size > kMostElements)
            return -1;
        count *= size;
    }
    return count;
}

class GraphReader
{
public:
    GraphReader(const std::string &path, std::shared_ptr<const std::string> file)
        : m_path(path), m_file(std::move(file)),
          m_verifier(reinterpret_cast<const uint8_t *>(m_file->data()), m_file->size(), 16, 100000)
    {
    }

    Result<TfliteGraph> read()
    {
        if (m_file->size() < 8 || m_file->compare(4, 4, "TFL3") != 0)
            return corrupt("is not a TensorFlow Lite file");
        if (!m_verifier.VerifyBuffer<ModelTable>("TFL3"))
            return corrupt("is damaged or cut off");
        m_model = fb::GetRoot<ModelTable>(m_file->data());
        const auto *graphs = m_model->children<GraphTable>(2);
        if (!graphs || graphs->size() == 0 || !graphs->Get(0))
            return corrupt("holds no graph");
        const auto &graph = *graphs->Get(0);
        TfliteGraph read;
        read.file = m_file;
        for (const auto *tensor : range(graph.children<TensorTable>(0))) {
            ARMATURE_TRY(auto one, readTensor(*tensor));
            read.tensors.push_back(std::move(one));
        }
        for (const auto *op : range(graph.children<OperatorTable>(3))) {
            ARMATURE_TRY(auto one, readOperator(*op, read.tensors.size()));
            read.operators.push_back(std::move(one));
        }
        read.inputs = numbers(graph.vector<int32_t>(1));
        read.outputs = numbers(graph.vector<int32_t>(2));
        if (!areInside(read.inputs, read.tensors.size(), false) ||
            !areInside(read.outputs, read.tensors.size(), false))
            return corrupt("points to tensors that it does not hold");
        return read;
    }

private:
    template <typename Child>
    static std::vector<const Child *> range(const fb::Vector<fb::Offset<Child>> *items)
    {
        std::vector<const Child *> all;
        for (fb::uoffset_t i = 0; items && i < items->size(); ++i)
            all.push_back(items->Get(i));
        return all;
    }

    static bool areInside(const std::vector<int32_t> &places, size_t count, bool mayBeAbsent)
    {
        return std::all_of(places.begin(), places.end(), [&](int32_t place) {
            return (place >= 0 && size_t(place) < count) || (mayBeAbsent && place == -1);
        });
    }

    tl::unexpected<Error> corrupt(const std::string &what) const
    {
        return fail(ErrorCode::Corrupt, m_path + " " + what + ".",
                    "Copy it again from the mediapipe wheel (tools/bootstrap.sh does).");
    }

    Result<TfliteTensor> readTensor(const TensorTable &table)
    {
        TfliteTensor tensor;
        tensor.name = table.name() ? table.name()->str() : std::string();
        const int type = table.get<int8_t>(1, 0);
        if (type < 0 || type > 2)
            return fail(ErrorCode::Unsupported,
                        m_path + " holds a tensor of type " + std::to_string(type) +
                            "; floats and 32-bit integers are read.",
                        "Use the .tflite files of mediapipe 0.10.14.");
        tensor.type = TfliteType(type);
        for (const auto size : numbers(table.vector<int32_t>(0)))
            tensor.shape.push_back(size);
        const auto count = elementsOf(tensor.shape);
        const auto *buffers = m_model->children<BufferTable>(4);
        const auto buffer = table.get<uint32_t>(2, 0);
        if (count < 0 || !buffers || buffer >= buffers->size() || !buffers->Get(buffer))
            return corrupt("holds a tensor without sense, " + tensor.name);
        if (const auto *data = buffers->Get(buffer)->vector<uint8_t>(0))
            tensor.data = {reinterpret_cast<const std::byte *>(data->data()), data->size()};
        if (const auto *sparsity = table.child<SparsityTable>(6))
            tensor.sparsity = readSparsity(*sparsity);
        else if (!tensor.data.empty() && tensor.data.size() != size_t(count) * sizeOf(tensor.type))
            return corrupt("holds a tensor of another length than its shape says, " + tensor.name);
        return tensor;
    }

    static TfliteSparsity readSparsity(const SparsityTable &table)
    {
        TfliteSparsity sparsity;
        sparsity.traversalOrder = numbers(table.vector<int32_t>(0));
        sparsity.blockMap = numbers(table.vector<int32_t>(1));
        for (const auto *dimension : range(table.children<DimensionTable>(2))) {
            TfliteDimension one;
            one.isSparse = dimension->get<int8_t>(0, 0) == 1;
            one.denseSize = dimension->get<int32_t>(1, 0);
            if (const auto *segments = dimension->indices(3))
                one.segments = segments->values(dimension->kindOf(2));
            if (const auto *indices = dimension->indices(5))
                one.indices = indices->values(dimension->kindOf(4));
            sparsity.dimensions.push_back(std::move(one));
        }
        return sparsity;
    }

    Result<TfliteOperator> readOperator(const OperatorTable &table, size_t tensorCount)
    {
        const auto *codes = m_model->children<CodeTable>(1);
        const auto index = table.get<uint32_t>(0, 0);
        if (!codes || index >= codes->size() || !codes->Get(index))
            return corrupt("names an operator that it does not hold");
        const int code = codes->Get(index)->code();
        TfliteOperator op;
        Options options(table, m_verifier);
        if (!readOptions(op, code, options))
            return fail(ErrorCode::Unsupported,
                        m_path + " uses the operator number " + std::to_string(code) +
                            ", which none of the annotators' networks needs.",
                        "Use the .tflite files of mediapipe 0.10.14.");
        op.inputs = numbers(table.vector<int32_t>(1));
        op.outputs = numbers(table.vector<int32_t>(2));
        const bool isSane = options.isSound() && areInside(op.inputs, tensorCount, true) &&
                            areInside(op.outputs, tensorCount, false) && op.outputs.size() == 1 &&
                            !op.inputs.empty() && op.inputs[0] >= 0 && isSmall(op.stride) &&
                            isSmall(op.dilation) && isSmall(op.window) && op.blockSize >= 1 &&
                            op.blockSize <= 64;
        if (!isSane)
            return corrupt("holds an operator without sense");
        return op;
    }

    static bool isSmall(const std::array<int32_t, 2> &sizes)
    {
        return sizes[0] >= 1 && sizes[0] <= 1024 && sizes[1] >= 1 && sizes[1] <= 1024;
    }

    std::string m_path;
    std::shared_ptr<const std::string> m_file;
    fb::Verifier m_verifier;
    const ModelTable *m_model = nullptr;
};

} // namespace

Result<TfliteGraph> readTflite(const std::string &path)
{
    ARMATURE_TRY(auto text, readText(path));
    return GraphReader(path, std::make_shared<const std::string>(std::move(text))).read();
}

} // namespace armature
