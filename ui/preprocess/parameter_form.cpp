#include "ui/preprocess/parameter_form.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/engine_labels.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace armature::ui {

namespace {

QString text(const std::string &words) { return QString::fromStdString(words); }

constexpr const char *kTargetWidth = "target_width", *kTargetHeight = "target_height";

// Digits after the point that a step of this size needs.
int decimalsOf(double step)
{
    int decimals = 0;
    for (; decimals < 4 && std::abs(step - std::round(step)) > 1e-6; ++decimals)
        step *= 10;
    return decimals;
}

} // namespace

ParameterForm::ParameterForm(QWidget *parent) : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
}

void ParameterForm::setSchema(const std::vector<Parameter> &schema)
{
    m_schema = schema;
    m_values = defaultParameters(schema);
    m_fields.clear();
    if (m_rows) {
        m_rows->hide();
        m_rows->deleteLater();
    }
    m_rows = new QWidget(this);
    auto *form = new QFormLayout(m_rows);
    form->setContentsMargins(0, 0, 0, 0);
    form->setRowWrapPolicy(QFormLayout::WrapAllRows);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->setVerticalSpacing(space::kTiny);
    m_pixelPerfect = nullptr;
    for (const Parameter &parameter : m_schema)
        if (parameter.name == kTargetWidth)
            addPixelPerfect(*form);
        else if (parameter.name != kTargetHeight)
            addRow(*form, parameter);
    layout()->addWidget(m_rows);
    m_rows->show();
    setValues(m_values);
}

void ParameterForm::setValues(const ParameterValues &values)
{
    m_values = defaultParameters(m_schema);
    for (const Parameter &parameter : m_schema) {
        if (!values.is_object() || !values.contains(parameter.name))
            continue;
        ParameterValues one = {{parameter.name, values[parameter.name]}};
        if (completeParameters(m_schema, one, {}))
            m_values[parameter.name] = values[parameter.name];
    }
    m_isLoading = true;
    for (auto &[name, field] : m_fields) {
        field.load();
        showReset(field);
    }
    showPixelPerfect();
    m_isLoading = false;
    Q_EMIT changed();
}

// One switch for two numbers that only make sense together: the detecting resolution follows from the size
// that is trained at, so that no pixel of the map is wasted or invented.
void ParameterForm::addPixelPerfect(QFormLayout &form)
{
    m_pixelPerfect = new QCheckBox(m_rows);
    m_pixelPerfect->setObjectName(QStringLiteral("preprocess.pixelPerfect"));
    m_pixelPerfect->setToolTip(
        tr("Looks at each picture at just the size that it is trained at, so that no pixel of "
           "the map is lost or invented. The training size stands above the preview."));
    connect(m_pixelPerfect, &QCheckBox::toggled, this, [this](bool isOn) {
        if (m_isLoading)
            return;
        m_values[kTargetWidth] = m_values[kTargetHeight] = isOn ? m_trainingSize : 0;
        showPixelPerfect();
        Q_EMIT changed();
    });
    form.addRow(m_pixelPerfect);
}

bool ParameterForm::isPixelPerfect() const
{
    return m_pixelPerfect && m_values.value(kTargetWidth, 0) > 0 && m_values.value(kTargetHeight, 0) > 0;
}

void ParameterForm::showPixelPerfect()
{
    if (!m_pixelPerfect)
        return;
    const bool isOn = isPixelPerfect();
    const int width = isOn ? m_values[kTargetWidth].get<int>() : m_trainingSize,
              height = isOn ? m_values[kTargetHeight].get<int>() : m_trainingSize;
    m_pixelPerfect->setText(tr("Pixel perfect for %1 × %2 px").arg(width).arg(height));
    m_pixelPerfect->setChecked(isOn);
    if (auto *resolution = m_rows->findChild<QWidget *>(QStringLiteral("preprocess.row.resolution")))
        resolution->setEnabled(!isOn); // it follows
}

void ParameterForm::setTrainingSize(int pixels)
{
    m_trainingSize = pixels;
    if (isPixelPerfect()) {
        m_values[kTargetWidth] = m_values[kTargetHeight] = pixels;
        showPixelPerfect();
        Q_EMIT changed();
    } else {
        showPixelPerfect();
    }
}

