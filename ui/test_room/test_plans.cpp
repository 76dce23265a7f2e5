#include "ui/test_room/test_plans.h"

#include "ui/project/paths.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QRegularExpression>

#include <algorithm>

namespace armature::ui {

namespace {

constexpr int kGap = 8, kHeader = 26, kMinCell = 128, kMaxCell = 512, kMaxLabel = 260, kMaxAxisSide = 4096;
const QLatin1String kNothing("-"); // the empty text among values

QString say(const char *text) { return QCoreApplication::translate("armature::ui::TestPlans", text); }

struct AxisValue
{
    QString label;
    std::function<void(TestSettings &)> set;
};

bool isPath(Axis axis) { return axis == Axis::Base || axis == Axis::ControlNet || axis == Axis::Condition; }

QStringList valuesOf(const AxisChoice &choice)
{
    static const QRegularExpression kLines(QStringLiteral("[|\\n]")), kCommas(QStringLiteral("[,;\\n]"));
    QStringList values;
    for (const QString &value : choice.values.split(isTextAxis(choice.axis) ? kLines : kCommas)) {
        if (!value.trimmed().isEmpty())
            values << value.trimmed();
    }
    return values;
}

struct Range
{
    double low, high;
    bool isWhole;
};

Range rangeOf(Axis axis)
{
    switch (axis) {
    case Axis::Scale:
        return {-10, 10, false};
    case Axis::Start:
    case Axis::End:
        return {0, 1, false};
    case Axis::Guidance:
        return {0, 50, false};
    case Axis::Steps:
        return {1, 999, true};
    default:
        return {0, 9007199254740991.0, true};
    }
}

void setNumber(TestSettings &settings, Axis axis, double value)
{
    for (ControlSettings &control : settings.controls) {
        if (axis == Axis::Scale)
            control.scale = value;
        if (axis == Axis::Start)
            control.start = value;
        if (axis == Axis::End)
            control.end = value;
    }
    if (axis == Axis::Guidance)
        settings.guidanceScale = value;
    if (axis == Axis::Steps)
        settings.steps = int(value);
    if (axis == Axis::Seed)
        settings.seed = quint64(value);
}

void setText(TestSettings &settings, Axis axis, const QString &value)
{
    if (axis == Axis::Prompt)
        settings.prompt = value;
    if (axis == Axis::NegativePrompt)
        settings.negativePrompt = value == kNothing ? QString() : value;
    if (axis == Axis::Scheduler)
        settings.scheduler = value;
    if (axis == Axis::Base)
        settings.base = pathFromQt(value);
    if (settings.controls.empty())
        return;
    if (axis == Axis::ControlNet)
        settings.controls.front().net = pathFromQt(value);
    if (axis == Axis::Condition)
        settings.controls.front().changeCondition(pathFromQt(value));
}

// "768x512", "crop", "on". None where the axis is another's or the text no such value.
std::function<void(TestSettings &)> wordSetter(Axis axis, const QString &text)
{
    static const QRegularExpression kSize(QStringLiteral("^(\\d{1,5})\\s*[x×*]\\s*(\\d{1,5})$"));
    if (axis == Axis::Size) {
        const auto size = kSize.match(text.toLower());
        const int width = size.captured(1).toInt(), height = size.captured(2).toInt();
        if (!size.hasMatch() || width < 8 || height < 8 || width > kMaxAxisSide || height > kMaxAxisSide)
            return {};
        return [width, height](TestSettings &settings) {
            settings.width = width;
            settings.height = height;
        };
    }
    if (axis == Axis::Fit) {
        const QString word = text.toLower();
        const auto fit =
            fitModeFrom((word == QLatin1String("just") ? QStringLiteral("stretch") : word).toStdString());
        if (!fit)
            return {};
        return [fit](TestSettings &settings) { settings.fit = *fit; };
    }
    const QString word = text.toLower();
    if (word != QLatin1String("on") && word != QLatin1String("off"))
        return {};
    return [isOn = word == QLatin1String("on")](TestSettings &settings) { settings.guessMode = isOn; };
}

// The last part of a path, and its folder where names alone do not tell the values apart: checkpoints of two
// runs.
QString pathLabel(const QString &text, const QStringList &all)
{
    const auto path = pathFromQt(text);
    const QString name = displayName(path);
    int same = 0;
    for (const QString &other : all)
        same += displayName(pathFromQt(other)) == name;
    return same > 1 ? displayName(path.parent_path()) + QLatin1Char('/') + name : name;
}

Error noValue(Axis axis, const QString &text)
{
    return {ErrorCode::BadInput,
            say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "“%1” is no value for %2."))
                .arg(text, axisTitle(axis))
                .toStdString(),
            say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Write values such as %1."))
                .arg(axisExample(axis))
                .toStdString(),
            {}};
}

