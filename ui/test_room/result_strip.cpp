#include "ui/test_room/result_strip.h"

#include "ui/dataset/thumbnails.h"
#include "ui/project/paths.h"
#include "ui/test_room/test_form.h"
#include "ui/theme/theme.h"

#include <QContextMenuEvent>
#include <QCoreApplication>
#include <QMenu>
#include <QMimeData>
#include <QPointer>
#include <QThreadPool>
#include <QUrl>

#include <algorithm>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr int kThumb = 96, kMaxShown = 300;
constexpr int kPathRole = Qt::UserRole + 1;

struct Found
{
    fs::path file;
    QImage image;
    QString label;
};

QString labelOf(const fs::path &file)
{
    const auto settings = settingsOf(file);
    if (!settings)
        return displayName(file);
    return settings->label.isEmpty() ? settings->prompt : settings->label;
}

std::vector<Found> readFolder(const fs::path &folder)
{
    std::vector<std::pair<fs::file_time_type, fs::path>> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code ignored;
        if (entry->path().extension() == ".png" && entry->is_regular_file(ignored))
            files.emplace_back(entry->last_write_time(ignored), entry->path());
    }
    std::sort(files.rbegin(), files.rend());
    std::vector<Found> found;
    for (const auto &[time, file] : files) {
        if (found.size() >= size_t(kMaxShown))
            break;
        if (QImage image = loadScaled(file, 2 * kThumb); !image.isNull())
            found.push_back({file, std::move(image), labelOf(file)});
    }
    return found;
}

} // namespace

ResultStrip::ResultStrip(QWidget *parent) : QListWidget(parent)
{
    setAccessibleName(tr("Results"));
    setViewMode(QListView::IconMode);
    setFlow(QListView::LeftToRight);
    setWrapping(false);
    setMovement(QListView::Static);
    setIconSize({kThumb, kThumb});
    setGridSize({kThumb + 2 * space::kSmall, kThumb + 28});
    setUniformItemSizes(true);
    setWordWrap(false);
    setTextElideMode(Qt::ElideMiddle); // a value of a grid stands at its end
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setDragEnabled(true);
    setFixedHeight(kThumb + 28 + size::kScrollBar + 6);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setFrameShape(QFrame::NoFrame);
    setFont(captionFont(font()));
    connect(this, &QListWidget::itemSelectionChanged, this, &ResultStrip::noteSelection);
}

void ResultStrip::openFolder(const fs::path &folder)
{
    const quint64 age = ++m_age;
    m_order.clear();
    clear();
    if (folder.empty())
        return;
    QThreadPool::globalInstance()->start([self = QPointer(this), age, folder] {
        const auto found = std::make_shared<std::vector<Found>>(readFolder(folder));
        QMetaObject::invokeMethod(qApp, [self, age, found] {
            if (!self || self->m_age != age)
                return;
            std::vector<fs::path> there; // made while the folder was read
            for (int row = 0; row < self->count(); ++row)
                there.push_back(self->file(row));
            for (const Found &one : *found)
                if (std::ranges::count(there, one.file) == 0)
                    self->addItem(self->makeItem(one.file, one.image, one.label));
            Q_EMIT self->loaded();
        });
    });
}

QListWidgetItem *ResultStrip::makeItem(const fs::path &file, const QImage &image, const QString &label) const
{
    const QImage small = image.scaled(kThumb, kThumb, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    auto *item = new QListWidgetItem(QIcon(QPixmap::fromImage(small)), label.simplified());
    item->setData(kPathRole, storedPath(file));
    item->setToolTip(label.isEmpty() ? displayName(file) : label + QLatin1Char('\n') + displayName(file));
    if (label.isEmpty())
        item->setText(displayName(file));
    return item;
}

void ResultStrip::add(const fs::path &file, const QImage &image, const QString &label)
{
    insertItem(0, makeItem(file, image, label));
}

fs::path ResultStrip::file(int row) const { return pathFromStored(item(row)->data(kPathRole).toString()); }

void ResultStrip::noteSelection()
{
    const QList<QListWidgetItem *> now = selectedItems();
    m_order.removeIf([&](QListWidgetItem *item) { return !now.contains(item); });
    for (QListWidgetItem *item : now) {
        if (!m_order.contains(item))
            m_order.append(item);
    }
    Q_EMIT selectionChangedTo(selected());
}

std::vector<fs::path> ResultStrip::selected() const
{
    std::vector<fs::path> files;
    for (const QListWidgetItem *item : m_order)
        files.push_back(pathFromStored(item->data(kPathRole).toString()));
    return files;
}

QMimeData *ResultStrip::mimeData(const QList<QListWidgetItem *> &items) const
{
    auto *mime = new QMimeData;
    QList<QUrl> urls;
    for (const QListWidgetItem *item : items)
        urls << QUrl(item->data(kPathRole).toString());
    mime->setUrls(urls);
    return mime;
}

void ResultStrip::contextMenuEvent(QContextMenuEvent *event)
{
    const QListWidgetItem *item = itemAt(event->pos());
    if (!item)
        return;
    const fs::path file = pathFromStored(item->data(kPathRole).toString());
    QMenu menu(this);
    const std::pair<Recall, QString> entries[] = {{Recall::All, tr("Recall all settings")},
                                                  {Recall::Prompt, tr("Recall the prompt")},
                                                  {Recall::Seed, tr("Recall the seed")},
                                                  {Recall::Size, tr("Recall the size")},
                                                  {Recall::Condition, tr("Recall the condition")}};
    for (const auto &[what, title] : entries)
        menu.addAction(title, this, [this, file, wanted = what] { Q_EMIT recallWanted(file, int(wanted)); });
    menu.addSeparator();
    menu.addAction(tr("Delete this picture…"), this, [this, file] { Q_EMIT removeWanted(file); });
    menu.exec(event->globalPos());
}

} // namespace armature::ui
