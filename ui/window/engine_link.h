#pragma once
// The engine as the window knows it: not there until something needs it, then opened on a thread of its own.

#include "core/base/result.h"
#include "core/session/engine_door.h"

#include <QObject>

#include <memory>
#include <optional>

namespace armature::ui {

class EngineLink : public QObject
{
    Q_OBJECT

public:
    enum class State { Unloaded, Loading, Ready, Failed };

    explicit EngineLink(QObject *parent = nullptr);
    // An engine that is there already: of a program that has opened it, or a test's own.
    explicit EngineLink(const EngineDoor &door, QObject *parent = nullptr);
    ~EngineLink() override;

    State state() const { return m_state; }
    void load(); // harmless when loading or loaded; after a failure it tries again
    const EngineDoor *door() const { return m_door; } // null until Ready
    const std::optional<EngineInfo> &info() const { return m_info; }
    const Error &error() const { return m_error; } // of Failed
    // For the status bar: "Engine: CPU, 2 threads".
    QString text() const;
    QString explanation() const;

Q_SIGNALS:
    void changed();

private:
    struct Mailbox;

    State m_state = State::Unloaded;
    const EngineDoor *m_door = nullptr;
    std::optional<EngineInfo> m_info;
    Error m_error;
    std::shared_ptr<Mailbox> m_mailbox;
};

} // namespace armature::ui
