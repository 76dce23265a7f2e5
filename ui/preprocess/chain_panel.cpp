#include "ui/preprocess/chain_panel.h"

#include "core/config/annotator_nets.h"
#include "preprocess/registry.h"
#include "ui/preprocess/parameter_form.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/engine_labels.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <optional>
#include <utility>

namespace armature::ui {

namespace {

constexpr int kMostRows = 5; // of the list of steps that are seen at once

QString text(const std::string &words) { return QString::fromStdString(words); }

const AnnotatorInfo *infoOf(const std::string &id)
{
    const auto found = findAnnotator(id);
    return found ? &(*found)->info() : nullptr;
}

const AnnotatorNet *netOf(const AnnotatorInfo &info)
{
    return info.net.empty() ? nullptr : findAnnotatorNet(info.net);
}

} // namespace

ChainPanel::ChainPanel(QWidget *parent) : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    column->addWidget(makeSteps());
    m_kinds = new QComboBox(this);
    m_kinds->setObjectName(QStringLiteral("preprocess.annotator"));
    m_kinds->setAccessibleName(tr("Kind of map"));
    m_kinds->setMaxVisibleItems(24);
    fillKinds();
    m_kinds->view()->setAccessibleName(m_kinds->accessibleName());
    column->addWidget(m_kinds);
    m_help = new QLabel(this);
    m_help->setWordWrap(true);
    m_help->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(m_help);
    m_licence = new QToolButton(this);
    m_licence->setObjectName(QStringLiteral("preprocess.licence"));
    m_licence->setAutoRaise(true);
    m_licence->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    column->addWidget(m_licence, 0, Qt::AlignLeft);
    m_form = new ParameterForm;
    auto *inside = new QWidget;
    auto *insideColumn = new QVBoxLayout(inside);
    insideColumn->setContentsMargins(0, space::kSmall, space::kSmall, 0);
    insideColumn->addWidget(m_form);
    insideColumn->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("Settings of the map"));
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidgetResizable(true);
    scroll->setWidget(inside);
    column->addWidget(scroll, 1);

    m_steps.push_back(
        RecipeStep{m_kinds->itemData(0).toString().toStdString(), ParameterValues::object(), 1, {}, {}});
    connect(m_kinds, &QComboBox::currentIndexChanged, this, [this] {
        if (m_isShowing || m_kinds->currentData().isNull())
            return;
        m_steps[size_t(m_step)] =
            RecipeStep{m_kinds->currentData().toString().toStdString(), ParameterValues::object(), 1, {}, {}};
        showStep();
        Q_EMIT changed();
    });
    connect(m_form, &ParameterForm::changed, this, [this] {
        if (m_isShowing)
            return;
        m_steps[size_t(m_step)].parameters = m_form->values();
        showSteps();
        Q_EMIT changed();
    });
    connect(m_licence, &QToolButton::clicked, this, [this] {
        if (const auto *info = infoOf(annotator().toStdString()))
            Q_EMIT weightsWanted(text(info->net));
    });
    showStep();
}

