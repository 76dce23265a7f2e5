// The states of the page that --tour photographs. Nothing is sampled: the tour runs without the engine.
#include "ui/project/paths.h"
#include "ui/test_room/draw_dialog.h"
#include "ui/test_room/export_dialog.h"
#include "ui/test_room/grid_dialog.h"
#include "ui/test_room/pick_dialog.h"
#include "ui/test_room/recall_zones.h"
#include "ui/test_room/result_strip.h"
#include "ui/test_room/test_page.h"
#include "ui/widgets/error_bar.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QToolButton>

#include <cmath>

namespace armature::ui {

namespace {

QImage sample(int tilt) // soft shapes in place of a picture
{
    QImage image(256, 256, QImage::Format_RGB888);
    for (int y = 0; y < 256; ++y) {
        for (int x = 0; x < 256; ++x) {
            const double wave = std::sin((x + tilt * y / 40.0) / 40.0) * std::cos(y / 50.0);
            const auto part = [&](double from, double by) { return int(from + by * wave); };
            image.setPixel(x, y, qRgb(part(140, 90), part(120 + tilt, 60), part(110, -70)));
        }
    }
    return image;
}

void present(QDialog *dialog) // the tour closes it
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

} // namespace

QStringList TestPage::tourStates() const
{
    const char *states[] = {"empty",   "condition", "map",        "form",  "two",  "forming",
                            "compare", "beside",    "difference", "onion", "drop", "sheet",
                            "paused",  "error",     "draw",       "pick",  "grid", "export"};
    QStringList names;
    for (const char *state : states)
        names << QLatin1String(state);
    return names;
}

void TestPage::showTourState(const QString &state)
{
    const auto is = [&](const char *name) { return state == QLatin1String(name); };
    const auto compare = [this](CompareMode mode) {
        m_stage->setMode(mode);
        m_modes->button(int(mode))->setChecked(true);
    };
    m_errors->clear();
    m_holdBar->clear();
    m_zones->hide();
    m_stage->setPreview({});
    m_form->verticalScrollBar()->setValue(0);
    while (m_form->boxes().size() > 1)
        Q_EMIT m_form->boxes().back()->removeWanted();
    ControlBox *box = m_form->boxes().empty() ? m_form->addBox() : m_form->boxes().front();
    compare(CompareMode::Single);
    if (is("empty")) {
        m_stage->setPicture({}, {});
        m_strip->clear();
        return;
    }
    if (!m_pairs.empty() && box->settings().condition != m_pairs.front().condition)
        takePair(box, 0);
    if (box->settings().mapUse != MapUse::Auto)
        box->setMapUse(MapUse::Auto);
    if (is("condition"))
        return;
    if (is("map") && !m_pairs.empty()) {
        const auto picture = m_pictures / "image" / m_pairs.front().condition.filename();
        box->setCondition(picture);
        box->setMapUse(MapUse::Make, recipeJson(QStringLiteral("canny")));
        return;
    }
    if (m_strip->count() == 0)
        for (int i = 5; i >= 0; --i)
            m_strip->add(m_folder / (std::to_string(i) + ".png"), sample(20 * i), tr("seed %1").arg(7 + i));
    m_stage->setPicture(sample(0), tr("seed %1").arg(7) + QStringLiteral(" · ") +
                                       tr("follows its condition to %1 %").arg(61));
    m_stage->setOther(sample(60), tr("seed %1").arg(8) + QStringLiteral(" · ") +
                                      tr("follows its condition to %1 %").arg(58));
    if (!box->seenByModel().isNull())
        m_stage->setCondition(box->seenByModel());
    if (is("form"))
        m_form->verticalScrollBar()->setValue(m_form->verticalScrollBar()->maximum());
    if (is("two")) {
        m_form->addBox(box->settings());
        m_form->ensureWidgetVisible(m_form->boxes().back());
    }
    if (is("forming")) {
        m_stage->setPicturesShape({256, 256});
        m_stage->setPreview(sample(20).scaled(16, 16));
        m_status->setText(tr("Step %1 of %2").arg(12).arg(20) + QStringLiteral(" · ") +
                          tr("%n waiting", nullptr, 2));
        m_status->show();
        m_queue->show();
        m_stop->show();
        return;
    }
    showState();
    if (is("compare"))
        compare(CompareMode::Slider);
    if (is("beside"))
        compare(CompareMode::Beside);
    if (is("difference"))
        compare(CompareMode::Difference);
    if (is("onion"))
        compare(CompareMode::Onion);
    if (is("drop")) {
        m_zones->setGeometry(m_stage->geometry());
        m_zones->raise();
        m_zones->show();
    }
    if (is("sheet")) {
        const auto plan = gridPlan(m_form->settings(), {Axis::Scale, QStringLiteral("0, 0.5, 1")},
                                   {Axis::Steps, QStringLiteral("10, 20")});
        if (plan)
            m_stage->setPicture(
                drawSheet(*plan, {sample(0), sample(10), sample(20), sample(30), sample(40), sample(50)}),
                plan->title);
    }
    if (is("paused"))
        showPaused(QStringLiteral("run-3"));
    if (is("error")) {
        Error error;
        error.message =
            tr("The ControlNet is of SD 2 (1024-wide text), the base model of SD 1 (768-wide text).")
                .toStdString();
        m_errors->show(ErrorReport::from(error));
    }
    if (is("draw"))
        present(new DrawDialog(box->seenByModel(), {512, 512}, this));
    if (is("pick")) {
        PickPairs pairs;
        for (const DatasetPair &pair : m_pairs)
            pairs.emplace_back(pair.condition, pair.caption);
        present(new PickDialog(std::move(pairs), this));
    }
    if (is("grid"))
        present(new GridDialog(gridOffers(), this));
    if (is("export")) {
        auto *dialog = new ExportDialog(m_services.asker, m_pictures / ".armature/runs/run-3/checkpoint-240",
                                        m_pictures.parent_path(), this);
        dialog->setCardFacts(QStringLiteral("starter/model"), {}, m_maker);
        present(dialog);
    }
}

} // namespace armature::ui
