#include "ui/test_room/grid_dialog.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace armature::ui {

namespace {

QString separatorOf(Axis axis) { return isTextAxis(axis) ? QStringLiteral(" | ") : QStringLiteral(", "); }

} // namespace

GridDialog::GridDialog(AxisOffers offers, QWidget *parent)
    : QDialog(parent), m_offers(std::move(offers)), m_count(new QLabel(this))
{
    setWindowTitle(tr("A grid over two settings"));
    auto *form = new QFormLayout;
    const QString titles[] = {tr("Across"), tr("Down")};
    const Axis first[] = {Axis::Scale, Axis::None};
    for (int which = 0; which < 2; ++which) {
        m_axes[which] = new QComboBox(this);
        m_values[which] = new QLineEdit(this);
        m_axes[which]->setAccessibleName(titles[which]);
        m_values[which]->setAccessibleName(tr("%1: values").arg(titles[which]));
        m_values[which]->setMinimumWidth(320);
        for (int axis = int(Axis::None); axis <= int(Axis::Condition); ++axis)
            m_axes[which]->addItem(axisTitle(Axis(axis)), axis);
        form->addRow(titles[which], m_axes[which]);
        m_choose[which] = new QToolButton(this);
        m_choose[which]->setIcon(icon(QStringLiteral("plus-lg")));
        m_choose[which]->setToolTip(tr("Choose from a list"));
        m_choose[which]->setAccessibleName(m_choose[which]->toolTip());
        connect(m_choose[which], &QToolButton::clicked, this, [this, which] { offer(which); });
        auto *values = new QHBoxLayout;
        values->addWidget(m_values[which], 1);
        values->addWidget(m_choose[which]);
        form->addRow(tr("Values"), values);
        connect(m_axes[which], &QComboBox::currentIndexChanged, this, [this, which](int axis) {
            m_values[which]->setText(axisExample(Axis(axis)));
            m_values[which]->setEnabled(Axis(axis) != Axis::None);
            const auto found = m_offers.find(Axis(axis));
            m_choose[which]->setVisible(found != m_offers.end() && !found->second.empty());
        });
        m_axes[which]->setCurrentIndex(-1);
        m_axes[which]->setCurrentIndex(int(first[which]));
    }
    for (QLineEdit *values : m_values)
        connect(values, &QLineEdit::textChanged, this, &GridDialog::showCount);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto *make = buttons->addButton(tr("Make the grid"), QDialogButtonBox::AcceptRole);
    makePrimary(make);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(m_count);
    column->addWidget(buttons);
    showCount();
}

AxisChoice GridDialog::choice(int which) const
{
    return {Axis(m_axes[which]->currentData().toInt()), m_values[which]->text()};
}

void GridDialog::offer(int which)
{
    const auto found = m_offers.find(choice(which).axis);
    if (found == m_offers.end())
        return;
    QMenu menu(this);
    const QStringList taken = m_values[which]->text().split(separatorOf(found->first).trimmed());
    for (const auto &[title, value] : found->second) {
        QAction *action = menu.addAction(title);
        action->setCheckable(true);
        action->setChecked(
            std::ranges::any_of(taken, [&](const QString &one) { return one.trimmed() == value; }));
        connect(action, &QAction::toggled, this,
                [this, which, chosen = value](bool isTaken) { take(which, chosen, isTaken); });
    }
    menu.exec(m_choose[which]->mapToGlobal(m_choose[which]->rect().bottomLeft()));
}

void GridDialog::take(int which, const QString &value, bool isTaken)
{
    const Axis axis = choice(which).axis;
    QStringList values;
    if (m_values[which]->text() != axisExample(axis) || !isTaken) { // the example makes room
        for (const QString &one : m_values[which]->text().split(separatorOf(axis).trimmed()))
            if (!one.trimmed().isEmpty() && one.trimmed() != value)
                values << one.trimmed();
    }
    if (isTaken)
        values << value;
    m_values[which]->setText(values.join(separatorOf(axis)));
}

void GridDialog::showCount()
{
    const auto plan = gridPlan({}, across(), down());
    m_count->setText(plan ? tr("%n picture(s)", nullptr, int(plan->tasks.size()))
                          : QString::fromStdString(plan.error().message));
}

} // namespace armature::ui
