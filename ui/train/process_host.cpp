#include "ui/train/run_host.h"

#include "core/base/fs.h"
#include "ui/project/paths.h"

#include <QCoreApplication>
#include <QProcess>

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <map>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

// A process that may have ended and whose number may be another's by now.
class Started
{
public:
    explicit Started(qint64 id) : m_id(pid_t(id)), m_descriptor(int(::syscall(SYS_pidfd_open, pid_t(id), 0))), m_isGone(m_descriptor < 0 && errno == ESRCH) {}
    ~Started()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Started(const Started &) = delete;
    Started &operator=(const Started &) = delete;

    bool isThere() const
    {
        pollfd ended{m_descriptor, POLLIN, 0};
        if (m_descriptor >= 0)
            return ::poll(&ended, 1, 0) == 0;
        return !m_isGone && ::kill(m_id, 0) == 0; // a kernel before 5.3
    }

private:
    const pid_t m_id;
    const int m_descriptor;
    const bool m_isGone;
};

class ProcessHost final : public RunHost
{
public:
    explicit ProcessHost(fs::path program) : m_program(std::move(program)) {}

    Status start(const RunPlace &place, const TrainOptions &options, bool resume) override
    {
        if (isStarting(place))
            return fail(ErrorCode::Locked, place.name + " is running already.");
        std::error_code error;
        if (!fs::exists(m_program, error))
            return fail(ErrorCode::NotFound, "The trainer " + m_program.string() + " is not there.", "Build or install armature-cli beside the studio.");
        ARMATURE_CHECK(prepareRun(place, options, resume));
        QProcess process;
        process.setProgram(displayPath(m_program));
        process.setArguments({QStringLiteral("train"), QStringLiteral("--config"), QString::fromStdString(place.options().string()),
                              QStringLiteral("--progress"), QStringLiteral("json")});
        process.setStandardInputFile(QProcess::nullDevice());
        process.setStandardOutputFile(QString::fromStdString(place.events().string()), QIODevice::Append);
        process.setStandardErrorFile(QString::fromStdString(place.log().string()), QIODevice::Truncate);
        qint64 id = 0;
        if (!process.startDetached(&id))
            return fail(ErrorCode::Io, "The trainer " + m_program.string() + " cannot be started.", "Check that it may be executed.");
        m_started[place.folder()] = std::make_unique<Started>(id);
        return {};
    }

    bool ask(const RunPlace &place, Ask what) override
    {
        const int64_t process = RunLock::holder(place.folder());
        const int signal = what == Ask::Pause ? SIGRTMIN : what == Ask::Stop ? SIGTERM : what == Ask::Save ? SIGUSR1 : SIGUSR2;
        return process > 0 && process != ::getpid() && ::kill(static_cast<pid_t>(process), signal) == 0;
    }

    bool isStarting(const RunPlace &place) const override
    {
        const auto found = m_started.find(place.folder());
        return found != m_started.end() && found->second->isThere();
    }

private:
    fs::path m_program;
    std::map<fs::path, std::unique_ptr<Started>> m_started;
};

} // namespace

std::unique_ptr<RunHost> makeProcessHost(fs::path program)
{
    if (program.empty())
        program = pathFromQt(QCoreApplication::applicationDirPath()) / "armature-cli";
    return std::make_unique<ProcessHost>(std::move(program));
}

} // namespace armature::ui
