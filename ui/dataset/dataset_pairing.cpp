// Pairs made on the page: out of a folder of no known layout by its names, and by hand.
#include "core/data/loose_pairs.h"
#include "core/data/repair.h"
#include "ui/dataset/change_runner.h"
#include "ui/dataset/dataset_page.h"
#include "ui/dataset/import_panel.h"
#include "ui/dataset/pair_grid.h"
#include "ui/dataset/pair_model.h"
#include "ui/widgets/error_bar.h"
#include "ui/widgets/folder_work.h"
#include "ui/window/jobs.h"

#include <QCoreApplication>
#include <QPointer>
#include <QStackedWidget>

#include <algorithm>

namespace armature::ui {

void DatasetPage::connectImport()
{
    connect(m_import, &ImportPanel::dismissed, this, [this] { showPair(false); });
    connect(m_import, &ImportPanel::importWanted, this,
            [this](const std::shared_ptr<const LooseFolder> &folder,
                   const std::shared_ptr<const LooseMatch> &match) {
                showPair(false);
                m_changes->run(tr("Make %n pairs", nullptr, int(match->pairs.size())),
                               [folder, match](ChangeJournal &journal, const auto &, std::stop_token) {
                                   return planImport(*folder, *match, journal);
                               });
            });
}

// Looks at the names off the window's thread. Where they tell nothing, `otherwise` is what is shown.
void DatasetPage::offerImport(const Error &otherwise)
{
    auto *job = m_services.jobs.start(tr("Looking at the names"));
    m_workJobs.append(job);
    m_work->run([self = QPointer(this), job = QPointer(job), root = m_root, otherwise] {
        auto folder = std::make_shared<LooseFolder>();
        std::vector<PatternGuess> guesses;
        if (auto read = readLoose(root)) {
            *folder = std::move(*read);
            guesses = guessPatterns(*folder);
        }
        QMetaObject::invokeMethod(qApp, [self, job, root, otherwise, folder, guesses] {
            if (job)
                job->finish();
            if (!self || self->m_root != root)
                return;
            if (guesses.empty()) {
                self->showScanError(otherwise);
                return;
            }
            self->m_import->show(folder, guesses);
            self->m_stack->setCurrentWidget(self->m_import);
        });
    });
}

void DatasetPage::showScanError(const Error &error)
{
    m_errors->show(ErrorReport::from(error, tr("Read again"), [this] { rescan(); }));
    m_isScanErrorShown = true;
}

// What a folder that is opened for the first time was taken for, before anything is done with it.
void DatasetPage::showUnderstanding()
{
    const auto &table = m_model->table();
    int pairs = 0, captions = 0;
    for (uint32_t row = 0; row < table.size(); ++row) {
        pairs += table.kind(row) == RowKind::Pair;
        captions += table.hasCaption(row);
    }
    ErrorReport note;
    note.message =
        tr("Understood as %1: %2, %3; %4.")
            .arg(m_layoutText, tr("%Ln pairs", nullptr, pairs), tr("%Ln with a caption", nullptr, captions),
                 tr("%Ln files are in no pair", nullptr, int(table.size()) - pairs));
    note.kept = tr("Nothing was changed.");
    m_errors->show(note, ErrorBar::Kind::Note);
}

void DatasetPage::offerMaps()
{
    const auto &table = m_model->table();
    int pictures = 0;
    for (uint32_t row = 0; row < table.size(); ++row) {
        if (table.kind(row) == RowKind::Pair)
            return;
        pictures += table.kind(row) == RowKind::TargetOnly;
    }
    if (pictures == 0)
        return;
    ErrorReport note;
    note.message = tr("%n pictures, and no condition map yet.", nullptr, pictures);
    note.kept = tr("Sort them out and write their captions here; the maps are made in the next room.");
    note.buttonText = tr("Make condition maps");
    note.onButton = [this] { Q_EMIT pageWanted(QStringLiteral("preprocess")); };
    m_errors->show(note, ErrorBar::Kind::Note);
}

bool DatasetPage::isImportShown() const { return m_stack->currentWidget() == m_import; }

// The picture first; nothing where the two cannot become a pair.
std::optional<std::pair<uint32_t, uint32_t>> DatasetPage::pairableRows(uint32_t first, uint32_t second) const
{
    const auto &table = m_model->table();
    if (first >= table.size() || second >= table.size())
        return std::nullopt;
    const auto isMap = [&](uint32_t row) { return table.kind(row) == RowKind::ConditionOnly; };
    const auto hasPicture = [&](uint32_t row) {
        return table.kind(row) == RowKind::TargetOnly || table.kind(row) == RowKind::Pair;
    };
    if (hasPicture(first) && isMap(second))
        return std::pair(first, second);
    if (hasPicture(second) && isMap(first))
        return std::pair(second, first);
    return std::nullopt;
}

void DatasetPage::pairByHand(uint32_t first, uint32_t second)
{
    if (const auto rows = pairableRows(first, second)) {
        offerPairing(rows->first, rows->second);
        return;
    }
    ErrorReport note;
    note.message = tr("A pair is made of a picture and a map that is in no pair yet.");
    note.kept = tr("Nothing was changed.");
    m_errors->show(note, ErrorBar::Kind::Note);
}

Command DatasetPage::pairingCommand()
{
    const auto chosen = [this]() -> std::optional<std::pair<uint32_t, uint32_t>> {
        const auto rows = selectedRows();
        return rows.size() == 2 && !isChanging() ? pairableRows(rows[0], rows[1]) : std::nullopt;
    };
    return {QStringLiteral("dataset.repair.by-hand"),
            tr("Pair the two selected files"),
            QStringLiteral("link-45deg"),
            QKeySequence(QStringLiteral("P")),
            [this, chosen] {
                if (const auto rows = chosen())
                    offerPairing(rows->first, rows->second);
            },
            [chosen] { return chosen().has_value(); }};
}

} // namespace armature::ui
