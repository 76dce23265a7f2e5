#pragma once
// Ctrl+K: every command by a few letters of its name, with its keys beside it.

#include <QFrame>
#include <QPointer>

class QLineEdit;
class QListWidget;

namespace armature::ui {

class CommandRegistry;

class CommandPalette : public QFrame
{
    Q_OBJECT

public:
    CommandPalette(CommandRegistry &commands, QWidget *window);
    void open();
    void place(); // keeps to the top middle of the window

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void fill();
    void run();

    CommandRegistry &m_commands;
    QLineEdit *m_filter;
    QListWidget *m_list;
    QPointer<QWidget> m_focusBefore;
};

// How well the letters match, higher is better, negative: not at all. Whole words first, then beginnings of
// words, then letters in order.
int matchScore(const QString &text, const QString &letters);

} // namespace armature::ui
