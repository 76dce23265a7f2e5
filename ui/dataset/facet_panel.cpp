#include "ui/dataset/facet_panel.h"

#include "ui/dataset/pair_model.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace armature::ui {

namespace {

constexpr int kCountEvery = 200, kBudget = 2; // milliseconds

struct Range
{
    const char *term;
    const char *text;
};
constexpr Range kSizes[] = {
    {"size:<256", QT_TRANSLATE_NOOP("armature::ui::FacetPanel", "under 256")},
    {"size:256..511", QT_TRANSLATE_NOOP("armature::ui::FacetPanel", "256 to 511")},
    {"size:512..767", QT_TRANSLATE_NOOP("armature::ui::FacetPanel", "512 to 767")},
    {"size:768..1023", QT_TRANSLATE_NOOP("armature::ui::FacetPanel", "768 to 1023")},
    {"size:1024..2047", QT_TRANSLATE_NOOP("armature::ui::FacetPanel", "1024 to 2047")},
    {"size:>=2048", QT_TRANSLATE_NOOP("armature::ui::FacetPanel", "2048 and more")}};
constexpr Range kAspects[] = {
    {"aspect:<0.6", QT_TRANSLATE_NOOP("armature::ui::FacetPanel", "9:16 and taller")},
    {"aspect:>=0.6 aspect:<1", QT_TRANSLATE_NOOP("armature::ui::FacetPanel", "portrait")},
    {"aspect:1", QT_TRANSLATE_NOOP("armature::ui::FacetPanel", "square")},
    {"aspect:>1 aspect:<1.7", QT_TRANSLATE_NOOP("armature::ui::FacetPanel", "landscape")},
    {"aspect:>=1.7", QT_TRANSLATE_NOOP("armature::ui::FacetPanel", "16:9 and wider")}};

} // namespace

FacetButton::FacetButton(const QString &text, QString term, QWidget *parent)
    : QAbstractButton(parent), m_term(std::move(term))
{
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setToolTip(m_term.isEmpty() ? tr("Shows everything")
                                : tr("Filters by %1; with Ctrl, adds to the filter").arg(m_term));
}

void FacetButton::setCount(qint64 count, double share)
{
    if (count == m_count && share == m_share)
        return;
    m_count = count;
    m_share = share;
    setAccessibleName(QStringLiteral("%1, %2").arg(text(), locale().toString(count)));
    update();
}

QSize FacetButton::sizeHint() const
{
    const int number = fontMetrics().horizontalAdvance(QStringLiteral("000,000"));
    return {fontMetrics().horizontalAdvance(text()) + number + 4 * space::kSmall, size::kRow};
}

void FacetButton::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void FacetButton::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

void FacetButton::paintEvent(QPaintEvent *)
{
    const auto &colors = themeColors(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QRectF whole = QRectF(rect());
    if (isChecked() || underMouse()) {
        painter.setBrush(color(isChecked() ? colors.accent : colors.hover));
        painter.drawRoundedRect(whole, radius::kControl, radius::kControl);
    }
    if (m_share > 0 && !isChecked()) {
        painter.setBrush(color(underMouse() ? colors.line : colors.raised));
        painter.drawRoundedRect(QRectF(0, 2, std::max(2.0, width() * m_share), height() - 4), 2, 2);
    }
    int left = space::kSmall;
    if (m_severity != Severity::Note && m_count > 0 && !m_term.isEmpty()) {
        const bool isError = m_severity == Severity::Error;
        paintIcon(painter, QRectF(left, (height() - 14) / 2.0, 14, 14),
                  isError ? QStringLiteral("exclamation-circle") : QStringLiteral("exclamation-triangle"),
                  isChecked() ? colors.onAccent
                  : isError   ? colors.bad
                              : colors.warn);
    }
    left += 14 + space::kSmall - 2;
    const QString number = locale().toString(m_count);
    const int numberWidth = fontMetrics().horizontalAdvance(number);
    const QRect inner = rect().adjusted(left, 0, -space::kSmall, 0);
    const auto quiet = m_count == 0 ? colors.off : colors.text;
    painter.setPen(color(isChecked() ? colors.onAccent : quiet));
    painter.drawText(
        inner.adjusted(0, 0, -numberWidth - space::kSmall, 0), Qt::AlignVCenter | Qt::AlignLeft,
        fontMetrics().elidedText(text(), Qt::ElideRight, inner.width() - numberWidth - space::kSmall));
    painter.setPen(color(isChecked()    ? colors.onAccent
                         : m_count == 0 ? colors.off
                         : underMouse() ? colors.text
                                        : colors.text2));
    painter.drawText(inner, Qt::AlignVCenter | Qt::AlignRight, number);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color(colors.focus), kFocusWidth));
        painter.drawRoundedRect(whole.adjusted(1, 1, -1, -1), radius::kControl, radius::kControl);
    }
}

