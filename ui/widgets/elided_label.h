#pragma once
// One line of text that gives way: cut in the middle or at the end with an ellipsis, whole in the tool tip.

#include <QWidget>

namespace armature::ui {

class ElidedLabel : public QWidget
{
    Q_OBJECT

public:
    explicit ElidedLabel(Qt::TextElideMode mode, QWidget *parent = nullptr);
    void setText(const QString &text);
    QString text() const { return m_text; }
    void setRole(QPalette::ColorRole role);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Qt::TextElideMode m_mode;
    QPalette::ColorRole m_role = QPalette::WindowText;
    QString m_text;
};

} // namespace armature::ui
