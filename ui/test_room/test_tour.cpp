// The states of the page that --tour photographs. Nothing is sampled: the tour runs without the engine.
#include "ui/test_room/result_strip.h"
#include "ui/test_room/test_page.h"
#include "ui/widgets/error_bar.h"

#include <QAbstractButton>
#include <QButtonGroup>

#include <cmath>

namespace armature::ui {

QStringList TestPage::tourStates() const
{
    return {QStringLiteral("empty"),   QStringLiteral("condition"), QStringLiteral("forming"),
            QStringLiteral("compare"), QStringLiteral("sheet"),     QStringLiteral("error")};
}

void TestPage::showTourState(const QString &state)
{
    const auto is = [&](const char *name) { return state == QLatin1String(name); };
    m_errors->clear();
    m_stage->setPreview({});
    m_stage->setMode(CompareMode::Single);
    m_modes->button(0)->setChecked(true);
    const auto sample = [](int tilt) { // soft shapes in place of a picture
        QImage image(256, 256, QImage::Format_RGB888);
        for (int y = 0; y < 256; ++y) {
            for (int x = 0; x < 256; ++x) {
                const double wave = std::sin((x + tilt * y / 40.0) / 40.0) * std::cos(y / 50.0);
                const auto part = [&](double from, double by) { return int(from + by * wave); };
                image.setPixel(x, y, qRgb(part(140, 90), part(120 + tilt, 60), part(110, -70)));
            }
        }
        return image;
    };
    if (is("empty")) {
        m_stage->setPicture({}, {});
        return;
    }
    if (!m_form->boxes().empty() && !m_pairs.empty())
        pickFromDataset(m_form->boxes().front());
    if (is("condition"))
        return;
    m_stage->setPicture(sample(0), tr("seed %1").arg(7));
    m_stage->setOther(sample(60), tr("seed %1").arg(8));
    if (is("forming"))
        m_stage->setPreview(sample(20).scaled(16, 16));
    if (is("compare")) {
        m_stage->setMode(CompareMode::Slider);
        m_modes->button(int(CompareMode::Slider))->setChecked(true);
    }
    if (is("sheet")) {
        const auto plan = gridPlan(m_form->settings(), {Axis::Scale, QStringLiteral("0, 0.5, 1")},
                                   {Axis::Steps, QStringLiteral("10, 20")});
        if (plan)
            m_stage->setPicture(
                drawSheet(*plan, {sample(0), sample(10), sample(20), sample(30), sample(40), sample(50)}),
                plan->title);
    }
    if (is("error")) {
        Error error;
        error.message =
            tr("The ControlNet is of SD 2 (1024-wide text), the base model of SD 1 (768-wide text).")
                .toStdString();
        m_errors->show(ErrorReport::from(error));
    }
}

} // namespace armature::ui
