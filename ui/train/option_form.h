#pragma once
// Training options as a form, made from the schema's rows (core/config/schema.h): what everyone needs is in view, the rest is
// folded. What is typed is checked as it is typed; a value that is not the default carries a button that brings it back.

#include "core/config/train_options.h"

#include <QWidget>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

class QFormLayout;
class QLabel;
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
    // By key, of fields whose text cannot be used; empty: all can.
    const std::map<std::string, QString> &problems() const { return m_problems; }
    QWidget *editor(const std::string &key) const; // for tests and for focus
    void setExpert(bool isExpert);

Q_SIGNALS:
    void changed();

private:
    struct Field
    {
        const OptionRow *row = nullptr;
        QWidget *editor = nullptr;
        QToolButton *reset = nullptr;
        QLabel *problem = nullptr;
        QWidget *name = nullptr; // its label, or the box that carries it: bold where changed
        std::function<void()> load; // from m_options into the editor
    };
    void addRow(QFormLayout &form, const OptionRow &row);
    QWidget *makeEditor(const OptionRow &row, Field &field);
    void take(const OptionRow &row, const QString &text);
    void takeList(const OptionRow &row, const QStringList &lines);
    void settle(const std::string &key, const QString &problem);
    void mark(Field &field, bool isChanged);

    TrainOptions m_options;
    std::map<std::string, Field> m_fields;
    std::map<std::string, QString> m_problems;
    QVBoxLayout *m_middle;
    QToolButton *m_fold = nullptr;
    QWidget *m_expert = nullptr;
    bool m_isLoading = false;
};

} // namespace armature::ui
