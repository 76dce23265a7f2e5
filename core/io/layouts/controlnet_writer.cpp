#include "core/io/layouts/controlnet_writer.h"

#include "core/base/fs.h"
#include "core/io/layouts/controlnet_config.h"
#include "core/io/layouts/float_convert.h"
#include "core/io/layouts/ldm_names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <unordered_set>

namespace armature {

namespace {

namespace fs = std::filesystem;

constexpr const char *kWeightsName = "diffusion_pytorch_model.safetensors";
constexpr size_t kNamedAtMost = 10;

Result<NameMap> namesFor(const nlohmann::json &config)
{
    const std::string origin = "the ControlNet's configuration";
    const nlohmann::json complete = completeControlNetConfig(config);
    ARMATURE_TRY(const UNetTopology topology, unetTopologyOf(complete, origin));
    ARMATURE_TRY(const int hintBlocks, hintBlockCount(complete, origin));
    return ldmControlNetNames(topology, hintBlocks);
}

std::string listed(std::vector<std::string> names)
{
    const size_t count = names.size();
    names.resize(std::min(count, kNamedAtMost));
    const std::string text = fmt::format("{}", fmt::join(names, ", "));
    return count > kNamedAtMost ? fmt::format("{} and {} more", text, count - kNamedAtMost) : text;
}

// Only whether a residual block needs a shortcut depends on widths; every other module must be there.
bool isOptional(const NamePair &pair) { return pair.diffusers.ends_with(".conv_shortcut"); }

Status checkComplete(const std::vector<std::string> &tensors, const NameMap &names)
{
    std::unordered_set<std::string> seen, modules;
    std::vector<std::string> foreign, missing;
    for (const std::string &tensor : tensors) {
        if (!seen.insert(tensor).second)
            return fail(ErrorCode::BadInput, fmt::format("The ControlNet has two tensors named {}.", tensor));
        if (!names.toLdm(tensor))
            foreign.push_back(tensor);
        for (size_t dot = tensor.find('.'); dot != std::string::npos; dot = tensor.find('.', dot + 1))
            modules.insert(tensor.substr(0, dot));
    }
    for (const NamePair &pair : names.pairs()) {
        if (!modules.contains(pair.diffusers) && !isOptional(pair))
            missing.push_back(pair.diffusers);
    }
    if (!missing.empty())
        return fail(ErrorCode::BadInput, fmt::format("The ControlNet lacks weights of {}.", listed(missing)),
                    "Use a complete ControlNet.");
    if (!foreign.empty())
        return fail(ErrorCode::BadInput,
                    fmt::format("The ControlNet has foreign tensors: {}.", listed(foreign)),
                    "Use a ControlNet for Stable Diffusion 1 or 2 whose config.json fits its weights.");
    return {};
}

std::vector<std::string> namesOf(const std::vector<NamedTensor> &tensors)
{
    std::vector<std::string> names;
    for (const NamedTensor &tensor : tensors)
        names.push_back(tensor.name);
    return names;
}

// Views of the type asked for; `buffers` keeps what had to be converted.
Result<std::vector<NamedTensor>> converted(const ControlNetWrite &write,
                                           std::vector<std::vector<std::byte>> &buffers)
{
    std::vector<NamedTensor> result = write.tensors;
    buffers.reserve(result.size());
    for (NamedTensor &tensor : result) {
        if (tensor.view.dtype == write.dtype)
            continue;
        ARMATURE_TRY(auto bytes, convertFloats(tensor.view, write.dtype, tensor.name));
        buffers.push_back(std::move(bytes));
        tensor.view.dtype = write.dtype;
        tensor.view.bytes = buffers.back();
    }
    return result;
}

Status checkType(DType type)
{
    if (type == DType::F32 || type == DType::F16 || type == DType::BF16)
        return {};
    return fail(ErrorCode::BadInput, fmt::format("A ControlNet cannot be written as {}.", nameOf(type)),
                "Use --dtype fp32, fp16 or bf16.");
}

Status refuseExisting(const fs::path &path, bool overwrite)
{
    std::error_code ignored;
    if (overwrite || !fs::exists(fs::symlink_status(path, ignored)))
        return {};
    return fail(ErrorCode::Conflict, fmt::format("{} exists already.", path.string()),
                "Choose another target, or use --overwrite.", "Nothing was changed.");
}

// The configuration comes last: a folder without one is no ControlNet to anybody.
Status fillFolder(const ControlNetWrite &write, const std::vector<NamedTensor> &tensors,
                  const fs::path &folder)
{
    ARMATURE_CHECK(writeSafetensors((folder / kWeightsName).string(), tensors, write.metadata));
    const std::string text = controlNetConfigText(write.config);
    ARMATURE_CHECK(writeFileAtomically(folder / "config.json", text));
    ARMATURE_TRY(const std::string back, readText(folder / "config.json"));
    if (back != text)
        return fail(ErrorCode::Io,
                    fmt::format("{} reads back differently.", (folder / "config.json").string()));
    return {};
}

// Filled aside under a name that nobody takes for a model, then renamed.
Status makeFolder(const ControlNetWrite &write, const std::vector<NamedTensor> &tensors,
                  const fs::path &folder)
{
    const fs::path aside =
        folder.parent_path() / fmt::format(".tmp-{}-{}", folder.filename().string(), ::getpid());
    std::error_code failed;
    fs::remove_all(aside, failed);
    Status status = ensureWritableFolder(aside);
    if (status)
        status = fillFolder(write, tensors, aside);
    if (status) {
        fs::rename(aside, folder, failed);
        if (!failed)
            return syncFolder(folder.parent_path());
        status =
            fail(ErrorCode::Io, fmt::format("{} cannot be created: {}.", folder.string(), failed.message()),
                 "Check that the place is writable.");
    }
    fs::remove_all(aside, failed);
    return status;
}

} // namespace

Status checkControlNetNames(const std::vector<std::string> &names, const nlohmann::json &config)
{
    ARMATURE_TRY(const NameMap map, namesFor(config));
    return checkComplete(names, map);
}

Status writeControlNetFolder(const ControlNetWrite &write, const std::string &folder)
{
    fs::path target = fs::absolute(folder).lexically_normal();
    if (!target.has_filename()) // a trailing slash
        target = target.parent_path();
    std::error_code ignored;
    const bool exists = fs::exists(fs::symlink_status(target, ignored));
    if (exists && !fs::is_directory(target, ignored))
        return fail(ErrorCode::Conflict, fmt::format("{} is a file, not a folder.", folder),
                    "Choose another target.");
    ARMATURE_CHECK(checkType(write.dtype));
    ARMATURE_CHECK(refuseExisting(target / "config.json", write.overwrite));
    ARMATURE_CHECK(refuseExisting(target / kWeightsName, write.overwrite));
    ARMATURE_TRY(const NameMap names, namesFor(write.config));
    ARMATURE_CHECK(checkComplete(namesOf(write.tensors), names));
    std::vector<std::vector<std::byte>> buffers;
    ARMATURE_TRY(const auto tensors, converted(write, buffers));
    return exists ? fillFolder(write, tensors, target) : makeFolder(write, tensors, target);
}

Status writeControlNetFile(const ControlNetWrite &write, const std::string &path)
{
    std::error_code ignored;
    if (fs::is_directory(path, ignored))
        return fail(ErrorCode::Conflict, fmt::format("{} is a folder, not a file.", path),
                    "Choose another target.");
    ARMATURE_CHECK(checkType(write.dtype));
    ARMATURE_CHECK(refuseExisting(path, write.overwrite));
    ARMATURE_TRY(const NameMap names, namesFor(write.config));
    ARMATURE_CHECK(checkComplete(namesOf(write.tensors), names));
    std::vector<std::vector<std::byte>> buffers;
    ARMATURE_TRY(auto tensors, converted(write, buffers));
    for (NamedTensor &tensor : tensors)
        tensor.name = kLdmControlPrefix + names.toLdm(tensor.name)->name;
    ARMATURE_CHECK(ensureWritableFolder(fs::absolute(path).parent_path()));
    return writeSafetensors(path, tensors, controlNetHeader(write.config, write.metadata));
}

} // namespace armature
