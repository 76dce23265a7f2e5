#pragma once
// A ControlNet handed on in the layouts that other programs load; what was written is read back and compared.

#include "core/base/result.h"

#include <QDialog>

#include <filesystem>
#include <string>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace armature::ui {

struct ExportChoice
{
    std::filesystem::path net; // anything openControlNet() reads
    std::filesystem::path folder;
    std::string name;
    bool asFolder = true,
         asFile = true;         // FOLDER/NAME for diffusers, FOLDER/NAME.safetensors for WebUI and ComfyUI
    std::string dtype = "fp16"; // fp32, fp16 or bf16
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
    QLineEdit *m_name;
    QLabel *m_place, *m_answer;
    QCheckBox *m_asFolder, *m_asFile;
    QComboBox *m_dtype;
    QPushButton *m_write;
    bool m_isWriting = false;
};

} // namespace armature::ui
