#pragma once
// People on a picture, with handles to drag, beside the map that is drawn from them. Keeps what was done, for
// undo.

#include "core/image/pose.h"
#include "preprocess/parameter.h"

#include <QImage>
#include <QWidget>

#include <optional>
#include <vector>

namespace armature::ui {

enum class PosePart { Body, LeftHand, RightHand, Face };

struct PoseHandle
{
    int person = -1;
    PosePart part = PosePart::Body;
    int point = -1; // negative: the person as a whole
    bool operator==(const PoseHandle &) const = default;
};

class PoseCanvas : public QWidget
{
    Q_OBJECT

public:
    explicit PoseCanvas(QWidget *parent = nullptr);

    // The pose lies on the picture's pixels. drawing: the parameters of the pose annotator that draws its
    // map. Forgets what was done before.
    void open(const QImage &picture, const Pose &pose, const ParameterValues &drawing);
    const Pose &pose() const { return m_pose; }
    const QImage &map() const { return m_map; } // as drawn, before it is brought to the picture's size

    void edit(Pose pose); // one step of undo; nothing where it is the same
    bool canUndo() const { return !m_undo.empty(); }
    bool canRedo() const { return !m_redo.empty(); }
    void undo();
    void redo();

    const PoseHandle &selected() const { return m_selected; }
    void select(PoseHandle handle);
    bool hasPerson() const { return m_selected.person >= 0; }
    void addPerson();
    void removePerson();
    void mirrorPerson();
    void swapSides();
    void setJointFound(int joint, bool isFound);
    QPointF onScreen(const Keypoint &point) const; // where a handle is, in this widget

Q_SIGNALS:
    void changed();          // the pose
    void selectionChanged(); // or the pose

protected:
    bool event(QEvent *event) override; // its keys are its own, whatever shortcuts the window has
    void paintEvent(QPaintEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QRectF pane(bool isPicture) const;
    QRectF placed(const QRectF &pane) const;
    double zoom() const;
    QPointF onPicture(const QPointF &position) const;
    PoseHandle handleAt(const QPointF &position) const;
    int limbAt(const QPointF &position) const; // whose
    bool hasShortcut(const QKeyEvent &event) const;
    void setPose(const Pose &pose);
    void redraw();
    void moveSelected(double dx, double dy, bool isWithLimb);
    void selectNext(int by);
    void paintPerson(QPainter &painter, int index) const;
    void paintLabel(QPainter &painter, const QRectF &pane, const QString &text) const;
    PosePerson *selectedPerson();

    QImage m_picture, m_map;
    ParameterValues m_drawing;
    Pose m_pose, m_dragStart;
    std::vector<Pose> m_undo, m_redo;
    PoseHandle m_selected, m_hovered;
    double m_zoom = 0; // 0: fits
    QPointF m_centre{0.5, 0.5}, m_pressedAt, m_pressedCentre;
    enum class Drag { None, Point, Person, View } m_drag = Drag::None;
};

} // namespace armature::ui
