#include "ui/train/loss_plot_other.h"

#include "ui/theme/theme.h"
#include "ui/train/run_words.h"

#include <qcustomplot.h>

#include <QEvent>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace armature::ui {

namespace {

constexpr int kDotWidth = 8;       // px from one dot to the next, at least
constexpr int kTickHeight = 32;    // px from one number at an axis to the next, about
constexpr double kMost = 0.9;       // of the raw values, from below and from above
constexpr size_t kLookedAt = 600;  // raw values that tell where most of them lie

} // namespace

LossPlot::LossPlot(QWidget *parent) : QWidget(parent), m_plot(new QCustomPlot(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_plot);
    m_plot->setAccessibleName(tr("Loss and control gain over steps"));
    m_gainRect = new QCPAxisRect(m_plot);
    m_plot->plotLayout()->insertRow(0);
    m_plot->plotLayout()->addElement(0, 0, m_gainRect);
    m_plot->plotLayout()->setRowStretchFactor(0, 1.2);
    m_plot->plotLayout()->setRowSpacing(0);
    m_gainX = m_gainRect->axis(QCPAxis::atBottom);
    m_gainY = m_gainRect->axis(QCPAxis::atLeft);
    makeGraphs();
    auto *margins = new QCPMarginGroup(m_plot);
    for (QCPAxisRect *rect : {m_plot->xAxis->axisRect(), m_gainRect}) {
        rect->setMarginGroup(QCP::msLeft | QCP::msRight, margins);
        rect->setRangeDrag(Qt::Horizontal);
        rect->setRangeZoom(Qt::Horizontal);
    }
    m_gainX->setTickLabels(false);
    m_gainRect->setAutoMargins(QCP::msLeft | QCP::msRight);
    m_gainRect->setMargins({0, space::kSmall, 0, space::kTiny});
    m_plot->xAxis->axisRect()->setAutoMargins(QCP::msLeft | QCP::msRight | QCP::msBottom);
    m_plot->xAxis->axisRect()->setMargins({0, space::kTiny, 0, 0});
    m_plot->plotLayout()->setMargins({space::kTiny, 0, space::kTiny, 0});
    m_plot->yAxis2->setVisible(false);
    const auto rangeChanged = qOverload<const QCPRange &>(&QCPAxis::rangeChanged);
    const auto setRange = qOverload<const QCPRange &>(&QCPAxis::setRange);
    connect(m_plot->xAxis, rangeChanged, m_gainX, setRange);
    connect(m_gainX, rangeChanged, m_plot->xAxis, setRange);
    connect(m_plot->xAxis, rangeChanged, this, [this] { m_isStale = true; });
    connect(m_plot, &QCustomPlot::beforeReplot, this, [this] {
        fill(m_plot->xAxis->axisRect()->width());
        placeMarkerText();
    });
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->setNoAntialiasingOnDrag(true);
    m_plot->setPlottingHint(QCP::phFastPolylines);
    connect(m_plot, &QCustomPlot::mouseMove, this, &LossPlot::point);
    connect(m_plot, &QCustomPlot::mousePress, this, [this] { m_isFitting = false; });
    connect(m_plot, &QCustomPlot::mouseWheel, this, [this] { m_isFitting = false; });
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, &LossPlot::fitAll);
    m_plot->installEventFilter(this);
    applyColours();
    setAcross(Across::Steps);
}

LossPlot::~LossPlot() = default;

double LossPlot::across(const StepPoint &point) const
{
    return m_across == Across::Steps ? double(point.step) : m_points.empty() ? 0 : (point.time - m_points.front().time) / 3600;
}

double LossPlot::placeOf(double step) const
{
    if (m_across == Across::Steps || m_points.empty())
        return step;
    const auto found = std::ranges::lower_bound(m_points, step, {}, [](const StepPoint &point) { return double(point.step); });
    if (found != m_points.end())
        return across(*found);
    const double steps = double(m_points.back().step - m_points.front().step); // at the pace so far
    const double pace = steps > 0 ? across(m_points.back()) / steps : m_points.back().secondsPerStep / 3600;
    return across(m_points.back()) + (step - double(m_points.back().step)) * pace;
}

double LossPlot::detailOf(const StepPoint &point) const
{
    switch (m_detail) {
    case Detail::LearningRate: return point.learningRate;
    case Detail::GradientNorm: return point.gradientNorm;
    case Detail::Speed: return point.secondsPerStep > 0 ? 1 / point.secondsPerStep : std::nan("");
    case Detail::Memory: return double(point.memoryBytes) / 1e9;
    case Detail::None: break;
    }
    return std::nan("");
}

