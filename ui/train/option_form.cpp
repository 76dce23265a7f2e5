#include "ui/train/option_form.h"

#include "core/config/schema.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QVBoxLayout>

#include <nlohmann/json.hpp>

#include <cmath>

namespace armature::ui {

namespace {

QString text(std::string_view words) { return QString::fromUtf8(words.data(), qsizetype(words.size())); }

QString valueText(const OptionRow &row, const TrainOptions &options)
{
    const nlohmann::json value = optionValue(row, options);
    return value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString::fromStdString(value.dump());
}

// "1 to 16384"; empty where any number will do.
QString rangeText(const OptionRow &row)
{
    const auto number = [](double value) { return QLocale().toString(value, 'g', 10); };
    const bool hasLow = std::isfinite(row.range.minimum), hasHigh = std::isfinite(row.range.maximum);
    QString words = hasLow && hasHigh ? OptionForm::tr("%1 to %2").arg(number(row.range.minimum), number(row.range.maximum))
                    : hasLow          ? OptionForm::tr("at least %1").arg(number(row.range.minimum))
                    : hasHigh         ? OptionForm::tr("at most %1").arg(number(row.range.maximum))
                                      : QString();
    if (row.range.multipleOf > 1)
        words += OptionForm::tr(", in steps of %1").arg(row.range.multipleOf);
    return words;
}

bool isDefault(const OptionRow &row, const TrainOptions &options) { return optionValue(row, options) == optionValue(row, TrainOptions()); }

} // namespace

OptionForm::OptionForm(const std::set<std::string> &hidden, const std::vector<std::string> &first, QWidget *parent)
    : QWidget(parent), m_middle(new QVBoxLayout)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    const auto makeForm = [](QWidget *owner) {
        auto *form = new QFormLayout(owner);
        form->setContentsMargins(0, 0, 0, 0);
        form->setRowWrapPolicy(QFormLayout::WrapAllRows);
        form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
        form->setVerticalSpacing(space::kTiny);
        return form;
    };
    auto *head = new QWidget(this);
    QFormLayout *headForm = makeForm(head);
    for (const std::string &key : first)
        if (const OptionRow *row = findOption(key))
            addRow(*headForm, *row);
    column->addWidget(head);
    m_middle->setContentsMargins(0, 0, 0, space::kTiny);
    m_middle->setSpacing(space::kTiny);
    column->addLayout(m_middle);
    auto *essential = new QWidget(this);
    QFormLayout *essentialForm = makeForm(essential);
    column->addWidget(essential);
    m_fold = new QToolButton(this);
    m_fold->setObjectName(QStringLiteral("train.expert"));
    m_fold->setText(tr("Expert: all settings"));
    m_fold->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_fold->setAutoRaise(true);
    m_fold->setCheckable(true);
    column->addWidget(m_fold);
    m_expert = new QWidget(this);
    QFormLayout *rest = makeForm(m_expert);
    column->addWidget(m_expert);
    column->addStretch(1);
    OptionSection section{};
    bool isFirst = true;
    for (const OptionRow &row : trainSchema()) {
        if (hidden.contains(std::string(row.key)) || m_fields.contains(std::string(row.key)) || row.section == OptionSection::Compatibility)
            continue;
        if (row.level == OptionLevel::Essential) {
            addRow(*essentialForm, row);
            continue;
        }
        if (isFirst || row.section != section) {
            auto *title = new QLabel(text(sectionTitle(row.section)), m_expert);
            title->setFont(sectionFont(font()));
            title->setContentsMargins(0, space::kMedium, 0, 0);
            rest->addRow(title);
        }
        isFirst = false;
        section = row.section;
        addRow(*rest, row);
    }
    connect(m_fold, &QToolButton::toggled, this, &OptionForm::setExpert);
    setExpert(false);
    setOptions({});
}