void ParameterForm::addRow(QFormLayout &form, const Parameter &parameter)
{
    Field &field = m_fields[parameter.name];
    field.parameter = parameter;
    auto *place = new QWidget(m_rows);
    place->setObjectName(QStringLiteral("preprocess.row.") + text(parameter.name));
    auto *line = new QHBoxLayout(place);
    line->setContentsMargins(0, 0, 0, space::kTiny);
    line->setSpacing(space::kTiny);
    QWidget *editor = makeEditor(parameter, field);
    editor->setToolTip(QStringLiteral("<p>%1</p>").arg(inLabels(parameter.help).toHtmlEscaped()));
    line->addWidget(editor, 1);
    field.reset = new QToolButton(place);
    field.reset->setIcon(icon(QStringLiteral("arrow-counterclockwise")));
    field.reset->setAutoRaise(true);
    field.reset->setObjectName(QStringLiteral("preprocess.reset.") + text(parameter.name));
    field.reset->setToolTip(tr("Back to the default"));
    field.reset->setAccessibleName(tr("Reset %1").arg(inLabels(parameter.label)));
    QSizePolicy policy = field.reset->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    field.reset->setSizePolicy(policy);
    connect(field.reset, &QToolButton::clicked, this, [this, name = parameter.name] {
        ParameterValues values = m_values;
        values.erase(name);
        setValues(values);
    });
    line->addWidget(field.reset);
    const QString unit =
        parameter.unit.empty() ? QString() : QStringLiteral(" (%1)").arg(inLabels(parameter.unit));
    if (parameter.type == ParameterType::Bool)
        form.addRow(place);
    else
        form.addRow(inLabels(parameter.label) + unit, place);
}

QWidget *ParameterForm::makeEditor(const Parameter &parameter, Field &field)
{
    const std::string name = parameter.name;
    if (parameter.type == ParameterType::Bool) {
        auto *box = new QCheckBox(inLabels(parameter.label), m_rows);
        box->setObjectName(QStringLiteral("preprocess.") + text(name));
        connect(box, &QCheckBox::toggled, this, [this, name](bool isOn) { take(name, isOn); });
        field.load = [this, box, name] { box->setChecked(m_values[name].get<bool>()); };
        return box;
    }
    if (parameter.type == ParameterType::Choice) {
        auto *list = new QComboBox(m_rows);
        list->setObjectName(QStringLiteral("preprocess.") + text(name));
        list->setAccessibleName(inLabels(parameter.label));
        for (const std::string &choice : parameter.choices)
            list->addItem(text(choice));
        connect(list, &QComboBox::currentTextChanged, this,
                [this, name](const QString &chosen) { take(name, chosen.toStdString()); });
        field.load = [this, list, name] { list->setCurrentText(text(m_values[name].get<std::string>())); };
        return list;
    }
    return makeNumber(parameter, field);
}

// A slider for the hand and a field for the number.
QWidget *ParameterForm::makeNumber(const Parameter &parameter, Field &field)
{
    const std::string name = parameter.name;
    const bool isInt = parameter.type == ParameterType::Int;
    const double step = parameter.step > 0 ? parameter.step : 1, minimum = parameter.minimum;
    auto *both = new QWidget(m_rows);
    auto *line = new QHBoxLayout(both);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kSmall);
    auto *slider = new QSlider(Qt::Horizontal, both);
    slider->setObjectName(QStringLiteral("preprocess.slider.") + text(name));
    slider->setAccessibleName(inLabels(parameter.label));
    slider->setRange(0, int(std::min(1e6, std::round((parameter.maximum - minimum) / step))));
    auto *spin = new QDoubleSpinBox(both);
    spin->setObjectName(QStringLiteral("preprocess.") + text(name));
    spin->setAccessibleName(inLabels(parameter.label));
    spin->findChild<QLineEdit *>()->setAccessibleName(inLabels(parameter.label));
    spin->setDecimals(isInt ? 0 : std::max(2, decimalsOf(step)));
    spin->setRange(minimum, parameter.maximum);
    spin->setSingleStep(step);
    if (parameter.unit == "px" && parameter.initial == 0 && minimum == 0)
        spin->setSpecialValueText(tr("auto"));
    spin->setFixedWidth(88);
    spin->setAlignment(Qt::AlignRight);
    line->addWidget(slider, 1);
    line->addWidget(spin);
    const auto toSlider = [=](double value) { return int(std::round((value - minimum) / step)); };
    connect(slider, &QSlider::valueChanged, this, [=, this, maximum = parameter.maximum](int at) {
        if (!m_isLoading)
            spin->setValue(std::min(maximum, minimum + at * step));
    });
    connect(spin, &QDoubleSpinBox::valueChanged, this, [=, this](double value) {
        const QSignalBlocker blocker(slider);
        slider->setValue(toSlider(value));
        take(name, isInt ? nlohmann::json(int64_t(std::llround(value))) : nlohmann::json(value));
    });
    field.load = [=, this] {
        const double value = m_values[name].get<double>();
        spin->setValue(value);
        const QSignalBlocker blocker(slider);
        slider->setValue(toSlider(value));
    };
    return both;
}

void ParameterForm::take(const std::string &name, nlohmann::json value)
{
    if (m_isLoading)
        return;
    m_values[name] = std::move(value);
    showReset(m_fields.at(name));
    Q_EMIT changed();
}

void ParameterForm::showReset(const Field &field)
{
    field.reset->setVisible(m_values[field.parameter.name] != field.parameter.initial);
}

} // namespace armature::ui
