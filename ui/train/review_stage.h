#pragma once
// Validation pictures large: any number beside each other, under a slider, with their conditions over them, in turn, or as
// differences from the first. Zoom and pan are one for all of them.

#include <QCache>
#include <QImage>
#include <QTimer>
#include <QWidget>

#include <filesystem>
#include <map>
#include <vector>

namespace armature::ui {

enum class StageMode { Beside, Slider, Onion, Blink, Difference };

struct StagePicture
{
    std::filesystem::path file, condition; // condition: for the onion skin; may be empty
    QString name;
    bool isReference = false; // a condition or target: shown beside the others, compared only where one picture is chosen
    bool operator==(const StagePicture &) const = default;
};

class ReviewStage : public QWidget
{
    Q_OBJECT

public:
    explicit ReviewStage(QWidget *parent = nullptr);

    // Loads off the window's thread; what is on the stage stays until all of the new are there.
    void show(std::vector<StagePicture> pictures);
    const std::vector<StagePicture> &pictures() const { return m_shown; } // those that are on the stage
    bool isLoading() const { return m_waiting > 0; }
    void setMode(StageMode mode);
    StageMode mode() const { return m_mode; }
    void setOpacity(double opacity); // of the condition in Onion
    double opacity() const { return m_opacity; }
    void setStrength(int times); // of the differences, from 1: small ones are black on black otherwise
    void fit();
    void setZoom(double pixels); // of the screen for one of the first picture; the view's middle stays
    double zoom() const;

Q_SIGNALS:
    void loaded();

protected:
    void paintEvent(QPaintEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Part // of a pane: what is drawn in it
    {
        size_t picture;
        QString label;
    };
    void take(quint64 generation, const std::filesystem::path &file, const QImage &image);
    void settle();
    const QImage *image(const std::filesystem::path &file) const; // null: not there or not readable
    std::vector<size_t> compared() const;                          // the pictures that the modes but Beside compare
    std::vector<Part> panes() const;
    std::vector<QRectF> placed(size_t count) const;
    QRectF paneAt(const QPointF &point) const;
    QSizeF frame() const; // px of the first picture
    QRectF inPane(const QRectF &pane) const; // where the frame is on the screen
    double fitted() const;
    void drawImage(QPainter &painter, const QRectF &pane, const QImage *image, double opacity = 1) const;
    void drawDifference(QPainter &painter, const QRectF &pane, const QImage *first, const QImage *other) const;
    void drawLabel(QPainter &painter, const QRectF &pane, const QString &text) const;
    void paintSlider(QPainter &painter, const std::vector<size_t> &all);
    QRectF underSlider() const; // the part of the pictures that is in view
    int handleAt(double x) const; // -1: none

    std::vector<StagePicture> m_shown, m_wanted;
    std::map<std::filesystem::path, QImage> m_images, m_coming; // on the stage, and of m_wanted
    QCache<QByteArray, QImage> m_cache;                         // by path; cost in kilobytes
    quint64 m_generation = 0;
    int m_waiting = 0;
    StageMode m_mode = StageMode::Beside;
    double m_opacity = 0.5, m_zoom = 0; // zoom 0: fits
    int m_strength = 1;
    QPointF m_centre{0.5, 0.5};
    std::vector<double> m_splits; // in parts of what is under the slider
    int m_handle = -1;
    QPointF m_dragFrom, m_dragCentre;
    size_t m_turn = 0;
    QTimer m_blink;
};

} // namespace armature::ui
