#include "ui/train/run_faults.h"

#include "ui/widgets/error_bar.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <iterator>

namespace armature::ui {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(armature::ui::RunFaults)
};

constexpr int64_t kSmallest = 64, kGrid = 64; // px of a resolution that is offered
constexpr double kWildRate = 1e-2, kUsualRate = 1e-5;

QString textOf(const std::string &bytes) { return QString::fromUtf8(bytes.data(), qsizetype(bytes.size())); }

} // namespace

std::optional<Mend> mendFor(const Error &error, const TrainOptions &options)
{
    Mend mend{{}, options, {}};
    switch (error.code) {
    case ErrorCode::OutOfMemory:
        if (options.train_batch_size > 1) {
            mend.options.train_batch_size = options.train_batch_size / 2;
            mend.options.gradient_accumulation_steps = std::max<int64_t>(1, options.gradient_accumulation_steps) * 2;
            mend.text = Words::tr("Go on with half the batch");
        } else if (!options.gradient_checkpointing) {
            mend.options.gradient_checkpointing = true;
            mend.text = Words::tr("Go on, slower with less memory");
        } else if (options.resolution > kSmallest) {
            mend.options.resolution = std::max(kSmallest, options.resolution * 3 / 4 / kGrid * kGrid);
            mend.text = Words::tr("Go on at %1 px").arg(mend.options.resolution);
        } else {
            mend.text = Words::tr("Try again");
        }
        return mend;
    case ErrorCode::Numeric:
        mend.options.learning_rate = options.learning_rate > kWildRate ? kUsualRate : options.learning_rate / 2;
        mend.text = options.learning_rate > kWildRate ? Words::tr("Go on with the usual learning rate") : Words::tr("Go on with half the learning rate");
        if (options.mixed_precision == "fp16") // the usual cause: numbers too large for it
            mend.options.mixed_precision = "no";
        return mend;
    case ErrorCode::DiskFull:
        if (options.checkpoints_total_limit != 2) {
            mend.options.checkpoints_total_limit = 2;
            mend.text = Words::tr("Go on, keep two checkpoints");
            return mend;
        }
        mend.text = Words::tr("Go on");
        return mend;
    case ErrorCode::NotFound:
    case ErrorCode::Io:
    case ErrorCode::Corrupt:
    case ErrorCode::Internal:
        if (isDeviceLost(error)) { // a card that failed answers nothing more in the process that had it
            mend.host = HostKind::Process;
            mend.text = Words::tr("Go on in a new process");
            return mend;
        }
        mend.text = Words::tr("Try again"); return mend;
    default: return {};
    }
}

bool isNewestSpoilt(const RunHistory &history)
{
    // In fp16 the numbers may be too large for the type only; it goes on in another.
    const bool canTell = history.failure && history.failure->code == ErrorCode::Numeric && history.started && history.started->precision != "fp16";
    return canTell && history.lastCheckpoint() > 0 && (history.steps.empty() || history.steps.back().step <= history.lastCheckpoint());
}

int64_t stepBefore(const RunHistory &history, const RunSight &sight)
{
    if (!isNewestSpoilt(history))
        return -1;
    const auto spoilt = std::ranges::lower_bound(sight.checkpoints, history.lastCheckpoint());
    return spoilt == sight.checkpoints.begin() ? 0 : *std::prev(spoilt);
}

Error silentEnd(const RunSight &sight)
{
    const QStringList said = textOf(sight.log).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    const QString message = said.isEmpty() ? Words::tr("The trainer ended before it said a word.") : Words::tr("The trainer ended before it said a word: %1").arg(said.back().trimmed());
    return {ErrorCode::Internal, message.toStdString(), {}, {}};
}

QString safeWords(const RunHistory &history)
{
    return history.lastCheckpoint() < 0 ? Words::tr("No checkpoint was written yet; its curves and pictures are kept.")
                                        : Words::tr("Step %1 is safe, and its curves and pictures are kept.").arg(QLocale().toString(qint64(history.lastCheckpoint())));
}

