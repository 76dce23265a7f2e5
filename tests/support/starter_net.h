#pragma once
// A ControlNet of the starter's base model, put together as goldens/pipeline/make_starter.py does: the UNet's
// own layers from its file, the others from a formula.

#include "core/io/safetensors.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace testing {

using namespace armature;
namespace fs = std::filesystem;

inline const fs::path kStarterGoldens = fs::path(ARMATURE_TEST_DATA) / "goldens/pipeline/starter";
inline const fs::path kStarterModel = fs::path(ARMATURE_TEST_DATA) / "../resources/starter/model";

inline QJsonObject starterGolden()
{
    QFile file(QString::fromStdString((kStarterGoldens / "cases.json").string()));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

// fill() of make_starter.py.
inline std::vector<float> starterFill(const std::vector<int64_t> &shape, uint64_t number)
{
    uint64_t count = 1;
    for (const int64_t side : shape)
        count *= static_cast<uint64_t>(side);
    const double scale = shape.size() > 1 ? std::sqrt(double(count) / double(shape[0])) : 10;
    std::vector<float> values(count);
    for (uint64_t i = 0; i < count; ++i) {
        const uint64_t bits = ((i + 1000003 * (number + 1)) * 2654435761U) % (uint64_t(1) << 32) >> 8;
        values[i] = static_cast<float>((double(bits) / double(1 << 23) - 1) / scale);
    }
    return values;
}

inline Status writeStarterControlNet(const fs::path &folder)
{
    const QJsonObject cases = starterGolden();
    ARMATURE_TRY(const TensorSourcePtr unet,
                 openSafetensors((kStarterModel / "unet/diffusion_pytorch_model.safetensors").string()));
    std::vector<NamedTensor> tensors;
    for (const std::string &name : unet->names()) {
        const auto isCopied = [&](const char *prefix) { return name.starts_with(prefix); };
        if (isCopied("conv_in.") || isCopied("time_embedding.") || isCopied("down_blocks.") ||
            isCopied("mid_block."))
            tensors.push_back({name, *unet->find(name)});
    }
    std::vector<std::vector<float>> values;
    const QJsonArray rows = cases[QStringLiteral("filled")].toArray();
    values.reserve(size_t(rows.size()));
    for (const QJsonValue &row : rows) {
        std::vector<int64_t> shape;
        for (const QJsonValue &side : row[QStringLiteral("shape")].toArray())
            shape.push_back(side.toInt());
        values.push_back(starterFill(shape, values.size()));
        tensors.push_back({row[QStringLiteral("name")].toString().toStdString(),
                           {DType::F32, shape, std::as_bytes(std::span(values.back()))}});
    }
    fs::create_directories(folder);
    QJsonObject config = cases[QStringLiteral("controlnet")].toObject();
    config[QStringLiteral("_class_name")] = QStringLiteral("ControlNetModel");
    QFile file(QString::fromStdString((folder / "config.json").string()));
    if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(config).toJson()) < 0)
        return fail(ErrorCode::Io, "config.json");
    return writeSafetensors((folder / "diffusion_pytorch_model.safetensors").string(), tensors);
}

} // namespace testing
