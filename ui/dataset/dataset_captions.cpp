// Captions changed on the page: worked out elsewhere, shown in slices, written by the journal, and shown
// again when they are undone without reading the folder anew.
#include "ui/dataset/caption_dialog.h"
#include "ui/dataset/change_runner.h"
#include "ui/dataset/clip_tokens.h"
#include "ui/dataset/dataset_page.h"
#include "ui/dataset/pair_details.h"
#include "ui/dataset/pair_model.h"
#include "ui/widgets/error_bar.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include <algorithm>
#include <utility>

namespace armature::ui {

namespace {

constexpr size_t kSlice = 1000;             // captions shown between two events
constexpr size_t kLooked = 10'000;          // that are only looked at
constexpr size_t kAtOnce = 200;             // that need no other thread
constexpr size_t kRemembered = 4;           // edits whose undo is shown without reading
constexpr size_t kRememberedMost = 200'000; // captions of all of them together

uint16_t tokensOf(const ClipTokenizer *tokenizer, std::string_view caption)
{
    return tokenizer ? uint16_t(std::min<size_t>(tokenizer->countTokens(caption), 65535)) : 0;
}

CaptionTexts captionsOf(const PairTable &table, const std::vector<uint32_t> &rows)
{
    CaptionTexts captions;
    for (const uint32_t row : rows) {
        if (table.hasPicture(row))
            captions.add(row, table.caption(row), table.hasCaption(row));
    }
    return captions;
}

} // namespace

struct DatasetPage::CaptionMemory
{
    std::shared_ptr<const CaptionOutcome> outcome; // null where the table does not show it
    uint64_t tableAge = 0, change = 0;
    bool isApplied = true;
    // What is wanted now has come this far. Tokens are counted when both are so: the files come first.
    bool isShown = false, isWritten = false;
    bool isAhead = false; // shown by the undo that is still writing it
    int turn = 0;         // counts the times that it began to be shown
    struct Plan           // made and read by turns in the journal's thread and here
    {
        CaptionChanges changes;
        std::vector<uint32_t> changeOf;
        std::vector<CaptionChange> conflicts;
    };
    std::shared_ptr<Plan> plan; // until it is written
};

void DatasetPage::forgetCaptions()
{
    ++m_tableAge;
    m_captionMemory.clear();
}

void DatasetPage::inSlices(size_t count, size_t slice, std::function<void(size_t, size_t)> take,
                           std::function<void(bool)> then)
{
    ++m_pendingEdits;
    auto go = std::make_shared<std::function<void(size_t)>>();
    *go = [this, go = std::weak_ptr(go), count, slice, take = std::move(take), then = std::move(then),
           age = m_tableAge](size_t first) {
        const auto self = go.lock();
        if (age == m_tableAge && first < count) {
            const size_t last = std::min(count, first + slice);
            take(first, last);
            if (last < count) {
                QTimer::singleShot(0, this, [self, last] { (*self)(last); });
                return;
            }
        }
        --m_pendingEdits;
        then(age == m_tableAge);
    };
    (*go)(0);
}

void DatasetPage::offerCaptionEdit()
{
    m_details->commitCaption();
    auto *dialog = new CaptionDialog(*m_model, selectedRows(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &CaptionDialog::editWanted, this, &DatasetPage::changeCaptions);
    dialog->open();
}

void DatasetPage::editCaptions(const std::vector<uint32_t> &rows, const CaptionEdit &edit)
{
    auto captions = std::make_shared<CaptionTexts>(captionsOf(m_model->table(), rows));
    if (captions->size() <= kAtOnce) {
        changeCaptions(std::make_shared<CaptionOutcome>(armature::editCaptions(*captions, edit)));
        return;
    }
    ++m_pendingEdits;
    QThreadPool::globalInstance()->start([self = QPointer(this), captions, edit] {
        auto outcome = std::make_shared<CaptionOutcome>(armature::editCaptions(*captions, edit));
        QMetaObject::invokeMethod(qApp, [self, outcome] {
            if (!self)
                return;
            --self->m_pendingEdits;
            self->changeCaptions(outcome);
        });
    });
}

void DatasetPage::changeCaptions(std::shared_ptr<CaptionOutcome> outcome)
{
    if (outcome->after.size() == 0 || m_root.empty())
        return;
    auto changes = std::make_shared<CaptionChanges>(outcome);
    const auto take = [this, outcome, changes](size_t first, size_t last) {
        const auto &table = m_model->table();
        for (size_t i = first; i < last; ++i) {
            const uint32_t row = outcome->after.row(i);
            if (row < table.size() && table.caption(row) == outcome->before.caption(i)) // else edited since
                changes->add(i, table.target(row), table.condition(row), table.form(row));
        }
    };
    inSlices(outcome->after.size(), kLooked, take, [this, outcome, changes](bool isWhole) {
        if (!isWhole) {
            ErrorReport note;
            note.message = tr("The folder was read again in the middle of the edit.");
            note.kept = tr("Nothing was changed.");
            m_errors->show(note, ErrorBar::Kind::Note);
        } else if (!changes->empty()) { // it is shown while it is being written
            showCaptions(writeCaptions(std::move(*changes), outcome, false));
        }
    });
}

std::shared_ptr<DatasetPage::CaptionMemory>
DatasetPage::writeCaptions(CaptionChanges changes, std::shared_ptr<const CaptionOutcome> outcome,
                           bool overwritesOthers)
{
    auto memory = std::make_shared<CaptionMemory>();
    memory->outcome = std::move(outcome);
    memory->tableAge = m_tableAge;
    m_nextExpected = memory;
    const auto title = tr("Change %n captions", nullptr, int(changes.size()));
    memory->plan = std::make_shared<CaptionMemory::Plan>(CaptionMemory::Plan{std::move(changes), {}, {}});
    m_changes->run(title,
                   [plan = memory->plan, place = CaptionPlace{m_root, m_listing, overwritesOthers}](
                       ChangeJournal &journal, const auto &, std::stop_token) -> Result<FileSteps> {
                       ARMATURE_TRY(auto planned, planCaptions(place, plan->changes, journal));
                       plan->changeOf = std::move(planned.changeOf);
                       plan->conflicts = std::move(planned.conflicts);
                       return std::move(planned.steps);
                   });
    return memory;
}

bool DatasetPage::takeCaptionChange(const ChangeReport &report, std::vector<CaptionChange> &conflicts)
{
    std::shared_ptr<CaptionMemory> memory;
    if (!m_expected.empty()) {
        memory = m_expected.front();
        m_expected.pop_front();
    }
    if (memory) {
        const auto plan = std::exchange(memory->plan, nullptr);
        conflicts = std::move(plan->conflicts);
        for (const uint32_t step : report.leftAlone) {
            if (step < plan->changeOf.size())
                conflicts.push_back(plan->changes.at(plan->changeOf[step]));
        }
        if (!conflicts.empty() || !report.problems.empty() || !memory->outcome ||
            memory->tableAge != m_tableAge)
            return false;
        memory->change = report.id;
        memory->isWritten = true;
        if (memory->outcome->after.size() > kAtOnce) // else counted by now
            countTokens(memory);
        remember(std::move(memory));
        return true;
    }
    const auto known = knownEdit(report.id);
    if (!known || !report.problems.empty())
        return false;
    known->isWritten = true;
    if (std::exchange(known->isAhead, false)) {
        countTokens(known);
    } else { // undone, or done again
        known->isApplied = !known->isApplied;
        showCaptions(known);
    }
    return true;
}

void DatasetPage::remember(std::shared_ptr<CaptionMemory> memory)
{
    m_captionMemory.push_back(std::move(memory));
    size_t captions = 0;
    for (const auto &each : m_captionMemory)
        captions += each->outcome->after.size();
    while (m_captionMemory.size() > kRemembered ||
           (m_captionMemory.size() > 1 && captions > kRememberedMost)) {
        captions -= m_captionMemory.front()->outcome->after.size();
        m_captionMemory.pop_front();
    }
}

std::shared_ptr<DatasetPage::CaptionMemory> DatasetPage::knownEdit(uint64_t change) const
{
    const auto known = std::find_if(m_captionMemory.begin(), m_captionMemory.end(), [&](const auto &other) {
        return other->change == change && change != 0;
    });
    return known == m_captionMemory.end() ? nullptr : *known;
}

// Before it has reached the files; where it does not, the folder is read again.
void DatasetPage::showRepeated(uint64_t change, bool forward)
{
    const auto known = knownEdit(change);
    if (!known || known->isApplied == forward)
        return;
    known->isApplied = forward;
    known->isWritten = false;
    known->isAhead = true;
    showCaptions(known);
}

void DatasetPage::showCaptions(const std::shared_ptr<CaptionMemory> &memory)
{
    memory->isShown = false;
    const int turn = ++memory->turn;
    const auto take = [this, memory, turn](size_t first, size_t last) {
        if (memory->turn != turn)
            return; // turned round in the meantime
        const auto &texts = memory->isApplied ? memory->outcome->after : memory->outcome->before;
        const auto &others = memory->isApplied ? memory->outcome->before : memory->outcome->after;
        const auto [firstRow, lastRow] = texts.rows(first, last);
        m_model->changeRows(firstRow, lastRow, [&](PairTable &table) {
            for (size_t i = first; i < last; ++i) {
                const uint32_t row = texts.row(i);
                if (table.caption(row) == others.caption(i)) // else edited since
                    table.setCaption(row, std::string(texts.caption(i)), texts.isThere(i),
                                     table.facts(row).tokens);
            }
        });
    };
    inSlices(memory->outcome->after.size(), kSlice, take, [this, memory, turn](bool isWhole) {
        memory->isShown = isWhole && memory->turn == turn;
        if (memory->isShown) {
            countTokens(memory);
            m_details->refresh();
        }
    });
}

// The numbers of tokens come after the texts: counting them takes longer than all the rest.
void DatasetPage::countTokens(const std::shared_ptr<CaptionMemory> &memory)
{
    const auto outcome = memory->outcome;
    const bool isFew = outcome->after.size() <= kAtOnce;
    if (!memory->isShown || (!memory->isWritten && !isFew))
        return;
    auto tokens = std::make_shared<std::vector<uint16_t>>();
    const auto count = [outcome, forward = memory->isApplied, tokens](const ClipTokenizer *tokenizer) {
        const auto &texts = forward ? outcome->after : outcome->before;
        tokens->reserve(texts.size());
        for (size_t i = 0; i < texts.size(); ++i)
            tokens->push_back(tokensOf(tokenizer, texts.caption(i)));
    };
    const auto show = [this, outcome, forward = memory->isApplied, tokens] {
        const auto take = [this, outcome, forward, tokens](size_t first, size_t last) {
            const auto &texts = forward ? outcome->after : outcome->before;
            const auto [firstRow, lastRow] = texts.rows(first, last);
            m_model->changeRows(firstRow, lastRow, [&](PairTable &table) {
                for (size_t i = first; i < last; ++i) {
                    if (table.caption(texts.row(i)) == texts.caption(i))
                        table.setTokens(texts.row(i), (*tokens)[i]);
                }
            });
        };
        inSlices(tokens->size(), kSlice, take, [](bool) {});
    };
    if (isFew && clipTokenizerIfLoaded()) {
        count(clipTokenizerIfLoaded());
        show();
        return;
    }
    QThreadPool::globalInstance()->start([self = QPointer(this), age = m_tableAge, count, show] {
        count(clipTokenizer());
        QMetaObject::invokeMethod(qApp, [self, age, show] {
            if (self && self->m_tableAge == age)
                show();
        });
    });
}

void DatasetPage::askAboutConflicts(const std::vector<CaptionChange> &conflicts)
{
    ErrorReport note;
    note.message = tr("%n captions were changed by another program in the meantime, such as that of %1.",
                      nullptr, int(conflicts.size()))
                       .arg(shownName(conflicts.front().target));
    note.kept = tr("What the other program wrote is kept.");
    note.buttonText = tr("Write mine over it");
    note.onButton = [this, conflicts] { writeCaptions(conflicts, nullptr, true); };
    m_errors->show(note, ErrorBar::Kind::Warning);
}

} // namespace armature::ui
