#pragma once
// An annotator's parameters as a form, made from its schema (preprocess/parameter.h): sliders, switches and
// choices, each with a button that brings its default back.

#include "preprocess/parameter.h"

#include <QWidget>

#include <functional>
#include <map>
#include <string>
#include <vector>

class QCheckBox;
class QFormLayout;
class QToolButton;

namespace armature::ui {

class ParameterForm : public QWidget
{
    Q_OBJECT

public:
    explicit ParameterForm(QWidget *parent = nullptr);

    // Builds the form anew with every parameter at its default. The schema is copied.
    void setSchema(const std::vector<Parameter> &schema);
    const ParameterValues &values() const { return m_values; } // complete
    // Names that the schema does not have, and values of another type, are left out.
    void setValues(const ParameterValues &values);
    // What "pixel perfect" means: the size that the artist trains at. Where it is switched on, it follows.
    void setTrainingSize(int pixels);

Q_SIGNALS:
    void changed(); // by hand or by setValues()

private:
    struct Field
    {
        Parameter parameter;
        QToolButton *reset = nullptr;
        std::function<void()> load; // from m_values into the editor
    };
    void addRow(QFormLayout &form, const Parameter &parameter);
    QWidget *makeEditor(const Parameter &parameter, Field &field);
    QWidget *makeNumber(const Parameter &parameter, Field &field);
    void addPixelPerfect(QFormLayout &form);
    bool isPixelPerfect() const;
    void showPixelPerfect();
    void take(const std::string &name, nlohmann::json value);
    void showReset(const Field &field);

    std::vector<Parameter> m_schema;
    ParameterValues m_values = ParameterValues::object();
    std::map<std::string, Field> m_fields;
    QWidget *m_rows = nullptr;
    QCheckBox *m_pixelPerfect = nullptr; // none where the schema has no target size
    int m_trainingSize = 512;
    bool m_isLoading = false;
};

} // namespace armature::ui