namespace {

QString interruptedWords(const RunPlace &place, const RunHistory &history, const RunSight &sight)
{
    const QLocale locale;
    const QString name = QString::fromStdString(place.name), step = locale.toString(qint64(history.lastStep()));
    if (history.lastCheckpoint() < 0)
        return Words::tr("%1 was interrupted at step %2, before its first checkpoint.").arg(name, step);
    QString words = Words::tr("%1 was interrupted at step %2. Step %3 is safe.").arg(name, step, locale.toString(qint64(history.lastCheckpoint())));
    // Where a full disk is the likely reason, it is the next one, too.
    const auto needed = uint64_t(std::max<int64_t>(0, history.checkpoints.back().bytes));
    if (sight.freeBytes > 0 && sight.freeBytes < needed)
        words += QLatin1Char(' ') + Words::tr("Its disk has %1 left, and a checkpoint takes %2.").arg(locale.formattedDataSize(qint64(sight.freeBytes)), locale.formattedDataSize(qint64(needed)));
    return words;
}

QString keptWords(const RunHistory &history, int64_t before)
{
    const QLocale locale;
    if (before < 0)
        return safeWords(history);
    const QString spoilt = locale.toString(qint64(history.lastCheckpoint()));
    return before == 0 ? Words::tr("The checkpoint of step %1 is spoilt and there is none before it: it begins anew, and this run is kept beside it.").arg(spoilt)
                       : Words::tr("The checkpoint of step %1 is spoilt; it goes back to that of step %2.").arg(spoilt, locale.toString(qint64(before)));
}

} // namespace

std::optional<Fault> faultOf(RunState state, const RunPlace &place, const RunHistory &history, const RunSight &sight, const TrainOptions &options)
{
    const bool isFailure = state == RunState::Failed && history.failure;
    const bool isCutOff = state == RunState::Interrupted && !history.finished;
    if (!isFailure && !isCutOff)
        return {};
    Fault fault;
    fault.isFailure = isFailure;
    if (!sight.isFolderThere) {
        fault.message = Words::tr("%1 is not there any more: unplugged, renamed or moved?").arg(QString::fromStdString(place.runs.string()));
        fault.kept = Words::tr("What is shown is what was last read. It goes on once the folder is back.");
        fault.buttonText = Words::tr("Look again");
        fault.help = Fault::Help::LookAgain;
    } else if (isFailure) {
        const ErrorReport report = ErrorReport::from(*history.failure);
        const auto mend = mendFor(*history.failure, options);
        fault.message = report.message;
        fault.kept = keptWords(history, stepBefore(history, sight));
        fault.buttonText = mend ? mend->text : QString();
    } else {
        fault.message = interruptedWords(place, history, sight);
        fault.kept = Words::tr("Its curves and pictures are kept.");
        fault.buttonText = Words::tr("Resume");
        fault.help = Fault::Help::Resume;
    }
    const QString said = textOf(sight.log).trimmed();
    fault.details = (isFailure ? ErrorReport::from(*history.failure).details : fault.message) + (said.isEmpty() ? QString() : QLatin1String("\n\n") + said);
    return fault;
}

QString wokeWords(const RunPlace &place, const RunHistory &history, double seconds)
{
    const QLocale locale;
    const QString slept = seconds < 120 ? Words::tr("%1 s").arg(locale.toString(qint64(seconds)))
                          : seconds < 7200 ? Words::tr("%1 min").arg(locale.toString(qint64(seconds / 60)))
                                           : Words::tr("%1 h").arg(locale.toString(seconds / 3600, 'f', 1));
    return Words::tr("The computer slept for %1; %2 goes on at step %3.").arg(slept, QString::fromStdString(place.name), locale.toString(qint64(history.lastStep())));
}

} // namespace armature::ui
