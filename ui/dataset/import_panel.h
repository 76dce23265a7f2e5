#pragma once
// What the names in a folder of no known layout tell, shown before anything is written.

#include "core/data/loose_pairs.h"

#include <QTimer>
#include <QWidget>

#include <memory>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace armature::ui {

class PairSamples;
class Thumbnails;

class ImportPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ImportPanel(Thumbnails &thumbnails, QWidget *parent = nullptr);

    void show(std::shared_ptr<const LooseFolder> folder, const std::vector<PatternGuess> &guesses);
    QComboBox *guesses() const { return m_guesses; }
    QLineEdit *picturesEdit() const { return m_pictures; }
    QLineEdit *mapsEdit() const { return m_maps; }
    QPushButton *importButton() const { return m_import; }
    bool isWorking() const { return m_isWorking; }
    QString countText() const;

Q_SIGNALS:
    void importWanted(std::shared_ptr<const armature::LooseFolder> folder,
                      std::shared_ptr<const armature::LooseMatch> match);
    void dismissed();

private:
    void takeGuess(int index);
    void restart();
    void work();
    void showMatch();

    std::shared_ptr<const LooseFolder> m_folder;
    std::shared_ptr<const LooseMatch> m_match;
    std::vector<PatternGuess> m_known;
    QTimer m_delay;
    uint32_t m_generation = 0;
    bool m_isWorking = false;
    QComboBox *m_guesses;
    QLineEdit *m_pictures, *m_maps;
    QLabel *m_count;
    PairSamples *m_samples;
    QPushButton *m_import;
};

} // namespace armature::ui
