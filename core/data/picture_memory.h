#pragma once
// What has been found out about picture files, so that a folder that is read again costs one question to the
// file system for each file that has not changed. For the checks of one folder; from any number of threads.

#include "core/image/codec.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace armature {

// Of a file's contents at one moment: whatever writes to it changes the time of its last change.
struct FileStamp
{
    uint64_t size = 0, inode = 0;
    int64_t changed = 0; // nanoseconds
    bool operator==(const FileStamp &) const = default;
};
// Nothing where there is no such file.
std::optional<FileStamp> stampOf(const std::filesystem::path &file);

class PictureMemory
{
public:
    struct Known
    {
        ImageInfo info;
        bool hasLook = false, hasBlank = false; // what decoding it as a picture, as a map told
        bool isTransparent = false, isBlank = false;
        uint64_t look = 0;
        uint64_t content = 0; // hash of its bytes; 0 = not taken yet
    };

    std::optional<Known> find(const std::filesystem::path &file, const FileStamp &stamp) const;
    void keep(const std::filesystem::path &file, const FileStamp &stamp, const Known &known);

private:
    // Packed: there are two for each of very many pairs.
    struct Entry
    {
        uint64_t stamp = 0; // hash of it
        uint64_t look = 0, content = 0;
        int32_t width = 0, height = 0;
        uint8_t format = 0, channels = 0, bitDepth = 0, orientation = 0;
        bool hasAlpha : 1 = false, isCmyk : 1 = false, isAnimated : 1 = false, hasLook : 1 = false,
                        hasBlank : 1 = false, isTransparent : 1 = false, isBlank : 1 = false;
    };
    struct Shard
    {
        mutable std::mutex mutex;
        std::unordered_map<uint64_t, Entry> entries; // by the path's hash
    };
    static constexpr size_t kShards = 16;
    std::array<Shard, kShards> m_shards;
};

} // namespace armature
