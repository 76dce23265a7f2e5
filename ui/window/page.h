#pragma once
// What the window asks of a page. A page owns its actions and its errors; the window owns pages and the
// project.

#include <QJsonObject>
#include <QKeySequence>
#include <QList>
#include <QStringList>
#include <QWidget>

#include <functional>

class QSettings;

namespace armature::ui {

class Asker;
class EngineLink;
class JobList;
class Project;
class Theme;

// Something a person can do, found in the palette (Ctrl+K) and bound to an editable shortcut.
struct Command
{
    QString id;            // "dataset.undo", stable: user shortcuts are stored under it
    QString title;         // "Undo", translated
    QString icon;          // name for icon(); may be empty
    QKeySequence shortcut; // the default; may be empty
    std::function<void()> run;
    std::function<bool()> isEnabled; // empty: always
};

// What a page may use, handed to its constructor; all outlive it.
struct PageServices
{
    Theme &theme;
    JobList &jobs; // ui/window/jobs.h: progress in the status bar
    Asker &asker;  // ui/widgets/ask.h: the only boxes there are
    EngineLink &engine; // ui/window/engine_link.h: load() when something needs it
    QSettings *settings = nullptr; // this person's, for the whole program; none in a test that has no use for it
};

class Page : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    // The project stays alive until closeProject() has returned.
    virtual void openProject(Project &project) { Q_UNUSED(project); }
    virtual void closeProject() {}
    // Asked once after construction and again after commandsChanged().
    virtual QList<Command> commands() { return {}; }
    // False while closing would lose or break off something; then whatGoesOn is half a sentence: "a repair of
    // 40 files". An empty whatGoesOn: the page has asked by itself and was told to stay.
    virtual bool canClose(QString *whatGoesOn)
    {
        Q_UNUSED(whatGoesOn);
        return true;
    }
    // What a restart brings back: filter, selection, scroll position. Values of JSON only.
    virtual QJsonObject saveView() const { return {}; }
    virtual void restoreView(const QJsonObject &view) { Q_UNUSED(view); }
    // States that --tour photographs; showTourState() puts the page into one and returns when it is on
    // screen.
    virtual QStringList tourStates() const { return {QStringLiteral("page")}; }
    virtual void showTourState(const QString &state) { Q_UNUSED(state); }

Q_SIGNALS:
    void commandsChanged();
    void pageWanted(const QString &id);     // the next step is in another room: "preprocess"
    void viewChanged();                     // saveView() would now return something else
    void messageShown(const QString &text); // one line in the status bar, for what needs no answer
};

} // namespace armature::ui
