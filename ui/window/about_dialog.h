#pragma once
// Which Armature this is, and what its engine can run on. Opening it starts the engine: it is asked, not
// guessed.

#include <QDialog>

class QLabel;

namespace armature::ui {

class EngineLink;

class AboutDialog : public QDialog
{
    Q_OBJECT

public:
    AboutDialog(EngineLink &engine, QWidget *parent);

private:
    void showEngine();
    QString text() const; // for the clipboard

    EngineLink &m_engine;
    QLabel *m_engineText;
};

} // namespace armature::ui
