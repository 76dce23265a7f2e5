#pragma once
// The rooms of the studio, down the left side.

#include <QWidget>

class QButtonGroup;
class QVBoxLayout;

namespace armature::ui {

class Rail : public QWidget
{
    Q_OBJECT

public:
    explicit Rail(QWidget *parent = nullptr);
    void addPage(const QString &id, const QString &title, const QString &iconName);
    void setCurrent(const QString &id);
    void setProjectName(const QString &name, const QString &path); // empty: none

Q_SIGNALS:
    void chosen(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    class Button;

    QButtonGroup *m_buttons;
    QVBoxLayout *m_column;
    class ElidedLabel *m_project;
};

} // namespace armature::ui
