#include "ui/window/shortcut_dialog.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/window/command_registry.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace armature::ui {

namespace {
constexpr int kIdRole = Qt::UserRole;
}

ShortcutDialog::ShortcutDialog(CommandRegistry &commands, QWidget *parent)
    : QDialog(parent), m_commands(commands), m_filter(new QLineEdit(this)), m_list(new QTreeWidget(this)),
      m_keys(new QKeySequenceEdit(this)), m_assign(new QPushButton(tr("Assign"), this)),
      m_remove(new QPushButton(tr("Remove"), this)), m_reset(new QPushButton(tr("Default"), this)),
      m_conflict(new QLabel(this))
{
    setWindowTitle(tr("Keyboard shortcuts"));
    resize(620, 520);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(space::kPage, space::kPage, space::kPage, space::kPage);
    m_filter->setPlaceholderText(tr("Filter by name or keys"));
    m_filter->setAccessibleName(tr("Filter the commands"));
    m_list->setObjectName(QStringLiteral("shortcutList"));
    m_list->setAccessibleName(tr("Commands and their keys"));
    m_list->setRootIsDecorated(false);
    m_list->setAlternatingRowColors(true);
    m_list->setUniformRowHeights(true);
    m_list->setHeaderLabels({tr("Command"), tr("Page"), tr("Keys")});
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->resizeSection(2, 140);
    rows->addWidget(m_filter);
    rows->addWidget(m_list, 1);
    buildEditor(rows);
    connect(m_filter, &QLineEdit::textChanged, this, &ShortcutDialog::filter);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &ShortcutDialog::showChosen);
    connect(&m_commands, &CommandRegistry::changed, this, &ShortcutDialog::fill);
    fill();
    m_list->setCurrentItem(m_list->topLevelItem(0));
}

void ShortcutDialog::buildEditor(QVBoxLayout *rows)
{
    auto *editor = new QHBoxLayout;
    auto *label = new QLabel(tr("Keys:"), this);
    label->setBuddy(m_keys);
    m_keys->setObjectName(QStringLiteral("shortcutKeys"));
    m_keys->setAccessibleName(tr("New keys for the chosen command"));
    if (auto *field = m_keys->findChild<QLineEdit *>())
        field->setAccessibleName(tr("New keys for the chosen command"));
    m_assign->setObjectName(QStringLiteral("shortcutAssign"));
    m_assign->setAutoDefault(false);
    m_remove->setAutoDefault(false);
    m_reset->setAutoDefault(false);
    makePrimary(m_assign);
    editor->addWidget(label);
    editor->addWidget(m_keys, 1);
    editor->addWidget(m_assign);
    editor->addWidget(m_remove);
    editor->addWidget(m_reset);
    rows->addLayout(editor);
    m_conflict->setObjectName(QStringLiteral("shortcutConflict"));
    m_conflict->setWordWrap(true);
    m_conflict->setMinimumHeight(2 * fontMetrics().lineSpacing());
    m_conflict->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    rows->addWidget(m_conflict);
    auto *close = new QPushButton(tr("Close"), this);
    close->setAutoDefault(false);
    auto *bottom = new QHBoxLayout;
    bottom->addStretch();
    bottom->addWidget(close);
    rows->addLayout(bottom);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_keys, &QKeySequenceEdit::keySequenceChanged, this, &ShortcutDialog::check);
    connect(m_assign, &QPushButton::clicked, this,
            [this] { m_commands.setShortcut(chosenId(), m_keys->keySequence()); });
    connect(m_remove, &QPushButton::clicked, this, [this] { m_commands.setShortcut(chosenId(), {}); });
    connect(m_reset, &QPushButton::clicked, this, [this] { m_commands.resetShortcut(chosenId()); });
}

QString ShortcutDialog::chosenId() const
{
    return m_list->currentItem() ? m_list->currentItem()->data(0, kIdRole).toString() : QString();
}

void ShortcutDialog::fill()
{
    const QString chosen = chosenId();
    m_list->clear();
    for (const CommandRegistry::Entry *entry : m_commands.entries()) {
        auto *item =
            new QTreeWidgetItem(m_list, {entry->command.title, entry->group,
                                         entry->action->shortcut().toString(QKeySequence::NativeText)});
        item->setData(0, kIdRole, entry->command.id);
        const QStringList others = m_commands.conflicts(entry->command.id, entry->action->shortcut());
        if (!others.isEmpty()) {
            item->setIcon(2, icon(QStringLiteral("exclamation-triangle"), &ThemeColors::warn));
            item->setToolTip(2, tr("Also: %1").arg(others.join(QStringLiteral(", "))));
        }
        if (entry->command.id == chosen)
            m_list->setCurrentItem(item);
    }
    filter();
    showChosen();
}

void ShortcutDialog::filter()
{
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        QTreeWidgetItem *item = m_list->topLevelItem(row);
        const bool matches = (item->text(0) + QLatin1Char('\n') + item->text(2))
                                 .contains(m_filter->text(), Qt::CaseInsensitive);
        item->setHidden(!matches);
    }
}

void ShortcutDialog::showChosen()
{
    const QAction *action = m_commands.action(chosenId());
    for (QWidget *part : {static_cast<QWidget *>(m_keys), static_cast<QWidget *>(m_assign),
                          static_cast<QWidget *>(m_remove), static_cast<QWidget *>(m_reset)})
        part->setEnabled(action);
    m_keys->setKeySequence(action ? action->shortcut() : QKeySequence());
    check();
}

void ShortcutDialog::check()
{
    const QStringList others = m_commands.conflicts(chosenId(), m_keys->keySequence());
    m_conflict->setText(others.isEmpty()
                            ? QString()
                            : tr("These keys already belong to: %1. Assigned to both, neither would answer.")
                                  .arg(others.join(QStringLiteral(", "))));
}

} // namespace armature::ui
