#include "ui/widgets/error_bar.h"

#include "ui/theme/icons.h"
#include "ui/theme/style_paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/core_words.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace armature::ui {

namespace {

QString nameOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::BadInput:
        return QStringLiteral("BadInput");
    case ErrorCode::NotFound:
        return QStringLiteral("NotFound");
    case ErrorCode::Corrupt:
        return QStringLiteral("Corrupt");
    case ErrorCode::Unsupported:
        return QStringLiteral("Unsupported");
    case ErrorCode::Conflict:
        return QStringLiteral("Conflict");
    case ErrorCode::Locked:
        return QStringLiteral("Locked");
    case ErrorCode::Io:
        return QStringLiteral("Io");
    case ErrorCode::DiskFull:
        return QStringLiteral("DiskFull");
    case ErrorCode::OutOfMemory:
        return QStringLiteral("OutOfMemory");
    case ErrorCode::Numeric:
        return QStringLiteral("Numeric");
    case ErrorCode::Interrupted:
        return QStringLiteral("Interrupted");
    case ErrorCode::Internal:
        return QStringLiteral("Internal");
    }
    return {};
}

// A file name may hold anything; in a label that is markup, line breaks or marks that turn the text around.
QString onOneLine(QString text)
{
    for (QChar &character : text)
        if (character.category() == QChar::Other_Control || character.category() == QChar::Other_Format)
            character = QChar(0xfffd);
    return text;
}

QRgb ThemeColors::*toneOf(ErrorBar::Kind kind)
{
    switch (kind) {
    case ErrorBar::Kind::Error:
        return &ThemeColors::bad;
    case ErrorBar::Kind::Warning:
        return &ThemeColors::warn;
    case ErrorBar::Kind::Note:
        return &ThemeColors::info;
    }
    return &ThemeColors::info;
}

QString iconOf(ErrorBar::Kind kind)
{
    switch (kind) {
    case ErrorBar::Kind::Error:
        return QStringLiteral("exclamation-circle");
    case ErrorBar::Kind::Warning:
        return QStringLiteral("exclamation-triangle");
    case ErrorBar::Kind::Note:
        return QStringLiteral("info-circle");
    }
    return {};
}

class IconLabel : public QLabel
{
public:
    using QLabel::QLabel;
    void setIcon(const QString &name, QRgb ThemeColors::*tone)
    {
        m_name = name;
        m_tone = tone;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        if (!m_name.isEmpty())
            paintIcon(painter, QRectF(0, 2, size::kIcon, size::kIcon), m_name,
                      themeColors(palette()).*m_tone);
    }

private:
    QString m_name;
    QRgb ThemeColors::*m_tone = &ThemeColors::text;
};

} // namespace

ErrorReport ErrorReport::from(const Error &error, QString buttonText, std::function<void()> onButton)
{
    const auto text = [](const std::string &bytes) {
        return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
    };
    ErrorReport report;
    report.message = inWords(error.message);
    if (!error.remedy.empty())
        report.message += QLatin1Char(' ') + inWords(error.remedy);
    report.kept = inWords(error.kept);
    report.details = QStringLiteral("[%1] %2").arg(nameOf(error.code), text(describe(error)));
    report.buttonText = std::move(buttonText);
    report.onButton = std::move(onButton);
    return report;
}

ErrorBar::ErrorBar(QWidget *parent) : QFrame(parent)
{
    setObjectName(QStringLiteral("errorBar"));
    setFrameShape(QFrame::NoFrame);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::kMedium + 4, space::kSmall, space::kSmall, space::kSmall);
    row->setSpacing(space::kSmall);
    auto *iconLabel = new IconLabel(this);
    m_icon = iconLabel;
    m_icon->setFixedSize(size::kIcon, size::kIcon + 4);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    m_message = new QLabel(this);
    m_kept = new QLabel(this);
    for (QLabel *label : {m_message, m_kept}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        texts->addWidget(label);
    }
    m_message->setFont(sectionFont(font()));
    m_action = new QPushButton(this);
    m_action->setObjectName(QStringLiteral("errorBarAction"));
    m_copy = new QToolButton(this);
    m_copy->setIcon(icon(QStringLiteral("clipboard")));
    m_copy->setToolTip(tr("Copy the details"));
    m_copy->setAccessibleName(tr("Copy the details of this error"));
    m_close = new QToolButton(this);
    m_close->setIcon(icon(QStringLiteral("x-lg")));
    m_close->setToolTip(tr("Close (Esc)"));
    m_close->setAccessibleName(tr("Close this message"));
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addLayout(texts, 1);
    row->addWidget(m_action, 0, Qt::AlignVCenter);
    row->addWidget(m_copy, 0, Qt::AlignVCenter);
    row->addWidget(m_close, 0, Qt::AlignVCenter);
    connect(m_action, &QPushButton::clicked, this, [this] {
        const auto run = m_report.onButton; // the button may show the next error in this very bar
        clear();
        if (run)
            run();
    });
    connect(m_copy, &QToolButton::clicked, this, &ErrorBar::copyDetails);
    connect(m_close, &QToolButton::clicked, this, &ErrorBar::clear);
    m_action->hide();
    hide();
}

void ErrorBar::show(const ErrorReport &report, Kind kind)
{
    m_report = report;
    m_kind = kind;
    static_cast<IconLabel *>(m_icon)->setIcon(iconOf(kind), toneOf(kind));
    m_message->setText(onOneLine(report.message));
    m_kept->setText(onOneLine(report.kept));
    m_kept->setVisible(!report.kept.isEmpty());
    m_action->setText(report.buttonText);
    m_action->setVisible(!report.buttonText.isEmpty());
    m_copy->setVisible(!report.details.isEmpty());
    setAccessibleName(text());
    setVisible(true);
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void ErrorBar::clear()
{
    hide();
    m_report = {};
}

QString ErrorBar::text() const
{
    const QString kind = m_kind == Kind::Error     ? tr("Error")
                         : m_kind == Kind::Warning ? tr("Warning")
                                                   : tr("Note");
    QString all = kind + QStringLiteral(": ") + m_message->text();
    if (!m_report.kept.isEmpty())
        all += QLatin1Char(' ') + m_kept->text();
    return all;
}

void ErrorBar::copyDetails() { QApplication::clipboard()->setText(m_report.details); }

void ErrorBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const ThemeColors &c = themeColors(palette());
    const QRect card = contentsRect(); // what lies around it is hidden with the bar
    paint::panel(painter, card, radius::kCard, c.raised, c.line);
    painter.fillRect(QRect(card.left() + 1, card.top() + radius::kCard, 3, card.height() - 2 * radius::kCard),
                     color(c.*toneOf(m_kind)));
}

void ErrorBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        clear();
    else
        QFrame::keyPressEvent(event);
}

} // namespace armature::ui
