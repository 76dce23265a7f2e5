#include "ui/test_room/test_form.h"

#include "core/text/clip_tokenizer.h"
#include "ui/project/paths.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/form_labels.h"
#include "ui/widgets/number_field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QRandomGenerator>
#include <QRegularExpressionValidator>
#include <QThreadPool>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace armature::ui {

namespace {

constexpr int kMaxSide = 4096, kMaxSteps = 999, kMaxCount = 64, kPromptRows = 3;

constexpr std::array<std::pair<int, int>, 6> kAspects = {{{1, 1}, {4, 3}, {3, 4}, {3, 2}, {2, 3}, {16, 9}}};

QToolButton *iconButton(const char *iconName, const QString &text, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon(QLatin1String(iconName)));
    button->setToolTip(text);
    button->setAccessibleName(text);
    return button;
}

} // namespace

TestForm::TestForm(Asker &asker, QWidget *parent)
    : QScrollArea(parent), m_asker(asker), m_baseName(nullptr), m_boxColumn(nullptr)
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Settings"));
    auto *inner = new QWidget(this);
    auto *column = new QVBoxLayout(inner);
    column->setContentsMargins(space::kMedium, space::kMedium, space::kMedium, space::kMedium);
    column->setSpacing(space::kMedium);
    column->addWidget(makeWordsPart());
    column->addWidget(makeModelPart());
    column->addWidget(makeNumbersPart());
    column->addStretch(1);
    setWidget(inner);
    addBox();
    rollSeed();
    countTokens();
}

TestForm::~TestForm() = default;

QWidget *TestForm::makeWordsPart()
{
    auto *part = new QWidget(this);
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kTiny);
    const auto field = [&](const QString &title, QPlainTextEdit *&text, QLabel *&tokens, const char *name) {
        auto *head = new QHBoxLayout;
        auto *label = new QLabel(title, part);
        tokens = new QLabel(part);
        tokens->setForegroundRole(QPalette::PlaceholderText);
        tokens->setFont(captionFont(font()));
        head->addWidget(label, 1);
        head->addWidget(tokens);
        text = new QPlainTextEdit(part);
        text->setObjectName(QLatin1String(name));
        text->setAccessibleName(title);
        text->setTabChangesFocus(true);
        text->setFixedHeight(text->fontMetrics().lineSpacing() * kPromptRows + 2 * space::kSmall);
        label->setBuddy(text);
        column->addLayout(head);
        column->addWidget(text);
        connect(text, &QPlainTextEdit::textChanged, this, [this] {
            if (!m_tokenizer && !std::exchange(m_isTokenizerAsked, true))
                loadTokenizer();
            countTokens();
            Q_EMIT changed();
        });
    };
    field(tr("Prompt"), m_prompt, m_tokens, "test.prompt");
    field(tr("Negative prompt"), m_negative, m_negativeTokens, "test.negative");
    return part;
}

QWidget *TestForm::makeModelPart()
{
    auto *part = new QWidget(this);
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kTiny);
    auto *head = new QHBoxLayout;
    auto *title = new QLabel(tr("Base model"), part);
    title->setFont(sectionFont(font()));
    auto *choose = iconButton("folder2-open", tr("Choose a base model"), part);
    choose->setAutoRaise(true);
    choose->setObjectName(QStringLiteral("test.chooseBase"));
    connect(choose, &QToolButton::clicked, this, &TestForm::chooseBase);
    head->addWidget(title, 1);
    head->addWidget(choose);
    m_baseName = new ElidedLabel(Qt::ElideMiddle, part);
    m_baseName->setRole(QPalette::PlaceholderText);
    m_baseName->setText(tr("None chosen"));
    m_baseFacts = new QLabel(part);
    m_baseFacts->setForegroundRole(QPalette::PlaceholderText);
    m_baseFacts->setFont(captionFont(font()));
    m_baseFacts->setWordWrap(true);
    column->addLayout(head);
    column->addWidget(m_baseName);
    column->addWidget(m_baseFacts);
    m_boxColumn = new QVBoxLayout;
    m_boxColumn->setSpacing(space::kMedium);
    column->addSpacing(space::kSmall);
    column->addLayout(m_boxColumn);
    auto *add = new QPushButton(icon(QStringLiteral("plus-lg")), tr("Add a ControlNet"), part);
    add->setObjectName(QStringLiteral("test.addControl"));
    connect(add, &QPushButton::clicked, this, [this] { addBox(); });
    column->addWidget(add);
    return part;
}

