#pragma once
// Every command with its keys, to be changed; what would answer to the same keys is named before it happens.

#include <QDialog>

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QVBoxLayout;

namespace armature::ui {

class CommandRegistry;

class ShortcutDialog : public QDialog
{
    Q_OBJECT

public:
    ShortcutDialog(CommandRegistry &commands, QWidget *parent);

private:
    void buildEditor(QVBoxLayout *rows);
    void fill();
    void filter();
    void showChosen();
    void check();
    QString chosenId() const;

    CommandRegistry &m_commands;
    QLineEdit *m_filter;
    QTreeWidget *m_list;
    QKeySequenceEdit *m_keys;
    QPushButton *m_assign, *m_remove, *m_reset;
    QLabel *m_conflict;
};

} // namespace armature::ui