FacetPanel::FacetPanel(const PairModel &model, QWidget *parent) : QScrollArea(parent), m_model(model)
{
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(space::kSmall, space::kSmall, space::kSmall, space::kSmall);
    layout->setSpacing(1);
    setWidget(content);
    setBackgroundRole(QPalette::Window);

    addTitle(tr("Dataset"));
    add(tr("All"), "");
    add(tr("Trainable"), "is:trainable");
    add(tr("Aligned"), "is:aligned");
    add(tr("Excluded"), "is:excluded");
    addTitle(tr("To mend"));
    addIssue(tr("Dimensions differ"), "size_differs", Severity::Warning);
    addIssue(tr("Aspect differs"), "aspect_differs", Severity::Error);
    addIssue(tr("Unpaired"), "unpaired", Severity::Error);
    addIssue(tr("Unreadable"), "unreadable", Severity::Error);
    addIssue(tr("Too small"), "small", Severity::Warning);
    addIssue(tr("EXIF rotation"), "exif", Severity::Warning);
    addIssue(tr("Transparency"), "alpha", Severity::Warning);
    addIssue(tr("16 bit"), "16bit", Severity::Note);
    addIssue(tr("Duplicates"), "duplicate", Severity::Warning);
    addIssue(tr("Look-alikes"), "lookalike", Severity::Note);
    addIssue(tr("Blank map"), "blank", Severity::Warning);
    addTitle(tr("Captions"));
    addIssue(tr("No caption"), "nocaption", Severity::Warning);
    addIssue(tr("Too long for the model"), "longcaption", Severity::Warning);
    addTitle(tr("Short edge, px"));
    for (const auto &range : kSizes)
        add(tr(range.text), range.term, Severity::Note, true);
    addTitle(tr("Shape"));
    for (const auto &range : kAspects)
        add(tr(range.text), range.term, Severity::Note, true);
    layout->addStretch(1);
    m_delay.setSingleShot(true);
    m_delay.setInterval(kCountEvery);
    connect(&m_delay, &QTimer::timeout, this, &FacetPanel::startCounting);
    connect(&m_counting, &QTimer::timeout, this, [this] {
        if (countSome(kBudget))
            m_counting.stop();
    });
    connect(&m_model, &PairModel::tableChanged, this, [this] {
        if (!m_delay.isActive() && !m_counting.isActive())
            m_delay.start();
        else
            m_isStale = true;
    });
}

void FacetPanel::addTitle(const QString &text)
{
    auto *layout = static_cast<QVBoxLayout *>(widget()->layout());
    if (layout->count() > 0)
        layout->addSpacing(space::kMedium);
    auto *label = new QLabel(text, widget());
    label->setFont(sectionFont(font()));
    label->setContentsMargins(space::kSmall, 0, 0, space::kTiny);
    layout->addWidget(label);
}

void FacetPanel::add(const QString &text, const char *term, Severity severity, bool isBar)
{
    auto *button = new FacetButton(text, QString::fromLatin1(term), widget());
    button->setSeverity(severity);
    button->setAccessibleName(text + QStringLiteral(", 0"));
    widget()->layout()->addWidget(button);
    connect(button, &QAbstractButton::clicked, this, [this, button] { choose(button); });
    std::optional<FilterError> error;
    m_facets.push_back({button, PairFilter::parse(term, error), isBar});
}

void FacetPanel::addIssue(const QString &text, const char *name, Severity severity)
{
    add(text, (std::string("issue:") + name).c_str(), severity);
}

void FacetPanel::choose(FacetButton *button)
{
    QStringList terms = m_filter.split(QStringLiteral(" OR "), Qt::SkipEmptyParts);
    const bool isKnown =
        std::all_of(terms.begin(), terms.end(), [this](const QString &t) { return this->button(t); });
    if ((QApplication::keyboardModifiers() & Qt::ControlModifier) && isKnown && !button->term().isEmpty()) {
        if (!terms.removeOne(button->term()))
            terms << button->term();
        Q_EMIT filterChosen(terms.join(QStringLiteral(" OR ")));
        return;
    }
    Q_EMIT filterChosen(m_filter == button->term() ? QString() : button->term());
}

void FacetPanel::showFilter(const QString &text)
{
    m_filter = text.trimmed();
    const QStringList terms = m_filter.split(QStringLiteral(" OR "), Qt::SkipEmptyParts);
    for (auto &facet : m_facets)
        facet.button->setChecked(facet.button->term().isEmpty() ? m_filter.isEmpty()
                                                                : terms.contains(facet.button->term()));
}

FacetButton *FacetPanel::button(const QString &term) const
{
    for (const auto &facet : m_facets) {
        if (facet.button->term() == term)
            return facet.button;
    }
    return nullptr;
}

void FacetPanel::startCounting()
{
    m_nextRow = 0;
    m_isStale = false;
    for (auto &facet : m_facets)
        facet.count = 0;
    m_counting.start(0);
}

void FacetPanel::countNow()
{
    m_delay.stop();
    startCounting();
    if (countSome(kBudget))
        m_counting.stop();
}

// A hundred thousand rows take longer than a frame, so they are counted in portions.
bool FacetPanel::countSome(int milliseconds)
{
    QElapsedTimer clock;
    clock.start();
    const auto &table = m_model.table();
    while (m_nextRow < table.size()) {
        const auto end = std::min(size_t(m_nextRow) + 500, table.size());
        for (auto &facet : m_facets) {
            for (uint32_t row = m_nextRow; row < end; ++row)
                facet.count += facet.filter.matches(table, row);
        }
        m_nextRow = uint32_t(end);
        if (clock.elapsed() >= milliseconds)
            return false;
    }
    const auto all = double(std::max<size_t>(1, table.size()));
    for (auto &facet : m_facets)
        facet.button->setCount(facet.count, facet.isBar ? double(facet.count) / all : 0);
    if (std::exchange(m_isStale, false))
        m_delay.start();
    return true;
}

} // namespace armature::ui
