#include "ui/test_room/test_settings.h"

#include "ui/project/paths.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace armature::ui {

namespace {

constexpr int kSchema = 1;
const char *const kKey = "armature";
constexpr const char *kMapUses[] = {"auto", "as_is", "make"}; // by MapUse

QString say(const char *text) { return QCoreApplication::translate("armature::ui::TestSettings", text); }

QString stored(const std::filesystem::path &path) { return path.empty() ? QString() : storedPath(path); }

std::filesystem::path restored(const QJsonValue &value)
{
    return value.toString().isEmpty() ? std::filesystem::path() : pathFromStored(value.toString());
}

MapUse mapUseFrom(const QString &name)
{
    for (int use = 0; use < int(std::size(kMapUses)); ++use)
        if (name == QLatin1String(kMapUses[use]))
            return MapUse(use);
    return MapUse::Auto;
}

// As nlohmann writes it: keys in order, no spaces.
QString compact(const QJsonValue &value)
{
    return value.isObject()
               ? QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact))
               : QString();
}

double number(const QJsonObject &json, const char *key, double low, double high, double otherwise)
{
    const double value = json.value(QLatin1String(key)).toDouble(otherwise);
    return std::isfinite(value) && value >= low && value <= high ? value : otherwise;
}

} // namespace

void ControlSettings::changeCondition(const std::filesystem::path &file)
{
    condition = file;
    if (mapUse == MapUse::AsIs)
        mapUse = MapUse::Auto;
}

QJsonObject toJson(const TestSettings &settings)
{
    QJsonArray controls;
    for (const ControlSettings &control : settings.controls) {
        QJsonObject one{{QStringLiteral("controlnet"), stored(control.net)},
                        {QStringLiteral("condition"), stored(control.condition)},
                        {QStringLiteral("conditioning_scale"), control.scale},
                        {QStringLiteral("guidance_start"), control.start},
                        {QStringLiteral("guidance_end"), control.end},
                        {QStringLiteral("condition_use"), QLatin1String(kMapUses[int(control.mapUse)])}};
        if (!control.recipe.isEmpty())
            one[QStringLiteral("condition_recipe")] =
                QJsonDocument::fromJson(control.recipe.toUtf8()).object();
        controls.append(one);
    }
    QJsonObject json{{QStringLiteral("schema_version"), kSchema},
                     {QStringLiteral("base_model"), stored(settings.base)},
                     {QStringLiteral("controls"), controls},
                     {QStringLiteral("prompt"), settings.prompt},
                     {QStringLiteral("negative_prompt"), settings.negativePrompt},
                     {QStringLiteral("prompt_weights"), settings.readsWeights},
                     {QStringLiteral("scheduler"), settings.scheduler},
                     {QStringLiteral("steps"), settings.steps},
                     {QStringLiteral("guidance_scale"), settings.guidanceScale},
                     {QStringLiteral("guess_mode"), settings.guessMode},
                     {QStringLiteral("fit"), QLatin1String(fitModeName(settings.fit))},
                     {QStringLiteral("width"), settings.width},
                     {QStringLiteral("height"), settings.height},
                     {QStringLiteral("seed"), QString::number(settings.seed)}, // JSON's numbers have 53 bits
                     {QStringLiteral("label"), settings.label}};
    if (settings.adherence)
        json[QStringLiteral("adherence")] = *settings.adherence;
    return json;
}

TestSettings settingsFrom(const QJsonObject &json)
{
    TestSettings settings;
    settings.base = restored(json[QStringLiteral("base_model")]);
    for (const QJsonValue &value : json[QStringLiteral("controls")].toArray()) {
        const QJsonObject control = value.toObject();
        settings.controls.push_back(
            {restored(control[QStringLiteral("controlnet")]), restored(control[QStringLiteral("condition")]),
             number(control, "conditioning_scale", -100, 100, 1), number(control, "guidance_start", 0, 1, 0),
             number(control, "guidance_end", 0, 1, 1),
             mapUseFrom(control[QStringLiteral("condition_use")].toString()),
             compact(control[QStringLiteral("condition_recipe")])});
    }
    settings.prompt = json[QStringLiteral("prompt")].toString();
    settings.negativePrompt = json[QStringLiteral("negative_prompt")].toString();
    settings.readsWeights = json[QStringLiteral("prompt_weights")].toBool(true);
    settings.scheduler = json[QStringLiteral("scheduler")].toString();
    settings.steps = int(number(json, "steps", 1, 1000, settings.steps));
    settings.guidanceScale = number(json, "guidance_scale", 0, 100, settings.guidanceScale);
    settings.guessMode = json[QStringLiteral("guess_mode")].toBool();
    settings.fit = fitModeFrom(json[QStringLiteral("fit")].toString().toStdString()).value_or(settings.fit);
    settings.width = int(number(json, "width", 0, 16384, 0));
    settings.height = int(number(json, "height", 0, 16384, 0));
    settings.seed = json[QStringLiteral("seed")].toString().toULongLong();
    settings.label = json[QStringLiteral("label")].toString();
    if (const double adherence = number(json, "adherence", 0, 1, -1); adherence >= 0)
        settings.adherence = adherence;
    return settings;
}

QString actsText(double start, double end, int steps)
{
    int first = 0, last = 0;
    for (int i = 0; i < steps; ++i) {
        if (double(i) / steps < start || double(i + 1) / steps > end)
            continue;
        first = first == 0 ? i + 1 : first;
        last = i + 1;
    }
    if (first == 0)
        return say(QT_TRANSLATE_NOOP("armature::ui::TestSettings", "never acts"));
    return say(QT_TRANSLATE_NOOP("armature::ui::TestSettings", "acts on steps %1–%2 of %3"))
        .arg(first)
        .arg(last)
        .arg(steps);
}

