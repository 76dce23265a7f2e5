#pragma once
// The left side of the test room: models, words, numbers. Its values leave as TestSettings.

#include "core/session/test_session.h"
#include "ui/test_room/control_box.h"
#include "ui/test_room/test_settings.h"

#include <QScrollArea>

#include <memory>
#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;
class QToolButton;
class QVBoxLayout;

namespace armature {
class ClipTokenizer;
}

namespace armature::ui {

class Asker;
class ElidedLabel;

enum class Recall { All, Prompt, Seed, Size, Condition };

class TestForm : public QScrollArea
{
    Q_OBJECT

public:
    explicit TestForm(Asker &asker, QWidget *parent = nullptr);
    ~TestForm() override;

    TestSettings settings() const;
    void setSettings(const TestSettings &settings);
    void recall(const TestSettings &settings, Recall what);
    TestModels models() const; // units without a net left out
    int count() const;
    bool isSeedLocked() const;
    void rollSeed();
    // What the chosen model is for; empty sizes take its side.
    void setFacts(const TestModelFacts &facts);
    void setBase(const std::filesystem::path &base);
    void setCheckpoints(const std::vector<CheckpointChoice> &choices);
    const std::vector<CheckpointChoice> &checkpoints() const { return m_checkpoints; }
    static std::vector<std::pair<QString, QString>> schedulers(); // how the WebUI calls them, and ours
    void setStartFolder(const std::filesystem::path &folder);
    void setHasDataset(bool hasDataset);
    // Shared by all units; they ask it again after refitAll().
    void setMaker(std::shared_ptr<const ConditionMaker> maker);
    void refitAll();
    void setBases(const std::vector<CheckpointChoice> &choices) { m_bases = choices; }
    const std::vector<CheckpointChoice> &bases() const { return m_bases; }
    // What keeps a picture from being made, half a sentence; empty when nothing does.
    QString missing() const;
    const std::vector<ControlBox *> &boxes() const { return m_boxes; }
    ControlBox *addBox(const ControlSettings &settings = {});
    void setPrompt(const QString &prompt);
    QString prompt() const;

Q_SIGNALS:
    void modelsChanged();
    void changed();
    void conditionShown();
    void datasetWanted(armature::ui::ControlBox *box);
    void pickingWanted(armature::ui::ControlBox *box);
    void drawingWanted(armature::ui::ControlBox *box);

private:
    QWidget *makeModelPart();
    QWidget *makeWordsPart();
    QWidget *makeNumbersPart();
    void removeBox(ControlBox *box);
    void chooseBase();
    void applyAspect(int index);
    void showTarget();
    void countTokens();
    void loadTokenizer();

    Asker &m_asker;
    std::filesystem::path m_base, m_startFolder;
    std::vector<ControlBox *> m_boxes;
    std::vector<CheckpointChoice> m_checkpoints, m_bases;
    std::shared_ptr<const ConditionMaker> m_maker;
    std::shared_ptr<const ClipTokenizer> m_tokenizer;
    int m_side = 512, m_grid = 8, m_room = 75;
    bool m_hasDataset = false, m_isSetting = false, m_isTokenizerAsked = false, m_readsWeights = true;
    ElidedLabel *m_baseName;
    QLabel *m_baseFacts, *m_tokens, *m_negativeTokens;
    QVBoxLayout *m_boxColumn;
    QPlainTextEdit *m_prompt, *m_negative;
    QComboBox *m_scheduler, *m_aspect, *m_fit;
    QSpinBox *m_steps, *m_width, *m_height, *m_count;
    QDoubleSpinBox *m_guidance;
    QLineEdit *m_seed;
    QToolButton *m_lock;
    QCheckBox *m_guess;
};

} // namespace armature::ui
