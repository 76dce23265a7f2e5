#include "ui/test_room/pick_dialog.h"

#include "ui/dataset/thumbnails.h"
#include "ui/project/paths.h"
#include "ui/theme/theme.h"

#include <QAbstractListModel>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

namespace armature::ui {

namespace {

constexpr int kThumb = 128;
constexpr int kWordsRole = Qt::UserRole + 1; // what is searched: name and caption

} // namespace

class PickDialog::Model : public QAbstractListModel
{
public:
    explicit Model(PickPairs pairs) : m_pairs(std::move(pairs)), m_thumbnails(std::filesystem::path())
    {
        connect(&m_thumbnails, &Thumbnails::ready, this, [this] {
            if (!m_pairs.empty())
                Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Qt::DecorationRole});
        });
    }

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_pairs.size());
    }

    QVariant data(const QModelIndex &index, int role) const override
    {
        const auto &[file, caption] = m_pairs[size_t(index.row())];
        if (role == Qt::DisplayRole)
            return displayName(file);
        if (role == Qt::ToolTipRole || role == kWordsRole || role == Qt::AccessibleTextRole)
            return caption.isEmpty() ? displayName(file)
                                     : QString(displayName(file) + QLatin1Char('\n') + caption);
        if (role == Qt::DecorationRole)
            return QIcon(thumbnail(file));
        return {};
    }

private:
    // Every one has the same size, so that those that are still read leave no hole.
    QPixmap thumbnail(const std::filesystem::path &file) const
    {
        QPixmap square(kThumb, kThumb);
        square.fill(Qt::transparent);
        if (const auto got = m_thumbnails.get(file); got.state == Thumbnails::State::Ready) {
            const QPixmap small =
                got.pixmap.scaled(kThumb, kThumb, Qt::KeepAspectRatio, Qt::SmoothTransformation);
            QPainter(&square).drawPixmap((kThumb - small.width()) / 2, (kThumb - small.height()) / 2, small);
        }
        return square;
    }

    const PickPairs m_pairs;
    mutable Thumbnails m_thumbnails;
};

PickDialog::PickDialog(PickPairs pairs, QWidget *parent)
    : QDialog(parent), m_model(std::make_unique<Model>(std::move(pairs))),
      m_filter(new QSortFilterProxyModel(this)), m_list(new QListView(this)), m_search(new QLineEdit(this))
{
    setWindowTitle(tr("A condition of the dataset"));
    m_filter->setSourceModel(m_model.get());
    m_filter->setFilterRole(kWordsRole);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_search->setObjectName(QStringLiteral("pick.search"));
    m_search->setPlaceholderText(tr("Name or caption"));
    m_search->setAccessibleName(m_search->placeholderText());
    m_search->setClearButtonEnabled(true);
    m_list->setObjectName(QStringLiteral("pick.list"));
    m_list->setAccessibleName(tr("Conditions"));
    m_list->setModel(m_filter);
    m_list->setViewMode(QListView::IconMode);
    m_list->setMovement(QListView::Static);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setUniformItemSizes(true);
    m_list->setLayoutMode(QListView::Batched);
    m_list->setIconSize({kThumb, kThumb});
    m_list->setGridSize({kThumb + 2 * space::kSmall, kThumb + 32});
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setFont(captionFont(font()));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_use = buttons->addButton(tr("Use as condition"), QDialogButtonBox::AcceptRole);
    m_use->setObjectName(QStringLiteral("pick.use"));
    makePrimary(m_use);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(space::kSmall);
    column->addWidget(m_search);
    column->addWidget(m_list, 1);
    column->addWidget(buttons);
    resize(760, 560);
    connect(m_search, &QLineEdit::textChanged, m_filter, &QSortFilterProxyModel::setFilterFixedString);
    const auto showState = [this] { m_use->setEnabled(chosen() >= 0); };
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, showState);
    connect(m_filter, &QAbstractItemModel::rowsRemoved, this, showState);
    connect(m_list, &QListView::doubleClicked, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    showState();
}

PickDialog::~PickDialog() { m_list->setModel(nullptr); }

int PickDialog::chosen() const
{
    const QModelIndexList selected =
        m_list->selectionModel() ? m_list->selectionModel()->selectedIndexes() : QModelIndexList();
    return selected.isEmpty() ? -1 : m_filter->mapToSource(selected.first()).row();
}

} // namespace armature::ui
