#include "ui/preprocess/pose_editor.h"

#include "core/base/fs.h"
#include "core/image/pose_json.h"
#include "preprocess/openpose_draw.h"
#include "ui/preprocess/pose_canvas.h"
#include "ui/project/paths.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace armature::ui {

namespace {

constexpr int kSideWidth = 176;

QString jointName(int joint)
{
    static const QString names[] = {
        PoseEditor::tr("Nose"),        PoseEditor::tr("Neck"),        PoseEditor::tr("Right shoulder"),
        PoseEditor::tr("Right elbow"), PoseEditor::tr("Right wrist"), PoseEditor::tr("Left shoulder"),
        PoseEditor::tr("Left elbow"),  PoseEditor::tr("Left wrist"),  PoseEditor::tr("Right hip"),
        PoseEditor::tr("Right knee"),  PoseEditor::tr("Right ankle"), PoseEditor::tr("Left hip"),
        PoseEditor::tr("Left knee"),   PoseEditor::tr("Left ankle"),  PoseEditor::tr("Right eye"),
        PoseEditor::tr("Left eye"),    PoseEditor::tr("Right ear"),   PoseEditor::tr("Left ear")};
    return names[joint];
}

QIcon jointIcon(int joint)
{
    QPixmap dot(size::kIcon, size::kIcon);
    dot.fill(Qt::transparent);
    QPainter painter(&dot);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto &rgb = jointColor(size_t(joint));
    painter.setBrush(color(qRgb(rgb[0], rgb[1], rgb[2])));
    painter.setPen(color(kDarkColors.shadow));
    painter.drawEllipse(QRectF(3, 3, size::kIcon - 6, size::kIcon - 6));
    return dot;
}

} // namespace

PoseEditor::PoseEditor(Asker &asker, QWidget *parent)
    : QWidget(parent), m_asker(asker), m_canvas(new PoseCanvas(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeBar());
    auto *across = new QHBoxLayout;
    across->setSpacing(0);
    across->addWidget(m_canvas, 1);
    across->addWidget(makeSide());
    column->addLayout(across, 1);
    connect(m_canvas, &PoseCanvas::changed, this, &PoseEditor::showState);
    connect(m_canvas, &PoseCanvas::selectionChanged, this, [this] {
        fillJoints();
        showState();
    });
    fillJoints();
    showState();
}

