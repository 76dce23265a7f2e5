// The curves as a picture and as a table.
#include "ui/train/loss_plot.h"

#include <qcustomplot.h>

#include <QFile>
#include <QSvgGenerator>
#include <QTextStream>

#include <map>

namespace armature::ui {

namespace {

constexpr int kPictureWidth = 1600, kPictureHeight = 900;

} // namespace

bool LossPlot::savePicture(const QString &file)
{
    if (file.endsWith(QStringLiteral(".pdf"), Qt::CaseInsensitive))
        return m_plot->savePdf(file);
    if (!file.endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive))
        return m_plot->savePng(file, kPictureWidth, kPictureHeight);
    QSvgGenerator svg;
    svg.setFileName(file);
    svg.setSize({kPictureWidth, kPictureHeight});
    svg.setViewBox(QRect(0, 0, kPictureWidth, kPictureHeight));
    QCPPainter painter;
    if (!painter.begin(&svg))
        return false;
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    m_plot->toPainter(&painter, kPictureWidth, kPictureHeight);
    return painter.end();
}

// The rows of steps, and among them those of rounds at steps that are no row of their own, as the one before training.
bool LossPlot::saveTable(const RunHistory &history, const QString &file, const std::vector<std::pair<int64_t, double>> &adherence)
{
    QFile opened(file);
    if (!opened.open(QIODevice::WriteOnly | QIODevice::Text))
        return false;
    struct Row
    {
        const StepPoint *point = nullptr;
        const ControlGain *gain = nullptr;
        const double *adherence = nullptr;
    };
    std::map<int64_t, Row> rows;
    for (const StepPoint &point : history.steps)
        rows.emplace_hint(rows.end(), point.step, Row{&point});
    for (const ControlGain &gain : history.gains)
        rows[gain.step].gain = &gain;
    for (const auto &[step, share] : adherence)
        rows[step].adherence = &share;
    QTextStream out(&opened);
    out.setRealNumberPrecision(12);
    out << "step,loss,smoothed_loss,learning_rate,gradient_norm,seconds_per_step,memory_bytes,time,"
           "held_out_true,held_out_shuffled,held_out_blank,control_gain,adherence\n";
    for (const auto &[step, row] : rows) {
        out << qint64(step) << ',';
        if (const StepPoint *point = row.point)
            out << point->loss << ',' << point->smoothedLoss << ',' << point->learningRate << ',' << point->gradientNorm << ',' << point->secondsPerStep << ','
                << qint64(point->memoryBytes) << ',' << QString::number(point->time, 'f', 3) << ',';
        else
            out << ",,,,,,,";
        if (row.gain)
            out << row.gain->lossTrue << ',' << row.gain->lossShuffled << ',' << row.gain->lossBlank << ',' << gainOf(*row.gain) << ',';
        else
            out << ",,,,";
        if (row.adherence)
            out << *row.adherence;
        out << '\n';
    }
    out.flush();
    return opened.error() == QFile::NoError && opened.flush();
}

} // namespace armature::ui
