#pragma once
// The people of one picture, to be corrected: joints dragged, people added, removed and mirrored, JSON in and
// out. What becomes of it is the page's.

#include "core/image/pose.h"
#include "preprocess/parameter.h"

#include <QWidget>

#include <optional>

class QLabel;
class QListWidget;
class QPushButton;
class QToolButton;

namespace armature::ui {

class Asker;
class ErrorBar;
class PoseCanvas;

class PoseEditor : public QWidget
{
    Q_OBJECT

public:
    explicit PoseEditor(Asker &asker, QWidget *parent = nullptr);

    // name: of the picture, for the files that are suggested.
    void open(const QImage &picture, const Pose &pose, const ParameterValues &drawing, const QString &name);
    PoseCanvas *canvas() const { return m_canvas; }
    const Pose &pose() const;
    bool isChanged() const; // since open() or setSaved()
    // What the network finds, asked for by foundWanted(): one step of undo.
    void takeFound(const Pose &pose);
    bool isAsFound() const; // nothing was changed since takeFound()
    void setBusy(bool isBusy);

    void openJson();
    void saveJson(int dialect); // 0: OpenPose, 1: WebUI

Q_SIGNALS:
    void saveWanted();
    void closeWanted();
    void foundWanted();
    void failed(const QString &message);
    void messageShown(const QString &text);

private:
    QWidget *makeBar();
    QWidget *makeSide();
    void showState();
    void fillJoints();

    Asker &m_asker;
    PoseCanvas *m_canvas;
    QListWidget *m_joints = nullptr;
    QLabel *m_who = nullptr;
    QToolButton *m_undo = nullptr, *m_redo = nullptr, *m_remove = nullptr, *m_mirror = nullptr,
                *m_swap = nullptr, *m_found = nullptr;
    QPushButton *m_save = nullptr;
    Pose m_opened;
    std::optional<Pose> m_foundPose;
    QString m_name;
    bool m_isBusy = false, m_isFilling = false;
};

} // namespace armature::ui
