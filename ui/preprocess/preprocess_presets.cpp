// Presets and workflows: chains of steps under a name, in the project and among this person's own, and as
// files that armature-cli runs too. And what else of the page a project remembers.
#include "ui/preprocess/chain_panel.h"
#include "ui/preprocess/preprocess_page.h"
#include "ui/preprocess/weights_panel.h"
#include "ui/project/paths.h"
#include "ui/project/project.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/error_bar.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QToolButton>

namespace armature::ui {

namespace {

QString text(const std::string &words) { return QString::fromStdString(words); }

QJsonObject jsonOf(const Recipe &recipe)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(recipeToJson(recipe).dump())).object();
}

Result<Recipe> recipeOf(const QJsonObject &stored, const QString &name)
{
    const auto bytes = QJsonDocument(stored).toJson();
    return recipeFromJson(nlohmann::json::parse(bytes.toStdString(), nullptr, false), name.toStdString());
}

constexpr const char *kOwnPresets = "preprocess/presets";

QJsonObject ownPresets(QSettings *settings)
{
    return settings
               ? QJsonDocument::fromJson(settings->value(QLatin1String(kOwnPresets)).toByteArray()).object()
               : QJsonObject();
}

void keepOwnPresets(QSettings *settings, const QJsonObject &presets)
{
    if (settings)
        settings->setValue(QLatin1String(kOwnPresets), QJsonDocument(presets).toJson(QJsonDocument::Compact));
}

} // namespace

QWidget *PreprocessPage::makePresets(QWidget *parent)
{
    auto *presets = new QWidget(parent);
    auto *line = new QHBoxLayout(presets);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kTiny);
    m_presets = new QComboBox(presets);
    m_presets->setObjectName(QStringLiteral("preprocess.presets"));
    m_presets->setAccessibleName(tr("Presets and workflows"));
    m_presets->setToolTip(tr("All steps with their settings, under a name"));
    m_presets->setEditable(true);
    m_presets->lineEdit()->setAccessibleName(m_presets->accessibleName());
    m_presets->view()->setAccessibleName(m_presets->accessibleName());
    m_presets->setInsertPolicy(QComboBox::NoInsert);
    m_presets->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_presets->lineEdit()->setPlaceholderText(tr("Preset or workflow"));
    auto *save = new QPushButton(tr("Save"), presets);
    save->setToolTip(tr("Saves all steps under this name"));
    save->setObjectName(QStringLiteral("preprocess.savePreset"));
    auto *more = new QToolButton(presets);
    more->setObjectName(QStringLiteral("preprocess.presetMenu"));
    more->setIcon(icon(QStringLiteral("three-dots")));
    more->setToolTip(tr("Workflow files, and removing a preset"));
    more->setAccessibleName(more->toolTip());
    more->setAutoRaise(true);
    more->setPopupMode(QToolButton::InstantPopup);
    m_presetMenu = new QMenu(more);
    m_presetMenu->addAction(tr("Open a workflow file…"), this, &PreprocessPage::openWorkflow);
    m_presetMenu->addAction(tr("Save as a workflow file…"), this, &PreprocessPage::saveWorkflow);
    m_presetMenu->addSeparator();
    m_presetMenu->addAction(tr("Remove this preset"), this, &PreprocessPage::deletePreset);
    more->setMenu(m_presetMenu);
    line->addWidget(m_presets, 1);
    line->addWidget(save);
    line->addWidget(more);
    connect(save, &QPushButton::clicked, this, &PreprocessPage::savePreset);
    connect(m_presets, &QComboBox::activated, this, [this] { usePreset(m_presets->currentText()); });
    fillPresets();
    return presets;
}

void PreprocessPage::fillPresets()
{
    QStringList names = m_presetRecipes.keys();
    for (const QString &name : ownPresets(m_services.settings).keys())
        if (!names.contains(name))
            names << name;
    names.sort(Qt::CaseInsensitive);
    m_presets->clear();
    m_presets->addItems(names);
    m_presets->setCurrentIndex(-1);
}

