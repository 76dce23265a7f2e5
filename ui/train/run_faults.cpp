#include "ui/train/run_faults.h"

#include "ui/train/run_notes.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace armature::ui {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(armature::ui::RunFaults)
};

constexpr std::streamoff kTail = 4096;
constexpr int64_t kSmallest = 64, kGrid = 64; // px of a resolution that is offered
constexpr double kWildRate = 1e-2, kUsualRate = 1e-5;

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

int64_t stepBefore(const RunPlace &place, const RunHistory &history)
{
    const bool hasFailedAtOnce = history.failure && history.failure->code == ErrorCode::Numeric && history.started && history.started->firstStep > 0 &&
                                 (history.steps.empty() || history.steps.back().step <= history.started->firstStep);
    return hasFailedAtOnce ? std::max<int64_t>(0, checkpointFor(place, history.started->firstStep - 1)) : -1;
}

QString logTail(const RunPlace &place)
{
    std::ifstream file(place.log(), std::ios::binary | std::ios::ate);
    if (!file)
        return {};
    const std::streamoff size = file.tellg();
    file.seekg(std::max<std::streamoff>(0, size - kTail));
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    return QString::fromUtf8(text.data(), qsizetype(text.size())).trimmed();
}

QString safeWords(const RunHistory &history)
{
    return history.lastCheckpoint() < 0 ? Words::tr("No checkpoint was written yet; its curves and pictures are kept.")
                                        : Words::tr("Step %1 is safe, and its curves and pictures are kept.").arg(QLocale().toString(qint64(history.lastCheckpoint())));
}

QString interruptedWords(const RunPlace &place, const RunHistory &history)
{
    const QLocale locale;
    const QString name = QString::fromStdString(place.name), step = locale.toString(qint64(history.lastStep()));
    if (history.lastCheckpoint() < 0)
        return Words::tr("%1 was interrupted at step %2, before its first checkpoint.").arg(name, step);
    return Words::tr("%1 was interrupted at step %2. Step %3 is safe.").arg(name, step, locale.toString(qint64(history.lastCheckpoint())));
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
