#include "ui/train/run_faults.h"

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

} // namespace

std::optional<Mend> mendFor(const Error &error, const TrainOptions &options)
{
    Mend mend{{}, options};
    switch (error.code) {
    case ErrorCode::OutOfMemory:
        if (options.train_batch_size > 1) {
            mend.options.train_batch_size = options.train_batch_size / 2;
            mend.options.gradient_accumulation_steps = std::max<int64_t>(1, options.gradient_accumulation_steps) * 2;
            mend.text = Words::tr("Go on with half the batch");
            return mend;
        }
        if (!options.gradient_checkpointing) {
            mend.options.gradient_checkpointing = true;
            mend.text = Words::tr("Go on, slower with less memory");
            return mend;
        }
        return {};
    case ErrorCode::Numeric:
        mend.options.learning_rate = options.learning_rate / 2;
        mend.text = Words::tr("Go on with half the learning rate");
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
    case ErrorCode::Internal:
        mend.text = Words::tr("Try again");
        return mend;
    default: return {};
    }
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

QString interruptedWords(const RunPlace &place, const RunHistory &history)
{
    const QLocale locale;
    const QString name = QString::fromStdString(place.name), step = locale.toString(qint64(history.lastStep()));
    if (history.lastCheckpoint() < 0)
        return Words::tr("%1 was interrupted at step %2, before its first checkpoint.").arg(name, step);
    return Words::tr("%1 was interrupted at step %2. Step %3 is safe.").arg(name, step, locale.toString(qint64(history.lastCheckpoint())));
}

} // namespace armature::ui
