#pragma once
// All commands of the window and its pages, each as a QAction with the shortcut that the user gave it or its
// default.

#include "ui/window/page.h"

#include <QAction>
#include <QSettings>

#include <map>
#include <memory>
#include <vector>

namespace armature::ui {

class CommandRegistry : public QObject
{
    Q_OBJECT

public:
    struct Entry
    {
        Command command;
        QString group;       // "Dataset", translated
        const QWidget *page; // null: belongs to the window, works everywhere
        QAction *action;
    };

    // Actions are added to the window, so that their shortcuts work in all of it.
    CommandRegistry(QSettings &settings, QWidget &window);

    // Replaces what the page (or, for null, the window) had before.
    void setCommands(const QWidget *page, const QString &group, const QList<Command> &commands);
    std::vector<const Entry *> entries() const; // in the order of registration
    QAction *action(const QString &id) const;   // null where there is none
    // Whether it could run now: its page is shown and its own condition holds.
    bool isAvailable(const Entry &entry) const;

    // Empty removes the shortcut; the default one is stored as no choice at all.
    void setShortcut(const QString &id, const QKeySequence &keys);
    void resetShortcut(const QString &id);
    // Titles of the commands that would answer to the same keys at the same time.
    QStringList conflicts(const QString &id, const QKeySequence &keys) const;

Q_SIGNALS:
    void changed();

private:
    QKeySequence storedShortcut(const Command &command) const;
    void trigger(const QString &id);
    Entry *find(const QString &id);

    QSettings &m_settings;
    QWidget &m_window;
    std::vector<std::unique_ptr<Entry>> m_entries;
};

} // namespace armature::ui
