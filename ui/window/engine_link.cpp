#include "ui/window/engine_link.h"

#include <dlfcn.h>

#include <mutex>
#include <thread>

namespace armature::ui {

struct EngineLink::Mailbox
{
    std::mutex mutex;
    EngineLink *owner = nullptr;
};

namespace {

#if defined(__SANITIZE_ADDRESS__) || !defined(RTLD_DEEPBIND)
constexpr int kOwnSymbolsFirst = 0; // the sanitizer's own symbols must come first
#else
constexpr int kOwnSymbolsFirst = RTLD_DEEPBIND;
#endif

struct Loaded
{
    const EngineDoor *door = nullptr;
    EngineInfo info;
};

Result<Loaded> openEngine()
{
    // Found beside the programs through their run path. Never closed: LibTorch does not survive that. It
    // looks for symbols in its own libraries first: OpenCV, which the preprocessing room links, brings a BLAS
    // whose sgemm would otherwise take the place of LibTorch's, with other bytes and in several times the
    // time (cmake/CheckBlas.cmake).
    void *library = ::dlopen("libarmature-engine.so", RTLD_NOW | RTLD_LOCAL | kOwnSymbolsFirst);
    if (!library)
        return fail(ErrorCode::NotFound, std::string("The engine cannot be opened: ") + ::dlerror() + ".",
                    "Install Armature's engine package, or build it with: make build");
    using Entry = const EngineDoor *(*)();
    const auto entry = reinterpret_cast<Entry>(::dlsym(library, kEngineDoorSymbol));
    const EngineDoor *door = entry ? entry() : nullptr;
    if (!door || door->version != kEngineDoorVersion)
        return fail(ErrorCode::Unsupported, "The engine beside this studio is of another version.",
                    "Install both from the same release.");
    return Loaded{door, door->info()};
}

} // namespace

EngineLink::EngineLink(QObject *parent) : QObject(parent), m_mailbox(std::make_shared<Mailbox>())
{
    m_mailbox->owner = this;
}

EngineLink::EngineLink(const EngineDoor &door, QObject *parent) : EngineLink(parent)
{
    m_state = State::Ready;
    m_door = &door;
    m_info = door.info();
}

EngineLink::~EngineLink()
{
    const std::lock_guard lock(m_mailbox->mutex);
    m_mailbox->owner = nullptr;
}

void EngineLink::load()
{
    if (m_state == State::Loading || m_state == State::Ready)
        return;
    m_state = State::Loading;
    Q_EMIT changed();
    std::thread([mailbox = m_mailbox] {
        const Result<Loaded> loaded = openEngine();
        const std::lock_guard lock(mailbox->mutex);
        EngineLink *const link = mailbox->owner;
        if (!link)
            return;
        QMetaObject::invokeMethod(
            link,
            [link, loaded] {
                link->m_state = loaded ? State::Ready : State::Failed;
                if (loaded) {
                    link->m_door = loaded->door;
                    link->m_info = loaded->info;
                } else {
                    link->m_error = loaded.error();
                }
                Q_EMIT link->changed();
            },
            Qt::QueuedConnection);
    }).detach();
}

QString EngineLink::text() const
{
    switch (m_state) {
    case State::Unloaded:
        return tr("Engine at rest");
    case State::Loading:
        return tr("Engine starting…");
    case State::Failed:
        return tr("Engine missing");
    case State::Ready:
        break;
    }
    if (m_info->devices.size() > 1)
        return QString::fromStdString(m_info->devices[1].description + " (" + m_info->devices[1].name + ")");
    return tr("CPU, %n thread(s)", nullptr, m_info->threadCount);
}

QString EngineLink::explanation() const
{
    switch (m_state) {
    case State::Unloaded:
        return tr("The engine starts when training or testing needs it. Click to start it now.");
    case State::Loading:
        return tr("The engine is being loaded.");
    case State::Failed:
        return QString::fromStdString(m_error.message + " " + m_error.remedy);
    case State::Ready:
        break;
    }
    QString all =
        tr("Armature %1 on LibTorch %2, %3")
            .arg(QString::fromStdString(m_info->version), QString::fromStdString(m_info->torchVersion),
                 QString::fromStdString(m_info->cpuCapability));
    for (const Device &device : m_info->devices)
        all += QStringLiteral("\n%1: %2")
                   .arg(QString::fromStdString(device.name), QString::fromStdString(device.description));
    if (!m_info->cudaNote.empty())
        all += QLatin1Char('\n') + tr("No CUDA device: %1").arg(QString::fromStdString(m_info->cudaNote));
    return all;
}

} // namespace armature::ui
