#include "ui/train/loss_plot.h"

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

// Where ControlNets of SD 1 and 2 usually begin to follow, in steps at the usual batch.
constexpr double kUsualFrom = 4000, kUsualTo = 9000;
constexpr size_t kFirstOtherColour = 2; // of the chart's: the first two are this run's own

} // namespace

struct LossPlot::Other
{
    CurvePyramid curve;
    ZeroLag smoother;
    std::vector<double> places;
    size_t steps = 0, gains = 0;
    int64_t lastStep = -1;
    double firstTime = 0;
    size_t slot = 0; // colour
    QCPGraph *loss = nullptr, *gain = nullptr;
};

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
    m_plot->yAxis2->setVisible(false);
    const auto rangeChanged = qOverload<const QCPRange &>(&QCPAxis::rangeChanged);
    const auto setRange = qOverload<const QCPRange &>(&QCPAxis::setRange);
    connect(m_plot->xAxis, rangeChanged, m_gainX, setRange);
    connect(m_gainX, rangeChanged, m_plot->xAxis, setRange);
    connect(m_plot->xAxis, rangeChanged, this, [this] { m_isStale = true; });
    connect(m_plot, &QCustomPlot::beforeReplot, this, &LossPlot::fill);
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->setNoAntialiasingOnDrag(true);
    connect(m_plot, &QCustomPlot::mouseMove, this, &LossPlot::point);
    connect(m_plot, &QCustomPlot::mousePress, this, [this] { m_isFitting = false; });
    connect(m_plot, &QCustomPlot::mouseWheel, this, [this] { m_isFitting = false; });
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, &LossPlot::fitAll);
    m_plot->installEventFilter(this);
    applyColours();
    setAcross(Across::Steps);
}

LossPlot::~LossPlot() = default;

void LossPlot::makeGraphs()
{
    m_raw = m_plot->addGraph();
    m_smooth = m_plot->addGraph();
    m_extra = m_plot->addGraph(m_plot->xAxis, m_plot->yAxis2);
    m_plot->yAxis->setLabel(tr("loss"));
    m_gain = m_plot->addGraph(m_gainX, m_gainY);
    m_gain->setName(tr("control gain"));
    m_blank = m_plot->addGraph(m_gainX, m_gainY);
    m_adherence = m_plot->addGraph(m_gainX, m_gainY);
    for (QCPGraph *graph : {m_gain, m_blank, m_adherence})
        graph->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 5));
    m_adherence->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDiamond, 7));
    m_gainY->setLabel(tr("gain, %"));
    m_gainY->ticker()->setTickCount(3); // it is low beside a wall of pictures
    m_cursor = new QCPItemLine(m_plot);
    m_converged = new QCPItemLine(m_plot);
    for (QCPItemLine *line : {m_cursor, m_converged})
        line->setVisible(false);
    m_band = new QCPItemRect(m_plot);
    m_bandText = new QCPItemText(m_plot);
    for (QCPItemPosition *position : {m_band->topLeft, m_band->bottomRight, m_bandText->position, m_converged->start, m_converged->end}) {
        position->setAxes(m_gainX, m_gainY);
        position->setAxisRect(m_gainRect);
        position->setTypeX(QCPItemPosition::ptPlotCoords);
        position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    for (QCPAbstractItem *item : {static_cast<QCPAbstractItem *>(m_band), static_cast<QCPAbstractItem *>(m_bandText), static_cast<QCPAbstractItem *>(m_converged)})
        item->setClipAxisRect(m_gainRect);
    m_band->topLeft->setCoords(kUsualFrom, 0);
    m_band->bottomRight->setCoords(kUsualTo, 1);
    m_bandText->position->setCoords(kUsualFrom, 0);
    m_bandText->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_bandText->setPadding({space::kTiny, space::kTiny, 0, 0});
    m_bandText->setText(tr("here it usually begins to follow"));
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
    m_cursor->setPen(QPen(color(colors.edge), 0));
    m_converged->setPen(QPen(color(colors.good), 2, Qt::DotLine));
    QColor band = color(colors.info);
    band.setAlpha(28);
    m_band->setPen(Qt::NoPen);
    m_band->setBrush(band);
    m_bandText->setColor(color(colors.text2));
    m_bandText->setFont(captionFont(font()));
    for (const auto &other : m_others)
        for (QCPGraph *graph : {other->loss, other->gain})
            graph->setPen(QPen(color(colors.chart[other->slot]), 1.5, other->slot >= 3 ? Qt::DashLine : Qt::SolidLine));
    changed();
}

