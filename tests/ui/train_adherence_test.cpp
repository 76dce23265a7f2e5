// The adherence that the window shows, computed again from the files that a run has written, with OpenCV in place of our own
// Canny and with its distances in place of our own matching. tests/bench/train_room_truth.py does the same with cv2 and numpy.
#include "tests/ui/train_window.h"
#include "ui/train/adherence_meter.h"
#include "ui/train/loss_plot.h"

#include <opencv2/imgproc.hpp>

#include <cmath>
#include <map>

using namespace armature;
using namespace armature::ui;
using namespace testing;

namespace {

cv::Mat rgb(const QString &file)
{
    const QImage image = QImage(file).convertToFormat(QImage::Format_RGB888);
    return cv::Mat(image.height(), image.width(), CV_8UC3, const_cast<uchar *>(image.constBits()), size_t(image.bytesPerLine())).clone();
}

cv::Mat edges(const cv::Mat &picture, double low, double high)
{
    cv::Mat found;
    cv::Canny(picture, found, low, high);
    return found;
}

// The share of edges that have one of the other within a pixel in any of eight directions: chessboard distance at most 1.
double share(const cv::Mat &these, const cv::Mat &those)
{
    cv::Mat distance;
    cv::distanceTransform(those == 0, distance, cv::DIST_C, 3);
    const cv::Mat counted = these > 127;
    const int all = cv::countNonZero(counted);
    return all == 0 ? 1 : double(cv::countNonZero(counted & (distance <= 1.0))) / all;
}

double f1(const cv::Mat &given, const cv::Mat &wanted)
{
    if (cv::countNonZero(given > 127) == 0 || cv::countNonZero(wanted > 127) == 0)
        return cv::countNonZero(given > 127) == cv::countNonZero(wanted > 127);
    const double precision = share(given, wanted), recall = share(wanted, given);
    return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

} // namespace

class TrainAdherenceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shownAdherence_isThatOfTheWrittenFiles();
};

void TrainAdherenceTest::shownAdherence_isThatOfTheWrittenFiles()
{
    const QTemporaryDir folder;
    const QString pairs = folder.filePath("pairs"), csv = folder.filePath("curves.csv");
    makeTinyProject(pairs, 16);
    TrainWindow window(pairs, HostKind::Process);
    window.click("train.start");
    QVERIFY2(window.reaches(RunState::Finished), window.story());
    QTRY_COMPARE_WITH_TIMEOUT(window.page->adherence().points().size(), size_t(3), kRunWait); // steps 0, 8, 16
    QVERIFY(LossPlot::saveTable(window.history(), csv, window.page->adherence().points()));
    std::map<int, double> written;
    for (const QByteArray &line : readFile(csv).split('\n'))
        if (const auto cells = line.split(','); cells.size() == 13 && !cells.back().isEmpty() && cells.front() != "step")
            written[cells.front().toInt()] = cells.back().toDouble();
    QCOMPARE(written.size(), size_t(3));

    const cv::Mat map = rgb(pairs + "/condition/0003.png"), target = rgb(pairs + "/image/0003.png");
    cv::Mat channels[3], wanted;
    cv::split(map, channels);
    wanted = cv::max(channels[0], cv::max(channels[1], channels[2]));
    // The thresholds that get the map out of its target again, the first of the best.
    std::pair<double, double> thresholds;
    double best = 0.6;
    for (const auto &[low, high] : {std::pair(100., 200.), {50., 100.}, {50., 150.}, {150., 250.}, {30., 60.}})
        if (const double score = f1(edges(target, low, high), wanted); score > best) {
            best = score;
            thresholds = {low, high};
        }
    QVERIFY(best > 0.6);
    const QString samples = QString::fromStdString((window.place().folder() / "samples").string());
    for (const auto &[step, said] : written) {
        double sum = 0;
        for (const int prompt : {0, 1})
            sum += f1(edges(rgb(QStringLiteral("%1/step-%2/prompt-%3-image-0.png").arg(samples).arg(step, 6, 10, QLatin1Char('0')).arg(prompt)), thresholds.first, thresholds.second), wanted);
        QVERIFY2(std::abs(sum / 2 - said) < 1e-9, qPrintable(QStringLiteral("step %1: shown %2, here %3").arg(step).arg(said, 0, 'g', 12).arg(sum / 2, 0, 'g', 12)));
    }
}

QTEST_MAIN(TrainAdherenceTest)
#include "train_adherence_test.moc"
