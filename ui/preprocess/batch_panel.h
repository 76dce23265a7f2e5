#pragma once
// A batch as it runs: what is done, skipped, without a map and failed and why, time left; and which version
// of the maps is in use. Before one has run: the pictures that have no map in that version.

#include "preprocess/batch.h"
#include "preprocess/map_store.h"

#include <QWidget>

#include <map>
#include <string>
#include <vector>

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
    // By why there is none; told as long as no batch has run.
    void setWithoutMap(const std::map<std::string, std::string> &reasons);
    void end(const Result<BatchSummary> &summary);
    void reset();
    bool hasRun() const { return m_hasRun; } // since the project was opened
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
    bool m_hasRun = false;
};

} // namespace armature::ui
