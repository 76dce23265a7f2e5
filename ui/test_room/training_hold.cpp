#include "ui/test_room/training_hold.h"

#include "ui/test_room/test_runner.h"
#include "ui/widgets/ask.h"

namespace armature::ui {

namespace {

constexpr int kLook = 200;            // milliseconds: how soon it is seen that the run has ended
constexpr int kIdle = 10 * 60 * 1000; // after which a training is not kept waiting for nobody

} // namespace

TrainingHold::TrainingHold(Asker &asker, TestRunner &runner, QObject *parent)
    : QObject(parent), m_asker(asker), m_runner(runner)
{
    m_look.setInterval(kLook);
    connect(&m_look, &QTimer::timeout, this, &TrainingHold::look);
    m_idle.setSingleShot(true);
    m_idle.setInterval(kIdle);
    connect(&m_idle, &QTimer::timeout, this, [this] { letGo(); });
    connect(&m_runner, &TestRunner::queueChanged, this, [this] {
        if (m_state == State::Free)
            return;
        if (m_isLeft && !m_runner.isBusy())
            letGo();
        else if (m_state == State::Paused)
            m_runner.isBusy() ? m_idle.stop() : m_idle.start();
    });
}

bool TrainingHold::makeWay(QWidget *parent)
{
    if (!m_door || m_state != State::Free)
        return true;
    const auto name = m_door->running();
    if (!name) {
        m_beside.clear();
        return true;
    }
    if (*name == m_beside)
        return true;
    const Question question{
        tr("Pause the training?"),
        tr("%1 is training on the same device; pictures would be slow, and the memory may not hold both.")
            .arg(*name),
        tr("Paused, it is saved exactly. It goes on when you leave this room or press a button."),
        {tr("Pause it and test"), tr("Test beside it"), tr("Back")},
        false};
    const int answer = m_asker.ask(parent, question);
    if (answer == 0)
        return pause();
    if (answer == 1)
        m_beside = *name;
    return answer == 1;
}

bool TrainingHold::pause()
{
    const auto name = m_door ? m_door->running() : std::nullopt;
    if (!name || m_state != State::Free)
        return false;
    if (!m_door->pause()) {
        Error error;
        error.code = ErrorCode::Internal;
        error.message = tr("%1 cannot be reached to be paused.").arg(*name).toStdString();
        error.remedy = tr("Pause it where it was started, or test beside it.").toStdString();
        Q_EMIT failed(error);
        return false;
    }
    m_name = *name;
    m_state = State::Pausing;
    m_isLetGoWanted = false;
    m_runner.setHeld(true);
    m_look.start();
    Q_EMIT changed();
    return true;
}

void TrainingHold::look()
{
    if (m_state != State::Pausing || m_door->running())
        return;
    m_look.stop();
    m_state = State::Paused;
    if (m_isLetGoWanted) {
        letGo(m_isClosing);
        return;
    }
    m_runner.setHeld(false);
    if (!m_runner.isBusy())
        m_idle.start();
    Q_EMIT changed();
}

void TrainingHold::setLeft(bool isLeft)
{
    m_isLeft = isLeft;
    if (isLeft && !m_runner.isBusy())
        letGo();
    else if (!isLeft)
        m_isLetGoWanted = false;
}

void TrainingHold::letGo(bool isClosing)
{
    if (m_state == State::Free)
        return;
    m_isClosing = isClosing;
    if (m_state == State::Pausing) { // it must end before it can go on
        m_isLetGoWanted = true;
        return;
    }
    m_idle.stop();
    m_state = State::Free;
    m_runner.setHeld(false);
    m_runner.release();
    if (const Status resumed = m_door->resume(isClosing); !resumed)
        Q_EMIT failed(resumed.error());
    Q_EMIT changed();
}

} // namespace armature::ui
