#include "ui/dataset/pair_details.h"

#include "ui/dataset/clip_tokens.h"
#include "ui/dataset/pair_model.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/core_words.h"
#include "ui/widgets/folder_work.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace armature::ui {

namespace {

// The repair that a finding can be mended with; null where only a person can.
const char *repairOf(FindingKind kind)
{
    switch (kind) {
    case FindingKind::SizeDiffers:
        return "resize";
    case FindingKind::AspectDiffers:
        return "crop";
    case FindingKind::ExifRotation:
        return "exif";
    case FindingKind::Alpha:
        return "flatten";
    case FindingKind::SixteenBit:
        return "convert";
    case FindingKind::UnpairedTarget:
    case FindingKind::UnpairedCondition:
        return "pair";
    case FindingKind::Truncated:
    case FindingKind::Unreadable:
    case FindingKind::Duplicate:
    case FindingKind::NearDuplicate:
    case FindingKind::BlankCondition:
    case FindingKind::SameAsTarget:
        return "quarantine";
    default:
        return nullptr;
    }
}

QString repairTitle(const QString &id)
{
    if (id == QLatin1String("resize"))
        return PairDetails::tr("Resize the map");
    if (id == QLatin1String("crop"))
        return PairDetails::tr("Crop the map to fit");
    if (id == QLatin1String("exif"))
        return PairDetails::tr("Turn upright");
    if (id == QLatin1String("flatten"))
        return PairDetails::tr("Lay on white");
    if (id == QLatin1String("convert"))
        return PairDetails::tr("Convert to 8 bit RGB");
    if (id == QLatin1String("pair"))
        return PairDetails::tr("Pair by name");
    return PairDetails::tr("Quarantine");
}

QLabel *textLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setFocusPolicy(Qt::NoFocus);
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

PairDetails::PairDetails(const PairModel &model, QWidget *parent)
    : QWidget(parent), m_work(std::make_unique<FolderWork>()), m_model(model), m_name(textLabel(this)),
      m_sizes(textLabel(this)), m_tokens(new QLabel(this)), m_selected(new QLabel(this)),
      m_caption(new QPlainTextEdit(this)), m_findings(new QVBoxLayout)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::kMedium, space::kMedium, space::kMedium, space::kMedium);
    layout->setSpacing(space::kSmall);
    m_name->setFont(sectionFont(font()));
    m_selected->setForegroundRole(QPalette::PlaceholderText);
    m_sizes->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_name);
    layout->addWidget(m_sizes);
    layout->addWidget(m_selected);
    auto *captionTitle = new QLabel(tr("&Caption"), this);
    captionTitle->setFont(sectionFont(font()));
    captionTitle->setBuddy(m_caption);
    layout->addSpacing(space::kSmall);
    auto *captionRow = new QHBoxLayout;
    captionRow->addWidget(captionTitle, 1);
    m_many = new QPushButton(tr("Edit many…"), this);
    m_many->setObjectName(QStringLiteral("editMany"));
    m_many->setToolTip(tr("Find and replace, put before or behind, add and remove tags"));
    connect(m_many, &QPushButton::clicked, this, &PairDetails::manyWanted);
    captionRow->addWidget(m_many);
    layout->addLayout(captionRow);
    m_caption->setAccessibleName(tr("Caption"));
    m_caption->setTabChangesFocus(true);
    m_caption->setPlaceholderText(tr("What is in the picture, in one sentence"));
    m_caption->setFixedHeight(6 * fontMetrics().lineSpacing() + 2 * space::kSmall);
    layout->addWidget(m_caption);
    layout->addWidget(m_tokens);
    layout->addSpacing(space::kSmall);
    auto *findingsTitle = new QLabel(tr("Findings"), this);
    findingsTitle->setFont(sectionFont(font()));
    layout->addWidget(findingsTitle);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *content = new QWidget;
    m_findings->setContentsMargins(0, 0, space::kSmall, 0);
    m_findings->setSpacing(space::kMedium);
    m_findings->setAlignment(Qt::AlignTop);
    content->setLayout(m_findings);
    scroll->setWidget(content);
    layout->addWidget(scroll, 1);
    connect(m_caption, &QPlainTextEdit::textChanged, this, &PairDetails::countTokens);
    show({}, 0, {}, m_resolution);
}

PairDetails::~PairDetails() = default;

void PairDetails::leaveFolder()
{
    m_work = std::make_unique<FolderWork>();
    ++m_generation;
}

void PairDetails::show(std::optional<uint32_t> row, int selected, const std::filesystem::path &root,
                       int resolution)
{
    m_resolution = resolution;
    if (row != m_row)
        commitCaption();
    m_root = root;
    m_row = row && *row < m_model.table().size() ? row : std::nullopt;
    m_selected->setVisible(selected > 1);
    m_selected->setText(tr("%Ln pairs are selected", nullptr, selected));
    refresh();
}