QWidget *PoseEditor::makeBar()
{
    auto *bar = new QWidget(this);
    auto *line = new QHBoxLayout(bar);
    line->setContentsMargins(space::kMedium, space::kTiny, space::kMedium, space::kTiny);
    line->setSpacing(space::kTiny);
    const auto button = [&](const char *iconName, const QString &words, const char *name, bool hasText) {
        auto *made = new QToolButton(bar);
        made->setIcon(icon(QLatin1String(iconName)));
        made->setText(words);
        made->setToolTip(words);
        made->setAccessibleName(words);
        made->setToolButtonStyle(hasText ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
        made->setAutoRaise(true);
        made->setObjectName(QStringLiteral("pose.") + QLatin1String(name));
        line->addWidget(made);
        return made;
    };
    connect(button("plus-lg", tr("Add person"), "add", true), &QToolButton::clicked, m_canvas,
            &PoseCanvas::addPerson);
    m_remove = button("trash", tr("Remove person"), "remove", false);
    m_mirror = button("symmetry-vertical", tr("Mirror person"), "mirror", false);
    m_swap = button("arrow-left-right", tr("Swap left and right"), "swap", false);
    line->addSpacing(space::kSmall);
    m_undo = button("arrow-counterclockwise", tr("Undo"), "undo", false);
    m_redo = button("arrow-clockwise", tr("Redo"), "redo", false);
    line->addSpacing(space::kSmall);
    auto *json = button("file-earmark-text", tr("JSON"), "json", true);
    json->setToolTip(tr("Poses as JSON, as OpenPose and the WebUI write them"));
    json->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(json);
    menu->addAction(tr("Open…"), this, &PoseEditor::openJson);
    menu->addSeparator();
    menu->addAction(tr("Save for OpenPose…"), this, [this] { saveJson(0); });
    menu->addAction(tr("Save for the WebUI…"), this, [this] { saveJson(1); });
    json->setMenu(menu);
    m_found = button("magic", tr("What the network finds"), "found", false); // words would make the window wide
    m_found->setToolTip(tr("Back to the people that the network finds on this picture"));
    line->addStretch(1);
    auto *cancel = new QPushButton(tr("Cancel"), bar);
    cancel->setObjectName(QStringLiteral("pose.cancel"));
    m_save = new QPushButton(tr("Keep this pose"), bar);
    m_save->setObjectName(QStringLiteral("pose.save"));
    makePrimary(m_save);
    line->addWidget(cancel);
    line->addWidget(m_save);
    connect(m_remove, &QToolButton::clicked, m_canvas, &PoseCanvas::removePerson);
    connect(m_mirror, &QToolButton::clicked, m_canvas, &PoseCanvas::mirrorPerson);
    connect(m_swap, &QToolButton::clicked, m_canvas, &PoseCanvas::swapSides);
    connect(m_undo, &QToolButton::clicked, m_canvas, &PoseCanvas::undo);
    connect(m_redo, &QToolButton::clicked, m_canvas, &PoseCanvas::redo);
    connect(m_found, &QToolButton::clicked, this, &PoseEditor::foundWanted);
    connect(cancel, &QPushButton::clicked, this, &PoseEditor::closeWanted);
    connect(m_save, &QPushButton::clicked, this, &PoseEditor::saveWanted);
    return bar;
}

QWidget *PoseEditor::makeSide()
{
    auto *side = new QWidget(this);
    side->setFixedWidth(kSideWidth);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(space::kSmall, space::kSmall, space::kSmall, space::kSmall);
    column->setSpacing(space::kSmall);
    m_who = new QLabel(side);
    m_who->setWordWrap(true);
    column->addWidget(m_who);
    m_joints = new QListWidget(side);
    m_joints->setObjectName(QStringLiteral("pose.joints"));
    m_joints->setAccessibleName(tr("Joints of this person"));
    m_joints->setToolTip(tr("A joint without its mark is not drawn"));
    m_joints->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(m_joints, 1);
    for (int joint = 0; joint < int(kBodyPoints); ++joint) {
        auto *row = new QListWidgetItem(jointIcon(joint), jointName(joint), m_joints);
        row->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        row->setCheckState(Qt::Unchecked);
    }
    connect(m_joints, &QListWidget::itemChanged, this, [this](QListWidgetItem *row) {
        if (!m_isFilling)
            m_canvas->setJointFound(m_joints->row(row), row->checkState() == Qt::Checked);
    });
    connect(m_joints, &QListWidget::currentRowChanged, this, [this](int row) {
        if (!m_isFilling && row >= 0)
            m_canvas->select({m_canvas->selected().person, PosePart::Body, row});
    });
    return side;
}

void PoseEditor::fillJoints()
{
    m_isFilling = true;
    const auto &pose = m_canvas->pose();
    const PoseHandle &selected = m_canvas->selected();
    const bool hasPerson = selected.person >= 0 && selected.person < int(pose.people.size());
    m_who->setText(pose.people.empty() ? tr("Nobody is on this picture: it gets no map.")
                   : hasPerson ? tr("Person %1 of %2").arg(selected.person + 1).arg(pose.people.size())
                               : tr("%n people", nullptr, int(pose.people.size())));
    m_joints->setEnabled(hasPerson);
    for (int joint = 0; joint < m_joints->count(); ++joint)
        m_joints->item(joint)->setCheckState(
            hasPerson && pose.people[size_t(selected.person)].body[size_t(joint)].isFound() ? Qt::Checked
                                                                                            : Qt::Unchecked);
    const bool isBody = selected.part == PosePart::Body && selected.point >= 0;
    m_joints->setCurrentRow(isBody ? selected.point : -1);
    m_isFilling = false;
}

void PoseEditor::open(const QImage &picture, const Pose &pose, const ParameterValues &drawing,
                      const QString &name)
{
    m_name = name;
    m_foundPose.reset();
    m_opened = pose;
    m_canvas->open(picture, pose, drawing);
    m_canvas->setFocus();
    setBusy(false);
}

const Pose &PoseEditor::pose() const { return m_canvas->pose(); }

bool PoseEditor::isChanged() const { return pose() != m_opened; }

void PoseEditor::takeFound(const Pose &pose)
{
    m_foundPose = pose;
    setBusy(false);
    m_canvas->edit(pose);
}

bool PoseEditor::isAsFound() const { return m_foundPose && *m_foundPose == pose(); }

void PoseEditor::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    showState();
}

void PoseEditor::showState()
{
    m_undo->setEnabled(m_canvas->canUndo());
    m_redo->setEnabled(m_canvas->canRedo());
    for (auto *button : {m_remove, m_mirror, m_swap})
        button->setEnabled(m_canvas->hasPerson());
    m_found->setEnabled(!m_isBusy);
    m_save->setEnabled(!m_isBusy);
}

void PoseEditor::openJson()
{
    const auto file = m_asker.openFile(this, tr("Open a pose"), {}, tr("Poses (*.json);;All files (*)"));
    if (!file)
        return;
    const auto path = pathFromQt(*file);
    const auto text = readText(path, 64u << 20);
    const Pose &now = pose();
    const auto read = text ? poseFromJson(*text, displayName(path).toStdString(), {now.width, now.height})
                           : Result<Pose>(tl::unexpected(text.error()));
    if (!read) {
        Q_EMIT failed(QString::fromStdString(read.error().message + ' ' + read.error().remedy));
        return;
    }
    m_canvas->edit(scaled(*read, now.width, now.height));
    Q_EMIT messageShown(tr("%n people from %1.", nullptr, int(read->people.size())).arg(displayName(path)));
}

void PoseEditor::saveJson(int dialect)
{
    const auto file =
        m_asker.saveFile(this, tr("Save the pose"), m_name + QStringLiteral(".json"), tr("Poses (*.json)"));
    if (!file)
        return;
    const auto path = pathFromQt(*file);
    const auto status =
        writeFileAtomically(path, poseToJson(pose(), dialect == 0 ? PoseDialect::Cmu : PoseDialect::WebUi));
    if (status)
        Q_EMIT messageShown(tr("The pose is saved as %1.").arg(displayName(path)));
    else
        Q_EMIT failed(QString::fromStdString(status.error().message + ' ' + status.error().remedy));
}

} // namespace armature::ui
