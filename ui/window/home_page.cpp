#include "ui/window/home_page.h"

#include "ui/project/paths.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_paint.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr int kColumnWidth = 720;
constexpr int kDropHeight = 204, kDropMargin = 96;
constexpr int kRecentRow = 46;
constexpr int kPathRole = Qt::UserRole;       // shown
constexpr int kStoredRole = Qt::UserRole + 1; // opened

// The place that says where to drop; dropping works on the whole window.
class DropPlace : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const ThemeColors &c = themeColors(palette());
        paint::panel(painter, rect(), radius::kCard, c.field, 0);
        QPen pen(color(c.edge), 1.5);
        pen.setDashPattern({4, 3});
        painter.setPen(pen);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), radius::kCard,
                                radius::kCard);
        paintIcon(painter, QRectF((width() - 40) / 2, 28, 40, 40), QStringLiteral("images"), c.text2);
    }
};

class RecentDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const ThemeColors &c = themeColors(option.palette);
        const bool selected = option.state & QStyle::State_Selected;
        painter->save();
        if (selected || option.state & QStyle::State_MouseOver)
            paint::panel(*painter, option.rect, radius::kControl, selected ? c.accent : c.hover, 0);
        const QRect icon(option.rect.left() + space::kMedium, option.rect.center().y() - 9, 20, 20);
        paintIcon(*painter, icon, QStringLiteral("folder"), selected ? c.onAccent : c.text2);
        const QRect text = option.rect.adjusted(44, 6, -space::kMedium, -6);
        painter->setFont(option.font);
        painter->setPen(color(selected ? c.onAccent : c.text));
        const QFontMetrics body(option.font), caption(captionFont(option.font));
        painter->drawText(
            text, Qt::AlignTop | Qt::TextSingleLine,
            body.elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, text.width()));
        painter->setFont(captionFont(option.font));
        // Second text is not readable enough on hover.
        painter->setPen(color(selected                                 ? c.onAccent
                              : option.state & QStyle::State_MouseOver ? c.text
                                                                       : c.text2));
        painter->drawText(
            text, Qt::AlignBottom | Qt::TextSingleLine,
            caption.elidedText(index.data(kPathRole).toString(), Qt::ElideMiddle, text.width()));
        if (option.state & QStyle::State_HasFocus && option.state & QStyle::State_KeyboardFocusChange)
            paint::focusRing(*painter, option.rect, radius::kControl, c.focus);
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {200, kRecentRow};
    }
};

} // namespace

HomePage::HomePage(QWidget *parent) : Page(parent)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(space::kPage, space::kPage, space::kPage, space::kPage);
    outer->setSpacing(0);
    outer->addStretch(1);
    auto *column = new QWidget(this);
    column->setMaximumWidth(kColumnWidth);
    auto *rows = new QVBoxLayout(column);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space::kGroup);
    rows->addWidget(buildStart());
    rows->addWidget(buildRecent(), 1);
    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(column, 100);
    middle->addStretch(1);
    outer->addLayout(middle, 8);
    outer->addStretch(1);
}

QWidget *HomePage::buildStart()
{
    auto *place = new DropPlace(this);
    place->setFixedHeight(kDropHeight);
    auto *rows = new QVBoxLayout(place);
    rows->setContentsMargins(kDropMargin, 76, kDropMargin, space::kPage);
    rows->setSpacing(space::kSmall);
    auto *title = new QLabel(tr("Drop a folder of pictures"), place);
    title->setFont(titleFont(font()));
    auto *sentence = new QLabel(tr("Armature shows what is in it, what is wrong with it and how to mend it. "
                                   "Your pictures stay as they are."),
                                place);
    sentence->setWordWrap(true);
    sentence->setForegroundRole(QPalette::PlaceholderText);
    for (QLabel *label : {title, sentence}) {
        label->setAlignment(Qt::AlignHCenter);
        rows->addWidget(label);
    }
    auto *buttons = new QHBoxLayout;
    auto *open = new QPushButton(icon(QStringLiteral("folder2-open")), tr("Open a folder…"), place);
    open->setObjectName(QStringLiteral("home.open"));
    makePrimary(open);
    auto *starter = new QPushButton(icon(QStringLiteral("stars")), tr("Try the starter"), place);
    starter->setObjectName(QStringLiteral("home.starter"));
    starter->setToolTip(tr("A small set of pictures and condition maps to try everything on"));
    buttons->addStretch();
    buttons->addWidget(open);
    buttons->addWidget(starter);
    buttons->addStretch();
    rows->addStretch();
    rows->addLayout(buttons);
    connect(open, &QPushButton::clicked, this, &HomePage::openFolderWanted);
    connect(starter, &QPushButton::clicked, this, &HomePage::starterWanted);
    return place;
}

