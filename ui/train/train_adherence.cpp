// What the training room measures its validation pictures with.
#include "ui/preprocess/allowed_programs.h"
#include "ui/preprocess/map_worker.h"
#include "ui/train/adherence_meter.h"
#include "ui/train/option_form.h"
#include "ui/train/review_wall.h"
#include "ui/train/train_page.h"
#include "ui/window/engine_link.h"

namespace armature::ui {

// On the processor: the graphics card's memory is the training's.
void TrainPage::updateMaps()
{
    const EngineDoor *door = m_services.engine.door();
    const WeightFiles weights = m_project ? locatedWeights(*m_project) : WeightFiles();
    if (m_measuredIn == m_pictures && m_measuredWith == weights && m_hasMeasuringEngine == bool(door))
        return;
    m_measuredIn = m_pictures;
    m_measuredWith = weights;
    m_hasMeasuringEngine = door;
    MapMakerOptions options;
    options.weights = weights;
    if (door)
        options.openNetwork = openingAllowed(sharedNetworks(door->openAnnotator), AllowedPrograms(m_services.settings).all());
    m_adherence->setMaps(std::move(options), m_pictures);
    measureAdherence();
}

void TrainPage::measureAdherence()
{
    const ReviewModel &model = m_wall->model();
    if (model.rowCount() == 0 || model.steps().empty()) {
        m_adherence->clear();
        return;
    }
    const auto roundOf = [&](int64_t step) {
        AdherenceMeter::Round round{step, {}};
        for (int row = 0; row < model.rowCount(); ++row)
            if (const auto picture = model.file(model.index(row, model.columnOf(step))); !picture.empty())
                round.places.push_back({model.condition(row), model.target(row), {picture}});
        return round;
    };
    m_adherence->show(model.steps(), roundOf, m_form->options().resolution);
}

void TrainPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    updateMaps(); // another room may have located weights
}

} // namespace armature::ui
