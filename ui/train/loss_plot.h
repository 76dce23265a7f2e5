#pragma once
// A run's curves: loss raw and smoothed above, control gain below, over steps. Wheel zooms, dragging moves, a double click
// shows all again; a cursor names the values.

#include "core/events/run_history.h"

#include <QWidget>

class QCustomPlot;
class QCPAxisRect;
class QCPGraph;
class QCPItemLine;
class QMouseEvent;

namespace armature::ui {

class LossPlot : public QWidget
{
    Q_OBJECT

public:
    explicit LossPlot(QWidget *parent = nullptr);

    // Adds what is new; a history that became shorter is drawn from its beginning.
    void show(const RunHistory &history);
    void clear();
    void setLogarithmic(bool isLogarithmic);
    bool savePicture(const QString &file);
    // step,loss,smoothed_loss,learning_rate,gradient_norm,seconds_per_step of every step there is.
    static bool saveTable(const RunHistory &history, const QString &file);
    int pointCount() const;

Q_SIGNALS:
    void pointed(const QString &values); // below the cursor; empty when it has left

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void applyColours();
    void fitAll();
    void point(QMouseEvent *event);

    QCustomPlot *m_plot;
    QCPAxisRect *m_gainRect;
    QCPGraph *m_raw, *m_smooth, *m_gain;
    QCPItemLine *m_cursor;
    size_t m_steps = 0, m_gains = 0;
    int64_t m_lastStep = -1;
    bool m_isFitting = true; // until a person zooms
};

} // namespace armature::ui
