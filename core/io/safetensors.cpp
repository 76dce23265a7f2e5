#include "core/io/safetensors.h"

#include "core/base/fs.h"
#include "core/io/tensor_table.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <set>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace armature {

namespace {

constexpr uint64_t kMaxHeader = 32u << 20; // the format allows 100 MB; no model in the wild comes near this

class Mapping
{
public:
    static Result<std::shared_ptr<Mapping>> open(const std::string &path)
    {
        const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor < 0)
            return fail(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io, path + ": " + std::strerror(errno) + ".");
        struct stat info {};
        if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) {
            ::close(descriptor);
            return fail(ErrorCode::BadInput, path + " is not a file.");
        }
        auto mapping = std::make_shared<Mapping>();
        mapping->m_size = static_cast<size_t>(info.st_size);
        if (mapping->m_size > 0) {
            void *address = ::mmap(nullptr, mapping->m_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
            if (address == MAP_FAILED) {
                ::close(descriptor);
                return fail(ErrorCode::Io, path + " cannot be mapped: " + std::strerror(errno) + ".");
            }
            mapping->m_bytes = static_cast<const std::byte *>(address);
        }
        ::close(descriptor);
        return mapping;
    }
    ~Mapping()
    {
        if (m_bytes)
            ::munmap(const_cast<std::byte *>(m_bytes), m_size);
    }
    std::span<const std::byte> bytes() const { return {m_bytes, m_size}; }

    // Whole pages only: the first and the last may belong to a neighbour too.
    void unload(std::span<const std::byte> bytes) const
    {
        const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
        const auto begin = (reinterpret_cast<std::uintptr_t>(bytes.data()) + page - 1) / page * page;
        const auto end = (reinterpret_cast<std::uintptr_t>(bytes.data()) + bytes.size()) / page * page;
        const auto mapped = reinterpret_cast<std::uintptr_t>(m_bytes);
        if (begin < end && begin >= mapped && end <= mapped + m_size)
            ::madvise(reinterpret_cast<void *>(begin), end - begin, MADV_DONTNEED); // a file's pages come back when read
    }

private:
    const std::byte *m_bytes = nullptr;
    size_t m_size = 0;
};

class SafetensorsSource final : public TensorTable
{
public:
    void unload(std::span<const std::byte> bytes) const override { m_mapping->unload(bytes); }

    std::shared_ptr<Mapping> m_mapping;
};

// nlohmann keeps the last of two equal keys; a file with two tensors of one name is damaged or hostile.
Result<nlohmann::ordered_json> parseHeader(std::string_view text, const std::string &path)
{
    std::vector<std::set<std::string>> keys;
    std::string duplicate;
    bool isTooDeep = false;
    const auto watch = [&](int depth, nlohmann::json::parse_event_t event, nlohmann::ordered_json &parsed) {
        isTooDeep = isTooDeep || depth > 4;
        if (event == nlohmann::json::parse_event_t::object_start)
            keys.emplace_back();
        else if (event == nlohmann::json::parse_event_t::object_end && !keys.empty())
            keys.pop_back();
        else if (event == nlohmann::json::parse_event_t::key && !keys.empty() && !keys.back().insert(parsed.get<std::string>()).second)
            duplicate = parsed.get<std::string>();
        return !isTooDeep;
    };
    // A hostile nesting must not reach a recursive parser or destructor.
    if (std::count(text.begin(), text.end(), '{') > 1'000'000 || std::count(text.begin(), text.end(), '[') > 2'000'000)
        return fail(ErrorCode::Corrupt, path + " has a header that is no table of tensors.");
    auto json = nlohmann::ordered_json::parse(text, watch, false);
    if (!duplicate.empty())
        return fail(ErrorCode::Corrupt, path + " names '" + duplicate + "' twice in its header.", "Get the file again from its source.");
    if (isTooDeep || !json.is_object())
        return fail(ErrorCode::Corrupt, path + " has a header that is not valid JSON.", "Get the file again from its source.");
    return json;
}