void PreprocessPage::savePreset()
{
    const QString name = m_presets->currentText().trimmed();
    if (name.isEmpty()) {
        m_presets->setFocus();
        Q_EMIT messageShown(tr("Give the preset a name first."));
        return;
    }
    auto own = ownPresets(m_services.settings);
    const Question question{tr("Save over “%1”?").arg(name),
                            tr("There is a preset of this name with other settings."),
                            {},
                            {tr("Save over it"), tr("Cancel")},
                            true};
    Recipe steps = recipe();
    steps.name = name.toStdString();
    const QJsonObject json = jsonOf(steps);
    const QJsonValue before = m_presetRecipes.contains(name) ? m_presetRecipes.value(name) : own.value(name);
    if (before.isObject() && before.toObject() != json && m_services.asker.ask(this, question) != 0)
        return;
    m_presetRecipes[name] = json;
    own[name] = json;
    keepOwnPresets(m_services.settings, own);
    fillPresets();
    m_presets->setCurrentText(name);
    keepInProject();
    Q_EMIT messageShown(tr("“%1” is saved.").arg(name));
}

void PreprocessPage::usePreset(const QString &name)
{
    const auto own = ownPresets(m_services.settings);
    const QJsonValue stored = m_presetRecipes.contains(name) ? m_presetRecipes.value(name) : own.value(name);
    if (!stored.isObject())
        return;
    const auto steps = recipeOf(stored.toObject(), name);
    if (steps)
        m_chain->setRecipe(*steps);
    else
        m_errors->show(ErrorReport::from(steps.error()));
}

void PreprocessPage::deletePreset()
{
    const QString name = m_presets->currentText().trimmed();
    auto own = ownPresets(m_services.settings);
    if (!m_presetRecipes.contains(name) && !own.contains(name)) {
        Q_EMIT messageShown(tr("Choose the preset first."));
        return;
    }
    m_presetRecipes.remove(name);
    own.remove(name);
    keepOwnPresets(m_services.settings, own);
    fillPresets();
    keepInProject();
    Q_EMIT messageShown(tr("“%1” is removed; maps made with it stay.").arg(name));
}

void PreprocessPage::openWorkflow()
{
    const auto file =
        m_services.asker.openFile(this, tr("Open a workflow"), {}, tr("Workflows (*.json);;All files (*)"));
    if (!file)
        return;
    auto steps = loadRecipe(pathFromQt(*file));
    if (steps)
        steps = completeRecipe(std::move(*steps)); // names what this Armature does not know
    if (!steps) {
        m_errors->show(ErrorReport::from(steps.error()));
        return;
    }
    m_errors->clear();
    m_chain->setRecipe(*steps);
    m_presets->setCurrentText(steps->name.empty() ? displayName(pathFromQt(*file).stem())
                                                  : text(steps->name));
}

void PreprocessPage::saveWorkflow()
{
    const QString name = m_presets->currentText().trimmed();
    const auto file = m_services.asker.saveFile(
        this, tr("Save the workflow"), (name.isEmpty() ? tr("workflow") : name) + QStringLiteral(".json"),
        tr("Workflows (*.json)"));
    if (!file)
        return;
    Recipe steps = recipe();
    steps.name = name.toStdString();
    if (const auto status = saveRecipe(pathFromQt(*file), steps); !status)
        m_errors->show(ErrorReport::from(status.error()));
    else
        Q_EMIT messageShown(tr("The workflow is saved as %1.").arg(displayName(pathFromQt(*file))));
}

void PreprocessPage::keepInProject()
{
    if (!m_project)
        return;
    QJsonObject weights;
    for (const auto &[net, files] : m_weights->files()) {
        QJsonArray list;
        for (const std::string &file : files)
            list.append(storedPath(file));
        weights[text(net)] = list;
    }
    QJsonObject section = m_project->section(QStringLiteral("preprocess"));
    section[QStringLiteral("presets")] = m_presetRecipes;
    section[QStringLiteral("weights")] = weights;
    m_project->setSection(QStringLiteral("preprocess"), section);
    Q_EMIT viewChanged(); // the window saves the project
}

void PreprocessPage::readFromProject()
{
    m_presetRecipes = m_project->section(QStringLiteral("preprocess"))[QStringLiteral("presets")].toObject();
    fillPresets();
    m_weights->setFiles(locatedWeights(*m_project));
}

} // namespace armature::ui
