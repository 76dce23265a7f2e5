#pragma once
// What the frozen networks answer, kept on disk: a picture is encoded once, a caption once. An entry's name is a hash of
// everything its content depends on, so a changed picture, crop or model never meets an old entry; nothing is ever
// rewritten in place, and several runs may share a folder.

#include <filesystem>
#include <optional>
#include <string>

#include "core/base/result.h"
#include "core/nn/vae.h"

namespace armature {

class LatentCache
{
public:
    LatentCache(std::filesystem::path folder, std::string vaeHash) : m_folder(std::move(folder)), m_vaeHash(std::move(vaeHash)) {}

    // contentKey: hash of the picture's bytes. geometry: resize, crop and flip in words.
    std::string key(const std::string &contentKey, const std::string &geometry) const;
    bool has(const std::string &key) const;
    // fp32 [1, C, h, w] each. Nothing when there is no entry or it does not read: then it is encoded again.
    std::optional<VaeMoments> read(const std::string &key) const;
    Status write(const std::string &key, const VaeMoments &moments) const;

private:
    std::filesystem::path m_folder;
    std::string m_vaeHash;
};

class TextCache
{
public:
    TextCache(std::filesystem::path folder, std::string encoderHash)
        : m_folder(std::move(folder)), m_encoderHash(std::move(encoderHash))
    {
    }

    std::string key(const at::Tensor &ids) const; // int64 [1, T]
    bool has(const std::string &key) const;
    std::optional<at::Tensor> read(const std::string &key) const; // fp32 [1, T, D]
    Status write(const std::string &key, const at::Tensor &hiddenStates) const;

private:
    std::filesystem::path m_folder;
    std::string m_encoderHash;
};

} // namespace armature