void PairDetails::refresh()
{
    const auto &table = m_model.table();
    if (m_row && *m_row >= table.size())
        m_row.reset();
    m_many->setEnabled(table.size() > 0);
    m_caption->setEnabled(m_row && table.hasPicture(*m_row));
    const uint32_t generation = ++m_generation;
    if (!m_row) {
        m_name->setText(tr("Nothing is selected"));
        m_sizes->clear();
        m_caption->clear();
        showFindings({});
        return;
    }
    m_name->setText(shownName(table.id(*m_row)));
    const auto &facts = table.facts(*m_row);
    const auto line = [](const QString &what, std::string_view file, PixelSize size) {
        return what + QLatin1Char(' ') + shownName(file) +
               (size.width ? QStringLiteral("\n%1 × %2 px").arg(size.width).arg(size.height) : QString());
    };
    QStringList lines;
    if (!table.target(*m_row).empty())
        lines << line(tr("Picture"), table.target(*m_row), facts.target);
    if (!table.condition(*m_row).empty())
        lines << line(tr("Map"), table.condition(*m_row), facts.condition);
    m_sizes->setText(lines.join(QLatin1Char('\n')));
    const auto caption = QString::fromStdString(table.caption(*m_row));
    if (m_caption->toPlainText() != caption)
        m_caption->setPlainText(caption);
    m_caption->document()->setModified(false);
    countTokens();

    // The words are found again off the window's thread rather than kept for every row.
    PairRow known;
    known.kind = table.kind(*m_row);
    known.id = table.id(*m_row);
    known.target = table.target(*m_row);
    known.condition = table.condition(*m_row);
    known.caption = table.caption(*m_row);
    known.hasCaption = table.hasCaption(*m_row);
    auto shared = table.sharedFindings(*m_row);
    m_work->drop();
    m_work->run([self = QPointer(this), generation, known, shared = std::move(shared), root = m_root,
                 resolution = m_resolution] {
        ScanOptions options;
        options.resolution = resolution;
        options.countTokens = [](std::string_view text) {
            return clipTokenizer() ? clipTokenizer()->countTokens(text) : 0;
        };
        auto findings = inspectRow(root, known, options).second;
        findings.insert(findings.begin(), shared.begin(), shared.end());
        QMetaObject::invokeMethod(qApp, [self, generation, findings = std::move(findings)] {
            if (!self || self->m_generation != generation)
                return;
            self->showFindings(findings);
            self->countTokens(); // the vocabulary is there by now
        });
    });
}

void PairDetails::commitCaption()
{
    if (!m_row || !m_caption->document()->isModified())
        return;
    m_caption->document()->setModified(false);
    Q_EMIT captionEdited(*m_row, m_caption->toPlainText());
}

QPushButton *PairDetails::repairButton(const QString &id) const
{
    return findChild<QPushButton *>(QStringLiteral("repair.") + id);
}

void PairDetails::showFindings(const std::vector<Finding> &findings)
{
    while (auto *item = m_findings->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (findings.empty() && m_row) {
        auto *label = textLabel(this);
        label->setText(tr("Nothing is wrong with this pair."));
        m_findings->addWidget(label);
    }
    for (const auto &finding : findings) {
        auto *box = new QWidget;
        auto *row = new QGridLayout(box);
        row->setContentsMargins(0, 0, 0, 0);
        row->setHorizontalSpacing(space::kSmall);
        row->setVerticalSpacing(space::kTiny);
        auto *sign = new QLabel(box);
        const bool isError = finding.severity == Severity::Error,
                   isWarning = finding.severity == Severity::Warning;
        sign->setPixmap((isError     ? icon(QStringLiteral("exclamation-circle"), &ThemeColors::bad)
                         : isWarning ? icon(QStringLiteral("exclamation-triangle"), &ThemeColors::warn)
                                     : icon(QStringLiteral("info-circle"), &ThemeColors::info))
                            .pixmap(size::kIcon));
        row->addWidget(sign, 0, 0, Qt::AlignTop);
        auto *text = textLabel(box);
        text->setText(inWords(finding.message));
        row->addWidget(text, 0, 1);
        row->setColumnStretch(1, 1);
        if (const char *repair = repairOf(finding.kind)) {
            const auto id = QString::fromLatin1(repair);
            auto *button = new QPushButton(repairTitle(id), box);
            button->setObjectName(QStringLiteral("repair.") + id);
            connect(button, &QPushButton::clicked, this, [this, id] { Q_EMIT repairWanted(id); });
            row->addWidget(button, 1, 1, Qt::AlignLeft);
        } else if (!finding.repair.empty()) {
            auto *advice = textLabel(box);
            advice->setForegroundRole(QPalette::PlaceholderText);
            advice->setText(inWords(finding.repair));
            row->addWidget(advice, 1, 1);
        }
        m_findings->addWidget(box);
    }
}

void PairDetails::countTokens()
{
    const auto *tokenizer = clipTokenizerIfLoaded();
    if (!m_row || !tokenizer) {
        m_tokens->clear();
        return;
    }
    const auto tokens = tokenizer->countTokens(m_caption->toPlainText().toStdString());
    const auto room = tokenizer->room();
    auto colors = palette();
    colors.setColor(QPalette::WindowText,
                    color(tokens > room ? themeColors(palette()).warn : themeColors(palette()).text2));
    m_tokens->setPalette(colors);
    m_tokens->setText(tokens > room ? tr("%1 of %2 tokens: the model does not read the last %3")
                                          .arg(tokens)
                                          .arg(room)
                                          .arg(tokens - room)
                                    : tr("%1 of %2 tokens").arg(tokens).arg(room));
}

} // namespace armature::ui
