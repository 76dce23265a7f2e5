#include "ui/window/command_palette.h"

#include "ui/theme/icons.h"
#include "ui/theme/style_paint.h"
#include "ui/theme/theme.h"
#include "ui/window/command_registry.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace armature::ui {

namespace {

constexpr int kWidth = 520, kRow = 32, kMostRows = 10, kTop = 64;
constexpr int kIdRole = Qt::UserRole, kKeysRole = Qt::UserRole + 1, kIconRole = Qt::UserRole + 2;

class RowDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const ThemeColors &c = themeColors(option.palette);
        const bool selected = option.state & QStyle::State_Selected;
        const bool enabled = option.state & QStyle::State_Enabled;
        if (selected)
            paint::panel(*painter, option.rect, radius::kControl, c.accent, 0);
        const QRgb tint = !enabled ? c.off : selected ? c.onAccent : c.text;
        const QString iconName = index.data(kIconRole).toString();
        if (!iconName.isEmpty())
            paintIcon(*painter,
                      QRect(option.rect.left() + space::kSmall, option.rect.center().y() - 7, 16, 16),
                      iconName, tint);
        const QRect text = option.rect.adjusted(36, 0, -space::kMedium, 0);
        const QString keys = index.data(kKeysRole).toString();
        const int keysWidth = option.fontMetrics.horizontalAdvance(keys);
        painter->setPen(color(tint));
        painter->drawText(text, Qt::AlignVCenter | Qt::TextSingleLine,
                          option.fontMetrics.elidedText(index.data(Qt::DisplayRole).toString(),
                                                        Qt::ElideRight,
                                                        text.width() - keysWidth - space::kMedium));
        painter->setPen(color(!enabled ? c.off : selected ? c.onAccent : c.text2));
        painter->drawText(text, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, keys);
    }
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {100, kRow}; }
};

} // namespace

int matchScore(const QString &text, const QString &letters)
{
    if (letters.isEmpty())
        return 0;
    if (const auto at = text.indexOf(letters, 0, Qt::CaseInsensitive); at >= 0)
        return at == 0 ? 1000 : text[at - 1].isLetterOrNumber() ? 600 - int(at) : 900 - int(at);
    int score = 400;
    qsizetype from = 0;
    for (const QChar letter : letters) {
        if (letter.isSpace())
            continue;
        const auto at = text.indexOf(letter, from, Qt::CaseInsensitive);
        if (at < 0)
            return -1;
        score -= int(at - from);
        from = at + 1;
    }
    return std::max(0, score);
}

CommandPalette::CommandPalette(CommandRegistry &commands, QWidget *window)
    : QFrame(window), m_commands(commands), m_filter(new QLineEdit(this)), m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("commandPalette"));
    setAccessibleName(tr("Command palette"));
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(space::kSmall, space::kSmall, space::kSmall, space::kSmall);
    m_filter->setObjectName(QStringLiteral("commandPaletteFilter"));
    m_filter->setPlaceholderText(tr("What would you like to do?"));
    m_filter->setAccessibleName(tr("Find a command"));
    m_filter->setClearButtonEnabled(false);
    m_filter->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("commandPaletteList"));
    m_list->setAccessibleName(tr("Commands"));
    m_list->setItemDelegate(new RowDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->setFocusPolicy(Qt::NoFocus); // the field keeps the keys
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    rows->addWidget(m_filter);
    rows->addWidget(m_list);
    connect(m_filter, &QLineEdit::textChanged, this, &CommandPalette::fill);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::run);
    connect(m_list, &QListWidget::itemEntered, m_list,
            [this](QListWidgetItem *item) { m_list->setCurrentItem(item); });
    hide();
}

void CommandPalette::open()
{
    m_focusBefore = window()->focusWidget();
    m_filter->clear();
    fill();
    show();
    raise();
    m_filter->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::fill()
{
    struct Hit
    {
        int score;
        const CommandRegistry::Entry *entry;
    };
    std::vector<Hit> hits;
    for (const CommandRegistry::Entry *entry : m_commands.entries()) {
        if (entry->page && !entry->page->isVisible())
            continue;
        const int score = std::max(
            matchScore(entry->command.title, m_filter->text()),
            matchScore(entry->group + QLatin1Char(' ') + entry->command.title, m_filter->text()) - 50);
        if (score >= 0 || m_filter->text().isEmpty())
            hits.push_back({score, entry});
    }
    std::stable_sort(hits.begin(), hits.end(), [](const Hit &a, const Hit &b) { return a.score > b.score; });
    m_list->clear();
    for (const Hit &hit : hits) {
        auto *item = new QListWidgetItem(hit.entry->command.title, m_list);
        item->setData(kIdRole, hit.entry->command.id);
        item->setData(kKeysRole, hit.entry->action->shortcut().toString(QKeySequence::NativeText));
        item->setData(kIconRole, hit.entry->command.icon);
        if (!m_commands.isAvailable(*hit.entry))
            item->setFlags(Qt::NoItemFlags);
    }
    for (int row = 0; row < m_list->count() && !m_list->currentItem(); ++row)
        if (m_list->item(row)->flags() & Qt::ItemIsEnabled)
            m_list->setCurrentRow(row);
    place();
}

void CommandPalette::place()
{
    const int rows = std::clamp(m_list->count(), 1, kMostRows);
    const int width = std::min(kWidth, parentWidget()->width() - 2 * space::kGroup);
    m_list->setFixedHeight(rows * kRow + 2);
    setGeometry((parentWidget()->width() - width) / 2, kTop, width,
                m_list->height() + size::kControl + 3 * space::kSmall + 4);
}

void CommandPalette::run()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (!item || !(item->flags() & Qt::ItemIsEnabled))
        return;
    const QString id = item->data(kIdRole).toString();
    hide();
    if (m_focusBefore)
        m_focusBefore->setFocus(Qt::PopupFocusReason);
    if (QAction *action = m_commands.action(id))
        action->trigger();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut && isVisible())
        hide();
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    const int step = key->key() == Qt::Key_Down ? 1 : key->key() == Qt::Key_Up ? -1 : 0;
    if (step != 0) {
        for (int row = m_list->currentRow() + step; row >= 0 && row < m_list->count(); row += step)
            if (m_list->item(row)->flags() & Qt::ItemIsEnabled) {
                m_list->setCurrentRow(row);
                break;
            }
        return true;
    }
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        run();
        return true;
    }
    if (key->key() == Qt::Key_Escape) {
        hide();
        if (m_focusBefore)
            m_focusBefore->setFocus(Qt::PopupFocusReason);
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const ThemeColors &c = themeColors(palette());
    paint::panel(painter, rect(), radius::kCard, c.raised, c.edge);
}

} // namespace armature::ui