tl::unexpected<Error> notSafetensors(const std::string &path, std::span<const std::byte> bytes)
{
    const std::string_view start(reinterpret_cast<const char *>(bytes.data()), std::min<size_t>(bytes.size(), 64));
    if (start.starts_with("version https://git-lfs"))
        return fail(ErrorCode::Corrupt, path + " is a Git-LFS pointer, not the weights.", "Run 'git lfs pull' where it came from, then copy it again.");
    if (start.starts_with("<"))
        return fail(ErrorCode::Corrupt, path + " is a web page, not the weights.", "Download the file itself.");
    return fail(ErrorCode::Corrupt, path + " is not a safetensors file.");
}

Result<TensorView> readEntry(const std::string &name, const nlohmann::ordered_json &entry, std::span<const std::byte> data, const std::string &path,
                             uint64_t &begin, uint64_t &end)
{
    const auto bad = [&](const std::string &why) { return fail(ErrorCode::Corrupt, path + ": the tensor '" + name + "' " + why + "."); };
    if (!entry.is_object() || !entry.contains("dtype") || !entry.contains("shape") || !entry.contains("data_offsets") || !entry["dtype"].is_string() ||
        !entry["shape"].is_array() || !entry["data_offsets"].is_array() || entry["data_offsets"].size() != 2)
        return bad("is described wrongly");
    TensorView view;
    const auto type = dtypeFromName(entry["dtype"].get<std::string>());
    if (!type)
        return fail(ErrorCode::Unsupported, path + ": the tensor '" + name + "' has the type " + entry["dtype"].get<std::string>() + ", which Armature does not read.",
                    "Use an fp32, fp16 or bf16 file of this model.");
    view.dtype = *type;
    uint64_t count = 1;
    for (const auto &side : entry["shape"]) {
        if (!side.is_number_unsigned())
            return bad("has a side that is no number");
        const uint64_t value = side.get<uint64_t>();
        if (value > (uint64_t(1) << 48) || (value != 0 && count > (uint64_t(1) << 48) / value))
            return bad("has an impossible size");
        count *= value;
        view.shape.push_back(static_cast<int64_t>(value));
    }
    for (const auto &offset : entry["data_offsets"])
        if (!offset.is_number_unsigned())
            return bad("has an offset that is no number");
    begin = entry["data_offsets"][0].get<uint64_t>();
    end = entry["data_offsets"][1].get<uint64_t>();
    if (begin > end || end - begin != count * sizeOf(*type))
        return bad("has offsets that do not fit its shape");
    if (end > data.size())
        return fail(ErrorCode::Corrupt, path + " is cut short: " + std::to_string((end - data.size() + 999'999) / 1'000'000) + " MB or more are missing.",
                    "The download did not finish; get the file again.");
    view.bytes = data.subspan(begin, end - begin);
    return view;
}

} // namespace

Result<TensorSourcePtr> openSafetensors(const std::string &path)
{
    auto source = std::make_shared<SafetensorsSource>();
    source->m_path = path;
    ARMATURE_TRY(source->m_mapping, Mapping::open(path));
    const auto bytes = source->m_mapping->bytes();
    if (bytes.empty())
        return fail(ErrorCode::Corrupt, path + " is empty.", "Get the file again from its source.");
    uint64_t length = 0;
    if (bytes.size() < 10)
        return notSafetensors(path, bytes);
    std::memcpy(&length, bytes.data(), 8);
    if (length > kMaxHeader || static_cast<char>(bytes[8]) != '{')
        return notSafetensors(path, bytes);
    if (8 + length > bytes.size())
        return fail(ErrorCode::Corrupt, path + " is cut short within its header.", "The download did not finish; get the file again.");
    ARMATURE_TRY(const auto header, parseHeader({reinterpret_cast<const char *>(bytes.data()) + 8, length}, path));

    const auto data = bytes.subspan(8 + length);
    std::vector<std::pair<uint64_t, uint64_t>> ranges;
    for (const auto &[name, entry] : header.items()) {
        if (name == "__metadata__") {
            if (!entry.is_object())
                return fail(ErrorCode::Corrupt, path + " has metadata that are no table.");
            for (const auto &[key, value] : entry.items()) {
                if (!value.is_string())
                    return fail(ErrorCode::Corrupt, path + " has metadata that are not text: '" + key + "'.");
                source->m_metadata[key] = value.get<std::string>();
            }
            continue;
        }
        uint64_t begin = 0, end = 0;
        ARMATURE_TRY(TensorView view, readEntry(name, entry, data, path, begin, end));
        ranges.emplace_back(begin, end);
        source->m_names.push_back(name);
        source->m_views.emplace(name, std::move(view));
    }
    std::sort(ranges.begin(), ranges.end());
    uint64_t reached = 0;
    for (const auto &[begin, end] : ranges) {
        if (begin != reached)
            return fail(ErrorCode::Corrupt, path + " has tensors that overlap or leave holes.");
        reached = end;
    }
    if (reached != data.size())
        return fail(ErrorCode::Corrupt, path + " has " + std::to_string(data.size() - reached) + " bytes after its last tensor.", "Get the file again from its source.");
    return TensorSourcePtr(source);
}

namespace {

std::string headerOf(const std::vector<const NamedTensor *> &ordered, std::map<std::string, std::string> metadata)
{
    metadata.emplace("format", "pt"); // transformers insists on it
    nlohmann::ordered_json header;
    header["__metadata__"] = metadata;
    uint64_t offset = 0;
    for (const NamedTensor *tensor : ordered) {
        const uint64_t end = offset + tensor->view.bytes.size();
        header[tensor->name] = {{"dtype", nameOf(tensor->view.dtype)}, {"shape", tensor->view.shape}, {"data_offsets", {offset, end}}};
        offset = end;
    }
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' ');
    return text;
}

Status verifyWritten(const std::string &path, const std::vector<NamedTensor> &tensors)
{
    ARMATURE_TRY(const TensorSourcePtr source, openSafetensors(path));
    for (const NamedTensor &tensor : tensors) {
        const auto view = source->find(tensor.name);
        const bool isEqual = view && view->dtype == tensor.view.dtype && view->shape == tensor.view.shape &&
                             std::equal(view->bytes.begin(), view->bytes.end(), tensor.view.bytes.begin(), tensor.view.bytes.end());
        if (!isEqual)
            return fail(ErrorCode::Io, path + " does not read back as it was written ('" + tensor.name + "').", "Check the disk.");
    }
    return {};
}

} // namespace

Status writeSafetensors(const std::string &path, const std::vector<NamedTensor> &tensors, const std::map<std::string, std::string> &metadata)
{
    std::vector<const NamedTensor *> ordered;
    for (const NamedTensor &tensor : tensors)
        ordered.push_back(&tensor);
    // Widest types first, so that every tensor is aligned; then by name.
    std::sort(ordered.begin(), ordered.end(), [](const NamedTensor *a, const NamedTensor *b) {
        const size_t sizeA = sizeOf(a->view.dtype), sizeB = sizeOf(b->view.dtype);
        return sizeA != sizeB ? sizeA > sizeB : a->name < b->name;
    });
    const std::string header = headerOf(ordered, metadata);
    ARMATURE_TRY(AtomicFile file, AtomicFile::create(path));
    const uint64_t length = header.size();
    ARMATURE_CHECK(file.write(&length, sizeof length));
    ARMATURE_CHECK(file.write(header));
    for (const NamedTensor *tensor : ordered)
        ARMATURE_CHECK(file.write(tensor->view.bytes.data(), tensor->view.bytes.size()));
    ARMATURE_CHECK(file.commit());
    return verifyWritten(path, tensors);
}

} // namespace armature