void LossPlot::show(const RunHistory &history)
{
    const auto isAnother = [](const StepPoint &a, const StepPoint &b) {
        return a.step != b.step || (std::isfinite(a.time) && std::isfinite(b.time) && a.time != b.time);
    };
    const bool isShorter = history.steps.size() < m_points.size() || (!m_points.empty() && isAnother(history.steps[m_points.size() - 1], m_points.back()));
    if (isShorter) {
        const auto adherence = m_adherencePoints; // measured from the pictures, which tell their own steps
        clear();
        m_adherencePoints = adherence;
    }
    const auto sameGains = [&] {
        return history.gains.size() == m_gains.size() && (m_gains.empty() || history.gains.back().lossTrue == m_gains.back().lossTrue);
    };
    if (history.steps.size() == m_points.size() && sameGains())
        return;
    for (size_t i = m_points.size(); i < history.steps.size(); ++i) {
        const StepPoint &point = history.steps[i];
        m_points.push_back(point);
        m_rawCurve.add(across(point), point.loss);
        m_smoother.add(point.loss);
        if (m_detail != Detail::None)
            m_extraCurve.add(across(point), detailOf(point));
    }
    extendSmooth();
    fillGains(history);
    if (m_isFitting)
        fitAll();
    changed();
}

// The newest stretch of the smooth curve still moves with what comes after it.
void LossPlot::extendSmooth()
{
    const size_t first = m_smoother.smooth();
    m_smoothCurve.truncate(first);
    for (size_t i = first; i < m_points.size(); ++i)
        m_smoothCurve.add(across(m_points[i]), m_smoother.at(i));
}

void LossPlot::fillGains(const RunHistory &history)
{
    m_gains = history.gains;
    rebuild();
}

void LossPlot::setAdherence(const std::vector<std::pair<int64_t, double>> &points)
{
    m_adherencePoints = points;
    rebuild();
    if (m_isFitting)
        fitAll();
    changed();
}

// The few points that are drawn as they are.
void LossPlot::rebuild()
{
    for (QCPGraph *graph : {m_gain, m_blank, m_adherence})
        graph->data()->clear();
    for (const ControlGain &gain : m_gains) {
        m_gain->addData(placeOf(double(gain.step)), 100 * gainOf(gain));
        m_blank->addData(placeOf(double(gain.step)), gain.lossTrue > 0 ? 100 * (gain.lossBlank / gain.lossTrue - 1) : 0);
    }
    const ControlGain *first = converged();
    m_converged->setVisible(first);
    m_convergedText->setVisible(first);
    if (first) {
        m_converged->start->setCoords(placeOf(double(first->step)), 0);
        m_converged->end->setCoords(placeOf(double(first->step)), 1);
        m_convergedText->position->setCoords(placeOf(double(first->step)), 1);
        m_convergedText->setText(tr("follows since step %1").arg(QLocale().toString(qint64(first->step))));
    }
    for (const auto &[step, share] : m_adherencePoints)
        m_adherence->addData(placeOf(double(step)), 100 * share);
    for (QCPGraph *graph : {m_gain, m_blank, m_adherence})
        graph->data()->isEmpty() ? graph->removeFromLegend() : graph->addToLegend();
    placeBand();
}

void LossPlot::clear()
{
    for (CurvePyramid *curve : {&m_rawCurve, &m_smoothCurve, &m_extraCurve})
        curve->clear();
    m_smoother.clear();
    m_points.clear();
    m_gains.clear();
    m_adherencePoints.clear();
    m_isFitting = true;
    rebuild();
    changed();
}