double LossPlot::across(const StepPoint &point) const
{
    return m_across == Across::Steps ? double(point.step) : m_points.empty() ? 0 : (point.time - m_points.front().time) / 3600;
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
    const auto placeOf = [this](int64_t step) {
        if (m_across == Across::Steps)
            return double(step);
        const auto found = std::ranges::lower_bound(m_points, step, {}, &StepPoint::step);
        return found == m_points.end() ? 0 : across(*found);
    };
    m_converged->setVisible(false);
    for (const ControlGain &gain : m_gains) {
        m_gain->addData(placeOf(gain.step), 100 * gainOf(gain));
        m_blank->addData(placeOf(gain.step), gain.lossTrue > 0 ? 100 * (gain.lossBlank / gain.lossTrue - 1) : 0);
        if (!m_converged->visible() && isFollowing(gain)) {
            m_converged->start->setCoords(placeOf(gain.step), 0);
            m_converged->end->setCoords(placeOf(gain.step), 1);
            m_converged->setVisible(true);
        }
    }
    for (const auto &[step, share] : m_adherencePoints)
        m_adherence->addData(placeOf(step), 100 * share);
    m_gainY->setLabel(m_adherencePoints.empty() ? tr("gain, %") : tr("gain, adherence, %"));
    m_band->setVisible(m_across == Across::Steps);
    m_bandText->setVisible(m_across == Across::Steps);
}

