#pragma once
// The stage of the test room: the picture as it forms, a finished one, or two against each other.

#include <QImage>
#include <QTimer>
#include <QWidget>

namespace armature::ui {

enum class CompareMode { Single, Slider, Beside, Blink, Difference, Onion };

class CompareView : public QWidget
{
    Q_OBJECT

public:
    explicit CompareView(QWidget *parent = nullptr);

    void setPicture(const QImage &image, const QString &label); // A
    void setOther(const QImage &image, const QString &label);   // B; null: none
    void setCondition(const QImage &image);                     // of A, for the onion skin
    void setPreview(const QImage &image); // small, drawn in A's place until it is null again; A stays
    void setPicturesShape(QSize size) { m_shape = size; } // of what the preview will become
    void setMode(CompareMode mode);
    CompareMode mode() const { return m_mode; }
    void setEmptyText(const QString &text);
    // |A - B| as it is painted, in grey; null while either is missing or their sizes differ.
    static QImage difference(const QImage &a, const QImage &b);
    QSize sizeHint() const override { return {512, 512}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QRectF placed(const QRectF &pane, QSize size) const;
    void drawPicture(QPainter &painter, const QRectF &place, const QImage &image) const;
    void drawLabel(QPainter &painter, const QRectF &pane, const QString &text) const;
    bool hasPair() const { return !m_picture.isNull() && !m_other.isNull(); }

    QImage m_picture, m_other, m_condition, m_preview, m_difference;
    QString m_label, m_otherLabel, m_emptyText;
    QSize m_shape;
    CompareMode m_mode = CompareMode::Single;
    double m_split = 0.5;
    bool m_isBlinked = false;
    QTimer m_blink;
};

} // namespace armature::ui