QWidget *HomePage::buildRecent()
{
    auto *box = new QWidget(this);
    auto *rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space::kSmall);
    auto *title = new QLabel(tr("Opened last"), box);
    title->setFont(sectionFont(font()));
    m_noRecent = new QLabel(tr("Folders you open are listed here."), box);
    m_noRecent->setForegroundRole(QPalette::PlaceholderText);
    m_recent = new QListWidget(box);
    m_recent->setObjectName(QStringLiteral("home.recent"));
    m_recent->setAccessibleName(tr("Folders opened last"));
    m_recent->setItemDelegate(new RecentDelegate(m_recent));
    m_recent->setFrameShape(QFrame::NoFrame);
    m_recent->setMouseTracking(true);
    m_recent->setSelectionMode(QAbstractItemView::NoSelection);
    m_recent->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_recent->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_recent->setContextMenuPolicy(Qt::CustomContextMenu);
    m_recent->viewport()->setAutoFillBackground(false);
    rows->addWidget(title);
    rows->addWidget(m_noRecent);
    rows->addWidget(m_recent, 1);
    rows->addStretch(0);
    const auto folderOf = [](const QListWidgetItem *item) {
        return pathFromStored(item->data(kStoredRole).toString());
    };
    connect(m_recent, &QListWidget::itemActivated, this,
            [this, folderOf](QListWidgetItem *item) { Q_EMIT recentChosen(folderOf(item)); });
    connect(m_recent, &QListWidget::itemClicked, this,
            [this, folderOf](QListWidgetItem *item) { Q_EMIT recentChosen(folderOf(item)); });
    connect(m_recent, &QListWidget::customContextMenuRequested, this, [this, folderOf](const QPoint &where) {
        const QListWidgetItem *item = m_recent->itemAt(where);
        if (!item)
            return;
        const fs::path folder = folderOf(item);
        QMenu menu(this);
        menu.addAction(tr("Open"), this, [this, folder] { Q_EMIT recentChosen(folder); });
        menu.addAction(tr("Take off this list"), this, [this, folder] { Q_EMIT recentRemoved(folder); });
        menu.exec(m_recent->viewport()->mapToGlobal(where));
    });
    setRecent({});
    return box;
}

void HomePage::setRecent(const std::vector<fs::path> &folders)
{
    m_recent->clear();
    for (const fs::path &folder : folders) {
        auto *item = new QListWidgetItem(displayName(folder), m_recent);
        item->setData(kPathRole, displayPath(folder));
        item->setData(kStoredRole, storedPath(folder));
        item->setData(Qt::AccessibleTextRole,
                      displayName(folder) + QStringLiteral(", ") + displayPath(folder));
    }
    m_recent->setVisible(!folders.empty());
    m_noRecent->setVisible(folders.empty());
}

QStringList HomePage::tourStates() const { return {QStringLiteral("empty"), QStringLiteral("recent")}; }

void HomePage::showTourState(const QString &state)
{
    if (state == QLatin1String("empty"))
        setRecent({});
    else
        setRecent(
            {"/pictures/edges of Lisbon", "/pictures/portraits/depth", "/media/archive/scribbles 2019"});
}

} // namespace armature::ui
