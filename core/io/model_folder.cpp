// openModelFolder(): which file, or which shards, hold a part's weights.

#include "core/base/fs.h"
#include "core/io/tensor_source.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <unordered_map>

namespace armature {

namespace fs = std::filesystem;

namespace {

class ShardedSource final : public TensorSource
{
public:
    std::vector<std::string> names() const override { return m_names; }
    std::optional<TensorView> find(const std::string &name) const override
    {
        const auto found = m_shardOf.find(name);
        return found == m_shardOf.end() ? std::nullopt : found->second->find(name);
    }
    const std::map<std::string, std::string> &metadata() const override { return m_metadata; }
    std::string origin() const override { return m_index; }
    void unload(std::span<const std::byte> bytes) const override
    {
        for (const TensorSourcePtr &shard : m_shards)
            shard->unload(bytes);
    }

    std::string m_index;
    std::vector<TensorSourcePtr> m_shards;
    std::vector<std::string> m_names;
    std::unordered_map<std::string, TensorSourcePtr> m_shardOf;
    std::map<std::string, std::string> m_metadata;
};

bool isPlainName(const std::string &name)
{
    return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos && name.find('\\') == std::string::npos;
}

Result<TensorSourcePtr> openShards(const fs::path &index)
{
    ARMATURE_TRY(const std::string text, readText(index));
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("weight_map") || !json["weight_map"].is_object())
        return fail(ErrorCode::Corrupt, index.string() + " is no index of weight files.", "Copy the model again.");
    auto source = std::make_shared<ShardedSource>();
    source->m_index = index.string();
    std::map<std::string, TensorSourcePtr> shards;
    for (const auto &[tensor, file] : json["weight_map"].items()) {
        if (!file.is_string() || !isPlainName(file.get<std::string>()))
            return fail(ErrorCode::Corrupt, index.string() + " names a weight file outside its folder.", "Use the model's own index file.");
        const std::string name = file.get<std::string>();
        if (!shards.contains(name)) {
            ARMATURE_TRY(TensorSourcePtr shard, openTensorFile((index.parent_path() / name).string()));
            for (const std::string &key : shard->names())
                if (!source->m_shardOf.emplace(key, shard).second)
                    return fail(ErrorCode::Corrupt, index.string() + ": the tensor '" + key + "' is in two of its files.", "Copy the model again.");
                else
                    source->m_names.push_back(key);
            source->m_shards.push_back(shard);
            shards.emplace(name, std::move(shard));
        }
        if (!source->m_shardOf.contains(tensor))
            return fail(ErrorCode::Corrupt, index.string() + " promises '" + tensor + "' in " + name + ", which does not have it.", "Copy the model again.");
    }
    return TensorSourcePtr(source);
}

// In the order in which they are looked for.
std::vector<std::string> candidates(const std::string &stem, const std::string &variant)
{
    std::vector<std::string> variants{variant};
    if (variant.empty())
        variants.push_back("fp16"); // a folder that holds only that
    else
        variants.emplace_back();
    std::vector<std::string> names;
    for (const std::string &v : variants) {
        const std::string dotted = v.empty() ? "" : "." + v;
        names.push_back(stem + dotted + ".safetensors");
        names.push_back(stem + ".safetensors.index" + dotted + ".json");
        for (const std::string &old : stem == "model" ? std::vector<std::string>{"pytorch_model", "model"} : std::vector<std::string>{stem}) {
            names.push_back(old + dotted + ".bin");
            names.push_back(old + ".bin.index" + dotted + ".json");
        }
    }
    return names;
}

} // namespace

Result<TensorSourcePtr> openModelFolder(const std::string &folder, const std::string &stem, const std::string &variant)
{
    if (!fs::is_directory(folder))
        return fail(ErrorCode::NotFound, "There is no folder " + folder + ".", "Give a complete model folder.");
    for (const std::string &name : candidates(stem, variant)) {
        const fs::path path = fs::path(folder) / name;
        if (!fs::exists(path))
            continue;
        return name.ends_with(".json") ? openShards(path) : openTensorFile(path.string());
    }
    return fail(ErrorCode::NotFound, folder + " has no weights: neither " + stem + ".safetensors nor " + (stem == "model" ? "pytorch_model" : stem) + ".bin.",
                "Copy the model again, or export it with save_pretrained().");
}

} // namespace armature
