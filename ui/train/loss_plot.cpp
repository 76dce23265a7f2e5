#include "ui/train/loss_plot.h"

#include "ui/theme/theme.h"

#include <qcustomplot.h>

#include <QEvent>
#include <QFile>
#include <QLocale>
#include <QTextStream>
#include <QVBoxLayout>

#include <algorithm>

namespace armature::ui {

LossPlot::LossPlot(QWidget *parent) : QWidget(parent), m_plot(new QCustomPlot(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_plot);
    m_plot->setAccessibleName(tr("Loss and control gain over steps"));
    m_raw = m_plot->addGraph();
    m_smooth = m_plot->addGraph();
    m_raw->setAdaptiveSampling(true);
    m_smooth->setAdaptiveSampling(true);
    m_plot->yAxis->setLabel(tr("loss"));
    m_gainRect = new QCPAxisRect(m_plot);
    m_plot->plotLayout()->addElement(1, 0, m_gainRect);
    m_plot->plotLayout()->setRowStretchFactor(0, 2);
    m_plot->plotLayout()->setRowSpacing(0);
    m_gain = m_plot->addGraph(m_gainRect->axis(QCPAxis::atBottom), m_gainRect->axis(QCPAxis::atLeft));
    m_gain->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 5));
    m_gainRect->axis(QCPAxis::atLeft)->setLabel(tr("control gain, %"));
    m_gainRect->axis(QCPAxis::atBottom)->setLabel(tr("step"));
    auto *margins = new QCPMarginGroup(m_plot);
    for (QCPAxisRect *rect : {m_plot->axisRect(), m_gainRect}) {
        rect->setMarginGroup(QCP::msLeft | QCP::msRight, margins);
        rect->setRangeDrag(Qt::Horizontal);
        rect->setRangeZoom(Qt::Horizontal);
    }
    m_plot->xAxis->setTickLabels(false);
    connect(m_plot->xAxis, qOverload<const QCPRange &>(&QCPAxis::rangeChanged), m_gainRect->axis(QCPAxis::atBottom),
            qOverload<const QCPRange &>(&QCPAxis::setRange));
    connect(m_gainRect->axis(QCPAxis::atBottom), qOverload<const QCPRange &>(&QCPAxis::rangeChanged), m_plot->xAxis,
            qOverload<const QCPRange &>(&QCPAxis::setRange));
    m_cursor = new QCPItemLine(m_plot);
    m_cursor->setVisible(false);
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    connect(m_plot, &QCustomPlot::mouseMove, this, &LossPlot::point);
    connect(m_plot, &QCustomPlot::mousePress, this, [this] { m_isFitting = false; });
    connect(m_plot, &QCustomPlot::mouseWheel, this, [this] { m_isFitting = false; });
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, &LossPlot::fitAll);
    m_plot->installEventFilter(this);
    applyColours();
}

void LossPlot::applyColours()
{
    const ThemeColors &colors = themeColors(palette());
    m_plot->setBackground(QBrush(color(colors.field)));
    for (QCPAxisRect *rect : {m_plot->axisRect(), m_gainRect})
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
    m_gain->setPen(QPen(color(colors.chart[1]), 2));
    m_cursor->setPen(QPen(color(colors.edge), 0));
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void LossPlot::show(const RunHistory &history)
{
    const bool isShorter = history.steps.size() < m_steps || history.gains.size() < m_gains || history.lastStep() < m_lastStep;
    if (isShorter)
        clear();
    if (history.steps.size() == m_steps && history.gains.size() == m_gains)
        return;
    QVector<double> steps, raw, smooth;
    for (; m_steps < history.steps.size(); ++m_steps) {
        const StepPoint &point = history.steps[m_steps];
        steps += double(point.step);
        raw += point.loss;
        smooth += point.smoothedLoss;
    }
    m_raw->addData(steps, raw, true);
    m_smooth->addData(steps, smooth, true);
    for (; m_gains < history.gains.size(); ++m_gains)
        m_gain->addData(double(history.gains[m_gains].step), 100 * gainOf(history.gains[m_gains]));
    m_lastStep = history.lastStep();
    if (m_isFitting)
        fitAll();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void LossPlot::clear()
{
    for (QCPGraph *graph : {m_raw, m_smooth, m_gain})
        graph->data()->clear();
    m_steps = m_gains = 0;
    m_lastStep = -1;
    m_isFitting = true;
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

// The smoothed curve decides the height, so that single outliers do not press it flat.
void LossPlot::fitAll()
{
    m_isFitting = true;
    m_plot->xAxis->setRange(0, std::max(1.0, double(m_lastStep) * 1.02));
    bool isFound = false;
    const QCPRange loss = m_smooth->getValueRange(isFound);
    if (isFound)
        m_plot->yAxis->setRange(loss.lower - 0.4 * loss.size() - 1e-4, loss.upper + 0.4 * loss.size() + 1e-4);
    const QCPRange gain = m_gain->getValueRange(isFound);
    if (isFound)
        m_gainRect->axis(QCPAxis::atLeft)->setRange(std::min(-1.0, gain.lower * 1.2), std::max(5.0, gain.upper * 1.2));
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void LossPlot::setLogarithmic(bool isLogarithmic)
{
    m_plot->yAxis->setScaleType(isLogarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    m_plot->yAxis->setTicker(isLogarithmic ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog) : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    fitAll();
}

void LossPlot::point(QMouseEvent *event)
{
    if (m_steps == 0)
        return;
    const double at = m_plot->xAxis->pixelToCoord(event->position().x());
    const auto found = m_smooth->data()->findBegin(at);
    if (found == m_smooth->data()->constEnd())
        return;
    m_cursor->setVisible(true);
    m_cursor->start->setCoords(found->key, m_plot->yAxis->range().lower);
    m_cursor->end->setCoords(found->key, m_plot->yAxis->range().upper);
    const auto raw = m_raw->data()->findBegin(found->key);
    Q_EMIT pointed(tr("step %1: loss %2, smoothed %3")
                       .arg(QLocale().toString(qint64(found->key)), QLocale().toString(raw->value, 'f', 4), QLocale().toString(found->value, 'f', 4)));
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

bool LossPlot::savePicture(const QString &file) { return file.endsWith(QStringLiteral(".pdf")) ? m_plot->savePdf(file) : m_plot->savePng(file, 1600, 900); }

bool LossPlot::saveTable(const RunHistory &history, const QString &file)
{
    QFile opened(file);
    if (!opened.open(QIODevice::WriteOnly | QIODevice::Text))
        return false;
    QTextStream out(&opened);
    out << "step,loss,smoothed_loss,learning_rate,gradient_norm,seconds_per_step\n";
    for (const StepPoint &point : history.steps)
        out << point.step << ',' << point.loss << ',' << point.smoothedLoss << ',' << point.learningRate << ',' << point.gradientNorm << ','
            << point.secondsPerStep << '\n';
    out.flush();
    return opened.error() == QFile::NoError;
}

int LossPlot::pointCount() const { return m_smooth->dataCount(); }

} // namespace armature::ui
