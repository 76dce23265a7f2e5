// Label maps in the colours that segmentation ControlNets were trained on.
#include "preprocess/annotators.h"

#include <fmt/format.h>

#include <array>

namespace armature {

namespace {

// ADE20K's 150 classes in its order (CSAILVision/semantic-segmentation-pytorch, data/color150.mat), 0xRRGGBB.
constexpr std::array<std::uint32_t, 150> kAde20k{
    0x787878, 0xb47878, 0x06e6e6, 0x503232, 0x04c803, 0x787850, 0x8c8c8c, 0xcc05ff, 0xe6e6e6, 0x04fa07,
    0xe005ff, 0xebff07, 0x96053d, 0x787846, 0x08ff33, 0xff0652, 0x8fff8c, 0xccff04, 0xff3307, 0xcc4603,
    0x0066c8, 0x3de6fa, 0xff0633, 0x0b66ff, 0xff0747, 0xff09e0, 0x0907e6, 0xdcdcdc, 0xff095c, 0x7009ff,
    0x08ffd6, 0x07ffe0, 0xffb806, 0x0aff47, 0xff290a, 0x07ffff, 0xe0ff08, 0x6608ff, 0xff3d06, 0xffc207,
    0xff7a08, 0x00ff14, 0xff0829, 0xff0599, 0x0633ff, 0xeb0cff, 0xa09614, 0x00a3ff, 0x8c8c8c, 0xfa0a0f,
    0x14ff00, 0x1fff00, 0xff1f00, 0xffe000, 0x99ff00, 0x0000ff, 0xff4700, 0x00ebff, 0x00adff, 0x1f00ff,
    0x0bc8c8, 0xff5200, 0x00fff5, 0x003dff, 0x00ff70, 0x00ff85, 0xff0000, 0xffa300, 0xff6600, 0xc2ff00,
    0x008fff, 0x33ff00, 0x0052ff, 0x00ff29, 0x00ffad, 0x0a00ff, 0xadff00, 0x00ff99, 0xff5c00, 0xff00ff,
    0xff00f5, 0xff0066, 0xffad00, 0xff0014, 0xffb8b8, 0x001fff, 0x00ff3d, 0x0047ff, 0xff00cc, 0x00ffc2,
    0x00ff52, 0x000aff, 0x0070ff, 0x3300ff, 0x00c2ff, 0x007aff, 0x00ffa3, 0xff9900, 0x00ff0a, 0xff7000,
    0x8fff00, 0x5200ff, 0xa3ff00, 0xffeb00, 0x08b8aa, 0x8500ff, 0x00ff5c, 0xb800ff, 0xff001f, 0x00b8ff,
    0x00d6ff, 0xff0070, 0x5cff00, 0x00e0ff, 0x70e0ff, 0x46b8a0, 0xa300ff, 0x9900ff, 0x47ff00, 0xff00a3,
    0xffcc00, 0xff008f, 0x00ffeb, 0x85ff00, 0xff00eb, 0xf500ff, 0xff007a, 0xfff500, 0x0abed4, 0xd6ff00,
    0x00ccff, 0x1400ff, 0xffff00, 0x0099ff, 0x0029ff, 0x00ffcc, 0x2900ff, 0x29ff00, 0xad00ff, 0x00f5ff,
    0x4700ff, 0x7a00ff, 0x00ffb8, 0x005cff, 0xb8ff00, 0x0085ff, 0xffd600, 0x19c2c2, 0x66ff00, 0x5c00ff};

AnnotatorInfo describe()
{
    AnnotatorInfo info{
        "segments", "Segments from class numbers",
        "Grey pictures whose values are ADE20K's class numbers, in the colours that models expect.",
        AnnotatorGroup::Own};
    info.kind = "seg";
    info.mapKind = MapKind::Labels;
    Parameter first{"zero_is_nothing", "0 is nothing", ParameterType::Bool, true};
    first.help = "As in ADE20K's own files, where 1 is the first class; off where 0 is.";
    info.parameters = {first};
    return info;
}

class Segments final : public DescribedAnnotator
{
public:
    Segments() : DescribedAnnotator(describe()) {}

    Result<MapResult> run(const Image &picture, const ParameterValues &parameters, SharedNetwork *,
                          std::stop_token) const override
    {
        if (picture.channels() != 1 || picture.bitDepth() != 8)
            return fail(ErrorCode::BadInput,
                        "This is no picture of class numbers: they are grey and of 8 bit.",
                        "Use the annotator own for maps that have their colours already.");
        const int first = parameters.at("zero_is_nothing").get<bool>() ? 1 : 0;
        MapResult result;
        result.map = Image(picture.width(), picture.height(), 3);
        for (int y = 0; y < picture.height(); ++y) {
            const auto *from = picture.row<std::uint8_t>(y);
            auto *to = result.map.row<std::uint8_t>(y);
            for (int x = 0; x < picture.width(); ++x, to += 3) {
                const int number = from[x] - first;
                if (number < 0)
                    continue; // stays black
                if (number >= int(kAde20k.size()))
                    return fail(ErrorCode::BadInput,
                                fmt::format("It has the class number {}; ADE20K has {} classes.", from[x],
                                            kAde20k.size()),
                                "Use the annotator own, or other class numbers.");
                const auto colour = kAde20k[std::size_t(number)];
                to[0] = std::uint8_t(colour >> 16);
                to[1] = std::uint8_t(colour >> 8);
                to[2] = std::uint8_t(colour);
            }
        }
        return result;
    }
};

} // namespace

void addSegments(AnnotatorList &list) { list.push_back(std::make_unique<Segments>()); }

} // namespace armature
