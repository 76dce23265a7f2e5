#include "ui/train/run_host.h"

#include "core/base/fs.h"
#include "ui/project/paths.h"

#include <QCoreApplication>
#include <QProcess>

#include <unistd.h>

#include <csignal>
#include <map>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

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
        m_started[place.folder()] = id;
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
        return found != m_started.end() && ::kill(static_cast<pid_t>(found->second), 0) == 0;
    }

private:
    fs::path m_program;
    std::map<fs::path, qint64> m_started;
};

} // namespace

std::unique_ptr<RunHost> makeProcessHost(fs::path program)
{
    if (program.empty())
        program = pathFromQt(QCoreApplication::applicationDirPath()) / "armature-cli";
    return std::make_unique<ProcessHost>(std::move(program));
}

} // namespace armature::ui
