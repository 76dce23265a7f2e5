// What of the page comes back after a restart, and after the folder was read again because something in it
// has changed: filter, current pair, selection, place.
#include "core/data/json_bytes.h"
#include "ui/dataset/dataset_page.h"
#include "ui/dataset/filter_field.h"
#include "ui/dataset/folder_watcher.h"
#include "ui/dataset/pair_grid.h"
#include "ui/dataset/pair_model.h"
#include "ui/dataset/thumbnails.h"
#include "ui/theme/tokens.h"

#include <QComboBox>
#include <QItemSelectionModel>
#include <QJsonArray>
#include <QScrollBar>
#include <QSlider>
#include <QSpinBox>
#include <QSplitter>

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>
#include <utility>

namespace armature::ui {

namespace {

constexpr int kMostRuns = 500; // of a selection that is remembered
constexpr int kOwnChange = 500,
              kLongNews = 10'000;    // milliseconds: after a change of ours; that news may go on
constexpr size_t kMaxWatched = 1000; // folders

QString toJson(const std::string &id) { return QString::fromStdString(bytesToJson(id)); }
std::string fromJson(const QJsonValue &value) { return bytesFromJson(value.toString().toStdString()); }

} // namespace

DatasetPage::Wanted DatasetPage::placeNow() const
{
    const auto idOf = [this](int row) {
        return std::string(m_model->table().id(m_model->tableRow(m_model->index(row))));
    };
    Wanted place;
    place.scroll = m_grid->verticalScrollBar()->value();
    if (m_grid->currentIndex().isValid())
        place.current = idOf(m_grid->currentIndex().row());
    const auto selection = m_grid->selectionModel()->selection();
    if (selection.size() <= kMostRuns) {
        for (const auto &run : selection)
            place.selection.emplace_back(idOf(run.top()), idOf(run.bottom()));
    }
    return place;
}

void DatasetPage::rememberPlace()
{
    const bool isKnown = m_wanted.scroll >= 0 || !m_wanted.current.empty() || !m_wanted.selection.empty();
    if (!isKnown && m_model->rowCount() > 0)
        m_wanted = placeNow();
}

void DatasetPage::bringBackPlace()
{
    if (!m_wanted.current.empty()) {
        const auto &table = m_model->table();
        const size_t row = table.find(m_wanted.current);
        const auto index = row < table.size() ? m_model->indexOf(uint32_t(row)) : QModelIndex();
        if (index.isValid()) {
            m_wanted.current.clear();
            m_isBringingBack = true;
            m_grid->selectionModel()->setCurrentIndex(index, m_wanted.selection.empty()
                                                                 ? QItemSelectionModel::ClearAndSelect
                                                                 : QItemSelectionModel::NoUpdate);
            m_isBringingBack = false;
        }
    }
    auto *bar = m_grid->verticalScrollBar();
    if (m_wanted.scroll >= 0 && (bar->maximum() >= m_wanted.scroll || !isScanning()))
        bar->setValue(std::exchange(m_wanted.scroll, -1));
}

void DatasetPage::bringBackSelection()
{
    if (m_wanted.selection.empty())
        return;
    const auto &table = m_model->table();
    std::unordered_map<std::string_view, uint32_t> rows;
    rows.reserve(table.size());
    for (uint32_t row = 0; row < table.size(); ++row)
        rows.emplace(table.id(row), row);
    QItemSelection selection;
    std::erase_if(m_wanted.selection, [&](const auto &run) {
        const auto first = rows.find(run.first), last = rows.find(run.second);
        if (first == rows.end() || last == rows.end())
            return false;
        const auto from = m_model->indexOf(first->second), to = m_model->indexOf(last->second);
        if (!from.isValid() || !to.isValid() || from.row() > to.row())
            return false;
        selection.select(from, to);
        return true;
    });
    m_isBringingBack = true;
    m_grid->selectionModel()->select(selection, QItemSelectionModel::Select);
    m_isBringingBack = false;
}

// The folders that hold pictures, and those above them: a new file there is taken in.
void DatasetPage::watchFolders()
{
    m_isUnwatched = false;
    const auto &table = m_model->table();
    std::set<std::string_view> names;
    std::array<std::string_view, 2> lastOf; // of the pictures, of the maps
    for (uint32_t row = 0; row < table.size() && names.size() < kMaxWatched; ++row) {
        for (const auto name : {table.target(row), table.condition(row)}) {
            auto slash = name.rfind('/');
            auto &last = lastOf[name.data() != table.target(row).data()];
            if (slash == std::string_view::npos || name.substr(0, slash) == last)
                continue; // as that of the row before, mostly
            last = name.substr(0, slash);
            for (; slash != std::string_view::npos && slash > 0; slash = name.rfind('/', slash - 1))
                names.insert(name.substr(0, slash));
        }
    }
    std::vector<std::filesystem::path> folders = {m_root};
    for (const auto name : names)
        folders.push_back(m_root / name);
    m_watcher->watch(std::move(folders));
}

void DatasetPage::takeNews()
{
    // What our own new files set off is no news.
    if (isChanging() || (m_sinceChange.isValid() && m_sinceChange.elapsed() < kOwnChange))
        return;
    if (!m_settled.isActive())
        m_sinceNews.start();
    if (!m_sinceNews.hasExpired(kLongNews)) // somebody who copies for hours is waited for no longer
        m_settled.start();
}

void DatasetPage::readAgain()
{
    m_thumbnails->clear(); // they are on the disk; those of files that have changed are made anew
    rescan();
}

QJsonObject DatasetPage::saveView() const
{
    auto place = placeNow();
    // What has not come back yet is not lost by closing in the middle of a scan.
    if (!m_wanted.current.empty())
        place.current = m_wanted.current;
    if (!m_wanted.selection.empty())
        place.selection = m_wanted.selection;
    if (m_wanted.scroll >= 0)
        place.scroll = m_wanted.scroll;
    QJsonArray selected, sizes;
    for (const auto &[first, last] : place.selection)
        selected.append(QJsonArray{toJson(first), toJson(last)});
    for (const int size : m_splitter->sizes())
        sizes.append(size);
    return {{QStringLiteral("filter"), m_filter->text()},
            {QStringLiteral("mode"), m_mode->currentIndex()},
            {QStringLiteral("size"), m_size->value()},
            {QStringLiteral("resolution"), m_isResolutionChosen ? m_resolution->value() : 0},
            {QStringLiteral("current"), toJson(place.current)},
            {QStringLiteral("selected"), selected},
            {QStringLiteral("panels"), sizes},
            {QStringLiteral("scroll"), place.scroll}};
}

void DatasetPage::restoreView(const QJsonObject &view)
{
    m_isFirstLook = false;
    m_filter->setText(view[QStringLiteral("filter")].toString());
    m_mode->setCurrentIndex(std::clamp(view[QStringLiteral("mode")].toInt(), 0, 2));
    m_size->setValue(view[QStringLiteral("size")].toInt(size::kDefaultThumb));
    if (const int resolution = view[QStringLiteral("resolution")].toInt(); resolution > 0)
        setResolution(resolution);
    QList<int> sizes;
    for (const auto &size : view[QStringLiteral("panels")].toArray())
        sizes.append(std::max(1, size.toInt()));
    if (sizes.size() == m_splitter->count())
        m_splitter->setSizes(sizes);
    m_wanted.current = fromJson(view[QStringLiteral("current")]);
    m_wanted.scroll = view[QStringLiteral("scroll")].toInt(-1);
    m_wanted.selection.clear();
    for (const auto &run : view[QStringLiteral("selected")].toArray())
        m_wanted.selection.emplace_back(fromJson(run[0]), fromJson(run[1]));
}

} // namespace armature::ui
