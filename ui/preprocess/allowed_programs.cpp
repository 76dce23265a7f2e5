#include "ui/preprocess/allowed_programs.h"

#include "core/config/annotator_nets.h"
#include "ui/preprocess/weights_check.h"

#include <QSettings>
#include <QStringList>

#include <algorithm>

namespace armature::ui {

namespace {

constexpr const char *kAllowed = "preprocess/allowedPrograms";

} // namespace

std::set<std::string> AllowedPrograms::all() const
{
    std::set<std::string> hashes = m_unsaved;
    if (m_settings)
        for (const QString &hash : m_settings->value(QLatin1String(kAllowed)).toStringList())
            hashes.insert(hash.toStdString());
    return hashes;
}

void AllowedPrograms::add(const std::string &sha256)
{
    if (!m_settings) {
        m_unsaved.insert(sha256);
        return;
    }
    QStringList list = m_settings->value(QLatin1String(kAllowed)).toStringList();
    list << QString::fromStdString(sha256);
    list.removeDuplicates();
    m_settings->setValue(QLatin1String(kAllowed), list);
}

OpenNetwork openingAllowed(OpenNetwork open, std::set<std::string> allowed)
{
    return [open = std::move(open), allowed = std::move(allowed)](AnnotatorRequest request) {
        const AnnotatorNet *net = findAnnotatorNet(request.net);
        if (net && !request.allowForeign && !allowed.empty())
            request.allowForeign =
                std::ranges::all_of(checkWeights(*net, request.files), [&](const WeightCheck &check) {
                    return check.foreign == ForeignModel::None || allowed.contains(check.sha256);
                });
        return open(request);
    };
}

} // namespace armature::ui
