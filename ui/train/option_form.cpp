#include "ui/train/option_form.h"

#include "core/config/schema.h"
#include "core/config/train_validate.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/train/option_words.h"
#include "ui/train/validation_list.h"
#include "ui/widgets/core_words.h"
#include "ui/widgets/engine_labels.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QVBoxLayout>

#include <nlohmann/json.hpp>

#include <cmath>
#include <optional>

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

constexpr std::string_view kPrompts = "validation_prompt", kMaps = "validation_image"; // one list in the form

// A list that the wheel comes across while the page scrolls must not change by it.
class WheelGuard final : public QObject
{
public:
    using QObject::QObject;
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::Wheel || static_cast<QWidget *>(watched)->hasFocus())
            return false;
        event->ignore(); // the page has it
        return true;
    }
};

QVBoxLayout *makeColumn(QWidget *owner)
{
    auto *column = new QVBoxLayout(owner);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kTiny);
    return column;
}

bool isDefault(const OptionRow &row, const TrainOptions &options) { return optionValue(row, options) == optionValue(row, TrainOptions()); }

} // namespace

OptionForm::OptionForm(const std::set<std::string> &hidden, const std::vector<std::string> &first, QWidget *parent)
    : QWidget(parent), m_middle(new QVBoxLayout), m_hidden(hidden)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    auto *head = new QWidget(this);
    QVBoxLayout *headColumn = makeColumn(head);
    for (const std::string &key : first)
        if (const OptionRow *row = findOption(key))
            addRow(*headColumn, *row);
    column->addWidget(head);
    m_middle->setContentsMargins(0, 0, 0, space::kTiny);
    m_middle->setSpacing(space::kTiny);
    column->addLayout(m_middle);
    auto *essential = new QWidget(this);
    QVBoxLayout *essentialColumn = makeColumn(essential);
    column->addWidget(essential);
    for (const OptionRow &row : trainSchema())
        if (row.level == OptionLevel::Essential && isWanted(row))
            addRow(*essentialColumn, row);
    m_fold = new QToolButton(this);
    m_fold->setObjectName(QStringLiteral("train.expert"));
    m_fold->setText(tr("Expert: all settings"));
    m_fold->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_fold->setAutoRaise(true);
    m_fold->setCheckable(true);
    column->addWidget(m_fold);
    m_expert = new QWidget(this);
    column->addWidget(m_expert);
    addExpert();
    column->addStretch(1);
    connect(m_fold, &QToolButton::toggled, this, &OptionForm::setExpert);
    setExpert(false);
    setOptions({});
}

bool OptionForm::isWanted(const OptionRow &row) const
{
    const std::string key(row.key);
    return !m_hidden.contains(key) && !m_fields.contains(key) && row.section != OptionSection::Compatibility && row.key != kMaps;
}

void OptionForm::addExpert()
{
    QVBoxLayout *rows = makeColumn(m_expert);
    std::optional<OptionSection> section;
    for (const OptionRow &row : trainSchema()) {
        if (!isWanted(row))
            continue;
        if (row.section != section) {
            auto *title = new QLabel(inLabels(sectionTitle(row.section)), m_expert);
            title->setFont(sectionFont(font()));
            title->setContentsMargins(0, space::kMedium, 0, 0);
            rows->addWidget(title);
            section = row.section;
        }
        addRow(*rows, row).isExpert = true;
    }
}

void OptionForm::guardFromWheel(QComboBox &list)
{
    list.setFocusPolicy(Qt::StrongFocus); // not by the wheel itself
    list.installEventFilter(new WheelGuard(&list));
}

