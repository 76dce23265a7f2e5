#pragma once
// An error in the page it concerns: what happened, what was kept, one button that helps, details to copy.

#include "core/base/result.h"

#include <QFrame>

#include <functional>

class QLabel;
class QPushButton;
class QToolButton;

namespace armature::ui {

struct ErrorReport
{
    QString message;    // what happened and to which file, one sentence
    QString kept;       // what is safe nevertheless; may be empty
    QString details;    // for a bug report; may be empty
    QString buttonText; // empty: no button
    std::function<void()> onButton;

    static ErrorReport from(const Error &error, QString buttonText = {}, std::function<void()> onButton = {});
};

class ErrorBar : public QFrame
{
    Q_OBJECT

public:
    enum class Kind { Error, Warning, Note };

    explicit ErrorBar(QWidget *parent = nullptr); // hidden until something is shown
    void show(const ErrorReport &report, Kind kind = Kind::Error);
    void clear();
    QString text() const; // as a screen reader says it

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override; // Escape closes

private:
    void copyDetails();

    Kind m_kind = Kind::Error;
    ErrorReport m_report;
    QLabel *m_icon, *m_message, *m_kept;
    QPushButton *m_action;
    QToolButton *m_copy, *m_close;
};

} // namespace armature::ui
