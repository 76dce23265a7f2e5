#pragma once
// A picture and its map, looked at closely: beside each other, over each other, split or in turn, with zoom
// and pan in lock step in the picture's own pixels.

#include "core/data/crop_plan.h"
#include "ui/dataset/pair_picture.h"

#include <QTimer>
#include <QWidget>

#include <filesystem>
#include <memory>
#include <optional>

namespace armature::ui {

class FolderWork;

enum class PairMode { Beside, Overlay, Split, Blink, Difference, Picture, Map };

// How the trainer will cut.
struct TrainerCut
{
    int resolution = 512;
    int bucketStep = 0; // px; 0: a square out of the middle
};

class PairCanvas : public QWidget
{
    Q_OBJECT

public:
    explicit PairCanvas(QWidget *parent = nullptr);
    ~PairCanvas() override; // does not wait for a stalled disk

    // Loads off the window's thread; empty paths are missing files.
    void show(const std::filesystem::path &target, const std::filesystem::path &condition);
    void leaveFolder(); // shows nothing; what is still being read there is left behind
    // What is in memory already; the view stays where it is. whyNoMap: said in place of a null map.
    void showImages(const QImage &target, const QImage &condition, const QString &whyNoMap);
    const QImage &condition() const { return m_condition.levelFor(1); }
    const QImage &picture() const { return m_target.levelFor(1); }
    void setMode(PairMode mode);
    PairMode mode() const { return m_mode; }
    void setNames(const QString &target, const QString &condition); // in place of Picture and Map
    void setOpacity(double opacity);                                // of the map in Overlay
    void setCut(std::optional<TrainerCut> cut);                     // draws what the trainer will cut out
    QRectF cutRect() const; // of that, in the picture's pixels; null where nothing is drawn
    void fit();
    void setZoom(double pixels); // screen pixels for one of the picture
    double zoom() const;
    bool isLoading() const { return m_waiting > 0; }
    bool isMisaligned() const;
    QPointF centre() const { return m_centre; } // of the view, in parts of the picture

Q_SIGNALS:
    void loaded();
    void zoomChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void take(quint64 generation, bool isTarget, const PairPicture &picture);
    void moveBy(QPointF pixels); // of the screen
    QSize pixels() const;        // of the picture, or of the map where there is none
    QRectF pane(bool isTarget) const;
    QRectF placed(const QRectF &pane) const; // the picture on the screen
    void paintImage(QPainter &painter, const QRectF &pane, bool isTarget, double opacity);
    void paintCrop(QPainter &painter, const QRectF &rect);
    void paintMisalignment(QPainter &painter, const QRectF &rect);
    void paintLabel(QPainter &painter, const QRectF &pane, const QString &text);

    std::unique_ptr<FolderWork> m_work;
    PairPicture m_target, m_condition;
    QString m_targetError, m_conditionError, m_targetName, m_conditionName;
    quint64 m_generation = 0;
    int m_waiting = 0;
    PairMode m_mode = PairMode::Beside;
    double m_opacity = 0.5, m_split = 0.5, m_zoom = 0; // zoom 0: fits
    QPointF m_centre{0.5, 0.5};                        // of the view, in parts of the picture
    std::optional<TrainerCut> m_cut;
    bool m_isBlinked = false, m_isSplitting = false;
    QPointF m_dragFrom, m_dragCentre;
    int m_stage = 0;
    QTimer m_blink;
};

} // namespace armature::ui
