#include "core/io/caffe_file.h"

#include "core/base/fs.h"
#include "core/io/protobuf_wire.h"
#include "core/io/tensor_table.h"

#include <algorithm>

namespace armature {

namespace {

// NetParameter, and the layers of both of its ages.
constexpr int kNetName = 1, kNetOldLayers = 2, kNetInput = 3, kNetLayers = 100;
constexpr int kOldLayerName = 4, kOldLayerBlobs = 6, kLayerName = 1, kLayerBlobs = 7;
// BlobProto: numbers, and a shape or the four sides of old.
constexpr int kBlobFirstSide = 1, kBlobLastSide = 4, kBlobData = 5, kBlobShape = 7, kBlobDoubles = 8;
constexpr uint64_t kMostBytes = uint64_t(2) << 30; // protobuf's own limit

struct Blob
{
    std::vector<int64_t> shape;
    std::vector<float> values;
};

class CaffeSource : public TensorTable
{
public:
    std::vector<std::vector<float>> m_values; // what the views lie in
};

tl::unexpected<Error> damaged(const std::string &path, const std::string &what)
{
    return fail(ErrorCode::Corrupt, path + " is not a whole Caffe model: " + what + ".",
                "Get the file again.");
}

void addDoubles(std::span<const std::byte> bytes, std::vector<float> &to)
{
    for (size_t at = 0; at + sizeof(double) <= bytes.size(); at += sizeof(double)) {
        double value = 0;
        std::memcpy(&value, bytes.data() + at, sizeof value);
        to.push_back(float(value));
    }
}

bool readBlob(std::span<const std::byte> bytes, Blob &blob)
{
    std::vector<int64_t> sides(kBlobLastSide, 1);
    bool isOld = false, isWhole = true;
    WireReader reader(bytes);
    while (reader.next()) {
        if (reader.field() >= kBlobFirstSide && reader.field() <= kBlobLastSide) {
            isOld = true;
            sides[size_t(reader.field() - kBlobFirstSide)] = int64_t(reader.number());
        } else if (reader.field() == kBlobData) {
            reader.addFloats(blob.values);
        } else if (reader.field() == kBlobDoubles) {
            addDoubles(reader.bytes(), blob.values);
        } else if (reader.field() == kBlobShape) {
            WireReader shape(reader.bytes());
            while (shape.next())
                if (shape.field() == 1)
                    shape.addNumbers(blob.shape);
            isWhole = isWhole && !shape.isDamaged();
        }
    }
    if (isOld && blob.shape.empty())
        blob.shape = sides;
    uint64_t count = 1;
    for (const auto side : blob.shape) {
        isWhole = isWhole && side > 0 && uint64_t(side) <= kMostBytes && count <= kMostBytes / uint64_t(side);
        count = isWhole ? count * uint64_t(side) : 0;
    }
    return isWhole && !reader.isDamaged() && count == blob.values.size();
}

Status addLayer(CaffeSource &source, std::span<const std::byte> bytes, bool isOld)
{
    std::string name;
    std::vector<Blob> blobs;
    WireReader layer(bytes);
    while (layer.next()) {
        if (layer.field() == (isOld ? kOldLayerName : kLayerName))
            name = layer.text();
        if (layer.field() == (isOld ? kOldLayerBlobs : kLayerBlobs) &&
            !readBlob(layer.bytes(), blobs.emplace_back()))
            return damaged(source.m_path, "the numbers of " + (name.empty() ? "a layer" : name) +
                                              " are not as many as its shape says");
    }
    if (layer.isDamaged())
        return damaged(source.m_path, "it ends too early");
    static const char *const kNames[] = {".weight", ".bias", ".blob2", ".blob3"};
    for (size_t i = 0; i < std::min(blobs.size(), std::size(kNames)); ++i) {
        const auto tensor = name + kNames[i];
        const auto &values = source.m_values.emplace_back(std::move(blobs[i].values));
        blobs[i].values = {};
        TensorView view{DType::F32, {}, std::as_bytes(std::span(values))};
        view.shape = blobs[i].shape;
        const auto count = int64_t(values.size());
        if (view.shape == std::vector<int64_t>{1, 1, 1, count}) // how older files spell a bias
            view.shape = {count};
        if (!source.m_views.emplace(tensor, view).second)
            return damaged(source.m_path, "there are two layers " + name);
        source.m_names.push_back(tensor);
    }
    return {};
}

} // namespace

bool looksLikeCaffe(std::span<const std::byte> start)
{
    WireReader reader(start);
    // What follows may be cut off by the end of what was read, so the first field has to convince.
    if (!reader.next())
        return start.size() > 2 && start[0] == std::byte{0xa2} &&
               start[1] == std::byte{0x06}; // a long first layer
    if (reader.field() != kNetName || !reader.isBytes())
        return (reader.field() == kNetLayers || reader.field() == kNetOldLayers) && reader.isBytes();
    constexpr size_t kLongName = 256;
    const auto name = reader.text();
    const bool isName = name.size() < kLongName &&
                        std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c < 127; });
    reader.next();
    return isName &&
           (reader.field() == kNetLayers || reader.field() == kNetOldLayers || reader.field() == kNetInput);
}

Result<TensorSourcePtr> openCaffe(const std::string &path)
{
    ARMATURE_TRY(const auto text, readText(path, kMostBytes));
    auto source = std::make_shared<CaffeSource>();
    source->m_path = path;
    source->m_metadata["format"] = "caffe";
    WireReader net(std::as_bytes(std::span(text)));
    bool hasLayers = false;
    while (net.next())
        if (net.field() == kNetLayers || net.field() == kNetOldLayers) {
            hasLayers = true;
            ARMATURE_CHECK(addLayer(*source, net.bytes(), net.field() == kNetOldLayers));
        }
    if (net.isDamaged())
        return damaged(path, "it ends too early");
    if (!hasLayers || source->m_names.empty())
        return fail(ErrorCode::Unsupported, path + " holds no layers with weights.",
                    "Choose the .caffemodel, not the .prototxt.");
    return source;
}

} // namespace armature
