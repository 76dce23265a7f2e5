#include "ui/preprocess/pose_canvas.h"

#include "core/image/pose_edit.h"
#include "preprocess/openpose_draw.h"
#include "preprocess/pose_map.h"
#include "ui/theme/theme.h"
#include "ui/widgets/to_qimage.h"

#include <QPainter>

#include <algorithm>
#include <utility>

namespace armature::ui {

namespace {

constexpr double kMaxZoom = 32;
constexpr int kLiveSide = 1024; // px; what is shown while dragging is drawn no larger
constexpr size_t kMostUndo = 200;

QColor colorOf(int index)
{
    const auto &rgb = jointColor(size_t(index));
    return QColor(rgb[0], rgb[1], rgb[2]);
}

} // namespace

PoseCanvas::PoseCanvas(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("People on the picture"));
    setAccessibleDescription(tr("Brackets choose a joint, arrows move it, Delete takes it away."));
}

void PoseCanvas::open(const QImage &picture, const Pose &pose, const ParameterValues &drawing)
{
    m_picture = picture;
    m_drawing = drawing;
    m_undo.clear();
    m_redo.clear();
    m_selected = m_hovered = {};
    m_zoom = 0;
    m_centre = {0.5, 0.5};
    m_drag = Drag::None;
    setPose(pose);
    if (!pose.people.empty())
        select({0, PosePart::Body, -1});
}

void PoseCanvas::edit(Pose pose)
{
    if (pose == m_pose)
        return;
    m_undo.push_back(m_pose);
    if (m_undo.size() > kMostUndo)
        m_undo.erase(m_undo.begin());
    m_redo.clear();
    setPose(pose);
}

void PoseCanvas::undo()
{
    if (m_undo.empty())
        return;
    m_redo.push_back(m_pose);
    const Pose before = std::move(m_undo.back());
    m_undo.pop_back();
    setPose(before);
}

void PoseCanvas::redo()
{
    if (m_redo.empty())
        return;
    m_undo.push_back(m_pose);
    const Pose after = std::move(m_redo.back());
    m_redo.pop_back();
    setPose(after);
}

void PoseCanvas::setPose(const Pose &pose)
{
    m_pose = pose;
    if (m_selected.person >= int(m_pose.people.size()))
        m_selected = {int(m_pose.people.size()) - 1, PosePart::Body, -1};
    else if (m_selected.person < 0 && !m_pose.people.empty())
        m_selected = {0, PosePart::Body, -1};
    redraw();
    Q_EMIT changed();
    Q_EMIT selectionChanged();
}

void PoseCanvas::redraw()
{
    auto drawing = m_drawing;
    const int side = drawing.value("resolution", 0);
    drawing["resolution"] = std::min(side > 0 ? side : std::min(m_pose.width, m_pose.height), kLiveSide);
    drawing["map_size"] = "resolution";
    drawing.emplace("style", "controlnet");
    m_map = {};
    if (m_pose.width > 0 && m_pose.height > 0)
        if (const auto drawn = poseMap(m_pose, m_pose.width, m_pose.height, drawing))
            m_map = toQImage(drawn->map);
    update();
}

void PoseCanvas::select(PoseHandle handle)
{
    if (handle == m_selected)
        return;
    m_selected = handle;
    update();
    Q_EMIT selectionChanged();
}

PosePerson *PoseCanvas::selectedPerson()
{
    return hasPerson() && m_selected.person < int(m_pose.people.size())
               ? &m_pose.people[size_t(m_selected.person)]
               : nullptr;
}

void PoseCanvas::addPerson()
{
    constexpr double kHeight = 0.6; // of the picture
    Pose pose = m_pose;
    // Not upon the one before.
    const double beside =
        0.5 + 0.15 * ((int(pose.people.size()) + 1) / 2) * (pose.people.size() % 2 ? 1 : -1);
    pose.people.push_back(
        standingPerson(pose.width * std::clamp(beside, 0.1, 0.9), pose.height * 0.2, pose.height * kHeight));
    edit(std::move(pose));
    select({int(m_pose.people.size()) - 1, PosePart::Body, -1});
}

void PoseCanvas::removePerson()
{
    if (!selectedPerson())
        return;
    Pose pose = m_pose;
    pose.people.erase(pose.people.begin() + m_selected.person);
    m_selected.point = -1;
    edit(std::move(pose));
}

void PoseCanvas::mirrorPerson()
{
    const auto *person = selectedPerson();
    const auto bounds = person ? boundsOf(*person) : std::nullopt;
    if (!bounds)
        return;
    Pose pose = m_pose;
    pose.people[size_t(m_selected.person)] = mirrored(*person, (bounds->left + bounds->right) / 2);
    edit(std::move(pose));
}

void PoseCanvas::swapSides()
{
    const auto *person = selectedPerson();
    if (!person)
        return;
    Pose pose = m_pose;
    pose.people[size_t(m_selected.person)] = sidesSwapped(*person);
    edit(std::move(pose));
}

