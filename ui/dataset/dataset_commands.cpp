// What can be done on the page: its commands, and the tool bar above the grid.
#include "core/data/repair.h"
#include "ui/dataset/change_runner.h"
#include "ui/dataset/dataset_page.h"
#include "ui/dataset/filter_field.h"
#include "ui/dataset/pair_delegate.h"
#include "ui/dataset/pair_grid.h"
#include "ui/dataset/pair_model.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>

namespace armature::ui {

QWidget *DatasetPage::makeToolBar()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    row->setSpacing(space::kSmall);
    m_filter = new FilterField(bar);
    row->addWidget(m_filter, 1, Qt::AlignTop);
    m_mode = new QComboBox(bar);
    m_mode->setAccessibleName(tr("What the cells show"));
    m_mode->addItem(icon(QStringLiteral("file-earmark-image")), tr("Picture"));
    m_mode->addItem(icon(QStringLiteral("bounding-box")), tr("Map"));
    m_mode->addItem(icon(QStringLiteral("layers-half")), tr("Both"));
    connect(m_mode, &QComboBox::currentIndexChanged, this, [this](int mode) {
        m_delegate->setMode(ThumbMode(mode));
        m_grid->viewport()->update();
        Q_EMIT viewChanged();
    });
    row->addWidget(m_mode, 0, Qt::AlignTop);
    auto *mend = new QPushButton(icon(QStringLiteral("magic")), tr("Mend"), bar);
    mend->setObjectName(QStringLiteral("mend"));
    mend->setToolTip(tr("What can be done with the selected pairs"));
    auto *menu = makeMendMenu(mend);
    connect(mend, &QPushButton::clicked, this,
            [mend, menu] { menu->popup(mend->mapToGlobal(mend->rect().bottomLeft())); });
    row->addWidget(mend, 0, Qt::AlignTop);
    return bar;
}

// The commands that change something, where a mouse finds them.
QMenu *DatasetPage::makeMendMenu(QWidget *parent)
{
    auto *menu = new QMenu(parent);
    menu->setToolTipsVisible(true);
    // Made when it opens: shortcuts, titles and what is possible are those of the moment.
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        for (const auto &command : commands()) {
            const bool isRepair = command.id.startsWith(QLatin1String("dataset.repair."));
            if (command.id == QLatin1String("dataset.undo") ||
                command.id == QLatin1String("dataset.captions") ||
                command.id == QLatin1String("dataset.forget"))
                menu->addSeparator();
            else if (!isRepair && command.id != QLatin1String("dataset.redo"))
                continue;
            auto *action = menu->addAction(icon(command.icon), command.title, this, command.run);
            action->setObjectName(command.id);
            action->setEnabled(!command.isEnabled || command.isEnabled());
        }
    });
    return menu;
}

QList<Command> DatasetPage::commands()
{
    const auto isOpen = [this] { return !m_root.empty(); };
    const auto hasSelection = [this] { return m_grid->selectionModel()->hasSelection() && !isChanging(); };
    QList<Command> list = {
        {QStringLiteral("dataset.filter"), tr("Filter the pairs"), QStringLiteral("funnel"),
         QKeySequence(QStringLiteral("Ctrl+F")),
         [this] { m_filter->edit()->setFocus(Qt::ShortcutFocusReason); }, isOpen},
        {QStringLiteral("dataset.rescan"), tr("Read the folder again"), QStringLiteral("arrow-clockwise"),
         QKeySequence(QStringLiteral("F5")), [this] { readAgain(); }, isOpen},
        {QStringLiteral("dataset.undo"), tr("Undo the last change"), QStringLiteral("arrow-counterclockwise"),
         QKeySequence(QStringLiteral("Ctrl+Z")), [this] { m_changes->undo(); },
         [this] { return m_changes->canUndo() && !isChanging(); }},
        {QStringLiteral("dataset.redo"), tr("Redo the last change"), QStringLiteral("arrow-clockwise"),
         QKeySequence(QStringLiteral("Ctrl+Shift+Z")), [this] { m_changes->redo(); },
         [this] { return m_changes->canRedo() && !isChanging(); }},
    };
    list.append({QStringLiteral("dataset.captions"), tr("Edit many captions…"), QStringLiteral("pencil"),
                 QKeySequence(QStringLiteral("Ctrl+H")), [this] { offerCaptionEdit(); },
                 [this] { return m_model->table().size() > 0; }});
    const auto show = [&](const char *id, const QString &title, const char *iconName, const char *key,
                          int mode) {
        list.append({QLatin1String(id), title, QLatin1String(iconName), QKeySequence(QLatin1String(key)),
                     [this, mode] { m_mode->setCurrentIndex(mode); }, isOpen});
    };
    show("dataset.show-picture", tr("Show the pictures"), "file-earmark-image", "Alt+1", 0);
    show("dataset.show-map", tr("Show the maps"), "bounding-box", "Alt+2", 1);
    show("dataset.show-both", tr("Show the maps over the pictures"), "layers-half", "Alt+3", 2);
    const auto mend = [&](const QString &title, const char *iconName, const char *key, Repair repair) {
        const auto name = repairName(repair);
        list.append({QStringLiteral("dataset.repair.") + QLatin1String(name.data(), qsizetype(name.size())),
                     title, QLatin1String(iconName), QKeySequence(QLatin1String(key)),
                     [this, repair] { offerRepair(repair); }, hasSelection});
    };
    mend(tr("Resize maps to their pictures"), "arrows-fullscreen", "", Repair::ResizeMap);
    mend(tr("Crop maps to their pictures"), "crop", "", Repair::CropMap);
    mend(tr("Turn pictures upright by EXIF"), "arrow-clockwise", "", Repair::ApplyExif);
    mend(tr("Lay transparent pictures on white"), "layers-half", "", Repair::FlattenAlpha);
    mend(tr("Convert 16 bit and CMYK pictures to 8 bit RGB"), "file-earmark-image", "", Repair::Convert);
    mend(tr("Pair pictures and maps by name"), "link-45deg", "", Repair::PairByName);
    list.append(pairingCommand());
    mend(tr("Quarantine the selected pairs"), "archive", "Del", Repair::Quarantine);
    mend(tr("Exclude the selected pairs from training"), "slash-circle", "X", Repair::Exclude);
    mend(tr("Include the selected pairs again"), "check-circle", "Shift+X", Repair::Include);
    list.append({QStringLiteral("dataset.forget"),
                 tr("Delete the kept originals…"),
                 QStringLiteral("trash"),
                 {},
                 [this] { offerForgetting(); },
                 [this] { return (m_changes->canUndo() || m_changes->canRedo()) && !isChanging(); }});
    return list;
}

} // namespace armature::ui