QString samplerWord(const QString &scheduler, const QString &schedulerClass)
{
    for (const SchedulerName &one : kSchedulers)
        if (!scheduler.isEmpty() && scheduler == QLatin1String(one.name))
            return QLatin1String(one.webUi);
    if (!scheduler.isEmpty() && scheduler != schedulerClass)
        return scheduler;
    for (const SchedulerName &one : kSchedulers)
        if (schedulerClass == QLatin1String(one.diffusers))
            return QLatin1String(one.webUi);
    return schedulerClass;
}

std::vector<PngText> pngTexts(const TestSettings &settings, const QString &schedulerClass)
{
    QString text = settings.prompt;
    if (!settings.negativePrompt.isEmpty())
        text += QStringLiteral("\nNegative prompt: ") + settings.negativePrompt;
    text += QStringLiteral("\nSteps: %1, Sampler: %2, CFG scale: %3, Seed: %4, Size: %5x%6, Model: %7")
                .arg(settings.steps)
                .arg(samplerWord(settings.scheduler, schedulerClass))
                .arg(settings.guidanceScale)
                .arg(settings.seed)
                .arg(settings.width)
                .arg(settings.height)
                .arg(displayName(settings.base));
    for (size_t i = 0; i < settings.controls.size(); ++i) {
        const ControlSettings &control = settings.controls[i];
        text +=
            QStringLiteral(", ControlNet %1: \"Model: %2, Weight: %3, Guidance Start: %4, Guidance End: %5\"")
                .arg(i)
                .arg(displayName(control.net))
                .arg(control.scale)
                .arg(control.start)
                .arg(control.end);
    }
    const QByteArray json = QJsonDocument(toJson(settings)).toJson(QJsonDocument::Compact);
    return {{"parameters", text.toStdString()}, {kKey, json.toStdString()}};
}

Result<TestSettings> settingsOf(const std::filesystem::path &png)
{
    ARMATURE_TRY(const std::vector<PngText> texts, readPngText(png));
    for (const PngText &text : texts) {
        if (text.key != kKey)
            continue;
        const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(text.value)).object();
        if (json.contains(QStringLiteral("prompt")))
            return settingsFrom(json);
    }
    for (const PngText &text : texts) {
        if (text.key == "parameters")
            return settingsFromWebUi(QString::fromStdString(text.value));
    }
    return fail(ErrorCode::NotFound, png.filename().string() + " carries no settings.",
                "Pictures saved by Armature and by the WebUI do; a copy that was edited or sent by chat "
                "often lost them.");
}

namespace {

// ControlNet units as its extension writes them; their models are names in its folders, so only the numbers
// serve.
QJsonArray webUiUnits(const QString &line)
{
    static const QRegularExpression kUnit(QStringLiteral("ControlNet \\d+: \"([^\"]*)\""));
    QJsonArray units;
    for (auto unit = kUnit.globalMatch(line); unit.hasNext();) {
        const QString text = unit.next().captured(1);
        const auto value = [&](const char *key, double otherwise) {
            const QRegularExpression entry(QStringLiteral("(?:^|, )%1: (-?[0-9.]+)").arg(QLatin1String(key)));
            const auto found = entry.match(text);
            return found.hasMatch() ? found.captured(1).toDouble() : otherwise;
        };
        units.append(QJsonObject{{QStringLiteral("conditioning_scale"), value("Weight", 1)},
                                 {QStringLiteral("guidance_start"), value("Guidance Start", 0)},
                                 {QStringLiteral("guidance_end"), value("Guidance End", 1)}});
    }
    return units;
}

} // namespace

Result<TestSettings> settingsFromWebUi(const QString &parameters)
{
    static const QRegularExpression kLine(QStringLiteral("(?:^|\\n)(Steps: \\d+,[^\\n]*)\\s*$"));
    const auto line = kLine.match(parameters);
    if (!line.hasMatch())
        return fail(ErrorCode::BadInput, "The picture's text holds no settings that can be read.");
    const auto value = [&](const char *key) {
        const QRegularExpression entry(QStringLiteral("(?:^|, )%1: ([^,]*)").arg(QLatin1String(key)));
        return entry.match(line.captured(1)).captured(1).trimmed();
    };
    QJsonObject json;
    QString prompt = parameters.left(line.capturedStart(1)).trimmed();
    const QString mark = QStringLiteral("Negative prompt: ");
    if (const auto at = prompt.lastIndexOf(mark);
        at == 0 || (at > 0 && prompt[at - 1] == QLatin1Char('\n'))) {
        json[QStringLiteral("negative_prompt")] = prompt.mid(at + mark.size());
        prompt = prompt.left(at).trimmed();
    }
    json[QStringLiteral("prompt")] = prompt;
    // Since 1.9 the spacing of the noise levels stands by itself.
    const QString spacing = value("Schedule type");
    const bool isNamed = spacing == QLatin1String("Karras") || spacing == QLatin1String("Exponential");
    json[QStringLiteral("scheduler")] = isNamed && !value("Sampler").endsWith(spacing)
                                            ? value("Sampler") + QLatin1Char(' ') + spacing
                                            : value("Sampler");
    json[QStringLiteral("controls")] = webUiUnits(line.captured(1));
    json[QStringLiteral("steps")] = value("Steps").toInt();
    json[QStringLiteral("guidance_scale")] = value("CFG scale").toDouble();
    json[QStringLiteral("seed")] = value("Seed");
    const QStringList sides = value("Size").split(QLatin1Char('x'));
    if (sides.size() == 2) {
        json[QStringLiteral("width")] = sides[0].toInt();
        json[QStringLiteral("height")] = sides[1].toInt();
    }
    return settingsFrom(json);
}

} // namespace armature::ui
