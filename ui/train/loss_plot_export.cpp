// The curves as a picture and as a table.
#include "ui/theme/theme.h"
#include "ui/train/loss_plot.h"

#include <qcustomplot.h>

#include <QFile>
#include <QSvgGenerator>
#include <QTextStream>

#include <algorithm>
#include <limits>

namespace armature::ui {

namespace {

constexpr int kPictureWidth = 1600, kPictureHeight = 900;

} // namespace

bool LossPlot::savePicture(const QString &file, const QString &title)
{
    m_isStale = true;
    fill(kPictureWidth);
    m_plot->legend->setVisible(true);
    QCPTextElement *head = nullptr;
    if (!title.isEmpty()) {
        m_plot->plotLayout()->insertRow(0);
        head = new QCPTextElement(m_plot, title, sectionFont(font()));
        head->setTextColor(color(themeColors(palette()).text));
        m_plot->plotLayout()->addElement(0, 0, head);
    }
    const bool isSaved = paintTo(file);
    m_plot->legend->setVisible(false);
    if (head) {
        m_plot->plotLayout()->remove(head);
        m_plot->plotLayout()->simplify();
    }
    changed();
    return isSaved;
}

bool LossPlot::paintTo(const QString &file)
{
    if (file.endsWith(QStringLiteral(".pdf"), Qt::CaseInsensitive))
        return m_plot->savePdf(file, kPictureWidth, kPictureHeight);
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
    QTextStream out(&opened);
    out.setRealNumberPrecision(12);
    out << "step,loss,smoothed_loss,learning_rate,gradient_norm,seconds_per_step,memory_bytes,time,"
           "held_out_true,held_out_shuffled,held_out_blank,control_gain,adherence\n";
    auto point = history.steps.begin();
    auto gain = history.gains.begin();
    auto share = adherence.begin();
    // Three ascending lists side by side, the smallest step next.
    while (point != history.steps.end() || gain != history.gains.end() || share != adherence.end()) {
        int64_t step = std::numeric_limits<int64_t>::max();
        step = point != history.steps.end() ? std::min(step, point->step) : step;
        step = gain != history.gains.end() ? std::min(step, gain->step) : step;
        step = share != adherence.end() ? std::min(step, share->first) : step;
        out << qint64(step) << ',';
        if (point != history.steps.end() && point->step == step) {
            out << point->loss << ',' << point->smoothedLoss << ',' << point->learningRate << ',' << point->gradientNorm << ',' << point->secondsPerStep << ','
                << qint64(point->memoryBytes) << ',' << QString::number(point->time, 'f', 3) << ',';
            ++point;
        } else {
            out << ",,,,,,,";
        }
        if (gain != history.gains.end() && gain->step == step) {
            out << gain->lossTrue << ',' << gain->lossShuffled << ',' << gain->lossBlank << ',' << gainOf(*gain) << ',';
            ++gain;
        } else {
            out << ",,,,";
        }
        if (share != adherence.end() && share->first == step) {
            out << share->second;
            ++share;
        }
        out << '\n';
    }
    out.flush();
    return out.status() == QTextStream::Ok && opened.flush() && opened.error() == QFile::NoError;
}

} // namespace armature::ui
