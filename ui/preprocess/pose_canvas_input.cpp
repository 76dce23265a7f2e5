// The mouse and the keys of the pose canvas.
#include "core/image/pose_edit.h"
#include "preprocess/openpose_draw.h"
#include "ui/preprocess/pose_canvas.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace armature::ui {

namespace {

constexpr double kReach = 9, kLimbReach = 6; // px around a handle and a limb that take hold of it
constexpr double kMaxZoom = 32, kMinZoom = 0.02;

// What hangs on a joint: dragged along with Shift.
const std::vector<int> &beyond(int joint)
{
    static const std::vector<int> none, all{0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17},
        head{14, 15, 16, 17}, rightArm{3, 4}, rightHand{4}, leftArm{6, 7}, leftHand{7}, rightLeg{9, 10},
        rightFoot{10}, leftLeg{12, 13}, leftFoot{13};
    switch (joint) {
    case 0:
        return head;
    case 1:
        return all;
    case 2:
        return rightArm;
    case 3:
        return rightHand;
    case 5:
        return leftArm;
    case 6:
        return leftHand;
    case 8:
        return rightLeg;
    case 9:
        return rightFoot;
    case 11:
        return leftLeg;
    case 12:
        return leftFoot;
    default:
        return none;
    }
}

std::vector<Keypoint> &pointsOf(PosePerson &person, PosePart part)
{
    return part == PosePart::LeftHand    ? person.leftHand
           : part == PosePart::RightHand ? person.rightHand
                                         : person.face;
}

Keypoint *pointOf(Pose &pose, const PoseHandle &handle)
{
    if (handle.person < 0 || handle.point < 0 || handle.person >= int(pose.people.size()))
        return nullptr;
    PosePerson &person = pose.people[size_t(handle.person)];
    if (handle.part == PosePart::Body)
        return &person.body[size_t(handle.point)];
    auto &points = pointsOf(person, handle.part);
    return size_t(handle.point) < points.size() ? &points[size_t(handle.point)] : nullptr;
}

void shift(std::vector<Keypoint> &points, double dx, double dy)
{
    for (auto &point : points)
        if (point.isFound())
            point = {point.x + dx, point.y + dy, point.score};
}

double distanceToSegment(const QPointF &p, const QPointF &a, const QPointF &b)
{
    const QPointF ab = b - a, ap = p - a;
    const double length = QPointF::dotProduct(ab, ab);
    const double t = length > 0 ? std::clamp(QPointF::dotProduct(ap, ab) / length, 0.0, 1.0) : 0;
    const QPointF d = ap - ab * t;
    return std::hypot(d.x(), d.y());
}

} // namespace

void PoseCanvas::moveSelected(double dx, double dy, bool isWithLimb)
{
    Pose pose = m_pose;
    PosePerson *person = hasPerson() ? &pose.people[size_t(m_selected.person)] : nullptr;
    if (!person)
        return;
    if (m_selected.point < 0) {
        *person = moved(*person, dx, dy);
        m_pose = std::move(pose);
        return;
    }
    if (m_selected.part != PosePart::Body) {
        if (auto *point = pointOf(pose, m_selected))
            *point = {point->x + dx, point->y + dy, point->score};
        m_pose = std::move(pose);
        return;
    }
    std::vector<int> joints{m_selected.point};
    if (isWithLimb)
        joints.insert(joints.end(), beyond(m_selected.point).begin(), beyond(m_selected.point).end());
    constexpr int kNose = 0, kRightWrist = 4, kLeftWrist = 7;
    for (const int joint : joints) {
        auto &point = person->body[size_t(joint)];
        if (point.isFound())
            point = {point.x + dx, point.y + dy, point.score};
        if (joint == kRightWrist)
            shift(person->rightHand, dx, dy);
        if (joint == kLeftWrist)
            shift(person->leftHand, dx, dy);
        if (joint == kNose)
            shift(person->face, dx, dy);
    }
    m_pose = std::move(pose);
}

void PoseCanvas::selectNext(int by)
{
    const auto *person = selectedPerson();
    if (!person)
        return;
    int joint = m_selected.part == PosePart::Body ? m_selected.point : -1;
    for (size_t i = 0; i < kBodyPoints; ++i) {
        joint = (joint + by + int(kBodyPoints)) % int(kBodyPoints);
        if (person->body[size_t(joint)].isFound())
            break;
    }
    select({m_selected.person, PosePart::Body, joint});
}

PoseHandle PoseCanvas::handleAt(const QPointF &position) const
{
    PoseHandle best;
    double least = kReach;
    const auto look = [&](const auto &points, int person, PosePart part) {
        for (size_t i = 0; i < points.size(); ++i) {
            if (!points[i].isFound())
                continue;
            const QPointF d = onScreen(points[i]) - position;
            // Joints of the body win over the many points of hands and faces, and the person at hand over
            // others.
            const double distance = std::hypot(d.x(), d.y()) + (part == PosePart::Body ? 0 : 4) -
                                    (person == m_selected.person ? 1 : 0);
            if (distance < least) {
                least = distance;
                best = {person, part, int(i)};
            }
        }
    };
    for (int person = 0; person < int(m_pose.people.size()); ++person) {
        const auto &one = m_pose.people[size_t(person)];
        look(one.body, person, PosePart::Body);
        look(one.leftHand, person, PosePart::LeftHand);
        look(one.rightHand, person, PosePart::RightHand);
        look(one.face, person, PosePart::Face);
    }
    return best;
}

