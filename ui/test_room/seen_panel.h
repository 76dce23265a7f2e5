#pragma once
// What the model will see, beside the results: in view wherever the settings are scrolled to.

#include <QImage>
#include <QWidget>

#include <vector>

namespace armature::ui {

class SeenPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SeenPanel(QWidget *parent = nullptr);
    // One for each ControlNet; null where there is none yet. Hidden without any.
    void setConditions(const std::vector<QImage> &conditions);
    QSize sizeHint() const override;

Q_SIGNALS:
    void chosen(int unit); // to be brought into view

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    int unitAt(const QPoint &point) const;
    QRect place(int unit) const;

    std::vector<QImage> m_conditions;
};

} // namespace armature::ui
