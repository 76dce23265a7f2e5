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

namespace armature::ui {

namespace {

constexpr size_t kSlice = 2000;   // captions shown between two events
constexpr size_t kAtOnce = 200;   // that need no other thread
constexpr size_t kRemembered = 4; // edits whose undo is shown without reading

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
    std::shared_ptr<std::vector<CaptionChange>> conflicts = std::make_shared<std::vector<CaptionChange>>();
};

void DatasetPage::forgetCaptions()
{
    ++m_tableAge;
    m_captionMemory.clear();
}

void DatasetPage::inSlices(size_t count, std::function<void(size_t, size_t)> take,
                           std::function<void(bool)> then)
{
    ++m_pendingEdits;
    auto go = std::make_shared<std::function<void(size_t)>>();
    *go = [this, go = std::weak_ptr(go), count, take = std::move(take), then = std::move(then),
           age = m_tableAge](size_t first) {
        const auto self = go.lock();
        if (age == m_tableAge && first < count) {
            const size_t last = std::min(count, first + kSlice);
            m_model->changeAll([&](PairTable &) { take(first, last); });
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
    auto changes = std::make_shared<std::vector<CaptionChange>>();
    changes->reserve(outcome->after.size());
    const auto take = [this, outcome, changes](size_t first, size_t last) {
        auto &table = m_model->editableTable();
        for (size_t i = first; i < last; ++i) {
            const uint32_t row = outcome->after.row(i);
            if (row >= table.size() || table.caption(row) != outcome->before.caption(i))
                continue; // edited in the meantime
            changes->push_back({std::string(table.target(row)), std::string(table.condition(row)),
                                std::string(outcome->before.caption(i)),
                                std::string(outcome->after.caption(i))});
            table.setCaption(row, std::string(outcome->after.caption(i)), true, table.facts(row).tokens);
        }
    };
    inSlices(outcome->after.size(), take, [this, outcome, changes](bool isWhole) {
        if (!isWhole) {
            ErrorReport note;
            note.message = tr("The folder was read again in the middle of the edit.");
            note.kept = tr("Nothing was changed.");
            m_errors->show(note, ErrorBar::Kind::Note);
        } else if (!changes->empty()) {
            writeCaptions(std::move(*changes), outcome, false);
            if (outcome->after.size() <= kAtOnce)
                countTokens(outcome, true); // of more only when they are written: the files come first
            m_details->refresh();
        }
    });
}

void DatasetPage::writeCaptions(std::vector<CaptionChange> changes,
                                std::shared_ptr<const CaptionOutcome> outcome, bool overwritesOthers)
{
    auto memory = std::make_shared<CaptionMemory>();
    memory->outcome = std::move(outcome);
    memory->tableAge = m_tableAge;
    m_nextExpected = memory;
    const auto title = tr("Change %n captions", nullptr, int(changes.size()));
    m_changes->run(title,
                   [changes = std::make_shared<std::vector<CaptionChange>>(std::move(changes)),
                    place = CaptionPlace{m_root, m_listing, overwritesOthers},
                    conflicts = memory->conflicts](ChangeJournal &journal, const auto &,
                                                   std::stop_token) -> Result<std::vector<FileStep>> {
                       ARMATURE_TRY(auto plan, planCaptions(place, *changes, journal));
                       *conflicts = std::move(plan.conflicts);
                       std::vector<CaptionChange>().swap(*changes); // the steps say it all now
                       return std::move(plan.steps);
                   });
}

bool DatasetPage::takeCaptionChange(const ChangeReport &report, std::vector<CaptionChange> &conflicts)
{
    std::shared_ptr<CaptionMemory> memory;
    if (!m_expected.empty()) {
        memory = m_expected.front();
        m_expected.pop_front();
    }
    if (memory) {
        conflicts = std::move(*memory->conflicts);
        if (!conflicts.empty() || !report.problems.empty() || !memory->outcome ||
            memory->tableAge != m_tableAge)
            return false;
        memory->change = report.id;
        if (memory->outcome->after.size() > kAtOnce)
            countTokens(memory->outcome, true);
        m_captionMemory.push_back(std::move(memory));
        if (m_captionMemory.size() > kRemembered)
            m_captionMemory.pop_front();
        return true;
    }
    const auto known = std::find_if(m_captionMemory.begin(), m_captionMemory.end(), [&](const auto &other) {
        return other->change == report.id && report.id != 0;
    });
    if (known == m_captionMemory.end() || !report.problems.empty())
        return false;
    (*known)->isApplied = !(*known)->isApplied; // undone, or done again
    showCaptions((*known)->outcome, (*known)->isApplied);
    return true;
}

void DatasetPage::showCaptions(std::shared_ptr<const CaptionOutcome> outcome, bool forward)
{
    inSlices(
        outcome->after.size(),
        [this, outcome, forward](size_t first, size_t last) {
            auto &table = m_model->editableTable();
            const auto &texts = forward ? outcome->after : outcome->before;
            for (size_t i = first; i < last; ++i)
                table.setCaption(texts.row(i), std::string(texts.caption(i)), texts.isThere(i),
                                 table.facts(texts.row(i)).tokens);
        },
        [this, outcome, forward](bool isWhole) {
            if (isWhole) {
                countTokens(outcome, forward);
                m_details->refresh();
            }
        });
}

// The numbers of tokens come after the texts: counting them takes longer than all the rest.
void DatasetPage::countTokens(std::shared_ptr<const CaptionOutcome> outcome, bool forward)
{
    auto tokens = std::make_shared<std::vector<uint16_t>>();
    const auto count = [outcome, forward, tokens](const ClipTokenizer *tokenizer) {
        const auto &texts = forward ? outcome->after : outcome->before;
        tokens->reserve(texts.size());
        for (size_t i = 0; i < texts.size(); ++i)
            tokens->push_back(tokensOf(tokenizer, texts.caption(i)));
    };
    const auto show = [this, outcome, forward, tokens] {
        const auto take = [this, outcome, forward, tokens](size_t first, size_t last) {
            auto &table = m_model->editableTable();
            const auto &texts = forward ? outcome->after : outcome->before;
            for (size_t i = first; i < last; ++i) {
                if (table.caption(texts.row(i)) == texts.caption(i))
                    table.setTokens(texts.row(i), (*tokens)[i]);
            }
        };
        inSlices(tokens->size(), take, [](bool) {});
    };
    if (outcome->after.size() <= kAtOnce && clipTokenizerIfLoaded()) {
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