QWidget *TestForm::makeNumbersPart()
{
    auto *part = new QWidget(this);
    auto *form = new QFormLayout(part);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(space::kSmall);
    form->setVerticalSpacing(space::kSmall);
    const auto tell = [this] {
        if (!m_isSetting)
            Q_EMIT changed();
    };
    m_scheduler = new QComboBox(part);
    m_scheduler->addItem(tr("The model's own"), QString());
    for (const auto &[title, name] : schedulers())
        m_scheduler->addItem(title, name);
    const auto whole = [part](int low, int high, int value, const QString &name) {
        auto *field = new QSpinBox(part);
        field->setRange(low, high);
        field->setValue(value);
        field->setAccessibleName(name);
        field->setAlignment(Qt::AlignRight);
        return field;
    };
    m_steps = whole(1, kMaxSteps, 20, tr("Steps"));
    m_steps->setObjectName(QStringLiteral("test.steps"));
    m_guidance = new NumberField(part);
    m_guidance->setAccessibleName(tr("Guidance scale"));
    m_guidance->setRange(0, 50);
    m_guidance->setSingleStep(0.5);
    m_guidance->setValue(7.5);
    m_guidance->setAlignment(Qt::AlignRight);
    m_guidance->setToolTip(tr("How closely to follow the prompt; up to 1 guidance is off"));
    m_width = whole(8, kMaxSide, 512, tr("Width"));
    m_height = whole(8, kMaxSide, 512, tr("Height"));
    m_aspect = new QComboBox(part);
    m_aspect->addItem(tr("Own shape"));
    for (const auto &[across, down] : kAspects)
        m_aspect->addItem(QStringLiteral("%1 : %2").arg(across).arg(down));
    m_fit = new QComboBox(part);
    m_fit->addItem(tr("Just resize"), int(FitMode::Stretch));
    m_fit->addItem(tr("Crop and resize"), int(FitMode::Crop));
    m_fit->addItem(tr("Resize and fill"), int(FitMode::Fill));
    m_fit->setCurrentIndex(1);
    m_seed = new QLineEdit(part);
    m_seed->setObjectName(QStringLiteral("test.seed"));
    m_seed->setAccessibleName(tr("Seed"));
    m_seed->setAlignment(Qt::AlignRight);
    m_seed->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{1,20}")), m_seed));
    auto *dice = iconButton("dice-5", tr("Another seed"), part);
    m_lock = iconButton("lock", tr("Keep this seed for the next picture"), part);
    m_lock->setCheckable(true);
    m_count = whole(1, kMaxCount, 1, tr("Pictures"));
    m_guess = new QCheckBox(tr("Guess mode"), part);
    m_guess->setToolTip(tr("Follow the condition even without a prompt"));

    auto *size = new QHBoxLayout;
    size->setSpacing(space::kTiny);
    size->addWidget(m_width, 1);
    size->addWidget(new QLabel(QStringLiteral("×"), part));
    size->addWidget(m_height, 1);
    auto *seed = new QHBoxLayout;
    seed->setSpacing(space::kTiny);
    seed->addWidget(m_seed, 1);
    seed->addWidget(dice);
    seed->addWidget(m_lock);
    form->addRow(tr("Scheduler"), m_scheduler);
    form->addRow(tr("Steps"), m_steps);
    form->addRow(tr("Guidance scale"), m_guidance);
    form->addRow(tr("Size"), size);
    form->addRow(tr("Shape"), m_aspect);
    form->addRow(tr("Resize mode"), m_fit);
    form->addRow(tr("Seed"), seed);
    form->addRow(tr("Pictures"), m_count);
    form->addRow(QString(), m_guess);
    centerLabels(*form);

    connect(m_steps, &QSpinBox::valueChanged, this, [this] { showTarget(); });
    for (QSpinBox *side : {m_width, m_height}) {
        connect(side, &QSpinBox::valueChanged, this, [this] { showTarget(); });
        connect(side, &QSpinBox::editingFinished, this, [this, side] { // whole latent cells only
            side->setValue(std::max(m_grid, (side->value() + m_grid / 2) / m_grid * m_grid));
        });
    }
    connect(m_aspect, &QComboBox::activated, this, &TestForm::applyAspect);
    connect(m_fit, &QComboBox::currentIndexChanged, this, [this] { showTarget(); });
    connect(dice, &QToolButton::clicked, this, &TestForm::rollSeed);
    for (QSpinBox *field : {m_steps, m_width, m_height, m_count})
        connect(field, &QSpinBox::valueChanged, this, tell);
    for (QComboBox *field : {m_scheduler, m_fit})
        connect(field, &QComboBox::currentIndexChanged, this, tell);
    connect(m_guidance, &QDoubleSpinBox::valueChanged, this, tell);
    connect(m_seed, &QLineEdit::textChanged, this, tell);
    connect(m_guess, &QCheckBox::toggled, this, tell);
    return part;
}

