#include "ui/preprocess/weights_check.h"

#include "core/config/annotator_nets.h"
#include "ui/project/paths.h"

#include <QCryptographicHash>
#include <QFile>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

std::string sha256Of(const fs::path &file)
{
    QFile bytes(QFile::decodeName(file.c_str()));
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!bytes.open(QIODevice::ReadOnly) || !hash.addData(&bytes))
        return {};
    return hash.result().toHex().toStdString();
}

} // namespace

std::vector<WeightCheck> checkWeights(const AnnotatorNet &net, const std::vector<std::string> &files)
{
    std::vector<WeightCheck> checks;
    for (const fs::path &file : chosenFiles(net, files)) {
        std::error_code error;
        if (!fs::is_regular_file(file, error))
            continue;
        WeightCheck check{file, fs::file_size(file, error), sha256Of(file), ForeignModel::None};
        if (const auto foreign = foreignModelOf(file.string()))
            check.foreign = *foreign;
        checks.push_back(std::move(check));
    }
    return checks;
}

} // namespace armature::ui
