#pragma once
// A batch as it runs: what is done, skipped, without a map and failed and why, time left; and which version
// of the maps is in use.

#include "preprocess/batch.h"
#include "preprocess/map_store.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QTreeWidget;

namespace armature::ui {

class BatchPanel : public QWidget
{
    Q_OBJECT

public:
    explicit BatchPanel(QWidget *parent = nullptr);
    void begin(const QString &title);
    void setProgress(const BatchProgress &progress);
    void addFile(const BatchFile &file);
    void end(const Result<BatchSummary> &summary);
    void reset();
    void setVersions(const std::vector<MapVersion> &versions);
    QTreeWidget *left() const { return m_left; }
    QComboBox *versions() const { return m_versions; }
    QString headline() const;

Q_SIGNALS:
    void pauseWanted(bool isPaused);
    void stopWanted();
    void fileChosen(const QString &source);
    void versionChosen(int number);

private:
    QLabel *m_title, *m_counts;
    QProgressBar *m_bar;
    QPushButton *m_pause, *m_stop;
    QTreeWidget *m_left;
    QComboBox *m_versions;
};

} // namespace armature::ui
