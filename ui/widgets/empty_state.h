#pragma once
// What stands where there is nothing yet: an icon, what belongs here in one sentence, and the next action as
// a button.

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace armature::ui {

class EmptyState : public QWidget
{
    Q_OBJECT

public:
    EmptyState(const QString &iconName, const QString &title, const QString &sentence,
               QWidget *parent = nullptr);
    // The first button is the main one.
    QPushButton *addButton(const QString &text, const QString &iconName = {});
    void setTexts(const QString &title, const QString &sentence);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_iconName;
    QLabel *m_title, *m_sentence;
    QVBoxLayout *m_column;
    QWidget *m_buttons = nullptr;
};

} // namespace armature::ui
