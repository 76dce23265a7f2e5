#pragma once
// A run's curves: on top, as the headline, what tells whether it learns: control gain and adherence; below it the loss, raw and
// smoothed without lag, with one more beside it. Wheel zooms, dragging moves, the height follows what is in view; a double click
// shows all again; a cursor names the values. Other runs lie over it. What is drawn is thinned, what is kept is not.

#include "core/events/run_history.h"
#include "ui/train/curve_pyramid.h"
#include "ui/train/zero_lag.h"

#include <QMap>
#include <QWidget>

#include <memory>
#include <utility>

class QCustomPlot;
class QCPAxis;
class QCPAxisRect;
class QCPGraph;
class QCPItemLine;
class QCPItemRect;
class QCPItemText;
class QCPRange;
class QMouseEvent;
class QPen;

namespace armature::ui {

class LossPlot : public QWidget
{
    Q_OBJECT

public:
    enum class Detail { None, LearningRate, GradientNorm, Speed, Memory };
    enum class Across { Steps, Hours };

    explicit LossPlot(QWidget *parent = nullptr);
    ~LossPlot() override;

    // Adds what is new; a history that became shorter is drawn from its beginning.
    void show(const RunHistory &history);
    // How far the validation pictures follow their conditions, 0 to 1, by step; ascending.
    void setAdherence(const std::vector<std::pair<int64_t, double>> &points);
    // Another run over this one, in a colour and dash that are its own while it is there, and again when it comes back.
    void setOther(const QString &name, const RunHistory &history);
    void removeOther(const QString &name);
    QColor colorOf(const QString &other) const;
    Qt::PenStyle dashOf(const QString &other) const;
    int slotOf(const QString &other) const; // of its colour and dash; -1: it was never here
    void setSlot(const QString &other, int slot); // before it is first shown
    void clear(); // others stay

    void setLogarithmic(bool isLogarithmic);
    void setOutliersShown(bool areShown); // the height takes in every raw value; else single ones go out of view
    void setDetail(Detail detail);
    void setAcross(Across across);
    void fitAll();
    // By its ending: png, svg, pdf; with a title and a legend, as there is no window around it.
    bool savePicture(const QString &file, const QString &title = {});
    // A row for every step there is. Takes a second for a hundred thousand.
    static bool saveTable(const RunHistory &history, const QString &file, const std::vector<std::pair<int64_t, double>> &adherence = {});
    int pointCount() const;
    std::pair<double, double> lossInView() const, acrossInView() const; // lowest and highest
    int64_t followsSince() const;                                      // the step that the marker stands at; -1: none
    QCustomPlot *plot() const { return m_plot; }

Q_SIGNALS:
    void pointed(const QString &values); // below the cursor; empty when it has left

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Other;
    void applyColours();
    void makeGraphs();
    void makeItems();
    void placeOther(Other &other, const RunHistory &history);
    QPen penOf(int slot) const;
    void fill(int width); // px of what is drawn on
    void fillGraph(QCPGraph &graph, const CurvePyramid &curve, size_t most) const;
    void dotFewPoints(QCPGraph &graph, int shape, double size) const;
    void fitHeight();     // to what is between the left and the right end
    void fitLossHeight(double from, double to);
    QCPRange rawRange(double from, double to) const;
    void styleLegend();
    bool paintTo(const QString &file);
    void fillGains(const RunHistory &history);
    void extendSmooth(); // by the points that are new
    double across(const StepPoint &point) const;
    double placeOf(double step) const; // also of one that is still to come
    void placeMarkerText();
    void placeBand();
    double detailOf(const StepPoint &point) const;
    void rebuild();
    const ControlGain *converged() const; // the first that follows; null: none
    void point(QMouseEvent *event);
    void changed(); // draws soon

    QCustomPlot *m_plot;
    QCPAxisRect *m_gainRect;
    QCPAxis *m_gainX, *m_gainY;
    QCPGraph *m_raw, *m_smooth, *m_extra, *m_gain, *m_blank, *m_adherence;
    QCPItemLine *m_cursor, *m_cursorAbove, *m_converged;
    QCPItemRect *m_band;
    QCPItemText *m_bandText, *m_convergedText;
    CurvePyramid m_rawCurve, m_smoothCurve, m_extraCurve;
    ZeroLag m_smoother;
    std::vector<StepPoint> m_points; // for the cursor and for another axis
    std::vector<ControlGain> m_gains;
    std::vector<std::pair<int64_t, double>> m_adherencePoints;
    QMap<QString, std::shared_ptr<Other>> m_others;
    QMap<QString, int> m_slots; // of all that were ever shown here
    Detail m_detail = Detail::None;
    Across m_across = Across::Steps;
    bool m_isLogarithmic = false, m_areOutliersShown = false;
    bool m_isFitting = true; // until a person zooms
    bool m_isStale = true;   // the graphs do not hold what is to be seen
};

} // namespace armature::ui
