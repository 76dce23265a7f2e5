#pragma once
// What is in the folder, in numbers that can be clicked: each stands for a text of the filter.

#include "core/data/pair_filter.h"

#include <QAbstractButton>
#include <QScrollArea>
#include <QTimer>

#include <vector>

namespace armature::ui {

class PairModel;

// One line: word on the left, number on the right, a bar behind it for histograms.
class FacetButton : public QAbstractButton
{
    Q_OBJECT

public:
    FacetButton(const QString &text, QString term, QWidget *parent);

    QString term() const { return m_term; } // for the filter
    qint64 count() const { return m_count; }
    void setCount(qint64 count, double share = 0); // share 0..1: the bar
    void setSeverity(Severity severity) { m_severity = severity; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    QString m_term;
    qint64 m_count = 0;
    double m_share = 0;
    Severity m_severity = Severity::Note;
};

class FacetPanel : public QScrollArea
{
    Q_OBJECT

public:
    FacetPanel(const PairModel &model, QWidget *parent);

    // Marks the lines that the filter's text consists of.
    void showFilter(const QString &text);
    FacetButton *button(const QString &term) const; // null where there is none
    void countNow(); // without waiting for more changes; very many rows take a few frames

Q_SIGNALS:
    // The text that the filter should have now.
    void filterChosen(const QString &text);

private:
    struct Facet
    {
        FacetButton *button;
        PairFilter filter; // that of the button's term
        bool isBar = false;
        qint64 count = 0;
    };
    void addTitle(const QString &text);
    void add(const QString &text, const char *term, Severity severity = Severity::Note, bool isBar = false);
    void addIssue(const QString &text, const char *name, Severity severity);
    void choose(FacetButton *button);
    void startCounting();
    bool countSome(int milliseconds); // true when all rows are counted

    const PairModel &m_model;
    std::vector<Facet> m_facets;
    QTimer m_delay, m_counting;
    uint32_t m_nextRow = 0;
    bool m_isStale = false; // changed while counting
    QString m_filter;
};

} // namespace armature::ui