void LossPlot::changed()
{
    m_isStale = true;
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void LossPlot::fill(int width)
{
    if (!m_isStale)
        return;
    m_isStale = false;
    for (QCPAxis *axis : {m_plot->yAxis, m_plot->yAxis2, m_gainY}) // few where there is little room
        axis->ticker()->setTickCount(std::clamp(axis->axisRect()->height() / kTickHeight, 2, 6));
    fitHeight();
    const auto most = size_t(std::max(100, width));
    fillGraph(*m_raw, m_rawCurve, most);
    fillGraph(*m_smooth, m_smoothCurve, most);
    fillGraph(*m_extra, m_extraCurve, most);
    for (const auto &other : m_others)
        fillGraph(*other->loss, other->curve, most);
    for (QCPGraph *graph : {m_gain, m_blank})
        dotFewPoints(*graph, QCPScatterStyle::ssDisc, 5);
    dotFewPoints(*m_adherence, QCPScatterStyle::ssDiamond, 7);
}

void LossPlot::fillGraph(QCPGraph &graph, const CurvePyramid &curve, size_t most) const
{
    const QCPRange range = m_plot->xAxis->range();
    QVector<QCPGraphData> drawn;
    for (const CurvePyramid::Point &point : curve.window(range.lower, range.upper, most)) {
        drawn += QCPGraphData(point.x, point.low);
        if (point.high > point.low)
            drawn += QCPGraphData(point.x, point.high);
    }
    // Lines that lie side by side need no smooth edges, and those cost most of the drawing.
    graph.setAntialiased(&graph != m_raw || size_t(drawn.size()) < most);
    graph.data()->set(drawn, true);
}

// Dots say where a value was measured, as long as there is room between them.
void LossPlot::dotFewPoints(QCPGraph &graph, int shape, double size) const
{
    const QCPRange range = m_plot->xAxis->range();
    const auto count = graph.data()->findEnd(range.upper) - graph.data()->findBegin(range.lower);
    graph.setScatterStyle(count * kDotWidth < m_gainRect->width() ? QCPScatterStyle(QCPScatterStyle::ScatterShape(shape), size) : QCPScatterStyle(QCPScatterStyle::ssNone));
}

void LossPlot::fitAll()
{
    m_isFitting = true;
    double last = m_points.empty() ? 0 : across(m_points.back());
    for (const auto &other : m_others)
        if (other->curve.size() > 0)
            last = std::max(last, other->curve.at(other->curve.size() - 1).x);
    m_plot->xAxis->setRange(0, std::max(m_across == Across::Steps ? 1.0 : 1e-3, last * 1.02));
    changed();
}

void LossPlot::fitHeight()
{
    const QCPRange across = m_plot->xAxis->range();
    fitLossHeight(across.lower, across.upper);
    double low = -1, high = 5;
    const auto look = [&](const QCPGraph *graph) {
        for (const QCPGraphData &point : *graph->data())
            if (across.contains(point.key) && std::isfinite(point.value)) {
                low = std::min(low, point.value * 1.2);
                high = std::max(high, point.value * 1.1);
            }
    };
    for (const QCPGraph *graph : {m_gain, m_blank, m_adherence})
        look(graph);
    for (const auto &other : m_others)
        look(other->gain);
    m_gainY->setRange(low, high);
    double bottom = std::numeric_limits<double>::infinity(), top = -bottom;
    for (const CurvePyramid::Point &point : m_extraCurve.window(across.lower, across.upper, 500)) {
        bottom = std::fmin(bottom, point.low);
        top = std::fmax(top, point.high);
    }
    if (bottom <= top)
        m_plot->yAxis2->setRange(std::min(0.0, bottom), top > 0 ? top * 1.1 : 1);
}

// The smoothed curves are in view whole; of the raw one the height takes in most, so that neither outliers nor the noise of
// single steps press the rest flat.
void LossPlot::fitLossHeight(double from, double to)
{
    double low = std::numeric_limits<double>::infinity(), high = -low;
    const auto look = [&](const CurvePyramid &curve) {
        for (const CurvePyramid::Point &point : curve.window(from, to, 500)) {
            low = std::fmin(low, point.low);
            high = std::fmax(high, point.high);
        }
    };
    look(m_smoothCurve);
    for (const auto &other : m_others)
        look(other->curve);
    if (m_areOutliersShown) {
        look(m_rawCurve);
    } else if (const QCPRange raw = rawRange(from, to); raw.size() > 0) {
        low = std::fmin(low, raw.lower);
        high = std::fmax(high, raw.upper);
    }
    if (!(low <= high))
        return;
    const double margin = 0.05 * (high - low) + 1e-4;
    if (m_isLogarithmic)
        m_plot->yAxis->setRange(std::max(low * 0.9, 1e-8), std::max(high, 1e-8) * 1.1);
    else
        m_plot->yAxis->setRange(low - margin, high + margin);
}

// Of single steps, not of the thinned curve: that one keeps the extremes.
QCPRange LossPlot::rawRange(double from, double to) const
{
    if (m_points.empty())
        return {0, 0};
    const size_t first = m_rawCurve.indexAt(from), last = m_rawCurve.indexAt(to);
    const size_t stride = std::max<size_t>(1, (last - first) / kLookedAt);
    std::vector<double> values;
    for (size_t i = first; i <= last; i += stride)
        if (std::isfinite(m_points[i].loss))
            values.push_back(m_points[i].loss);
    if (values.empty())
        return {0, 0};
    const auto at = [&](double share) {
        const auto place = values.begin() + std::ptrdiff_t(share * double(values.size() - 1));
        std::nth_element(values.begin(), place, values.end());
        return *place;
    };
    const double low = at(1 - kMost), high = at(kMost);
    return {low, high};
}

void LossPlot::setLogarithmic(bool isLogarithmic)
{
    m_isLogarithmic = isLogarithmic;
    m_plot->yAxis->setScaleType(isLogarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    m_plot->yAxis->setTicker(isLogarithmic ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog) : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    changed();
}

void LossPlot::setOutliersShown(bool areShown)
{
    m_areOutliersShown = areShown;
    changed();
}

void LossPlot::setDetail(Detail detail)
{
    m_detail = detail;
    const QString names[] = {{}, tr("learning rate"), tr("gradient norm"), tr("steps a second"), tr("memory, GB")};
    m_plot->yAxis2->setLabel(names[int(detail)]);
    m_plot->yAxis2->setVisible(detail != Detail::None);
    m_plot->yAxis2->setTickLabels(detail != Detail::None);
    m_extra->setName(names[int(detail)]);
    detail == Detail::None ? m_extra->removeFromLegend() : m_extra->addToLegend();
    m_extraCurve.clear();
    for (const StepPoint &point : m_points)
        if (detail != Detail::None)
            m_extraCurve.add(across(point), detailOf(point));
    changed();
}

void LossPlot::setAcross(Across chosen)
{
    m_across = chosen;
    m_plot->xAxis->setLabel(chosen == Across::Steps ? tr("step") : tr("hours"));
    m_rawCurve.clear();
    m_smoothCurve.clear();
    for (size_t i = 0; i < m_points.size(); ++i) {
        m_rawCurve.add(across(m_points[i]), m_points[i].loss);
        m_smoothCurve.add(across(m_points[i]), m_smoother.at(i));
    }
    for (const auto &other : m_others)
        other->steps = other->gains = 0; // drawn anew when it is next shown
    rebuild();
    setDetail(m_detail);
    fitAll();
}

void LossPlot::point(QMouseEvent *event)
{
    if (m_points.empty())
        return;
    const double at = m_plot->xAxis->pixelToCoord(event->position().x());
    const size_t index = m_smoothCurve.indexAt(at);
    const StepPoint &point = m_points[index];
    const double x = m_smoothCurve.at(index).x;
    for (QCPItemLine *line : {m_cursor, m_cursorAbove}) {
        line->setVisible(true);
        line->start->setCoords(x, 0);
        line->end->setCoords(x, 1);
    }
    const QLocale locale;
    QStringList parts{tr("step %1: loss %2, smoothed %3").arg(locale.toString(qint64(point.step)), locale.toString(point.loss, 'f', 4), locale.toString(m_smoother.at(index), 'f', 4)),
                      tr("learning rate %1").arg(locale.toString(point.learningRate, 'g', 3)), tr("gradient %1").arg(locale.toString(point.gradientNorm, 'g', 3)),
                      tr("%1 s a step").arg(locale.toString(point.secondsPerStep, 'g', 3))};
    const auto gain = std::ranges::upper_bound(m_gains, point.step, {}, &ControlGain::step);
    if (gain != m_gains.begin())
        parts += tr("held out: true %1, shuffled %2, blank %3, gain %4 %")
                     .arg(locale.toString(std::prev(gain)->lossTrue, 'f', 4), locale.toString(std::prev(gain)->lossShuffled, 'f', 4),
                          locale.toString(std::prev(gain)->lossBlank, 'f', 4), locale.toString(100 * gainOf(*std::prev(gain)), 'f', 1));
    const auto adherence = std::ranges::upper_bound(m_adherencePoints, point.step, {}, &std::pair<int64_t, double>::first);
    if (adherence != m_adherencePoints.begin())
        parts += tr("adherence %1 %").arg(locale.toString(100 * std::prev(adherence)->second, 'f', 0));
    for (auto other = m_others.begin(); other != m_others.end(); ++other)
        if (other.value()->curve.size() > 0)
            parts += QStringLiteral("%1 %2").arg(other.key(), locale.toString(other.value()->curve.at(other.value()->curve.indexAt(at)).low, 'f', 4));
    Q_EMIT pointed(parts.join(QStringLiteral(" · ")));
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

bool LossPlot::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Leave) {
        for (QCPItemLine *line : {m_cursor, m_cursorAbove})
            line->setVisible(false);
        m_plot->replot(QCustomPlot::rpQueuedReplot);
        Q_EMIT pointed({});
    }
    return QWidget::eventFilter(watched, event);
}

void LossPlot::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyColours();
    QWidget::changeEvent(event);
}

const ControlGain *LossPlot::converged() const
{
    const auto found = std::ranges::find_if(m_gains, isFollowing);
    return found == m_gains.end() ? nullptr : &*found;
}

int64_t LossPlot::followsSince() const { return converged() ? converged()->step : -1; }

std::pair<double, double> LossPlot::lossInView() const { return {m_plot->yAxis->range().lower, m_plot->yAxis->range().upper}; }

std::pair<double, double> LossPlot::acrossInView() const { return {m_plot->xAxis->range().lower, m_plot->xAxis->range().upper}; }

int LossPlot::pointCount() const { return int(m_rawCurve.size()); }

} // namespace armature::ui
