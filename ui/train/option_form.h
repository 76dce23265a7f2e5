#pragma once
// Training options as a form, made from the schema's rows (core/config/schema.h): what everyone needs is in view, the rest is
// folded. What is typed is checked as it is typed, alone and with the others; a value that is not the default carries a button
// that brings it back.

#include "core/config/added_validation.h"
#include "core/config/train_options.h"

#include <QWidget>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;
class QVBoxLayout;

namespace armature {
struct OptionRow;
}

namespace armature::ui {

class OptionForm : public QWidget
{
    Q_OBJECT

public:
    // `hidden`: keys that the page decides itself. `first`: those that stand before what the page puts into middle().
    OptionForm(const std::set<std::string> &hidden, const std::vector<std::string> &first, QWidget *parent = nullptr);
    QVBoxLayout &middle() { return *m_middle; }

    const TrainOptions &options() const { return m_options; }
    void setOptions(const TrainOptions &options);
    void addValidation(const ShownPrompt &added);
    // By key, of fields whose text cannot be used or does not go with another's; empty: all can.
    const std::map<std::string, QString> &problems() const { return m_problems; }
    QWidget *editor(const std::string &key) const; // for tests and for focus
    void setExpert(bool isExpert);
    static void guardFromWheel(QComboBox &list); // it does not change while the page scrolls over it

Q_SIGNALS:
    void changed();
    void validationWanted(); // another validation prompt is asked for

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Field
    {
        const OptionRow *row = nullptr;
        QWidget *editor = nullptr;
        QToolButton *reset = nullptr;
        QLabel *problem = nullptr;
        QWidget *name = nullptr; // its label, or the box that carries it: bold where changed
        bool isExpert = false;   // folded away with the rest
        std::function<void()> load; // from m_options into the editor
    };
    Field &addRow(QVBoxLayout &rows, const OptionRow &row);
    QWidget *makeName(const OptionRow &row, QWidget &editor, QWidget *place);
    QWidget *makeBrowse(const OptionRow &row, QLineEdit *edit, QWidget *place);
    QWidget *makeEditor(const OptionRow &row, Field &field);
    QWidget *makeValidation(Field &field);
    void addReset(QHBoxLayout &line, Field &field, QWidget *place);
    void addExpert();
    bool isWanted(const OptionRow &row) const;
    bool isUntouched(const OptionRow &row) const;
    void take(const OptionRow &row, const QString &text);
    void takeList(const OptionRow &row, const QStringList &lines);
    void settle(const std::string &key, const QString &problem);
    void mark(Field &field, bool isChanged);
    void tellProblems();

    TrainOptions m_options;
    std::map<std::string, Field> m_fields;
    std::map<std::string, QString> m_typed;    // what is wrong with a text by itself
    std::map<std::string, QString> m_problems; // and with all of them together
    QVBoxLayout *m_middle;
    QToolButton *m_fold = nullptr;
    QWidget *m_expert = nullptr;
    std::set<std::string> m_hidden;
    bool m_isLoading = false;
};

} // namespace armature::ui
