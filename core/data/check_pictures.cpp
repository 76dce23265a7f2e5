#include "core/data/check_detail.h"
#include "core/data/pairs_detail.h"
#include "core/data/text_input.h"
#include "core/image/resample.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>

namespace armature::check_detail {

namespace {

constexpr int kLookColumns = 9, kLookRows = 8;
constexpr int kLeastStructure = 8; // set bits; below it nearly everything plain looks alike

template <typename Sample>
double luma(const Sample *pixel, int channels)
{
    return channels < 3 ? pixel[0] : 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
}

// Difference hash (N. Krawetz 2013, "Kind of Like That"): the mean brightness of 9 x 8 cells, one bit for
// each two neighbours, set where the left one is brighter.
template <typename Sample>
uint64_t lookOf(const Image &image)
{
    const Image cells = resize(image, kLookColumns, kLookRows, Filter::Area);
    const double least = sizeof(Sample) == 1 ? 1 : 257; // one step of 8 bit: noise is not structure
    uint64_t bits = 0;
    for (int y = 0; y < kLookRows; ++y) {
        const Sample *left = cells.row<Sample>(y);
        for (int x = 0; x + 1 < kLookColumns; ++x, left += cells.channels())
            bits = bits << 1 | uint64_t(luma(left, cells.channels()) >
                                        luma(left + cells.channels(), cells.channels()) + least);
    }
    return std::popcount(bits) < kLeastStructure ? 0 : bits;
}

template <typename Sample>
bool isOneColour(const Image &image)
{
    const Sample *first = image.row<Sample>(0);
    const size_t size = size_t(image.channels()) * sizeof(Sample);
    for (int y = 0; y < image.height(); ++y) {
        const Sample *pixel = image.row<Sample>(y);
        for (int x = 0; x < image.width(); ++x, pixel += image.channels()) {
            if (std::memcmp(pixel, first, size) != 0)
                return false;
        }
    }
    return true;
}

void inspectPixels(PictureFacts &facts, bool isTarget)
{
    const auto image = decodeOriented(facts.path);
    if (!image) {
        facts.error = image.error();
        return;
    }
    facts.isTransparent = facts.info.hasAlpha && hasTransparency(*image);
    image->withSampleType([&](auto sample) {
        using Sample = decltype(sample);
        if (isTarget)
            facts.look = lookOf<Sample>(*image);
        else
            facts.isBlank = isOneColour<Sample>(*image);
    });
}

// `known`: what was found out earlier about the same contents.
void remember(PictureMemory &memory, const FileStamp &stamp, const PictureFacts &facts,
              PictureMemory::Known known, bool isDecoded, bool isTarget)
{
    known.info = facts.info;
    if (isDecoded) {
        known.isTransparent = facts.isTransparent;
        (isTarget ? known.hasLook : known.hasBlank) = true;
        if (isTarget)
            known.look = facts.look;
        else
            known.isBlank = facts.isBlank;
    }
    memory.keep(facts.path, stamp, known);
}

} // namespace

PictureFacts inspectPicture(const std::filesystem::path &root, const std::filesystem::path &path,
                            bool decodeAll, bool isTarget, PictureMemory *memory)
{
    PictureFacts facts;
    facts.path = path;
    facts.name = pairs_detail::relativeName(root, path);
    try {
        const auto stamp = stampOf(path);
        facts.fileSize = stamp ? stamp->size : 0;
        facts.isEmptyFile = stamp && stamp->size == 0;
        auto known = memory && stamp ? memory->find(path, *stamp) : std::nullopt;
        if (known && (!decodeAll || (isTarget ? known->hasLook : known->hasBlank))) {
            facts.info = known->info;
            facts.isTransparent =
                known->hasLook || known->hasBlank ? known->isTransparent : facts.info.hasAlpha;
            facts.look = known->look;
            facts.isBlank = known->isBlank;
            return facts;
        }
        const auto info = probe(path);
        if (!info) {
            facts.error = info.error();
            return facts;
        }
        facts.info = *info;
        facts.isTransparent = info->hasAlpha;
        if (info->isAnimated && info->format == ImageFormat::Webp)
            facts.error = Error{ErrorCode::Unsupported,
                                fmt::format("{} is an animation.", displayName(facts.name)),
                                "Save one of its pictures as PNG.",
                                {}};
        else if (decodeAll)
            inspectPixels(facts, isTarget);
        if (memory && stamp && !facts.error)
            remember(*memory, *stamp, facts, known.value_or(PictureMemory::Known()), decodeAll, isTarget);
    } catch (const std::exception &failure) {
        facts.error = Error{ErrorCode::OutOfMemory,
                            fmt::format("{} cannot be read: {}.", displayName(facts.name), failure.what()),
                            "Close other programs or save a smaller copy.",
                            {}};
    }
    return facts;
}

} // namespace armature::check_detail
