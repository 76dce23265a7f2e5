#include "core/io/pickle_file.h"

#include "core/base/fs.h"
#include "core/io/pickle_parser.h"
#include "core/io/tensor_table.h"

#include <zip.h>

#include <cstring>
#include <filesystem>
#include <unordered_map>

namespace armature {

namespace fs = std::filesystem;

namespace {

using Kind = PickleValue::Kind;
using Bytes = std::vector<std::byte>;
using BytesPtr = std::shared_ptr<const Bytes>;
using Storages = std::unordered_map<std::string, BytesPtr>;

constexpr uint64_t kMaxBytes = uint64_t(64) << 30;
constexpr int kMaxNesting = 8;
constexpr size_t kMaxVisits = 2'000'000;

class PickleSource final : public TensorTable
{
public:
    std::vector<BytesPtr> m_kept; // what the views point into
};

tl::unexpected<Error> damaged(const std::string &path, const std::string &why)
{
    return fail(ErrorCode::Corrupt, path + " is damaged: " + why + ".", "Get the file again from its source.");
}

// The elements in row-major order: a view of the storage where they lie so, else a copy.
Result<TensorView> materialise(PickleSource &source, const std::string &name, const PickleValue &tensor, const Storages &storages)
{
    const PickleValue &storage = *tensor.items[0];
    const auto found = storages.find(storage.text);
    if (found == storages.end())
        return damaged(source.m_path, "the numbers of '" + name + "' are missing");
    const Bytes &bytes = *found->second;
    const int64_t width = static_cast<int64_t>(sizeOf(storage.type)), available = static_cast<int64_t>(bytes.size()) / width;
    // Every sum below stays far from overflow: offset and reach are held to what the storage has, step by step.
    int64_t count = 1, last = tensor.number, expected = 1;
    bool isContiguous = true, isInside = tensor.number >= 0 && tensor.number <= available;
    for (size_t i = tensor.size.size(); i-- > 0;) {
        const int64_t size = tensor.size[i], stride = tensor.stride[i];
        if (size < 0 || stride < 0 || size > (int64_t(1) << 40) || stride > (int64_t(1) << 40) || (size > 0 && count > (int64_t(1) << 40) / size))
            return damaged(source.m_path, "the tensor '" + name + "' has an impossible shape");
        isContiguous = isContiguous && (size <= 1 || stride == expected);
        expected *= size;
        count *= size;
        isInside = isInside && (size <= 1 || stride == 0 || size - 1 <= (available - last) / stride);
        last += isInside && size > 1 ? (size - 1) * stride : 0;
    }
    if (count > 0 && (!isInside || last >= available))
        return damaged(source.m_path, "the tensor '" + name + "' reaches beyond its numbers");
    TensorView view{storage.type, tensor.size, {}};
    if (isContiguous || count == 0) {
        view.bytes = {bytes.data() + (count ? tensor.number * width : 0), static_cast<size_t>(count * width)};
        return view;
    }
    if (count > available) // expanded by zero strides: no weight is, and it could fill the memory
        return damaged(source.m_path, "the tensor '" + name + "' repeats its numbers");
    auto copy = std::make_shared<Bytes>(static_cast<size_t>(count * width));
    std::vector<int64_t> index(tensor.size.size(), 0);
    for (int64_t k = 0; k < count; ++k) {
        int64_t at = tensor.number;
        for (size_t i = 0; i < index.size(); ++i)
            at += index[i] * tensor.stride[i];
        std::memcpy(copy->data() + k * width, bytes.data() + at * width, static_cast<size_t>(width));
        for (size_t i = index.size(); i-- > 0 && ++index[i] == tensor.size[i];)
            index[i] = 0;
    }
    source.m_kept.push_back(copy);
    view.bytes = *copy;
    return view;
}

Status collect(PickleSource &source, const PickleValue &dict, const std::string &prefix, const Storages &storages, int depth,
               size_t &visits)
{
    for (size_t i = 0; i + 1 < dict.items.size(); i += 2) {
        if (++visits > kMaxVisits) // dicts that hold each other would be walked for ever
            return damaged(source.m_path, "it holds more names than any model");
        const PickleValue &key = *dict.items[i], &value = *dict.items[i + 1];
        const std::string name = prefix + (key.kind == Kind::Int ? std::to_string(key.number) : key.text);
        if (value.kind == Kind::Dict && depth < kMaxNesting)
            ARMATURE_CHECK(collect(source, value, name + ".", storages, depth + 1, visits));
        if (value.kind != Kind::Tensor)
            continue;
        ARMATURE_TRY(TensorView view, materialise(source, name, value, storages));
        if (!source.m_views.emplace(name, std::move(view)).second)
            return damaged(source.m_path, "it names '" + name + "' twice");
        source.m_names.push_back(name);
    }
    return {};
}

// Where the weights are: at the top, or one level down under a usual name.
const PickleValue &stateDictOf(const PickleValue &root)
{
    for (const char *usual : {"state_dict", "model", "params", "module"})
        for (size_t i = 0; i + 1 < root.items.size(); i += 2)
            if (root.items[i]->text == usual && root.items[i + 1]->kind == Kind::Dict)
                return *root.items[i + 1];
    return root;
}

Result<TensorSourcePtr> finish(const std::string &path, const PickleResult &pickle, Storages storages)
{
    auto source = std::make_shared<PickleSource>();
    source->m_path = path;
    for (const auto &[key, bytes] : storages)
        source->m_kept.push_back(bytes);
    size_t visits = 0;
    if (pickle.value->kind == Kind::Dict)
        ARMATURE_CHECK(collect(*source, stateDictOf(*pickle.value), "", storages, 0, visits));
    if (!source->m_names.empty())
        return TensorSourcePtr(source);
    const std::string named = pickle.skipped.empty() ? "" : " It names code (" + *pickle.skipped.begin() + "), which was not run.";
    return fail(ErrorCode::Unsupported, path + " holds no state dict of tensors." + named, "Save the model's state dict, or better a safetensors file, where it came from.");
}

// The zip container ------------------------------------------------------------------------------------------------

struct Archive
{
    zip_t *zip = nullptr;
    ~Archive()
    {
        if (zip)
            zip_discard(zip);
    }
};

Result<Bytes> readEntry(zip_t *zip, zip_uint64_t index, const std::string &path)
{
    zip_stat_t info;
    if (zip_stat_index(zip, index, 0, &info) != 0 || info.size > kMaxBytes || info.size / 1100 > info.comp_size + 1)
        return damaged(path, "an entry has an impossible size");
    zip_file_t *file = zip_fopen_index(zip, index, 0);
    Bytes bytes(info.size);
    const bool isWhole = file && zip_fread(file, bytes.data(), bytes.size()) == static_cast<zip_int64_t>(bytes.size());
    if (file)
        zip_fclose(file);
    return isWhole ? Result<Bytes>(std::move(bytes)) : damaged(path, "an entry cannot be read");
}

Result<TensorSourcePtr> openZip(const std::string &path)
{
    int error = 0;
    const Archive archive{zip_open(path.c_str(), ZIP_RDONLY, &error)};
    if (!archive.zip)
        return damaged(path, "its table of contents cannot be read; the download may not have finished");
    std::string prefix;
    Storages storages;
    std::optional<zip_uint64_t> pickle;
    const zip_int64_t count = zip_get_num_entries(archive.zip, 0);
    std::vector<std::pair<std::string, zip_uint64_t>> data;
    for (zip_int64_t i = 0; i < count; ++i) {
        const char *raw = zip_get_name(archive.zip, static_cast<zip_uint64_t>(i), 0);
        const std::string name = raw ? raw : "";
        if (name.find("/code/") != std::string::npos || name == "constants.pkl" || name.ends_with("/constants.pkl"))
            return fail(ErrorCode::Unsupported, path + " is a TorchScript program, not weights.", "Use the model's state dict or safetensors file.");
        if (name == "data.pkl" || name.ends_with("/data.pkl"))
            pickle = static_cast<zip_uint64_t>(i);
        if (name.ends_with("byteorder")) {
            ARMATURE_TRY(const Bytes order, readEntry(archive.zip, static_cast<zip_uint64_t>(i), path));
            if (order.size() >= 3 && std::memcmp(order.data(), "big", 3) == 0)
                return fail(ErrorCode::Unsupported, path + " was written on a big-endian machine.", "Save it again as safetensors.");
        }
        if (const size_t at = name.rfind("data/"); at != std::string::npos && (at == 0 || name[at - 1] == '/'))
            data.emplace_back(name.substr(at + 5), static_cast<zip_uint64_t>(i));
    }
    if (!pickle)
        return fail(ErrorCode::Unsupported, path + " is a zip archive without weights.", "Use the model's own file.");
    ARMATURE_TRY(const Bytes program, readEntry(archive.zip, *pickle, path));
    ARMATURE_TRY(const PickleResult parsed, parsePickle(program, path));
    for (const auto &[key, index] : data) {
        ARMATURE_TRY(Bytes bytes, readEntry(archive.zip, index, path));
        storages.emplace(key, std::make_shared<const Bytes>(std::move(bytes)));
    }
    return finish(path, parsed, std::move(storages));
}

// The older container: pickles one after the other (magic, version, system, the object, the storages' keys), then for
// each key its element count and numbers ----------------------------------------------------------------------------

// Every storage that the object names, with the width of its elements.
void storagesIn(const PickleResult &pickle, std::unordered_map<std::string, DType> &types)
{
    for (const PickleValue &value : pickle.arena)
        if (value.kind == Kind::Storage)
            types.emplace(value.text, value.type);
}

Result<TensorSourcePtr> openLegacy(const std::string &path)
{
    ARMATURE_TRY(const std::string text, readText(path, kMaxBytes));
    const std::span<const std::byte> bytes(reinterpret_cast<const std::byte *>(text.data()), text.size());
    size_t at = 0;
    std::vector<PickleResult> pickles;
    for (int i = 0; i < 5; ++i) {
        ARMATURE_TRY(PickleResult pickle, parsePickle(bytes.subspan(at), path));
        at += pickle.bytesRead;
        if (i == 0 && pickle.value->kind != Kind::Int) // a plain pickle, not torch's
            return finish(path, pickle, {});
        pickles.push_back(std::move(pickle));
    }
    std::unordered_map<std::string, DType> types;
    storagesIn(pickles[3], types);
    Storages storages;
    for (const PicklePtr &key : pickles[4].value->items) {
        const std::string name = key->kind == Kind::Int ? std::to_string(key->number) : key->text;
        const auto type = types.find(name);
        int64_t count = 0;
        if (type == types.end() || bytes.size() - at < sizeof count)
            return damaged(path, "it ends too early");
        std::memcpy(&count, bytes.data() + at, sizeof count);
        at += sizeof count;
        const uint64_t width = sizeOf(type->second);
        if (count < 0 || static_cast<uint64_t>(count) > (bytes.size() - at) / width)
            return damaged(path, "it ends too early");
        const auto *start = bytes.data() + at;
        storages.emplace(name, std::make_shared<const Bytes>(start, start + static_cast<uint64_t>(count) * width));
        at += static_cast<uint64_t>(count) * width;
    }
    return finish(path, pickles[3], std::move(storages));
}

bool isZip(std::span<const std::byte> start) { return start.size() >= 4 && std::memcmp(start.data(), "PK\x03\x04", 4) == 0; }

} // namespace

bool looksLikePickle(std::span<const std::byte> start)
{
    return isZip(start) || (start.size() >= 2 && start[0] == std::byte{0x80} && start[1] <= std::byte{5});
}

Result<TensorSourcePtr> openPickle(const std::string &path)
{
    ARMATURE_TRY(const std::string start, readStart(path, 4));
    const bool zipped = isZip({reinterpret_cast<const std::byte *>(start.data()), start.size()});
    try {
        return zipped ? openZip(path) : openLegacy(path);
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::OutOfMemory, path + " does not fit into the memory.", "Close other programs, or convert the file to safetensors, which is mapped.");
    }
}

} // namespace armature
