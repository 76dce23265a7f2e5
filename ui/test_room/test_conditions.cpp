// Where the test room's conditions come from: the dataset, the hand, what makes maps of pictures.
#include "ui/preprocess/allowed_programs.h"
#include "ui/preprocess/located_weights.h"
#include "ui/preprocess/map_worker.h"
#include "ui/project/paths.h"
#include "ui/project/project.h"
#include "ui/test_room/draw_dialog.h"
#include "ui/test_room/pick_dialog.h"
#include "ui/test_room/surroundings.h"
#include "ui/test_room/test_page.h"
#include "ui/widgets/error_bar.h"
#include "ui/widgets/to_qimage.h"
#include "ui/window/engine_link.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QPointer>
#include <QRandomGenerator>
#include <QThreadPool>

#include <algorithm>
#include <memory>
#include <utility>

namespace armature::ui {

namespace fs = std::filesystem;

// What lies around: pairs to take conditions from, runs whose checkpoints can be tried.
void TestPage::readSurroundings()
{
    if (m_pictures.empty())
        return;
    const bool withPairs = !std::exchange(m_isDatasetRead, true); // runs go on; a dataset hardly changes
    QThreadPool::globalInstance()->start(
        [self = QPointer(this), age = m_surroundings, pictures = m_pictures, withPairs] {
            const auto found = std::make_shared<const Surroundings>(lookAround(pictures, withPairs));
            QMetaObject::invokeMethod(qApp, [self, age, found, withPairs] {
                if (!self || self->m_surroundings != age)
                    return;
                for (const auto &[condition, caption] : found->pairs)
                    self->m_pairs.push_back({condition, caption});
                self->m_form->setHasDataset(!self->m_pairs.empty());
                self->m_form->setCheckpoints(found->checkpoints);
                self->m_form->setBases(found->bases);
                if (!withPairs)
                    return;
                const TestSettings now = self->m_form->settings();
                if (now.base.empty() && !found->base.empty())
                    self->m_form->setBase(found->base);
                if (!self->m_form->boxes().empty() && !found->checkpoints.empty() &&
                    now.controls.front().net.empty())
                    self->m_form->boxes().front()->setNet(found->checkpoints.front().path);
                if (!self->m_form->boxes().empty() && now.controls.front().condition.empty() &&
                    !self->m_pairs.empty())
                    self->pickFromDataset(self->m_form->boxes().front());
            });
        });
}

void TestPage::pickFromDataset(ControlBox *box)
{
    if (m_pairs.empty())
        return;
    takePair(box, QRandomGenerator::global()->bounded(quint32(m_pairs.size())));
}

void TestPage::pickByEye(ControlBox *box)
{
    PickPairs pairs;
    for (const DatasetPair &pair : m_pairs)
        pairs.emplace_back(pair.condition, pair.caption);
    PickDialog dialog(std::move(pairs), this);
    if (dialog.exec() == QDialog::Accepted && dialog.chosen() >= 0)
        takePair(box, size_t(dialog.chosen()));
}

// Its caption takes the place of another pair's, never of what a person wrote.
void TestPage::takePair(ControlBox *box, size_t index)
{
    const DatasetPair &pair = m_pairs[index];
    const bool isPromptOurs =
        m_form->prompt().isEmpty() || std::ranges::any_of(m_pairs, [this](const DatasetPair &one) {
            return one.caption == m_form->prompt();
        });
    if (isPromptOurs)
        m_form->setPrompt(pair.caption);
    box->setCondition(pair.condition);
}

// Weights are located in the preprocessing room, and stand in the project.
void TestPage::updateMaker()
{
    MapMakerOptions options;
    if (m_project)
        options.weights = locatedWeights(*m_project);
    const EngineLink &engine = m_services.engine;
    if (engine.door()) {
        if (!m_openNetwork)
            m_openNetwork = sharedNetworks(engine.door()->openAnnotator);
        options.openNetwork = openingAllowed(m_openNetwork, AllowedPrograms(m_services.settings).all());
        if (engine.info()->devices.size() > 1)
            options.device = engine.info()->devices[1].name;
    }
    m_maker->setOptions(std::move(options));
    m_form->refitAll();
}

void TestPage::draw(ControlBox *box)
{
    DrawDialog dialog(box->seenByModel(), box->target().isEmpty() ? QSize(512, 512) : box->target(), this);
    if (dialog.exec() == QDialog::Accepted)
        takeDrawn(box, dialog.image());
}

// Kept beside the results, so that their settings can name it.
void TestPage::takeDrawn(ControlBox *box, const QImage &drawn)
{
    const fs::path folder = m_folder / "conditions";
    std::error_code error;
    fs::create_directories(folder, error);
    const QString stem = QStringLiteral("drawn-") +
                         QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
    const fs::path file = folder / (stem + QStringLiteral(".png")).toStdString();
    if (const Status written = writePng(file, fromQImage(drawn)); !written) {
        m_errors->show(ErrorReport::from(written.error()));
        return;
    }
    box->setCondition(file, MapUse::AsIs); // what was drawn is meant
}

} // namespace armature::ui
