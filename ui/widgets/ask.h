#pragma once
// The only boxes there are: a question, a folder, a file. Behind an interface, so that tests answer in
// advance.

#include <QString>
#include <QStringList>

#include <optional>

class QWidget;

namespace armature::ui {

struct Question
{
    QString title;
    QString text;   // what will happen, one sentence
    QString detail; // what is kept or lost; may be empty
    QStringList
        buttons; // by what they do ("Quarantine 12 files"), the suggested one first, the harmless one last
    bool isDangerous = false; // then the harmless one is the default
};

class Asker
{
public:
    virtual ~Asker() = default;
    // The index of the button; the last one for Escape and a closed box.
    virtual int ask(QWidget *parent, const Question &question) = 0;
    virtual std::optional<QString> folder(QWidget *parent, const QString &title, const QString &start) = 0;
    virtual std::optional<QString> openFile(QWidget *parent, const QString &title, const QString &start,
                                            const QString &filter) = 0;
    // Several at once; none: cancelled.
    virtual QStringList openFiles(QWidget *parent, const QString &title, const QString &start,
                                  const QString &filter);
    // Asks before a file that exists is overwritten.
    virtual std::optional<QString> saveFile(QWidget *parent, const QString &title, const QString &suggestion,
                                            const QString &filter);
};

class DialogAsker : public Asker
{
public:
    int ask(QWidget *parent, const Question &question) override;
    std::optional<QString> folder(QWidget *parent, const QString &title, const QString &start) override;
    std::optional<QString> openFile(QWidget *parent, const QString &title, const QString &start,
                                    const QString &filter) override;
    QStringList openFiles(QWidget *parent, const QString &title, const QString &start,
                          const QString &filter) override;
    std::optional<QString> saveFile(QWidget *parent, const QString &title, const QString &suggestion,
                                    const QString &filter) override;
};

} // namespace armature::ui
