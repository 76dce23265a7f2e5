#pragma once
// That something is being worked on, how far it is, and a way to end it. Appears only after a moment, so that
// what is quick does not flicker.

#include <QTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace armature::ui {

class BusyStrip : public QWidget
{
    Q_OBJECT

public:
    explicit BusyStrip(QWidget *parent = nullptr);
    void start(const QString &text, int total = 0); // 0: nobody knows
    void setDone(int done);
    void stop();
    bool isShown() const;
    QPushButton *cancelButton() const { return m_cancel; }

Q_SIGNALS:
    void cancelWanted();

private:
    QLabel *m_text;
    QProgressBar *m_bar;
    QPushButton *m_cancel;
    QTimer m_delay;
};

} // namespace armature::ui
