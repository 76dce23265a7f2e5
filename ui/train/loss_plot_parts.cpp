// What the curves are drawn with, and the other runs over them.
#include "ui/theme/theme.h"
#include "ui/train/loss_plot_other.h"

#include <qcustomplot.h>

#include <algorithm>
#include <set>

namespace armature::ui {

namespace {

// Where ControlNets of SD 1 and 2 usually begin to follow, all at once, in optimiser steps at the usual batch: docs/train.md of
// lllyasviel/ControlNet.
constexpr double kUsualFrom = 3000, kUsualTo = 7000;
constexpr int kOwnColours = 2; // of the chart's: loss with gain, adherence
constexpr Qt::PenStyle kDashes[] = {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};

} // namespace

void LossPlot::makeGraphs()
{
    m_raw = m_plot->addGraph();
    m_raw->setName(tr("loss"));
    m_smooth = m_plot->addGraph();
    m_smooth->setName(tr("loss, smoothed"));
    m_extra = m_plot->addGraph(m_plot->xAxis, m_plot->yAxis2);
    m_plot->yAxis->setLabel(tr("loss"));
    m_gain = m_plot->addGraph(m_gainX, m_gainY);
    m_gain->setName(tr("control gain"));
    m_blank = m_plot->addGraph(m_gainX, m_gainY);
    m_blank->setName(tr("gain over a blank condition"));
    m_adherence = m_plot->addGraph(m_gainX, m_gainY);
    m_adherence->setName(tr("adherence"));
    m_gainY->setLabel(QStringLiteral("%"));
    makeItems();
}

// What marks places along the steps: from top to bottom of its axis rectangle, wherever the values lie.
void LossPlot::makeItems()
{
    m_cursor = new QCPItemLine(m_plot);
    m_cursorAbove = new QCPItemLine(m_plot);
    m_converged = new QCPItemLine(m_plot);
    m_band = new QCPItemRect(m_plot);
    m_bandText = new QCPItemText(m_plot);
    m_convergedText = new QCPItemText(m_plot);
    const auto place = [](QCPAbstractItem *item, QCPAxis *x, QCPAxis *y, std::initializer_list<QCPItemPosition *> positions) {
        for (QCPItemPosition *position : positions) {
            position->setAxes(x, y);
            position->setAxisRect(x->axisRect());
            position->setTypeX(QCPItemPosition::ptPlotCoords);
            position->setTypeY(QCPItemPosition::ptAxisRectRatio);
        }
        item->setClipAxisRect(x->axisRect());
    };
    place(m_cursor, m_plot->xAxis, m_plot->yAxis, {m_cursor->start, m_cursor->end});
    place(m_cursorAbove, m_gainX, m_gainY, {m_cursorAbove->start, m_cursorAbove->end});
    place(m_converged, m_gainX, m_gainY, {m_converged->start, m_converged->end});
    place(m_band, m_gainX, m_gainY, {m_band->topLeft, m_band->bottomRight});
    place(m_bandText, m_gainX, m_gainY, {m_bandText->position});
    place(m_convergedText, m_gainX, m_gainY, {m_convergedText->position});
    for (QCPAbstractItem *item : {static_cast<QCPAbstractItem *>(m_cursor), static_cast<QCPAbstractItem *>(m_cursorAbove), static_cast<QCPAbstractItem *>(m_converged),
                                  static_cast<QCPAbstractItem *>(m_convergedText)})
        item->setVisible(false);
    placeBand();
    m_bandText->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    for (QCPItemText *text : {m_bandText, m_convergedText})
        text->setPadding({space::kTiny, space::kTiny, 0, space::kTiny});
    m_bandText->setText(tr("here it usually begins to follow"));
}

void LossPlot::placeBand()
{
    m_band->topLeft->setCoords(placeOf(kUsualFrom), 0);
    m_band->bottomRight->setCoords(placeOf(kUsualTo), 1);
    m_bandText->position->setCoords(placeOf(kUsualFrom), 0);
}

// On the side of its line that has room for the words.
void LossPlot::placeMarkerText()
{
    const bool isFarRight = m_convergedText->position->key() > m_gainX->range().center();
    m_convergedText->setPositionAlignment((isFarRight ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignBottom);
}

void LossPlot::applyColours()
{
    const ThemeColors &colors = themeColors(palette());
    m_plot->setBackground(QBrush(color(colors.field)));
    for (QCPAxisRect *rect : {m_plot->xAxis->axisRect(), m_gainRect})
        for (QCPAxis *axis : rect->axes()) {
            axis->setBasePen(QPen(color(colors.line)));
            axis->setTickPen(QPen(color(colors.line)));
            axis->setSubTickPen(Qt::NoPen);
            axis->setTickLabelColor(color(colors.text2));
            axis->setLabelColor(color(colors.text2));
            axis->setTickLabelFont(captionFont(font()));
            axis->setLabelFont(captionFont(font()));
            axis->grid()->setPen(QPen(color(colors.line), 0));
            axis->grid()->setZeroLinePen(QPen(color(colors.edge), 0));
        }
    QColor faint = color(colors.chart[0]);
    faint.setAlpha(90);
    m_raw->setPen(QPen(faint, 0));
    m_smooth->setPen(QPen(color(colors.chart[0]), 2));
    m_extra->setPen(QPen(color(colors.text2), 1));
    m_gain->setPen(QPen(color(colors.chart[0]), 2));
    m_blank->setPen(QPen(color(colors.chart[0]), 1, Qt::DashLine));
    m_adherence->setPen(QPen(color(colors.chart[1]), 2));
    for (QCPItemLine *line : {m_cursor, m_cursorAbove})
        line->setPen(QPen(color(colors.edge), 0));
    m_converged->setPen(QPen(color(colors.good), 2, Qt::DotLine));
    QColor band = color(colors.info);
    band.setAlpha(28);
    m_band->setPen(Qt::NoPen);
    m_band->setBrush(band);
    m_bandText->setColor(color(colors.text2));
    m_convergedText->setColor(color(colors.good));
    for (QCPItemText *text : {m_bandText, m_convergedText})
        text->setFont(captionFont(font()));
    for (const auto &other : m_others)
        for (QCPGraph *graph : {other->loss, other->gain})
            graph->setPen(penOf(other->slot));
    styleLegend();
    changed();
}

void LossPlot::setOther(const QString &name, const RunHistory &history)
{
    std::shared_ptr<Other> &other = m_others[name];
    if (!other) {
        other = std::make_shared<Other>();
        std::set<int> taken;
        for (const auto &one : m_others)
            if (one != other)
                taken.insert(one->slot);
        int slot = m_slots.value(name, 0);
        if (!m_slots.contains(name) || taken.contains(slot))
            for (slot = 0; taken.contains(slot);)
                ++slot;
        other->slot = m_slots[name] = slot;
        other->loss = m_plot->addGraph();
        other->loss->setName(name);
        other->gain = m_plot->addGraph(m_gainX, m_gainY);
        other->gain->removeFromLegend(); // one entry for both
        applyColours();
    }
    if (history.steps.size() == other->steps && history.gains.size() == other->gains && history.lastStep() == other->lastStep)
        return;
    if (history.steps.size() < other->steps || history.lastStep() < other->lastStep || other->steps == 0) {
        other->curve.clear();
        other->smoother.clear();
        other->places.clear();
        other->steps = 0;
        other->firstTime = history.steps.empty() ? 0 : history.steps.front().time;
    }
    placeOther(*other, history);
    other->gains = history.gains.size();
    other->lastStep = history.lastStep();
    if (m_isFitting)
        fitAll();
    changed();
}

void LossPlot::placeOther(Other &other, const RunHistory &history)
{
    const auto placeOf = [&](const StepPoint &point) { return m_across == Across::Steps ? double(point.step) : (point.time - other.firstTime) / 3600; };
    for (; other.steps < history.steps.size(); ++other.steps) {
        other.places.push_back(placeOf(history.steps[other.steps]));
        other.smoother.add(history.steps[other.steps].loss);
    }
    const size_t first = other.smoother.smooth();
    other.curve.truncate(first);
    for (size_t i = first; i < other.places.size(); ++i)
        other.curve.add(other.places[i], other.smoother.at(i));
    other.gain->data()->clear();
    for (const ControlGain &gain : history.gains) {
        const auto found = std::ranges::lower_bound(history.steps, gain.step, {}, &StepPoint::step);
        other.gain->addData(m_across == Across::Steps ? double(gain.step) : found == history.steps.end() ? 0 : placeOf(*found), 100 * gainOf(gain));
    }
}

void LossPlot::removeOther(const QString &name)
{
    if (const auto other = m_others.take(name)) {
        m_plot->removeGraph(other->loss);
        m_plot->removeGraph(other->gain);
        changed();
    }
}

// Three colours beside the run's own two, and each of them again in another dash: told apart also where colours are not.
QPen LossPlot::penOf(int slot) const
{
    const ThemeColors &colors = themeColors(palette());
    const int own = kOwnColours, free = int(colors.chart.size()) - own;
    return QPen(color(colors.chart[size_t(own + slot % free)]), 1.5, kDashes[size_t(slot / free) % std::size(kDashes)]);
}

QColor LossPlot::colorOf(const QString &other) const { return penOf(std::max(0, slotOf(other))).color(); }

Qt::PenStyle LossPlot::dashOf(const QString &other) const { return penOf(std::max(0, slotOf(other))).style(); }

int LossPlot::slotOf(const QString &other) const { return m_slots.value(other, -1); }

void LossPlot::setSlot(const QString &other, int slot)
{
    if (slot >= 0 && !m_others.contains(other))
        m_slots[other] = slot;
}

void LossPlot::styleLegend()
{
    const ThemeColors &colors = themeColors(palette());
    QCPLegend *legend = m_plot->legend;
    legend->setBrush(color(colors.field));
    legend->setBorderPen(QPen(color(colors.line)));
    legend->setTextColor(color(colors.text));
    legend->setFont(captionFont(font()));
}

} // namespace armature::ui
