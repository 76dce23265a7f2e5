#pragma once
// A ControlNet handed on in the layouts that other programs load; what was written is read back and compared.

#include "core/base/result.h"

#include <QDialog>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace armature::ui {

class ConditionMaker;

struct ExportChoice
{
    std::filesystem::path net; // anything openControlNet() reads
    std::filesystem::path folder;
    std::string name;
    bool asFolder = true,
         asFile = true;         // FOLDER/NAME for diffusers, FOLDER/NAME.safetensors for WebUI and ComfyUI
    std::string dtype = "fp16"; // fp32, fp16 or bf16
    bool withCard = true; // README.md and pictures: in the folder, or beside the file in FOLDER/NAME-card
    std::string base{}, licence{};                 // for the card; may be empty
    std::vector<std::filesystem::path> samples{};  // pictures of the test room for the card
    std::shared_ptr<const ConditionMaker> maker{}; // of their conditions; may be empty
};

// What was written. May take long: for other threads. Errors: those of openControlNet() and the writers;
// Conflict where something of that name exists, before anything is written.
Result<std::vector<std::filesystem::path>> exportControlNet(const ExportChoice &choice);

class Asker;

class ExportDialog : public QDialog
{
    Q_OBJECT

public:
    ExportDialog(Asker &asker, const std::filesystem::path &net, const std::filesystem::path &folder,
                 QWidget *parent = nullptr);
    // What the model card says and shows.
    void setCardFacts(const QString &base, const std::vector<std::filesystem::path> &samples,
                      std::shared_ptr<const ConditionMaker> maker);

    void start();
    bool isWriting() const { return m_isWriting; }
    QString answer() const;

Q_SIGNALS:
    void answered();

protected:
    void reject() override; // not while it writes

private:
    void showState();
    ExportChoice choice() const;

    Asker &m_asker;
    std::filesystem::path m_net, m_folder;
    std::vector<std::filesystem::path> m_samples;
    std::shared_ptr<const ConditionMaker> m_maker;
    QLineEdit *m_name, *m_base;
    QLabel *m_place, *m_answer;
    QCheckBox *m_asFolder, *m_asFile, *m_card;
    QComboBox *m_dtype, *m_licence;
    QPushButton *m_write;
    bool m_isWriting = false;
};

} // namespace armature::ui