TestSettings TestForm::settings() const
{
    TestSettings settings;
    settings.base = m_base;
    for (const ControlBox *box : m_boxes)
        settings.controls.push_back(box->settings());
    settings.prompt = m_prompt->toPlainText();
    settings.negativePrompt = m_negative->toPlainText();
    settings.readsWeights = m_readsWeights;
    settings.scheduler = m_scheduler->currentData().toString();
    settings.steps = m_steps->value();
    settings.guidanceScale = m_guidance->value();
    settings.guessMode = m_guess->isChecked();
    settings.fit = FitMode(m_fit->currentData().toInt());
    settings.width = m_width->value();
    settings.height = m_height->value();
    settings.seed = m_seed->text().toULongLong();
    return settings;
}

void TestForm::setSettings(const TestSettings &settings)
{
    m_isSetting = true;
    m_prompt->setPlainText(settings.prompt);
    m_negative->setPlainText(settings.negativePrompt);
    m_readsWeights = settings.readsWeights;
    int scheduler = m_scheduler->findData(settings.scheduler);
    if (scheduler < 0) // as the WebUI calls it
        scheduler = m_scheduler->findText(settings.scheduler, Qt::MatchFixedString);
    if (scheduler < 0) { // of another program, or a class's name: kept as it is
        m_scheduler->addItem(settings.scheduler, settings.scheduler);
        scheduler = m_scheduler->count() - 1;
    }
    m_scheduler->setCurrentIndex(scheduler);
    m_steps->setValue(settings.steps);
    m_guidance->setValue(settings.guidanceScale);
    m_guess->setChecked(settings.guessMode);
    m_fit->setCurrentIndex(m_fit->findData(int(settings.fit)));
    m_width->setValue(settings.width > 0 ? settings.width : m_side);
    m_height->setValue(settings.height > 0 ? settings.height : m_side);
    m_aspect->setCurrentIndex(0);
    m_seed->setText(QString::number(settings.seed));
    while (!m_boxes.empty())
        removeBox(m_boxes.back());
    for (const ControlSettings &control : settings.controls)
        addBox(control);
    m_base = settings.base;
    m_baseName->setText(m_base.empty() ? tr("None chosen") : displayPath(m_base));
    m_isSetting = false;
    showTarget();
    loadTokenizer();
    Q_EMIT modelsChanged();
    Q_EMIT changed();
}

TestModels TestForm::models() const
{
    TestModels models;
    models.base = m_base.string();
    for (const ControlBox *box : m_boxes) {
        if (const auto net = box->settings().net; !net.empty())
            models.controlNets.push_back(net.string());
    }
    return models;
}

int TestForm::count() const { return m_count->value(); }
bool TestForm::isSeedLocked() const { return m_lock->isChecked(); }
QString TestForm::prompt() const { return m_prompt->toPlainText(); }
void TestForm::setPrompt(const QString &prompt) { m_prompt->setPlainText(prompt); }

void TestForm::rollSeed() { m_seed->setText(QString::number(QRandomGenerator::global()->generate())); }

