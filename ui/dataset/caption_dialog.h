#pragma once
// Many captions changed at once, with what that does to the first of them before it is done.

#include "core/data/caption_edit.h"

#include <QDialog>
#include <QTimer>

#include <memory>
#include <stop_token>
#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace armature::ui {

class ElidedLabel;
class PairModel;

class CaptionDialog : public QDialog
{
    Q_OBJECT

public:
    // selected: rows of the table.
    CaptionDialog(const PairModel &model, std::vector<uint32_t> selected, QWidget *parent);
    ~CaptionDialog() override;

    QComboBox *operation() const { return m_operation; }
    QComboBox *scope() const { return m_scope; }
    QLineEdit *textEdit() const { return m_text; }
    QLineEdit *withEdit() const { return m_with; }
    QPushButton *changeButton() const { return m_change; }
    QString previewText() const; // of the first caption, as it would be
    bool isWorking() const { return m_isWorking; }

Q_SIGNALS:
    void editWanted(std::shared_ptr<armature::CaptionOutcome> outcome);

private:
    enum Scope { Selected, Filtered, All };
    void takeSnapshot();
    void restart(); // what is shown is out of date
    void work();
    void showOutcome();
    void showFields();
    CaptionEdit edit() const;

    const PairModel &m_model;
    const std::vector<uint32_t> m_selected;
    std::shared_ptr<const CaptionTexts> m_captions;
    std::shared_ptr<CaptionOutcome> m_outcome;
    std::stop_source m_stop;
    QTimer m_delay;
    bool m_isWorking = false;

    struct Preview
    {
        ElidedLabel *name;
        QLabel *before, *after;
    };
    std::vector<Preview> m_previews;
    QComboBox *m_operation, *m_scope;
    QLabel *m_textLabel, *m_withLabel, *m_count;
    QLineEdit *m_text, *m_with;
    QPushButton *m_change;
};

} // namespace armature::ui
