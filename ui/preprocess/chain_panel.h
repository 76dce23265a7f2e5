#pragma once
// What is made: one kind of map, or a chain of steps, each with its parameters.

#include "preprocess/recipe.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QListWidget;
class QMenu;
class QToolButton;

namespace armature::ui {

class ParameterForm;

class ChainPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ChainPanel(QWidget *parent = nullptr);

    // Every parameter in its range, steps that nobody knows left out. One step at least.
    Recipe recipe() const;
    void setRecipe(const Recipe &recipe);
    QStringList nets() const; // keys of annotatorNets() that the steps need

    // Of the step at hand.
    QString annotator() const;
    void setAnnotator(const QString &id);
    ParameterForm *form() const { return m_form; }

    int count() const { return int(m_steps.size()); }
    int step() const { return m_step; }
    void select(int step);
    void addStep(const QString &annotator); // after the one at hand
    void removeStep();
    void moveStep(int by);

Q_SIGNALS:
    void changed();
    void weightsWanted(const QString &net);

private:
    QWidget *makeSteps();
    void fillKinds();
    void fillMenu(QMenu &menu);
    void showStep();
    void showSteps();
    void showLicence();

    std::vector<RecipeStep> m_steps;
    int m_step = 0;
    bool m_isShowing = false;
    QListWidget *m_list = nullptr;
    QToolButton *m_add = nullptr, *m_remove = nullptr, *m_up = nullptr, *m_down = nullptr,
                *m_licence = nullptr;
    QComboBox *m_kinds = nullptr;
    QLabel *m_help = nullptr;
    ParameterForm *m_form = nullptr;
};

} // namespace armature::ui
