#include "core/train/caches.h"

#include <ATen/ATen.h>

#include "core/base/hash.h"
#include "core/nn/tensor_file.h"

namespace armature {

namespace fs = std::filesystem;

namespace {

constexpr const char *kVersion = "1"; // of what an entry holds; part of every key

// A folder of 100,000 files is slow on many systems, 256 folders are not.
fs::path entryPath(const fs::path &folder, const std::string &key) { return folder / key.substr(0, 2) / (key + ".safetensors"); }

Status writeEntry(const fs::path &path, const NamedTensors &tensors)
{
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error)
        return fail(ErrorCode::Io, "The cache folder " + path.parent_path().string() + " cannot be made: " + error.message() + ".",
                    "Give --cache_dir a folder that can be written.");
    return saveTensors(path, tensors, {});
}

bool isShape(const NamedTensors &tensors, const std::string &name, int64_t dimensions)
{
    const auto found = tensors.find(name);
    return found != tensors.end() && found->second.dim() == dimensions && found->second.scalar_type() == at::kFloat;
}

} // namespace

std::string LatentCache::key(const std::string &contentKey, const std::string &geometry) const
{
    return hashHex("latent " + std::string(kVersion) + '\n' + m_vaeHash + '\n' + contentKey + '\n' + geometry);
}

bool LatentCache::has(const std::string &key) const { return fs::exists(entryPath(m_folder, key)); }

std::optional<VaeMoments> LatentCache::read(const std::string &key) const
{
    const auto tensors = loadTensors(entryPath(m_folder, key));
    if (!tensors || !isShape(*tensors, "mean", 4) || !isShape(*tensors, "logvar", 4))
        return std::nullopt;
    return VaeMoments{tensors->at("mean"), tensors->at("logvar")};
}

Status LatentCache::write(const std::string &key, const VaeMoments &moments) const
{
    return writeEntry(entryPath(m_folder, key), {{"mean", moments.mean}, {"logvar", moments.logvar}});
}

std::string TextCache::key(const at::Tensor &ids) const
{
    const at::Tensor row = ids.to(at::kCPU, at::kLong).contiguous();
    std::string text = "text " + std::string(kVersion) + '\n' + m_encoderHash;
    for (int64_t i = 0; i < row.numel(); ++i)
        text += ' ' + std::to_string(row.const_data_ptr<int64_t>()[i]);
    return hashHex(text);
}

bool TextCache::has(const std::string &key) const { return fs::exists(entryPath(m_folder, key)); }

std::optional<at::Tensor> TextCache::read(const std::string &key) const
{
    const auto tensors = loadTensors(entryPath(m_folder, key));
    if (!tensors || !isShape(*tensors, "last_hidden_state", 3))
        return std::nullopt;
    return tensors->at("last_hidden_state");
}

Status TextCache::write(const std::string &key, const at::Tensor &hiddenStates) const
{
    return writeEntry(entryPath(m_folder, key), {{"last_hidden_state", hiddenStates}});
}

} // namespace armature
