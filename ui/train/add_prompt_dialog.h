#pragma once
// Another prompt and condition map for the wall of a run, also while it trains.

#include "core/config/added_validation.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace armature::ui {

class AddPromptDialog : public QDialog
{
    Q_OBJECT

public:
    // `pictures`: the project's folder, whose pairs may be drawn from.
    AddPromptDialog(std::filesystem::path pictures, QWidget *parent);
    ShownPrompt chosen() const;

private:
    void take(const ShownPrompt &shown);
    void fromThePairs();
    void changed();
    void showPreview(const QImage &image);

    std::filesystem::path m_pictures;
    QLineEdit *m_prompt, *m_condition;
    QLabel *m_preview;
    QPushButton *m_add;
    std::filesystem::path m_shown;
    bool m_isPicture = false;
    size_t m_next = 0;
};

} // namespace armature::ui
