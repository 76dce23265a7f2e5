#pragma once
// What a drop would do, said in large letters while something is dragged over the window.

#include <QWidget>

namespace armature::ui {

class DropOverlay : public QWidget
{
    Q_OBJECT

public:
    explicit DropOverlay(QWidget *parent);
    void setText(const QString &title, const QString &sentence);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_title, m_sentence;
};

} // namespace armature::ui