void LossPlot::setOther(const QString &name, const RunHistory &history)
{
    std::shared_ptr<Other> &other = m_others[name];
    if (!other) {
        other = std::make_shared<Other>();
        std::array<bool, std::tuple_size_v<decltype(ThemeColors::chart)>> taken{};
        for (const auto &one : m_others)
            if (one != other)
                taken[one->slot] = true;
        const size_t free = size_t(std::find(taken.begin() + kFirstOtherColour, taken.end(), false) - taken.begin());
        other->slot = free < taken.size() ? free : 1;
        other->loss = m_plot->addGraph();
        other->gain = m_plot->addGraph(m_gainX, m_gainY);
        other->loss->setName(name);
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
    const auto placeOf = [&](const StepPoint &point) { return m_across == Across::Steps ? double(point.step) : (point.time - other->firstTime) / 3600; };
    for (; other->steps < history.steps.size(); ++other->steps) {
        other->places.push_back(placeOf(history.steps[other->steps]));
        other->smoother.add(history.steps[other->steps].loss);
    }
    const size_t first = other->smoother.smooth();
    other->curve.truncate(first);
    for (size_t i = first; i < other->places.size(); ++i)
        other->curve.add(other->places[i], other->smoother.at(i));
    other->gain->data()->clear();
    for (const ControlGain &gain : history.gains) {
        const auto found = std::ranges::lower_bound(history.steps, gain.step, {}, &StepPoint::step);
        other->gain->addData(m_across == Across::Steps ? double(gain.step) : found == history.steps.end() ? 0 : placeOf(*found), 100 * gainOf(gain));
    }
    other->gains = history.gains.size();
    other->lastStep = history.lastStep();
    if (m_isFitting)
        fitAll();
    changed();
}

void LossPlot::removeOther(const QString &name)
{
    if (const auto other = m_others.take(name)) {
        m_plot->removeGraph(other->loss);
        m_plot->removeGraph(other->gain);
        changed();
    }
}

QColor LossPlot::colorOf(const QString &other) const
{
    const auto found = m_others.find(other);
    return color(themeColors(palette()).chart[found == m_others.end() ? 0 : (*found)->slot]);
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

void LossPlot::fill()
{
    if (!m_isStale)
        return;
    m_isStale = false;
    const QCPRange range = m_plot->xAxis->range();
    fillGraph(*m_raw, m_rawCurve, range.lower, range.upper);
    fillGraph(*m_smooth, m_smoothCurve, range.lower, range.upper);
    fillGraph(*m_extra, m_extraCurve, range.lower, range.upper);
    for (const auto &other : m_others)
        fillGraph(*other->loss, other->curve, range.lower, range.upper);
}

void LossPlot::fillGraph(QCPGraph &graph, const CurvePyramid &curve, double from, double to) const
{
    const auto most = size_t(std::max(100, m_plot->xAxis->axisRect()->width()));
    QVector<QCPGraphData> drawn;
    for (const CurvePyramid::Point &point : curve.window(from, to, most)) {
        drawn += QCPGraphData(point.x, point.low);
        if (point.high > point.low)
            drawn += QCPGraphData(point.x, point.high);
    }
    graph.data()->set(drawn, true);
}

// The smoothed curve decides the height, so that single outliers do not press it flat.
void LossPlot::fitAll()
{
    m_isFitting = true;
    double last = m_points.empty() ? 0 : across(m_points.back());
    double low = std::numeric_limits<double>::infinity(), high = -low;
    const auto look = [&](const CurvePyramid &curve) {
        if (curve.size() == 0)
            return;
        last = std::max(last, curve.at(curve.size() - 1).x);
        for (const CurvePyramid::Point &point : curve.window(0, last, 500)) {
            low = std::fmin(low, point.low);
            high = std::fmax(high, point.high);
        }
    };
    look(m_smoothCurve);
    for (const auto &other : m_others)
        look(other->curve);
    m_plot->xAxis->setRange(0, std::max(m_across == Across::Steps ? 1.0 : 1e-3, last * 1.02));
    if (low <= high) {
        const double margin = 0.4 * (high - low) + 1e-4;
        m_plot->yAxis->setRange(m_isLogarithmic ? std::max(low * 0.5, 1e-8) : low - margin, m_isLogarithmic ? high * 2 : high + margin);
    }
    double gainLow = -1, gainHigh = 5;
    for (const QCPGraph *graph : {m_gain, m_blank, m_adherence})
        for (const QCPGraphData &point : *graph->data()) {
            gainLow = std::min(gainLow, point.value * 1.2);
            gainHigh = std::max(gainHigh, point.value * 1.1);
        }
    m_gainY->setRange(gainLow, gainHigh);
    if (m_extraCurve.size() > 0) {
        double bottom = std::numeric_limits<double>::infinity(), top = -bottom;
        for (const CurvePyramid::Point &point : m_extraCurve.window(0, last, 500)) {
            bottom = std::fmin(bottom, point.low);
            top = std::fmax(top, point.high);
        }
        if (bottom <= top)
            m_plot->yAxis2->setRange(std::min(0.0, bottom), top > 0 ? top * 1.1 : 1);
    }
    changed();
}

void LossPlot::setLogarithmic(bool isLogarithmic)
{
    m_isLogarithmic = isLogarithmic;
    m_plot->yAxis->setScaleType(isLogarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    m_plot->yAxis->setTicker(isLogarithmic ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog) : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    fitAll();
}

void LossPlot::setDetail(Detail detail)
{
    m_detail = detail;
    const QString names[] = {{}, tr("learning rate"), tr("gradient norm"), tr("steps a second"), tr("memory, GB")};
    m_plot->yAxis2->setLabel(names[int(detail)]);
    m_plot->yAxis2->setVisible(detail != Detail::None);
    m_plot->yAxis2->setTickLabels(detail != Detail::None);
    m_extraCurve.clear();
    for (const StepPoint &point : m_points)
        if (detail != Detail::None)
            m_extraCurve.add(across(point), detailOf(point));
    fitAll();
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
}

void LossPlot::point(QMouseEvent *event)
{
    if (m_points.empty())
        return;
    const double at = m_plot->xAxis->pixelToCoord(event->position().x());
    const size_t index = m_smoothCurve.indexAt(at);
    const StepPoint &point = m_points[index];
    const double x = m_smoothCurve.at(index).x;
    m_cursor->setVisible(true);
    m_cursor->start->setCoords(x, m_plot->yAxis->range().lower);
    m_cursor->end->setCoords(x, m_plot->yAxis->range().upper);
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
        m_cursor->setVisible(false);
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

int LossPlot::pointCount() const { return int(m_rawCurve.size()); }

} // namespace armature::ui