void PoseCanvas::setJointFound(int joint, bool isFound)
{
    const auto *person = selectedPerson();
    if (!person || person->body[size_t(joint)].isFound() == isFound)
        return;
    Pose pose = m_pose;
    auto &point = pose.people[size_t(m_selected.person)].body[size_t(joint)];
    point = isFound ? guessedJoint(*person, size_t(joint)) : Keypoint();
    if (isFound && !point.isFound())
        point = {pose.width / 2.0, pose.height / 2.0, 1};
    edit(std::move(pose));
}

QRectF PoseCanvas::pane(bool isPicture) const
{
    const double half = (width() - 2) / 2.0;
    return isPicture ? QRectF(0, 0, half, height()) : QRectF(half + 2, 0, half, height());
}

double PoseCanvas::zoom() const
{
    if (m_zoom > 0)
        return m_zoom;
    const QRectF area = pane(true).adjusted(space::kPage, space::kPage, -space::kPage, -space::kPage);
    return m_pose.width < 1 || m_pose.height < 1
               ? 1
               : std::min({area.width() / m_pose.width, area.height() / m_pose.height, kMaxZoom});
}

QRectF PoseCanvas::placed(const QRectF &pane) const
{
    const QSizeF size(m_pose.width * zoom(), m_pose.height * zoom());
    return {pane.center() - QPointF(size.width() * m_centre.x(), size.height() * m_centre.y()), size};
}

QPointF PoseCanvas::onScreen(const Keypoint &point) const
{
    return placed(pane(true)).topLeft() + QPointF(point.x, point.y) * zoom();
}

QPointF PoseCanvas::onPicture(const QPointF &position) const
{
    return (position - placed(pane(true)).topLeft()) / std::max(1e-9, zoom());
}

void PoseCanvas::paintPerson(QPainter &painter, int index) const
{
    const PosePerson &person = m_pose.people[size_t(index)];
    const bool isSelected = index == m_selected.person;
    const auto &colors = kDarkColors; // over pictures
    int limb = 0;
    for (const auto &[from, to] : bodyLimbs()) {
        const QColor paint = colorOf(limb++);
        const auto &a = person.body[size_t(from)], &b = person.body[size_t(to)];
        if (!a.isFound() || !b.isFound())
            continue;
        painter.setPen(QPen(color(colors.shadow), isSelected ? 5 : 4, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(onScreen(a), onScreen(b));
        painter.setPen(QPen(paint, isSelected ? 3 : 2, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(onScreen(a), onScreen(b));
    }
    const auto dot = [&](const Keypoint &point, const PoseHandle &handle, const QColor &paint,
                         double radius) {
        if (!point.isFound())
            return;
        const QPointF at = onScreen(point);
        painter.setPen(QPen(color(colors.shadow), 1));
        painter.setBrush(paint);
        painter.drawEllipse(at, radius, radius);
        if (handle == m_selected || handle == m_hovered) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(color(colors.shadow), 4));
            painter.drawEllipse(at, radius + 3, radius + 3);
            painter.setPen(QPen(color(colors.onAccent), 2));
            painter.drawEllipse(at, radius + 3, radius + 3);
        }
    };
    for (int i = 0; i < int(person.face.size()); ++i)
        dot(person.face[size_t(i)], {index, PosePart::Face, i}, color(colors.onAccent), 2);
    for (int i = 0; i < int(person.leftHand.size()); ++i)
        dot(person.leftHand[size_t(i)], {index, PosePart::LeftHand, i}, color(colors.focus), 2.5);
    for (int i = 0; i < int(person.rightHand.size()); ++i)
        dot(person.rightHand[size_t(i)], {index, PosePart::RightHand, i}, color(colors.focus), 2.5);
    for (int i = 0; i < int(kBodyPoints); ++i)
        dot(person.body[size_t(i)], {index, PosePart::Body, i}, colorOf(i), isSelected ? 5 : 4);
}

void PoseCanvas::paintLabel(QPainter &painter, const QRectF &pane, const QString &text) const
{
    const int width = fontMetrics().horizontalAdvance(text) + 2 * space::kSmall;
    const QRectF box(pane.left() + space::kSmall, pane.top() + space::kSmall, width, size::kRow);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(themeColors(palette()).scrim));
    painter.drawRoundedRect(box, radius::kControl, radius::kControl);
    painter.setPen(color(themeColors(palette()).onAccent));
    painter.drawText(box, Qt::AlignCenter, text);
}

void PoseCanvas::paintEvent(QPaintEvent *)
{
    const auto &colors = themeColors(palette());
    QPainter painter(this);
    painter.fillRect(rect(), color(colors.stage[0]));
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setClipRect(pane(true));
    const QRectF on = placed(pane(true));
    painter.drawImage(on, m_picture);
    painter.fillRect(on, color(colors.scrim)); // so that the skeleton stands out
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < int(m_pose.people.size()); ++i)
        if (i != m_selected.person)
            paintPerson(painter, i);
    if (hasPerson())
        paintPerson(painter, m_selected.person);
    paintLabel(painter, pane(true), tr("Drag joints and limbs"));
    painter.setClipRect(pane(false));
    painter.drawImage(placed(pane(false)), m_map);
    paintLabel(painter, pane(false), tr("Map"));
    painter.setClipping(false);
    painter.fillRect(QRectF(pane(true).right(), 0, 2, height()), color(colors.window));
}

} // namespace armature::ui