int PoseCanvas::limbAt(const QPointF &position) const
{
    int best = -1;
    double least = kLimbReach;
    for (int person = 0; person < int(m_pose.people.size()); ++person)
        for (const auto &[from, to] : bodyLimbs()) {
            const auto &a = m_pose.people[size_t(person)].body[size_t(from)],
                       &b = m_pose.people[size_t(person)].body[size_t(to)];
            if (!a.isFound() || !b.isFound())
                continue;
            const double distance = distanceToSegment(position, onScreen(a), onScreen(b));
            if (distance < least) {
                least = distance;
                best = person;
            }
        }
    return best;
}

void PoseCanvas::mousePressEvent(QMouseEvent *event)
{
    m_pressedAt = event->position();
    m_pressedCentre = m_centre;
    m_dragStart = m_pose;
    m_drag = Drag::View;
    if (event->button() == Qt::LeftButton && pane(true).contains(event->position())) {
        const PoseHandle handle = handleAt(event->position());
        const int limb = handle.person < 0 ? limbAt(event->position()) : -1;
        m_drag = handle.person >= 0 ? Drag::Point : limb >= 0 ? Drag::Person : Drag::View;
        if (m_drag == Drag::Point)
            select(handle);
        else if (m_drag == Drag::Person)
            select({limb, PosePart::Body, -1});
    }
}

void PoseCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if (m_drag == Drag::None || event->buttons() == Qt::NoButton) {
        const PoseHandle hovered =
            pane(true).contains(event->position()) ? handleAt(event->position()) : PoseHandle();
        const bool isLimb =
            hovered.person < 0 && pane(true).contains(event->position()) && limbAt(event->position()) >= 0;
        setCursor(hovered.person >= 0 ? Qt::PointingHandCursor
                  : isLimb            ? Qt::SizeAllCursor
                                      : Qt::ArrowCursor);
        if (hovered != m_hovered) {
            m_hovered = hovered;
            update();
        }
        return;
    }
    const QPointF by = event->position() - m_pressedAt;
    if (m_drag == Drag::View) {
        const QSizeF size = placed(pane(true)).size();
        if (!size.isEmpty())
            m_centre = {std::clamp(m_pressedCentre.x() - by.x() / size.width(), 0.0, 1.0),
                        std::clamp(m_pressedCentre.y() - by.y() / size.height(), 0.0, 1.0)};
        update();
        return;
    }
    m_pose = m_dragStart; // so that rounding does not add up, and Shift may be pressed on the way
    moveSelected(by.x() / zoom(), by.y() / zoom(), event->modifiers() & Qt::ShiftModifier);
    redraw();
}

void PoseCanvas::mouseReleaseEvent(QMouseEvent *)
{
    const Drag drag = std::exchange(m_drag, Drag::None);
    if (drag != Drag::Point && drag != Drag::Person)
        return;
    Pose after = std::exchange(m_pose, m_dragStart);
    edit(std::move(after));
}

void PoseCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (handleAt(event->position()).person >= 0)
        return;
    m_zoom = 0;
    m_centre = {0.5, 0.5};
    update();
}

void PoseCanvas::wheelEvent(QWheelEvent *event)
{
    const QRectF at = event->position().x() < pane(true).right() ? pane(true) : pane(false);
    const QRectF before = placed(at);
    if (before.isEmpty())
        return;
    const QPointF part((event->position().x() - before.left()) / before.width(),
                       (event->position().y() - before.top()) / before.height());
    m_zoom = std::clamp(zoom() * std::pow(1.25, event->angleDelta().y() / 120.0), kMinZoom, kMaxZoom);
    const QSizeF size(m_pose.width * m_zoom, m_pose.height * m_zoom);
    m_centre = {part.x() + (at.center().x() - event->position().x()) / size.width(),
                part.y() + (at.center().y() - event->position().y()) / size.height()};
    update();
}

bool PoseCanvas::hasShortcut(const QKeyEvent &event) const
{
    if (event.matches(QKeySequence::Undo) || event.matches(QKeySequence::Redo))
        return true;
    switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Delete:
    case Qt::Key_BracketLeft:
    case Qt::Key_BracketRight:
        return hasPerson() && !(event.modifiers() & (Qt::ControlModifier | Qt::AltModifier));
    default:
        return false;
    }
}

bool PoseCanvas::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && hasShortcut(*static_cast<QKeyEvent *>(event)))
        event->accept();
    return QWidget::event(event);
}

void PoseCanvas::keyPressEvent(QKeyEvent *event)
{
    if (!hasShortcut(*event)) {
        QWidget::keyPressEvent(event);
        return;
    }
    if (event->matches(QKeySequence::Undo))
        return undo();
    if (event->matches(QKeySequence::Redo))
        return redo();
    const double by = event->modifiers() & Qt::ShiftModifier ? 10 : 1;
    const auto nudge = [&](double dx, double dy) {
        const Pose before = m_pose;
        moveSelected(dx, dy, false);
        Pose after = std::exchange(m_pose, before);
        edit(std::move(after));
    };
    switch (event->key()) {
    case Qt::Key_Left:
        return nudge(-by, 0);
    case Qt::Key_Right:
        return nudge(by, 0);
    case Qt::Key_Up:
        return nudge(0, -by);
    case Qt::Key_Down:
        return nudge(0, by);
    case Qt::Key_BracketLeft:
        return selectNext(-1);
    case Qt::Key_BracketRight:
        return selectNext(1);
    default: // Delete
        if (m_selected.point < 0)
            return removePerson();
        Pose pose = m_pose;
        if (auto *point = pointOf(pose, m_selected))
            *point = {};
        edit(std::move(pose));
    }
}

} // namespace armature::ui
