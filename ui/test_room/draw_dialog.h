#pragma once
// A condition drawn by hand: white on black, with a brush and an eraser, at the size the model will see.

#include <QDialog>
#include <QImage>
#include <QWidget>

#include <vector>

namespace armature::ui {

class DrawCanvas : public QWidget
{
    Q_OBJECT

public:
    explicit DrawCanvas(const QImage &start, QWidget *parent = nullptr);

    const QImage &image() const { return m_image; }        // RGB888
    void setBrush(int diameter) { m_diameter = diameter; } // px of the picture
    void setErasing(bool isErasing) { m_isErasing = isErasing; }
    bool canUndo() const { return !m_undo.empty(); }
    void undo();
    void clear();
    QSize sizeHint() const override { return {512, 512}; }

Q_SIGNALS:
    void changed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override; // the right button erases
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    QRectF place() const; // of the picture in the widget
    QPointF toPicture(const QPointF &point) const;
    void stroke(const QPointF &from, const QPointF &to);
    void keep();

    QImage m_image;
    std::vector<QImage> m_undo; // before each stroke, the latest last
    QPointF m_last;
    int m_diameter = 3;
    bool m_isErasing = false, m_isDrawing = false, m_isStrokeErasing = false;
};

class DrawDialog : public QDialog
{
    Q_OBJECT

public:
    // `start` is drawn upon; black of `size` where it is null.
    DrawDialog(const QImage &start, QSize size, QWidget *parent = nullptr);
    const QImage &image() const { return m_canvas->image(); }
    DrawCanvas *canvas() const { return m_canvas; }

private:
    DrawCanvas *m_canvas;
};

} // namespace armature::ui
