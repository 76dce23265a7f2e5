#include "preprocess/registry.h"

#include "core/config/annotator_nets.h"
#include "core/config/nearest_name.h"
#include "preprocess/annotators.h"

#include <algorithm>

namespace armature {

namespace {

const char *typeName(ParameterType type)
{
    switch (type) {
    case ParameterType::Int:
        return "int";
    case ParameterType::Float:
        return "float";
    case ParameterType::Bool:
        return "bool";
    case ParameterType::Choice:
        break;
    }
    return "choice";
}

nlohmann::json parameterJson(const Parameter &parameter)
{
    nlohmann::json json{{"name", parameter.name},
                        {"label", parameter.label},
                        {"type", typeName(parameter.type)},
                        {"default", parameter.initial},
                        {"help", parameter.help}};
    if (parameter.type == ParameterType::Int || parameter.type == ParameterType::Float) {
        json["min"] = parameter.minimum;
        json["max"] = parameter.maximum;
        json["step"] = parameter.step;
    }
    if (parameter.type == ParameterType::Choice)
        json["choices"] = parameter.choices;
    if (!parameter.unit.empty())
        json["unit"] = parameter.unit;
    return json;
}

nlohmann::json weightsJson(const AnnotatorNet &net)
{
    auto files = nlohmann::json::array();
    for (const auto &file : net.files) {
        nlohmann::json json{{"name", file.name},
                            {"from", file.from},
                            {"required", file.isRequired},
                            {"licence", licenceOf(net, file)},
                            {"non_commercial", isNonCommercial(net, file)}};
        if (file.bytes > 0)
            json["bytes"] = file.bytes;
        if (!file.sha256.empty())
            json["sha256"] = file.sha256;
        files.push_back(std::move(json));
    }
    return {{"net", net.key},
            {"label", net.label},
            {"files", files},
            {"licence", net.licence},
            {"non_commercial", net.isNonCommercial},
            {"draft", net.isDraft}};
}

} // namespace

// A new annotator gets its line here, in the order of the menu.
AnnotatorList makeAnnotators()
{
    AnnotatorList list;
    addCanny(list);
    addSoftEdges(list);
    addXdog(list);
    addLineart(list);
    addMlsd(list);
    addDepth(list);
    addPose(list);
    addPictures(list);
    addOwnMaps(list);
    addSegments(list);
    addSteps(list);
    return list;
}

const char *annotatorGroupTitle(AnnotatorGroup group)
{
    switch (group) {
    case AnnotatorGroup::Edges:
        return "Edges and lines";
    case AnnotatorGroup::Depth:
        return "Depth and normals";
    case AnnotatorGroup::Pose:
        return "People";
    case AnnotatorGroup::Picture:
        return "The picture itself";
    case AnnotatorGroup::Own:
        return "Own maps";
    case AnnotatorGroup::Step:
        break;
    }
    return "Steps of a chain";
}

const std::vector<const Annotator *> &annotators()
{
    static const auto all = makeAnnotators();
    static const auto list = [] {
        std::vector<const Annotator *> pointers;
        for (const auto &one : all)
            pointers.push_back(one.get());
        return pointers;
    }();
    return list;
}

Result<const Annotator *> findAnnotator(std::string_view id)
{
    std::vector<std::string> names;
    for (const auto *annotator : annotators()) {
        if (annotator->info().id == id)
            return annotator;
        names.push_back(annotator->info().id);
    }
    return fail(ErrorCode::NotFound, "There is no annotator " + std::string(id) + ".",
                "Did you mean " + nearestName(id, names) + "? armature-cli preprocess --list shows all.");
}

nlohmann::json annotatorsAsJson()
{
    auto list = nlohmann::json::array();
    for (const auto *annotator : annotators()) {
        const auto &info = annotator->info();
        auto parameters = nlohmann::json::array();
        for (const auto &parameter : info.parameters)
            parameters.push_back(parameterJson(parameter));
        const auto *net = info.net.empty() ? nullptr : findAnnotatorNet(info.net);
        list.push_back({{"id", info.id},
                        {"title", info.title},
                        {"help", info.help},
                        {"group", annotatorGroupTitle(info.group)},
                        {"kind", info.kind},
                        {"map", mapKindName(info.mapKind)},
                        {"version", info.version},
                        {"parameters", parameters},
                        {"weights", net ? weightsJson(*net) : nlohmann::json()}});
    }
    return list;
}

} // namespace armature
