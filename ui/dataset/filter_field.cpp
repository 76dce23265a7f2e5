#include "ui/dataset/filter_field.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/core_words.h"

#include <QAbstractItemView>
#include <QAction>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QStringListModel>
#include <QVBoxLayout>

namespace armature::ui {

constexpr int kTypingDelay = 120; // milliseconds

FilterField::FilterField(QWidget *parent)
    : QWidget(parent), m_edit(new QLineEdit(this)), m_error(new QLabel(this)),
      m_completer(new QCompleter(this)), m_words(new QStringListModel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::kTiny);
    layout->addWidget(m_edit);
    layout->addWidget(m_error);
    m_edit->setAccessibleName(tr("Filter"));
    m_edit->setPlaceholderText(
        tr("Filter: a word, or caption:red size:<512 issue:misaligned NOT is:excluded"));
    m_edit->setClearButtonEnabled(true);
    m_edit->addAction(icon(QStringLiteral("funnel")), QLineEdit::LeadingPosition);
    m_error->setWordWrap(true);
    m_error->setForegroundRole(QPalette::WindowText);
    m_error->hide();
    m_completer->setModel(m_words);
    m_completer->setWidget(m_edit);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this, &FilterField::insert);
    m_delay.setSingleShot(true);
    m_delay.setInterval(kTypingDelay);
    connect(&m_delay, &QTimer::timeout, this, &FilterField::read);
    connect(m_edit, &QLineEdit::textChanged, &m_delay, qOverload<>(&QTimer::start));
    connect(m_edit, &QLineEdit::textEdited, this, &FilterField::complete);
    connect(m_edit, &QLineEdit::returnPressed, this, &FilterField::read);
    setFocusProxy(m_edit);
}

QString FilterField::text() const { return m_edit->text(); }

void FilterField::setText(const QString &text)
{
    m_edit->setText(text);
    read();
}

QString FilterField::errorText() const { return m_error->isHidden() ? QString() : m_error->text(); }

void FilterField::read()
{
    m_delay.stop();
    std::optional<FilterError> error;
    const auto filter = PairFilter::parse(m_edit->text().toStdString(), error);
    m_error->setVisible(error.has_value());
    if (error) {
        auto colors = palette();
        colors.setColor(QPalette::WindowText, color(themeColors(palette()).bad));
        m_error->setPalette(colors);
        m_error->setText(inWords(error->message));
        m_edit->setAccessibleDescription(m_error->text());
        return;
    }
    m_edit->setAccessibleDescription({});
    Q_EMIT filterChanged(filter);
}

void FilterField::complete()
{
    const auto typed = m_edit->text().left(m_edit->cursorPosition()).toStdString();
    QStringList words;
    for (const auto &word : filterCompletions(typed, typed.size()).words)
        words << QString::fromStdString(word);
    m_words->setStringList(words);
    const bool isAtStart = typed.empty() || typed.back() == ' ';
    if (words.isEmpty() || isAtStart)
        m_completer->popup()->hide();
    else
        m_completer->complete();
}

void FilterField::insert(const QString &word)
{
    const auto typed = m_edit->text().left(m_edit->cursorPosition()).toStdString();
    const auto from = filterCompletions(typed, typed.size()).from;
    const auto before = QString::fromStdString(typed.substr(0, from)) + word;
    const auto after = m_edit->text().mid(m_edit->cursorPosition());
    m_edit->setText(before + after);
    m_edit->setCursorPosition(int(before.size()));
    if (word.endsWith(QLatin1Char(':')))
        complete();
}

} // namespace armature::ui
