#include "core/data/picture_memory.h"

#include "core/data/text_input.h"

#include <sys/stat.h>

#include <type_traits>

namespace armature {

std::optional<FileStamp> stampOf(const std::filesystem::path &file)
{
    struct stat info
    {
    };
    if (::stat(file.c_str(), &info) != 0)
        return std::nullopt;
    return FileStamp{uint64_t(info.st_size), uint64_t(info.st_ino),
                     int64_t(info.st_ctim.tv_sec) * 1'000'000'000 + info.st_ctim.tv_nsec};
}

namespace {

uint64_t hashOf(const FileStamp &stamp)
{
    static_assert(std::has_unique_object_representations_v<FileStamp>);
    return hashText({reinterpret_cast<const char *>(&stamp), sizeof stamp});
}

} // namespace

std::optional<PictureMemory::Known> PictureMemory::find(const std::filesystem::path &file,
                                                        const FileStamp &stamp) const
{
    const auto key = hashText(file.native());
    const auto &shard = m_shards[key % kShards];
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.entries.find(key);
    if (found == shard.entries.end() || found->second.stamp != hashOf(stamp))
        return std::nullopt;
    const auto &entry = found->second;
    Known known;
    known.info = {ImageFormat(entry.format),
                  entry.width,
                  entry.height,
                  entry.channels,
                  entry.bitDepth,
                  entry.hasAlpha,
                  entry.isCmyk,
                  entry.isAnimated,
                  entry.orientation};
    known.hasLook = entry.hasLook;
    known.hasBlank = entry.hasBlank;
    known.isTransparent = entry.isTransparent;
    known.isBlank = entry.isBlank;
    known.look = entry.look;
    known.content = entry.content;
    return known;
}

void PictureMemory::keep(const std::filesystem::path &file, const FileStamp &stamp, const Known &known)
{
    const auto &info = known.info;
    Entry entry;
    entry.stamp = hashOf(stamp);
    entry.look = known.look;
    entry.content = known.content;
    entry.width = info.width;
    entry.height = info.height;
    entry.format = uint8_t(info.format);
    entry.channels = uint8_t(info.channels);
    entry.bitDepth = uint8_t(info.bitDepth);
    entry.orientation = uint8_t(info.orientation);
    entry.hasAlpha = info.hasAlpha;
    entry.isCmyk = info.isCmyk;
    entry.isAnimated = info.isAnimated;
    entry.hasLook = known.hasLook;
    entry.hasBlank = known.hasBlank;
    entry.isTransparent = known.isTransparent;
    entry.isBlank = known.isBlank;
    const auto key = hashText(file.native());
    auto &shard = m_shards[key % kShards];
    const std::lock_guard lock(shard.mutex);
    shard.entries[key] = entry;
}

} // namespace armature
