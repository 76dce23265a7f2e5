#pragma once
// A training that holds the device: offered to be paused for as long as pictures are made, and carried on
// after.

#include "ui/window/training_door.h"

#include <QObject>
#include <QTimer>

class QWidget;

namespace armature::ui {

class Asker;
class TestRunner;

class TrainingHold : public QObject
{
    Q_OBJECT

public:
    TrainingHold(Asker &asker, TestRunner &runner, QObject *parent = nullptr);
    void setDoor(TrainingDoor *door) { m_door = door; } // outlives this; null: there is no training

    enum class State { Free, Pausing, Paused };
    State state() const { return m_state; }
    QString name() const { return m_name; } // of the run that is paused

    // Before pictures are asked for. Asks where a run lives, once for each run that may go on beside the
    // test; while it pauses, the runner holds its queue. False: they are not wanted after all.
    bool makeWay(QWidget *parent);
    // Without asking. False where nothing lives, or it cannot be reached.
    bool pause();
    // The training goes on, and the models' memory is given back. Harmless where nothing is paused.
    void letGo(bool isClosing = false);
    // The same once nothing is being made any more; coming back before that takes it back.
    void setLeft(bool isLeft);
    bool isTrainingAlive() const { return m_door && m_door->running().has_value(); }

Q_SIGNALS:
    void changed();
    void failed(const armature::Error &error);

private:
    void look();

    Asker &m_asker;
    TestRunner &m_runner;
    TrainingDoor *m_door = nullptr;
    State m_state = State::Free;
    QString m_name, m_beside; // m_beside: goes on beside the test, as was answered
    bool m_isLetGoWanted = false, m_isClosing = false, m_isLeft = false;
    QTimer m_look, m_idle;
};

} // namespace armature::ui
