// What the page changes: repairs and undo.
#include "core/data/repair.h"
#include "ui/dataset/change_runner.h"
#include "ui/dataset/dataset_page.h"
#include "ui/dataset/pair_details.h"
#include "ui/dataset/pair_grid.h"
#include "ui/dataset/pair_model.h"
#include "ui/dataset/thumbnails.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/core_words.h"
#include "ui/widgets/error_bar.h"
#include "ui/widgets/folder_work.h"
#include "ui/window/jobs.h"

#include <QCoreApplication>
#include <QPointer>

#include <utility>

namespace armature::ui {

namespace {

constexpr size_t kPreviewLines = 8;

PairRow rowFrom(const PairTable &table, uint32_t row)
{
    PairRow known;
    known.kind = table.kind(row);
    known.id = table.id(row);
    known.target = table.target(row);
    known.condition = table.condition(row);
    known.caption = table.caption(row);
    known.hasCaption = table.hasCaption(row);
    known.isExcluded = table.isExcluded(row);
    return known;
}

} // namespace

QString DatasetPage::repairTitle(Repair repair, int count)
{
    switch (repair) {
    case Repair::ResizeMap:
        return tr("Resize %n maps", nullptr, count);
    case Repair::CropMap:
        return tr("Crop %n maps", nullptr, count);
    case Repair::ApplyExif:
        return tr("Turn %n pictures upright", nullptr, count);
    case Repair::FlattenAlpha:
        return tr("Lay %n pictures on white", nullptr, count);
    case Repair::Convert:
        return tr("Convert %n pictures", nullptr, count);
    case Repair::PairByName:
        return tr("Pair %n pictures", nullptr, count);
    case Repair::Quarantine:
        return tr("Quarantine %n pairs", nullptr, count);
    case Repair::Exclude:
        return tr("Exclude %n pairs", nullptr, count);
    case Repair::Include:
        return tr("Include %n pairs", nullptr, count);
    }
    return {};
}

void DatasetPage::connectChanges()
{
    connect(m_changes, &ChangeRunner::started, this, [this](const QString &title) {
        m_expected.push_back(std::exchange(m_nextExpected, nullptr));
        m_errors->clear(); // what was said before is settled, or comes again
        if (m_changeJob)
            return;
        m_changeJob = m_services.jobs.start(title, CanCancel::Yes);
        connect(m_changeJob, &Job::cancelRequested, m_changes, &ChangeRunner::cancel);
    });
    connect(m_changes, &ChangeRunner::repeating, this, &DatasetPage::showRepeated);
    connect(m_changes, &ChangeRunner::progressed, this, [this](qint64 done, qint64 total) {
        if (m_changeJob)
            m_changeJob->setProgress(done, total);
    });
    connect(m_changes, &ChangeRunner::changed, this, [this] {
        if (m_changeJob && !m_changes->isBusy()) {
            m_changeJob->finish();
            m_changeJob = nullptr;
        }
        Q_EMIT commandsChanged();
    });
    connect(m_changes, &ChangeRunner::done, this, &DatasetPage::takeChange);
    connect(m_changes, &ChangeRunner::failed, this, [this](const Error &error) {
        if (!m_expected.empty())
            m_expected.pop_front();
        m_sinceChange.start();
        forgetCaptions();
        rescan(); // what is shown may have run ahead of the files
        if (error.code != ErrorCode::Interrupted)
            m_errors->show(ErrorReport::from(error));
    });
    connect(m_changes, &ChangeRunner::recovered, this, [this](const ChangeReport &report) {
        rescan();
        ErrorReport note;
        note.message = tr("“%1” was broken off the last time and has been finished now.")
                           .arg(QString::fromStdString(report.title));
        note.kept = tr("All originals are kept.");
        note.buttonText = tr("Undo");
        note.onButton = [this] { m_changes->undo(); };
        m_errors->show(note, ErrorBar::Kind::Note);
    });
    connect(m_details, &PairDetails::repairWanted, this, [this](const QString &id) {
        if (const auto repair = repairFromName(id.toStdString()))
            offerRepair(*repair);
    });
    connect(m_details, &PairDetails::manyWanted, this, &DatasetPage::offerCaptionEdit);
    connect(m_details, &PairDetails::captionEdited, this, [this](uint32_t row, const QString &text) {
        editCaptions({row}, {CaptionOp::Set, text.trimmed().toStdString(), {}});
    });
}

void DatasetPage::takeChange(const ChangeReport &report)
{
    for (const auto &file : report.files)
        m_thumbnails->forget(m_root / file);
    m_sinceChange.start();
    std::vector<CaptionChange> conflicts;
    if (!takeCaptionChange(report, conflicts))
        rescan();
    if (!conflicts.empty())
        askAboutConflicts(conflicts);
    else if (!report.problems.empty()) {
        ErrorReport shown = ErrorReport::from(report.problems.front());
        if (report.problems.size() > 1)
            shown.message +=
                QLatin1Char(' ') + tr("%n more files, too.", nullptr, int(report.problems.size() - 1));
        m_errors->show(shown, ErrorBar::Kind::Warning);
    }
    if (report.taken > 0)
        Q_EMIT messageShown(tr("%1: done. Ctrl+Z takes it back.").arg(QString::fromStdString(report.title)));
    Q_EMIT changeDone();
}

void DatasetPage::offerRepair(Repair repair)
{
    m_details->commitCaption();
    std::vector<PairRow> rows, others;
    for (const uint32_t row : selectedRows())
        rows.push_back(rowFrom(m_model->table(), row));
    if (repair == Repair::PairByName) {
        for (uint32_t row = 0; row < m_model->table().size(); ++row) {
            if (m_model->table().kind(row) != RowKind::Pair)
                others.push_back(rowFrom(m_model->table(), row));
        }
    }
    // The plan reads headers, so it is made elsewhere; the question comes when it is there.
    auto *job = m_services.jobs.start(tr("Looking at what will change"));
    m_workJobs.append(job);
    m_work->run([self = QPointer(this), job = QPointer(job), root = m_root, repair, rows = std::move(rows),
                 others = std::move(others)] {
        auto plan = std::make_shared<RepairPlan>(planRepair(root, repair, rows, others));
        QMetaObject::invokeMethod(qApp, [self, job, plan, root] {
            if (job)
                job->finish();
            if (self && self->m_root == root)
                self->askForRepair(plan);
        });
    });
}

void DatasetPage::offerForgetting()
{
    m_work->run([self = QPointer(this), root = m_root] {
        const auto bytes = ChangeJournal::keptBytes(root);
        QMetaObject::invokeMethod(qApp, [self, root, bytes] {
            if (self && self->m_root == root)
                self->askForForgetting(bytes);
        });
    });
}

void DatasetPage::askForForgetting(uint64_t bytes)
{
    Question question;
    question.title = tr("Delete the kept originals");
    question.text =
        tr("Changes to this folder have kept %1 of originals. Deleted, they cannot come back, and "
           "nothing done so far can be undone.")
            .arg(locale().formattedDataSize(qint64(bytes)));
    question.detail = tr("The pictures stay as they are now, and so does the quarantine.");
    question.buttons = {tr("Delete the originals"), tr("Keep them")};
    question.isDangerous = true;
    if (m_services.asker.ask(this, question) == 0)
        m_changes->forget(question.title);
}

void DatasetPage::offerPairing(uint32_t target, uint32_t condition)
{
    askForRepair(std::make_shared<RepairPlan>(
        planPairing(m_root, rowFrom(m_model->table(), target), rowFrom(m_model->table(), condition))));
}

void DatasetPage::askForRepair(const std::shared_ptr<RepairPlan> &plan)
{
    if (plan->items.empty()) {
        ErrorReport note;
        note.message =
            plan->skipped.empty() ? tr("Nothing of this needs that repair.") : inWords(plan->skipped.front());
        note.kept = tr("Nothing was changed.");
        m_errors->show(note, ErrorBar::Kind::Note);
        return;
    }
    const auto title = repairTitle(plan->repair, int(plan->items.size()));
    Question question;
    question.title = title;
    question.text = plan->repair == Repair::Exclude || plan->repair == Repair::Include
                        ? tr("No file changes; only what is trained on.")
                        : tr("The originals are kept, and Undo brings them back at any time.");
    QStringList lines;
    for (size_t i = 0; i < std::min(kPreviewLines, plan->items.size()); ++i)
        lines << shownName(plan->items[i].file) + QStringLiteral(": ") + inWords(plan->items[i].what);
    if (plan->items.size() > kPreviewLines)
        lines << tr("and %n more", nullptr, int(plan->items.size() - kPreviewLines));
    if (!plan->skipped.empty())
        lines << tr("%n are left out: %1", nullptr, int(plan->skipped.size()))
                     .arg(inWords(plan->skipped.front()));
    question.detail = lines.join(QLatin1Char('\n'));
    question.buttons = {title, tr("Cancel")};
    if (m_services.asker.ask(this, question) != 0)
        return;
    m_changes->run(title, [plan, root = m_root, listing = m_listing](
                              ChangeJournal &journal, const auto &progress, std::stop_token stop) {
        PrepareOptions options;
        options.listing = listing;
        options.progress = progress;
        options.stop = stop;
        return prepareRepair(root, *plan, journal, options);
    });
}

} // namespace armature::ui