Result<std::vector<AxisValue>> readAxis(const AxisChoice &choice)
{
    const Axis axis = choice.axis;
    if (axis == Axis::None)
        return std::vector<AxisValue>{{QString(), [](TestSettings &) {}}};
    std::vector<AxisValue> values;
    const QStringList texts = valuesOf(choice);
    for (const QString &text : texts) {
        if (isTextAxis(axis) || axis == Axis::Scheduler) {
            values.push_back({isPath(axis) ? pathLabel(text, texts) : text,
                              [axis, text](TestSettings &settings) { setText(settings, axis, text); }});
            continue;
        }
        if (axis == Axis::Size || axis == Axis::Fit || axis == Axis::GuessMode) {
            const auto set = wordSetter(axis, text);
            if (!set)
                return fail(noValue(axis, text));
            values.push_back({axisTitle(axis) + QLatin1Char(' ') + text, set});
            continue;
        }
        bool isNumber = false;
        const double value = text.toDouble(&isNumber);
        const Range range = rangeOf(axis);
        if (!isNumber || value < range.low || value > range.high ||
            (range.isWhole && value != double(qint64(value))))
            return fail(noValue(axis, text));
        values.push_back({axisTitle(axis) + QLatin1Char(' ') + text,
                          [axis, value](TestSettings &settings) { setNumber(settings, axis, value); }});
    }
    if (values.empty())
        return fail(ErrorCode::BadInput,
                    say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "%1 has no values."))
                        .arg(axisTitle(axis))
                        .toStdString());
    return values;
}

} // namespace

bool isTextAxis(Axis axis) { return axis == Axis::Prompt || axis == Axis::NegativePrompt || isPath(axis); }

QString axisTitle(Axis axis)
{
    switch (axis) {
    case Axis::Size:
        return say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Size"));
    case Axis::Fit:
        return say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Resize mode"));
    case Axis::GuessMode:
        return say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Guess mode"));
    case Axis::NegativePrompt:
        return say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Negative prompt"));
    case Axis::Base:
        return say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Base model"));
    case Axis::None:
        return say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Nothing"));
    case Axis::Scale:
        return say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Conditioning scale"));
    case Axis::Start:
        return say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Guidance start"));
    case Axis::End:
        return say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Guidance end"));
    case Axis::Guidance:
        return say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Guidance scale"));
    case Axis::Steps:
        return say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Steps"));
    case Axis::Scheduler:
        return say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Scheduler"));
    case Axis::Seed:
        return say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Seed"));
    case Axis::Prompt:
        return say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Prompt"));
    case Axis::ControlNet:
        return say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Checkpoint"));
    case Axis::Condition:
        break;
    }
    return say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Condition"));
}

QString axisExample(Axis axis)
{
    switch (axis) {
    case Axis::Scale:
        return QStringLiteral("0, 0.5, 1");
    case Axis::Start:
        return QStringLiteral("0, 0.2, 0.4");
    case Axis::End:
        return QStringLiteral("0.4, 0.8, 1");
    case Axis::Guidance:
        return QStringLiteral("1, 4, 7.5");
    case Axis::Steps:
        return QStringLiteral("10, 20, 40");
    case Axis::Scheduler:
        return QStringLiteral("ddim, euler_a, dpmpp_2m_karras");
    case Axis::Seed:
        return QStringLiteral("1, 2, 3");
    case Axis::Size:
        return QStringLiteral("512x512, 768x512");
    case Axis::Fit:
        return QStringLiteral("just, crop, fill");
    case Axis::GuessMode:
        return QStringLiteral("off, on");
    case Axis::NegativePrompt:
        return say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "- | blurry, dark"));
    case Axis::Base:
        return QStringLiteral("model-a | model-b.safetensors");
    case Axis::Prompt:
        return say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "a red star | a blue house"));
    case Axis::ControlNet:
        return QStringLiteral("run/checkpoint-120 | run/checkpoint-240");
    case Axis::Condition:
        return QStringLiteral("one.png | two.png");
    case Axis::None:
        break;
    }
    return {};
}

