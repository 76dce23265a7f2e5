#include "ui/preprocess/located_weights.h"

#include "ui/project/paths.h"
#include "ui/project/project.h"

#include <QJsonArray>
#include <QJsonObject>

namespace armature::ui {

WeightFiles locatedWeights(const Project &project)
{
    const QJsonObject nets =
        project.section(QStringLiteral("preprocess"))[QStringLiteral("weights")].toObject();
    WeightFiles located;
    for (const QString &net : nets.keys())
        for (const auto &file : nets[net].toArray())
            located[net.toStdString()].push_back(pathFromStored(file.toString()).string());
    return located;
}

} // namespace armature::ui