void OptionForm::setExpert(bool isExpert)
{
    m_fold->setChecked(isExpert);
    m_fold->setIcon(icon(isExpert ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right")));
    m_expert->setVisible(isExpert);
}

void OptionForm::addRow(QFormLayout &form, const OptionRow &row)
{
    const std::string key(row.key);
    Field &field = m_fields[key];
    field.row = &row;
    auto *place = new QWidget(this);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kTiny);
    field.editor = makeEditor(row, field);
    field.editor->setObjectName(QStringLiteral("train.") + text(row.key));
    field.editor->setAccessibleName(text(row.label));
    const QString facts = QStringList{text(row.key), rangeText(row), tr("default: %1").arg(QString::fromStdString(defaultText(row)))}.join(QStringLiteral(" · "));
    field.editor->setToolTip(QStringLiteral("<p>%1</p><p>%2</p>").arg(text(row.help).toHtmlEscaped(), QString(facts).replace(QStringLiteral(" ·  · "), QStringLiteral(" · ")).toHtmlEscaped()));
    line->addWidget(field.editor, 1);
    if (row.kind == OptionKind::Folder || row.kind == OptionKind::File) {
        auto *browse = new QToolButton(place);
        browse->setIcon(icon(QStringLiteral("folder2-open")));
        browse->setAutoRaise(true);
        browse->setToolTip(tr("Choose"));
        browse->setAccessibleName(tr("Choose: %1").arg(text(row.label)));
        connect(browse, &QToolButton::clicked, this, [this, edit = static_cast<QLineEdit *>(field.editor), isFolder = row.kind == OptionKind::Folder] {
            const QString chosen = isFolder ? QFileDialog::getExistingDirectory(this, {}, edit->text()) : QFileDialog::getOpenFileName(this, {}, edit->text());
            if (!chosen.isEmpty())
                edit->setText(chosen);
        });
        line->addWidget(browse);
    }
    field.reset = new QToolButton(place);
    field.reset->setIcon(icon(QStringLiteral("arrow-counterclockwise")));
    field.reset->setAutoRaise(true);
    field.reset->setToolTip(tr("Back to %1").arg(QString::fromStdString(defaultText(row))));
    field.reset->setAccessibleName(tr("Reset %1").arg(text(row.label)));
    field.reset->setSizePolicy([&] {
        QSizePolicy policy = field.reset->sizePolicy();
        policy.setRetainSizeWhenHidden(true);
        return policy;
    }());
    connect(field.reset, &QToolButton::clicked, this, [this, key] {
        (void)setOption(*m_fields[key].row, nullptr, m_options);
        m_isLoading = true;
        m_fields[key].load();
        m_isLoading = false;
        settle(key, {});
    });
    line->addWidget(field.reset, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout(place);
    column->setContentsMargins(0, 0, 0, space::kTiny);
    column->setSpacing(space::kTiny);
    column->addLayout(line);
    field.problem = new QLabel(place);
    field.problem->setWordWrap(true);
    field.problem->setFont(captionFont(font()));
    field.problem->hide();
    column->addWidget(field.problem);
    const bool isSaid = text(row.label).compare(text(row.unit), Qt::CaseInsensitive) == 0; // "Steps (steps)"
    const QString unit = row.unit.empty() || isSaid ? QString() : QStringLiteral(" (%1)").arg(text(row.unit));
    if (row.kind == OptionKind::Switch)
        form.addRow(place);
    else
        form.addRow(text(row.label) + unit, place);
    field.name = row.kind == OptionKind::Switch ? field.editor : form.labelForField(place);
}

void OptionForm::mark(Field &field, bool isChanged)
{
    field.reset->setVisible(isChanged);
    QFont name = font();
    name.setBold(isChanged);
    if (field.name)
        field.name->setFont(name);
}

QWidget *OptionForm::makeEditor(const OptionRow &row, Field &field)
{
    if (row.kind == OptionKind::Switch) {
        auto *box = new QCheckBox(text(row.label), this);
        connect(box, &QCheckBox::toggled, this, [this, &row](bool isOn) { take(row, isOn ? QStringLiteral("true") : QStringLiteral("false")); });
        field.load = [this, box, &row] { box->setChecked(optionValue(row, m_options).get<bool>()); };
        return box;
    }
    if (row.kind == OptionKind::Choice) {
        auto *list = new QComboBox(this);
        for (const std::string_view choice : row.choices)
            list->addItem(text(choice));
        connect(list, &QComboBox::currentTextChanged, this, [this, &row](const QString &chosen) { take(row, chosen); });
        field.load = [this, list, &row] { list->setCurrentText(valueText(row, m_options)); };
        return list;
    }
    if (row.kind == OptionKind::TextList || row.kind == OptionKind::FileList) {
        auto *lines = new QPlainTextEdit(this);
        lines->setFixedHeight(4 * size::kRow);
        lines->setTabChangesFocus(true);
        lines->setLineWrapMode(QPlainTextEdit::NoWrap);
        lines->setPlaceholderText(tr("One a line"));
        connect(lines, &QPlainTextEdit::textChanged, this,
                [this, lines, &row] { takeList(row, lines->toPlainText().split(QLatin1Char('\n'), Qt::SkipEmptyParts)); });
        field.load = [this, lines, &row] {
            QStringList texts;
            for (const auto &one : optionValue(row, m_options))
                texts += QString::fromStdString(one.get<std::string>());
            lines->setPlainText(texts.join(QLatin1Char('\n')));
        };
        return lines;
    }
    auto *edit = new QLineEdit(this);
    edit->setPlaceholderText(text(row.emptyMeans));
    connect(edit, &QLineEdit::textChanged, this, [this, &row](const QString &typed) { take(row, typed); });
    field.load = [this, edit, &row] {
        const bool isUnset = !row.emptyMeans.empty() && isDefault(row, m_options);
        edit->setText(isUnset ? QString() : valueText(row, m_options));
    };
    return edit;
}

void OptionForm::take(const OptionRow &row, const QString &typed)
{
    if (m_isLoading)
        return;
    const bool isNumber = row.kind == OptionKind::Integer || row.kind == OptionKind::Number;
    const auto value = typed.isEmpty() && isNumber ? Result<nlohmann::json>(nlohmann::json()) : optionFromText(row, typed.toStdString());
    const Status status = value ? setOption(row, *value, m_options) : Status(tl::unexpected(value.error()));
    settle(std::string(row.key), status ? QString() : QString::fromStdString(status.error().message));
}

void OptionForm::takeList(const OptionRow &row, const QStringList &lines)
{
    if (m_isLoading)
        return;
    nlohmann::json value = nlohmann::json::array();
    for (const QString &line : lines)
        value.push_back(line.trimmed().toStdString());
    const Status status = setOption(row, value, m_options);
    settle(std::string(row.key), status ? QString() : QString::fromStdString(status.error().message));
}

void OptionForm::settle(const std::string &key, const QString &problem)
{
    Field &field = m_fields[key];
    if (problem.isEmpty())
        m_problems.erase(key);
    else
        m_problems[key] = problem;
    field.problem->setText(problem);
    field.problem->setVisible(!problem.isEmpty());
    QPalette palette = field.problem->palette();
    palette.setColor(QPalette::WindowText, color(themeColors(palette).bad));
    field.problem->setPalette(palette);
    mark(field, !problem.isEmpty() || !isDefault(*field.row, m_options));
    Q_EMIT changed();
}

void OptionForm::setOptions(const TrainOptions &options)
{
    m_options = options;
    m_problems.clear();
    m_isLoading = true;
    for (auto &[key, field] : m_fields) {
        field.load();
        field.problem->hide();
        mark(field, !isDefault(*field.row, m_options));
    }
    m_isLoading = false;
    Q_EMIT changed();
}

QWidget *OptionForm::editor(const std::string &key) const
{
    const auto found = m_fields.find(key);
    return found == m_fields.end() ? nullptr : found->second.editor;
}

} // namespace armature::ui