std::vector<std::pair<QString, QString>> TestForm::schedulers()
{
    std::vector<std::pair<QString, QString>> all;
    for (const SchedulerName &one : kSchedulers)
        if (one.isOffered)
            all.emplace_back(QLatin1String(one.webUi), QLatin1String(one.name));
    return all;
}

void TestForm::setCheckpoints(const std::vector<CheckpointChoice> &choices)
{
    m_checkpoints = choices;
    for (ControlBox *box : m_boxes)
        box->setCheckpoints(choices);
}

void TestForm::setStartFolder(const std::filesystem::path &folder)
{
    m_startFolder = folder;
    for (ControlBox *box : m_boxes)
        box->setStartFolder(folder);
}

void TestForm::setHasDataset(bool hasDataset)
{
    m_hasDataset = hasDataset;
    for (ControlBox *box : m_boxes)
        box->setHasDataset(hasDataset);
}

void TestForm::setMaker(std::shared_ptr<const ConditionMaker> maker)
{
    m_maker = std::move(maker);
    for (ControlBox *box : m_boxes)
        box->setMaker(m_maker);
}

void TestForm::refitAll()
{
    for (ControlBox *box : m_boxes)
        box->refit();
}

QString TestForm::missing() const
{
    if (m_base.empty())
        return tr("choose a base model");
    for (size_t i = 0; i < m_boxes.size(); ++i) {
        if (const QString text = m_boxes[i]->missing(); !text.isEmpty())
            return m_boxes.size() == 1 ? text : tr("ControlNet %1: %2").arg(i + 1).arg(text);
    }
    return {};
}

ControlBox *TestForm::addBox(const ControlSettings &settings)
{
    auto *box = new ControlBox(m_asker, int(m_boxes.size()) + 1, widget());
    box->setCheckpoints(m_checkpoints);
    box->setStartFolder(m_startFolder);
    box->setHasDataset(m_hasDataset);
    box->setMaker(m_maker);
    box->setSettings(settings);
    m_boxes.push_back(box);
    m_boxColumn->addWidget(box);
    connect(box, &ControlBox::changed, this, [this, net = settings.net, box]() mutable {
        if (const auto now = box->settings().net; now != net) {
            net = now;
            Q_EMIT modelsChanged();
        }
        Q_EMIT changed();
    });
    connect(box, &ControlBox::conditionShown, this, &TestForm::conditionShown);
    connect(box, &ControlBox::datasetWanted, this, [this, box] { Q_EMIT datasetWanted(box); });
    connect(box, &ControlBox::pickingWanted, this, [this, box] { Q_EMIT pickingWanted(box); });
    connect(box, &ControlBox::drawingWanted, this, [this, box] { Q_EMIT drawingWanted(box); });
    connect(box, &ControlBox::removeWanted, this, [this, box] {
        removeBox(box);
        Q_EMIT modelsChanged();
        Q_EMIT changed();
    });
    if (!m_isSetting) {
        showTarget();
        Q_EMIT changed();
    }
    return box;
}

void TestForm::removeBox(ControlBox *box)
{
    std::erase(m_boxes, box);
    box->hide();
    box->disconnect(this);
    box->deleteLater();
    for (size_t i = 0; i < m_boxes.size(); ++i)
        m_boxes[i]->setNumber(int(i) + 1);
}

// The same number of pixels as the model was made for, in another shape.
void TestForm::applyAspect(int index)
{
    if (index <= 0)
        return;
    const auto [across, down] = kAspects[size_t(index - 1)];
    const double scale = m_side * std::sqrt(1.0 / (double(across) * down));
    const auto cells = [&](int part) {
        return std::max(1, int(std::lround(scale * part / m_grid))) * m_grid;
    };
    m_width->setValue(cells(across));
    m_height->setValue(cells(down));
}

void TestForm::showTarget()
{
    if (m_isSetting)
        return;
    for (ControlBox *box : m_boxes) {
        box->setSteps(m_steps->value());
        box->setTarget({m_width->value(), m_height->value()}, FitMode(m_fit->currentData().toInt()));
    }
}

} // namespace armature::ui