void OptionForm::setExpert(bool isExpert)
{
    m_fold->setChecked(isExpert);
    m_fold->setIcon(icon(isExpert ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right")));
    m_expert->setVisible(isExpert);
}

OptionForm::Field &OptionForm::addRow(QVBoxLayout &rows, const OptionRow &row)
{
    Field &field = m_fields[std::string(row.key)];
    field.row = &row;
    auto *place = new QWidget(this);
    QVBoxLayout *column = makeColumn(place);
    column->setContentsMargins(0, 0, 0, space::kTiny);
    column->setSpacing(0);
    rows.addWidget(place);
    field.editor = makeEditor(row, field);
    field.editor->setObjectName(QStringLiteral("train.") + text(row.key));
    field.editor->setAccessibleName(inLabels(row.label));
    QStringList told{text(row.key), rangeText(row), tr("default: %1").arg(defaultWords(row))};
    told.removeAll(QString());
    const QString facts = told.join(QStringLiteral(" · "));
    field.editor->setToolTip(QStringLiteral("<p>%1</p><p>%2</p>").arg(inLabels(row.help).toHtmlEscaped(), facts.toHtmlEscaped()));
    field.editor->setAccessibleDescription(inLabels(row.help) + QLatin1Char(' ') + facts);
    // The name and, where the value is not the default, the way back to it; a switch is its own name.
    auto *head = new QHBoxLayout;
    head->setSpacing(space::kTiny);
    field.name = row.kind == OptionKind::Switch ? field.editor : makeName(row, *field.editor, place);
    field.name->setMinimumHeight(size::kRow);
    head->addWidget(field.name, 1);
    addReset(*head, field, place);
    column->addLayout(head);
    if (row.kind != OptionKind::Switch) {
        auto *line = new QHBoxLayout;
        line->setSpacing(space::kTiny);
        line->addWidget(field.editor, 1);
        if (row.kind == OptionKind::Folder || row.kind == OptionKind::File)
            line->addWidget(makeBrowse(row, static_cast<QLineEdit *>(field.editor), place));
        column->addLayout(line);
    }
    field.problem = new QLabel(place);
    field.problem->setWordWrap(true);
    field.problem->setFont(captionFont(font()));
    QPalette problemPalette = palette();
    problemPalette.setColor(QPalette::WindowText, color(themeColors(problemPalette).bad));
    field.problem->setPalette(problemPalette);
    field.problem->hide();
    column->addWidget(field.problem);
    return field;
}

QWidget *OptionForm::makeName(const OptionRow &row, QWidget &editor, QWidget *place)
{
    const QString label = inLabels(row.label), unit = inLabels(row.unit);
    const bool isSaid = label.compare(unit, Qt::CaseInsensitive) == 0; // "Steps (steps)"
    auto *name = new QLabel(unit.isEmpty() || isSaid ? label : QStringLiteral("%1 (%2)").arg(label, unit), place);
    name->setBuddy(&editor);
    return name;
}

QWidget *OptionForm::makeBrowse(const OptionRow &row, QLineEdit *edit, QWidget *place)
{
    auto *browse = new QToolButton(place);
    browse->setIcon(icon(QStringLiteral("folder2-open")));
    browse->setAutoRaise(true);
    browse->setToolTip(tr("Choose"));
    browse->setAccessibleName(tr("Choose: %1").arg(inLabels(row.label)));
    connect(browse, &QToolButton::clicked, this, [this, edit, isFolder = row.kind == OptionKind::Folder] {
        const QString chosen = isFolder ? QFileDialog::getExistingDirectory(this, {}, edit->text()) : QFileDialog::getOpenFileName(this, {}, edit->text());
        if (!chosen.isEmpty())
            edit->setText(chosen);
    });
    return browse;
}

void OptionForm::addReset(QHBoxLayout &line, Field &field, QWidget *place)
{
    field.reset = new QToolButton(place);
    field.reset->setObjectName(QStringLiteral("train.reset.") + text(field.row->key));
    field.reset->setIcon(icon(QStringLiteral("arrow-counterclockwise")));
    field.reset->setAutoRaise(true);
    field.reset->setFixedSize(size::kRow, size::kRow);
    field.reset->setToolTip(tr("Back to %1").arg(defaultWords(*field.row)));
    field.reset->setAccessibleName(tr("Reset %1").arg(inLabels(field.row->label)));
    field.reset->setSizePolicy([&] {
        QSizePolicy policy = field.reset->sizePolicy();
        policy.setRetainSizeWhenHidden(true);
        return policy;
    }());
    connect(field.reset, &QToolButton::clicked, this, [this, key = std::string(field.row->key)] {
        (void)setOption(*m_fields[key].row, nullptr, m_options);
        if (key == kPrompts)
            m_options.validation_image.clear();
        m_isLoading = true;
        m_fields[key].load();
        m_isLoading = false;
        settle(key, {});
    });
    line.addWidget(field.reset);
}

void OptionForm::mark(Field &field, bool isChanged)
{
    field.reset->setVisible(isChanged);
    QFont name = font();
    name.setBold(isChanged);
    if (field.name)
        field.name->setFont(name);
}

QWidget *OptionForm::makeValidation(Field &field)
{
    auto *list = new ValidationList(this);
    connect(list, &ValidationList::addWanted, this, &OptionForm::validationWanted);
    connect(list, &ValidationList::changed, this, [this, list] {
        list->writeTo(m_options);
        settle(std::string(kPrompts), {});
    });
    field.load = [this, list] { list->show(m_options); };
    return list;
}

void OptionForm::addValidation(const ShownPrompt &added) { static_cast<ValidationList *>(m_fields.at(std::string(kPrompts)).editor)->add(added); }

bool OptionForm::isUntouched(const OptionRow &row) const { return isDefault(row, m_options) && (row.key != kPrompts || m_options.validation_image.empty()); }

QWidget *OptionForm::makeEditor(const OptionRow &row, Field &field)
{
    if (row.key == kPrompts)
        return makeValidation(field);
    if (row.kind == OptionKind::Switch) {
        auto *box = new QCheckBox(inLabels(row.label), this);
        connect(box, &QCheckBox::toggled, this, [this, &row](bool isOn) { take(row, isOn ? QStringLiteral("true") : QStringLiteral("false")); });
        field.load = [this, box, &row] { box->setChecked(optionValue(row, m_options).get<bool>()); };
        return box;
    }
    if (row.kind == OptionKind::Choice) {
        auto *list = new QComboBox(this);
        guardFromWheel(*list);
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
        lines->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
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
    edit->setPlaceholderText(inLabels(row.emptyMeans));
    if (row.kind == OptionKind::Integer || row.kind == OptionKind::Number)
        edit->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
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
    settle(std::string(row.key), status ? QString() : inWords(status.error().message));
}

void OptionForm::takeList(const OptionRow &row, const QStringList &lines)
{
    if (m_isLoading)
        return;
    nlohmann::json value = nlohmann::json::array();
    for (const QString &line : lines)
        value.push_back(line.trimmed().toStdString());
    const Status status = setOption(row, value, m_options);
    settle(std::string(row.key), status ? QString() : inWords(status.error().message));
}

void OptionForm::settle(const std::string &key, const QString &problem)
{
    if (problem.isEmpty())
        m_typed.erase(key);
    else
        m_typed[key] = problem;
    tellProblems();
    const Field &field = m_fields[key];
    mark(m_fields[key], !problem.isEmpty() || !isUntouched(*field.row));
    Q_EMIT changed();
}

void OptionForm::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        for (auto &[key, field] : m_fields) {
            QPalette own = palette();
            own.setColor(QPalette::WindowText, color(themeColors(own).bad));
            field.problem->setPalette(own);
        }
    QWidget::changeEvent(event);
}

// Below the fields that they are about; one that is folded away is shown, or nobody would know why it does not start.
void OptionForm::tellProblems()
{
    std::map<std::string, QString> all = m_typed;
    TrainOptions whole = m_options;
    whole.train_data_dir = whole.output_dir = "."; // the page gives them
    for (const OptionProblem &one : trainOptionProblems(whole)) {
        const std::string key(one.key == kMaps ? kPrompts : std::string_view(one.key));
        if (m_fields.contains(key))
            all.try_emplace(key, inWords(one.error.message));
    }
    m_problems = std::move(all);
    for (auto &[key, field] : m_fields) {
        const auto found = m_problems.find(key);
        QString words = found == m_problems.end() ? QString() : found->second;
        if (const QString own = text(key); words.startsWith(own)) // by the name that stands above it
            words.replace(0, own.size(), inLabels(field.row->label));
        if (field.problem->text() == words)
            continue;
        field.problem->setText(words);
        field.problem->setVisible(!words.isEmpty());
        if (field.isExpert && !words.isEmpty())
            setExpert(true);
    }
}

void OptionForm::setOptions(const TrainOptions &options)
{
    m_options = options;
    m_typed.clear();
    m_isLoading = true;
    for (auto &[key, field] : m_fields) {
        field.load();
        mark(field, !isUntouched(*field.row));
    }
    m_isLoading = false;
    tellProblems();
    Q_EMIT changed();
}

QWidget *OptionForm::editor(const std::string &key) const
{
    const auto found = m_fields.find(key);
    return found == m_fields.end() ? nullptr : found->second.editor;
}

} // namespace armature::ui