Result<SheetPlan> gridPlan(const TestSettings &settings, const AxisChoice &across, const AxisChoice &down)
{
    ARMATURE_TRY(const std::vector<AxisValue> columns, readAxis(across));
    ARMATURE_TRY(const std::vector<AxisValue> rows, readAxis(down));
    if (columns.size() * rows.size() > size_t(kMaxSheetPictures))
        return fail(
            ErrorCode::BadInput,
            say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "A grid of %1 pictures is more than %2."))
                .arg(columns.size() * rows.size())
                .arg(kMaxSheetPictures)
                .toStdString(),
            say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Use fewer values.")).toStdString());
    SheetPlan plan;
    plan.title = settings.prompt;
    for (const AxisValue &column : columns)
        plan.columns << column.label;
    for (const AxisValue &row : rows) {
        plan.rows << row.label;
        for (const AxisValue &column : columns) {
            TestTask task;
            task.settings = settings;
            column.set(task.settings);
            row.set(task.settings);
            QStringList labels{column.label, row.label};
            labels.removeAll(QString());
            task.settings.label = labels.join(QStringLiteral(", "));
            for (const ControlSettings &control : task.settings.controls) {
                if (control.start >= control.end)
                    return fail(ErrorCode::BadInput,
                                say(QT_TRANSLATE_NOOP("armature::ui::TestPlans",
                                                      "Guidance would start at %1 and end at %2."))
                                    .arg(control.start)
                                    .arg(control.end)
                                    .toStdString(),
                                say(QT_TRANSLATE_NOOP("armature::ui::TestPlans",
                                                      "Let every start come before every end."))
                                    .toStdString());
            }
            plan.tasks.push_back(std::move(task));
        }
    }
    return plan;
}

SheetPlan proofPlan(const TestSettings &settings, const std::filesystem::path &otherCondition)
{
    SheetPlan plan;
    plan.title = say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Proof: one seed, three conditions"));
    plan.rows << QString();
    const auto add = [&](const QString &label, bool isBlank, bool isMirrored,
                         const std::filesystem::path &condition) {
        TestTask task;
        task.settings = settings;
        task.settings.label = label;
        task.isConditionBlank = isBlank;
        task.isConditionMirrored = isMirrored;
        if (!condition.empty() && !task.settings.controls.empty())
            task.settings.controls.front().changeCondition(condition);
        plan.columns << label;
        plan.tasks.push_back(std::move(task));
    };
    add(say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "This condition")), false, false, {});
    if (!otherCondition.empty())
        add(say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Another condition")), false, false,
            otherCondition);
    else
        add(say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "Mirrored condition")), false, true, {});
    add(say(QT_TRANSLATE_NOOP("armature::ui::TestPlans", "No condition")), true, false, {});
    return plan;
}

QImage drawSheet(const SheetPlan &plan, const std::vector<QImage> &pictures)
{
    QSize cell(kMinCell, kMinCell);
    for (const QImage &picture : pictures)
        cell = cell.expandedTo(picture.size().boundedTo({kMaxCell, kMaxCell}));
    QFont font;
    font.setPixelSize(13);
    const QFontMetrics metrics(font);
    int left = kGap;
    for (const QString &row : plan.rows)
        left = std::max(left, row.isEmpty() ? 0 : std::min(metrics.horizontalAdvance(row), 200) + 2 * kGap);
    for (const QString &column : plan.columns) // the value stands at its end: it has to be read
        cell.setWidth(std::max(cell.width(),
                               std::min(metrics.horizontalAdvance(column.simplified()) + kGap, kMaxLabel)));
    const int columns = int(plan.columns.size()), rows = int(plan.rows.size());
    const int top = kHeader * 2;
    QImage sheet(left + columns * (cell.width() + kGap), top + rows * (cell.height() + kGap),
                 QImage::Format_RGB888);
    const ThemeColors &colors = kLightColors; // a sheet looks the same in both themes
    sheet.fill(color(colors.window));
    QPainter painter(&sheet);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setFont(font);
    painter.setPen(color(colors.text));
    const auto write = [&](const QRect &place, int alignment, const QString &text) {
        painter.drawText(place, alignment | Qt::AlignVCenter,
                         metrics.elidedText(text.simplified(), Qt::ElideMiddle, place.width()));
    };
    write({kGap, 0, sheet.width() - 2 * kGap, kHeader}, Qt::AlignLeft, plan.title);
    for (int column = 0; column < columns; ++column)
        write({left + column * (cell.width() + kGap), kHeader, cell.width(), kHeader}, Qt::AlignHCenter,
              plan.columns[column]);
    for (int row = 0; row < rows; ++row) {
        const int y = top + row * (cell.height() + kGap);
        write({kGap, y, left - 2 * kGap, cell.height()}, Qt::AlignLeft, plan.rows[row]);
        for (int column = 0; column < columns; ++column) {
            const QRect place(left + column * (cell.width() + kGap), y, cell.width(), cell.height());
            const size_t index = size_t(row * columns + column);
            if (index >= pictures.size() || pictures[index].isNull()) {
                painter.fillRect(place, color(colors.line));
                continue;
            }
            const QSize shown = pictures[index].size().scaled(place.size(), Qt::KeepAspectRatio);
            painter.drawImage(
                QRect(place.center() - QPoint(shown.width() / 2 - 1, shown.height() / 2 - 1), shown),
                pictures[index]);
        }
    }
    return sheet;
}

} // namespace armature::ui
