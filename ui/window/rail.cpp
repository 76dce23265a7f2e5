#include "ui/window/rail.h"

#include "ui/theme/icons.h"
#include "ui/theme/style_paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QPainter>
#include <QStyleOption>
#include <QVBoxLayout>

namespace armature::ui {

namespace {
constexpr int kWidth = 176;
}

class Rail::Button : public QAbstractButton
{
public:
    Button(const QString &id, const QString &title, const QString &iconName, QWidget *parent)
        : QAbstractButton(parent), m_iconName(iconName)
    {
        setObjectName(QStringLiteral("rail.") + id);
        setText(title);
        setAccessibleName(title);
        setCheckable(true);
        setAttribute(Qt::WA_Hover);
        setFocusPolicy(Qt::TabFocus);
    }
    QSize sizeHint() const override { return {kWidth - 2 * space::kSmall, size::kRailRow}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        QStyleOption option;
        option.initFrom(this);
        const ThemeColors &c = themeColors(palette());
        if (isChecked() || isDown() || underMouse())
            paint::panel(painter, rect(), radius::kControl, isChecked() ? c.hover : c.window, 0);
        if (isChecked())
            paint::panel(painter,
                         QRectF(layoutDirection() == Qt::LeftToRight ? 0 : width() - 3, 10, 3, height() - 20),
                         1, c.focus, 0);
        const QRgb tint = isChecked() || underMouse() ? c.text : c.text2;
        const QRect icon(space::kMedium, (height() - 20) / 2, 20, 20);
        paintIcon(painter, QStyle::visualRect(layoutDirection(), rect(), icon), m_iconName, tint);
        painter.setPen(color(tint));
        painter.setFont(isChecked() ? sectionFont(font()) : font());
        const QRect text = rect().adjusted(space::kMedium + 20 + space::kMedium, 0, -space::kTiny, 0);
        painter.drawText(QStyle::visualRect(layoutDirection(), rect(), text),
                         Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine, this->text());
        if (hasFocus() && (option.state & QStyle::State_KeyboardFocusChange))
            paint::focusRing(painter, rect(), radius::kControl, c.focus);
    }

private:
    QString m_iconName;
};

Rail::Rail(QWidget *parent)
    : QWidget(parent), m_buttons(new QButtonGroup(this)), m_column(new QVBoxLayout(this)),
      m_project(new ElidedLabel(Qt::ElideMiddle, this))
{
    setFixedWidth(kWidth);
    m_column->setContentsMargins(space::kSmall, space::kSmall, space::kSmall, space::kSmall);
    m_column->setSpacing(2);
    m_project->setObjectName(QStringLiteral("rail.project"));
    m_project->setFont(sectionFont(font()));
    m_project->setFixedHeight(size::kRailRow - space::kSmall);
    m_project->setContentsMargins(space::kMedium, 0, 0, 0);
    m_project->hide();
    m_column->addWidget(m_project);
    m_column->addStretch();
    connect(m_buttons, &QButtonGroup::buttonClicked, this,
            [this](QAbstractButton *button) { Q_EMIT chosen(button->objectName().mid(5)); });
}

void Rail::addPage(const QString &id, const QString &title, const QString &iconName)
{
    auto *button = new Button(id, title, iconName, this);
    m_buttons->addButton(button);
    m_column->insertWidget(m_column->count() - 1, button);
}

void Rail::setCurrent(const QString &id)
{
    if (auto *button = findChild<QAbstractButton *>(QStringLiteral("rail.") + id))
        button->setChecked(true);
}

void Rail::setProjectName(const QString &name, const QString &path)
{
    m_project->setText(name);
    m_project->setToolTip(path);
    m_project->setVisible(!name.isEmpty());
}

void Rail::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const ThemeColors &c = themeColors(palette());
    painter.fillRect(rect(), color(c.field));
    painter.fillRect(QRect(layoutDirection() == Qt::LeftToRight ? width() - 1 : 0, 0, 1, height()),
                     color(c.line));
}

} // namespace armature::ui
