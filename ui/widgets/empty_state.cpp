#include "ui/widgets/empty_state.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace armature::ui {

namespace {
constexpr int kIconSide = 48;
constexpr int kTextWidth = 420;
} // namespace

EmptyState::EmptyState(const QString &iconName, const QString &title, const QString &sentence,
                       QWidget *parent)
    : QWidget(parent), m_iconName(iconName), m_title(new QLabel(this)), m_sentence(new QLabel(this)),
      m_column(new QVBoxLayout(this))
{
    m_title->setFont(titleFont(font()));
    m_sentence->setWordWrap(true);
    m_sentence->setFixedWidth(kTextWidth);
    for (QLabel *label : {m_title, m_sentence}) {
        label->setAlignment(Qt::AlignHCenter);
        label->setTextFormat(Qt::PlainText);
    }
    m_sentence->setForegroundRole(QPalette::PlaceholderText);
    m_column->setSpacing(space::kMedium);
    m_column->addStretch(2);
    m_column->addSpacing(kIconSide + space::kSmall);
    m_column->addWidget(m_title, 0, Qt::AlignHCenter);
    m_column->addWidget(m_sentence, 0, Qt::AlignHCenter);
    m_column->addStretch(3);
    setTexts(title, sentence);
}

void EmptyState::setTexts(const QString &title, const QString &sentence)
{
    m_title->setText(title);
    m_sentence->setText(sentence);
    // A label that wraps asks its layout for a height that a centred column does not give.
    m_sentence->setMinimumHeight(m_sentence->heightForWidth(kTextWidth));
}

QPushButton *EmptyState::addButton(const QString &text, const QString &iconName)
{
    const bool isFirst = !m_buttons;
    if (isFirst) {
        m_buttons = new QWidget(this);
        auto *row = new QHBoxLayout(m_buttons);
        row->setContentsMargins(0, space::kSmall, 0, 0);
        m_column->insertWidget(m_column->count() - 1, m_buttons, 0, Qt::AlignHCenter);
    }
    auto *button = new QPushButton(icon(iconName), text, m_buttons);
    if (isFirst)
        makePrimary(button);
    m_buttons->layout()->addWidget(button);
    return button;
}

void EmptyState::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int top = m_title->y() - kIconSide - space::kMedium;
    paintIcon(painter, QRectF((width() - kIconSide) / 2, top, kIconSide, kIconSide), m_iconName,
              themeColors(palette()).edge);
}

} // namespace armature::ui