QWidget *ChainPanel::makeSteps()
{
    auto *steps = new QWidget(this);
    auto *column = new QVBoxLayout(steps);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kTiny);
    auto *line = new QHBoxLayout;
    line->setSpacing(0);
    auto *words = new QLabel(tr("Steps"), steps);
    words->setFont(sectionFont(font()));
    line->addWidget(words, 1);
    const auto button = [&](const char *iconName, const QString &what, const char *name) {
        auto *made = new QToolButton(steps);
        made->setIcon(icon(QLatin1String(iconName)));
        made->setToolTip(what);
        made->setAccessibleName(what);
        made->setAutoRaise(true);
        made->setObjectName(QStringLiteral("preprocess.") + QLatin1String(name));
        line->addWidget(made);
        return made;
    };
    m_up = button("arrow-up", tr("Move this step up"), "stepUp");
    m_down = button("arrow-down", tr("Move this step down"), "stepDown");
    m_remove = button("trash", tr("Remove this step"), "removeStep");
    m_add = button("plus-lg", tr("Add a step"), "addStep");
    m_add->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_add);
    fillMenu(*menu);
    m_add->setMenu(menu);
    column->addLayout(line);
    m_list = new QListWidget(steps);
    m_list->setObjectName(QStringLiteral("preprocess.steps"));
    m_list->setAccessibleName(tr("Steps of the chain"));
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(m_list);
    connect(m_up, &QToolButton::clicked, this, [this] { moveStep(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { moveStep(1); });
    connect(m_remove, &QToolButton::clicked, this, &ChainPanel::removeStep);
    connect(m_list, &QListWidget::currentRowChanged, this, [this](int row) {
        if (!m_isShowing && row >= 0)
            select(row);
    });
    return steps;
}

void ChainPanel::fillKinds()
{
    std::optional<AnnotatorGroup> group;
    for (const Annotator *one : annotators()) {
        const AnnotatorInfo &info = one->info();
        if (group && *group != info.group)
            m_kinds->insertSeparator(m_kinds->count());
        group = info.group;
        m_kinds->addItem(inLabels(info.title), text(info.id));
        const auto *net = netOf(info);
        if (net && net->isNonCommercial) {
            const int row = m_kinds->count() - 1;
            m_kinds->setItemIcon(row, icon(QStringLiteral("exclamation-triangle"), &ThemeColors::warn));
            m_kinds->setItemData(row, tr("Weights: %1").arg(text(net->licence)), Qt::ToolTipRole);
        }
    }
}

void ChainPanel::fillMenu(QMenu &menu)
{
    std::optional<AnnotatorGroup> group;
    QMenu *part = nullptr;
    for (const Annotator *one : annotators()) {
        const AnnotatorInfo &info = one->info();
        if (!part || *group != info.group)
            part =
                menu.addMenu(info.group == AnnotatorGroup::Step ? tr("Crop, resize, invert")
                                                                : inLabels(annotatorGroupTitle(info.group)));
        group = info.group;
        part->addAction(inLabels(info.title), this, [this, id = text(info.id)] { addStep(id); });
    }
}

Recipe ChainPanel::recipe() const { return {{}, m_steps}; }

void ChainPanel::setRecipe(const Recipe &recipe)
{
    std::vector<RecipeStep> steps;
    for (const RecipeStep &step : recipe.steps) {
        const auto *info = infoOf(step.annotator);
        if (!info)
            continue;
        RecipeStep known{step.annotator, defaultParameters(info->parameters), info->version, {}, {}};
        for (const auto &[name, value] : step.parameters.items()) {
            const ParameterValues one = {{name, value}};
            if (completeParameters(info->parameters, one, {}))
                known.parameters[name] = value;
        }
        steps.push_back(std::move(known));
    }
    if (steps.empty())
        return;
    m_steps = std::move(steps);
    m_step = 0;
    // What is looked at first is what decides the map, not the cut before it.
    for (int i = 0; i < count(); ++i)
        if (infoOf(m_steps[size_t(i)].annotator)->group != AnnotatorGroup::Step)
            m_step = i;
    showStep();
    Q_EMIT changed();
}

QStringList ChainPanel::nets() const
{
    QStringList keys;
    for (const RecipeStep &step : m_steps)
        if (const auto *info = infoOf(step.annotator); info && !info->net.empty())
            keys << text(info->net);
    return keys;
}

QString ChainPanel::annotator() const { return text(m_steps[size_t(m_step)].annotator); }

void ChainPanel::setAnnotator(const QString &id)
{
    const int row = m_kinds->findData(id);
    if (row >= 0)
        m_kinds->setCurrentIndex(row);
}

void ChainPanel::select(int step)
{
    if (step < 0 || step >= count())
        return;
    m_step = step;
    showStep();
}

void ChainPanel::addStep(const QString &annotator)
{
    const auto *info = infoOf(annotator.toStdString());
    if (!info)
        return;
    ++m_step;
    m_steps.insert(m_steps.begin() + m_step,
                   RecipeStep{info->id, defaultParameters(info->parameters), info->version, {}, {}});
    showStep();
    Q_EMIT changed();
}

void ChainPanel::removeStep()
{
    if (count() < 2)
        return;
    m_steps.erase(m_steps.begin() + m_step);
    m_step = std::max(0, m_step - 1);
    showStep();
    Q_EMIT changed();
}

void ChainPanel::moveStep(int by)
{
    const int to = m_step + by;
    if (to < 0 || to >= count())
        return;
    std::swap(m_steps[size_t(m_step)], m_steps[size_t(to)]);
    m_step = to;
    showStep();
    Q_EMIT changed();
}

// The form and the list from m_steps.
void ChainPanel::showStep()
{
    const auto *info = infoOf(m_steps[size_t(m_step)].annotator);
    if (!info)
        return;
    m_isShowing = true;
    m_kinds->setCurrentIndex(m_kinds->findData(text(info->id)));
    m_help->setText(inLabels(info->help));
    m_form->setSchema(info->parameters);
    m_form->setValues(m_steps[size_t(m_step)].parameters);
    m_steps[size_t(m_step)].parameters = m_form->values();
    m_isShowing = false;
    showSteps();
    showLicence();
}

void ChainPanel::showSteps()
{
    m_isShowing = true;
    while (m_list->count() > count())
        delete m_list->takeItem(m_list->count() - 1);
    for (int i = 0; i < count(); ++i) {
        if (i == m_list->count())
            m_list->addItem(QString());
        const QString words = recipeWords({{}, {m_steps[size_t(i)]}});
        m_list->item(i)->setText(QStringLiteral("%1   %2").arg(i + 1).arg(words));
        m_list->item(i)->setToolTip(words);
    }
    m_list->setCurrentRow(m_step);
    m_list->setVisible(count() > 1);
    m_list->setFixedHeight(std::min(count(), kMostRows) * m_list->sizeHintForRow(0) +
                           2 * m_list->frameWidth());
    for (auto *button : {m_up, m_down, m_remove})
        button->setVisible(count() > 1);
    m_up->setEnabled(m_step > 0);
    m_down->setEnabled(m_step + 1 < count());
    m_isShowing = false;
}

void ChainPanel::showLicence()
{
    const auto *info = infoOf(annotator().toStdString());
    const auto *net = info ? netOf(*info) : nullptr;
    m_licence->setVisible(net);
    if (!net)
        return;
    const QString licence = text(net->licence);
    m_licence->setText(net->isNonCommercial ? tr("Not for commercial use")
                       : net->isDraft       ? tr("Draft: to try things with")
                                            : tr("Weights: %1").arg(licence));
    m_licence->setIcon(net->isNonCommercial || net->isDraft
                           ? icon(QStringLiteral("exclamation-triangle"), &ThemeColors::warn)
                           : icon(QStringLiteral("info-circle")));
    m_licence->setToolTip(tr("Licence of the weights: %1. Click for the files.").arg(licence));
    m_licence->setAccessibleName(m_licence->text());
    m_licence->setAccessibleDescription(m_licence->toolTip());
}

} // namespace armature::ui
