#include "ui/window/command_registry.h"

#include "ui/theme/icons.h"

#include <algorithm>

namespace armature::ui {

namespace {

QString settingOf(const QString &id) { return QStringLiteral("shortcuts/") + id; }
// One is the beginning of the other (Ctrl+K and Ctrl+K, Ctrl+S): both would wait for the rest.
bool collide(const QKeySequence &a, const QKeySequence &b)
{
    return !a.isEmpty() && !b.isEmpty() &&
           (a.matches(b) != QKeySequence::NoMatch || b.matches(a) != QKeySequence::NoMatch);
}

} // namespace

CommandRegistry::CommandRegistry(QSettings &settings, QWidget &window)
    : QObject(&window), m_settings(settings), m_window(window)
{
}

void CommandRegistry::setCommands(const QWidget *page, const QString &group, const QList<Command> &commands)
{
    std::erase_if(m_entries, [&](const auto &entry) {
        if (entry->page != page)
            return false;
        m_window.removeAction(entry->action);
        entry->action->deleteLater(); // it may be the one whose trigger asks for this
        return true;
    });
    for (const Command &command : commands) {
        auto *action = new QAction(icon(command.icon), command.title, &m_window);
        action->setObjectName(command.id);
        action->setShortcut(storedShortcut(command));
        action->setShortcutContext(Qt::WindowShortcut);
        connect(action, &QAction::triggered, this, [this, id = command.id] { trigger(id); });
        m_window.addAction(action);
        m_entries.push_back(std::make_unique<Entry>(Entry{command, group, page, action}));
    }
    Q_EMIT changed();
}

std::vector<const CommandRegistry::Entry *> CommandRegistry::entries() const
{
    std::vector<const Entry *> result;
    for (const auto &entry : m_entries)
        result.push_back(entry.get());
    return result;
}

CommandRegistry::Entry *CommandRegistry::find(const QString &id)
{
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [&](const auto &e) { return e->command.id == id; });
    return found == m_entries.end() ? nullptr : found->get();
}

QAction *CommandRegistry::action(const QString &id) const
{
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [&](const auto &e) { return e->command.id == id; });
    return found == m_entries.end() ? nullptr : (*found)->action;
}

bool CommandRegistry::isAvailable(const Entry &entry) const
{
    return (!entry.page || entry.page->isVisible()) &&
           (!entry.command.isEnabled || entry.command.isEnabled());
}

void CommandRegistry::trigger(const QString &id)
{
    const Entry *entry = find(id);
    if (!entry || !isAvailable(*entry))
        return;
    const auto run = entry->command.run; // running it may replace the commands
    run();
}

QKeySequence CommandRegistry::storedShortcut(const Command &command) const
{
    const QVariant stored = m_settings.value(settingOf(command.id));
    return stored.isValid() ? QKeySequence(stored.toString(), QKeySequence::PortableText) : command.shortcut;
}

void CommandRegistry::setShortcut(const QString &id, const QKeySequence &keys)
{
    Entry *entry = find(id);
    if (!entry)
        return;
    if (keys == entry->command.shortcut)
        m_settings.remove(settingOf(id));
    else
        m_settings.setValue(settingOf(id), keys.toString(QKeySequence::PortableText));
    entry->action->setShortcut(keys);
    Q_EMIT changed();
}

void CommandRegistry::resetShortcut(const QString &id)
{
    if (const Entry *entry = find(id))
        setShortcut(id, entry->command.shortcut);
}

QStringList CommandRegistry::conflicts(const QString &id, const QKeySequence &keys) const
{
    const auto self =
        std::find_if(m_entries.begin(), m_entries.end(), [&](const auto &e) { return e->command.id == id; });
    const QWidget *page = self == m_entries.end() ? nullptr : (*self)->page;
    QStringList titles;
    for (const auto &other : m_entries) {
        const bool together = !page || !other->page || page == other->page;
        if (other->command.id != id && together && collide(other->action->shortcut(), keys))
            titles.append(other->command.title);
    }
    return titles;
}

} // namespace armature::ui
