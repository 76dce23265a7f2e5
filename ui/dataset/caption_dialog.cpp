#include "ui/dataset/caption_dialog.h"

#include "ui/dataset/pair_model.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QFrame>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QThreadPool>
#include <QVBoxLayout>

#include <algorithm>

namespace armature::ui {

namespace {

constexpr size_t kPreviews = 3;
constexpr int kDelay = 60;       // milliseconds after the last key
constexpr int kMaxShown = 400;   // characters of a caption
constexpr int kWidth = 560;      // of the window, px
constexpr int kPreviewLines = 2; // of each caption

// What differs between two captions, marked by `tag` in the first.
QString marked(const QString &text, const QString &other, const char *tag)
{
    const auto shortest = std::min(text.size(), other.size());
    qsizetype begin = 0, end = 0;
    const auto growEnd = [&] {
        while (end < shortest - begin && text[text.size() - 1 - end] == other[other.size() - 1 - end])
            ++end;
    };
    if (text.endsWith(other) || other.endsWith(text))
        growEnd(); // something stands before it: "a drawing of " and not "drawing of a "
    while (begin < shortest - end && text[begin] == other[begin])
        ++begin;
    growEnd();
    // Far into a long caption the beginning is left out.
    const qsizetype from = begin > kMaxShown / 2 ? begin - kMaxShown / 4 : 0;
    const auto middle = text.mid(begin, text.size() - end - begin);
    return (from > 0 ? QStringLiteral("… ") : QString()) + text.mid(from, begin - from).toHtmlEscaped() +
           QStringLiteral("<%1>%2</%1>").arg(QLatin1String(tag), middle.left(kMaxShown).toHtmlEscaped()) +
           text.right(end).left(kMaxShown).toHtmlEscaped();
}

} // namespace

CaptionDialog::CaptionDialog(const PairModel &model, std::vector<uint32_t> selected, QWidget *parent)
    : QDialog(parent), m_model(model), m_selected(std::move(selected)), m_operation(new QComboBox(this)),
      m_scope(new QComboBox(this)), m_textLabel(new QLabel(this)), m_withLabel(new QLabel(this)),
      m_count(new QLabel(this)), m_text(new QLineEdit(this)), m_with(new QLineEdit(this)),
      m_change(new QPushButton(this))
{
    setWindowTitle(tr("Edit many captions"));
    setMinimumWidth(kWidth);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(space::kGroup, space::kGroup, space::kGroup, space::kPage);
    rows->setSpacing(space::kMedium);

    auto *form = new QGridLayout;
    form->setHorizontalSpacing(space::kMedium);
    form->setVerticalSpacing(space::kSmall);
    form->setColumnStretch(1, 1);
    const auto add = [&](QLabel *label, QWidget *field) {
        const int row = form->rowCount();
        label->setBuddy(field);
        form->addWidget(label, row, 0);
        form->addWidget(field, row, 1);
    };
    add(new QLabel(tr("&What"), this), m_operation);
    add(m_textLabel, m_text);
    add(m_withLabel, m_with);
    add(new QLabel(tr("&In"), this), m_scope);
    rows->addLayout(form);
    m_operation->addItem(tr("Find and replace"), int(CaptionOp::Replace));
    m_operation->addItem(tr("Put before"), int(CaptionOp::Prefix));
    m_operation->addItem(tr("Put behind"), int(CaptionOp::Suffix));
    m_operation->addItem(tr("Add a tag"), int(CaptionOp::AddTag));
    m_operation->addItem(tr("Remove a tag"), int(CaptionOp::RemoveTag));
    m_withLabel->setText(tr("&Replace with"));
    if (m_selected.size() > 1)
        m_scope->addItem(tr("the %Ln selected rows", nullptr, int(m_selected.size())), Selected);
    if (model.rowCount() < int(model.table().size()))
        m_scope->addItem(tr("the %Ln rows that the filter shows", nullptr, model.rowCount()), Filtered);
    m_scope->addItem(tr("all %Ln rows", nullptr, int(model.table().size())), All);

    auto *frame = new QFrame(this);
    frame->setFrameShape(QFrame::StyledPanel);
    auto *list = new QVBoxLayout(frame);
    list->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
    list->setSpacing(space::kTiny);
    for (size_t i = 0; i < kPreviews; ++i) {
        Preview preview{new ElidedLabel(Qt::ElideMiddle, frame), new QLabel(frame), new QLabel(frame)};
        preview.name->setFont(captionFont(font()));
        preview.name->setRole(QPalette::PlaceholderText);
        preview.before->setForegroundRole(QPalette::PlaceholderText);
        for (auto *label : {preview.before, preview.after}) {
            label->setTextFormat(Qt::RichText);
            label->setWordWrap(true);
            label->setAlignment(Qt::AlignTop | Qt::AlignLeading);
            label->setFixedHeight(kPreviewLines * fontMetrics().lineSpacing());
        }
        list->addWidget(preview.name);
        list->addWidget(preview.before);
        list->addWidget(preview.after);
        if (i + 1 < kPreviews)
            list->addSpacing(space::kSmall);
        m_previews.push_back(preview);
    }
    rows->addWidget(frame);
    m_count->setObjectName(QStringLiteral("captionCount"));
    rows->addWidget(m_count);

    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    m_change->setDefault(true);
    m_change->setObjectName(QStringLiteral("changeCaptions"));
    makePrimary(m_change);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    buttons->addWidget(m_change);
    buttons->addWidget(cancel);
    rows->addLayout(buttons);

    m_delay.setSingleShot(true);
    m_delay.setInterval(kDelay);
    connect(&m_delay, &QTimer::timeout, this, &CaptionDialog::work);
    connect(m_text, &QLineEdit::textChanged, this, &CaptionDialog::restart);
    connect(m_with, &QLineEdit::textChanged, this, &CaptionDialog::restart);
    connect(m_operation, &QComboBox::currentIndexChanged, this, &CaptionDialog::showFields);
    connect(m_scope, &QComboBox::currentIndexChanged, this, &CaptionDialog::takeSnapshot);
    connect(&model, &PairModel::modelReset, this, &CaptionDialog::takeSnapshot);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_change, &QPushButton::clicked, this, [this] {
        if (!m_outcome || m_outcome->after.size() == 0)
            return;
        Q_EMIT editWanted(m_outcome);
        accept();
    });
    showFields();
    takeSnapshot();
    m_text->setFocus();
}

CaptionDialog::~CaptionDialog() { m_stop.request_stop(); }

CaptionEdit CaptionDialog::edit() const
{
    return {CaptionOp(m_operation->currentData().toInt()), m_text->text().toStdString(),
            m_with->text().toStdString()};
}

void CaptionDialog::showFields()
{
    const auto op = edit().op;
    m_textLabel->setText(op == CaptionOp::Replace                                ? tr("&Find")
                         : op == CaptionOp::AddTag || op == CaptionOp::RemoveTag ? tr("&Tag")
                                                                                 : tr("&Text"));
    m_text->setPlaceholderText(op == CaptionOp::Replace  ? tr("upper and lower case matter")
                               : op == CaptionOp::Prefix ? tr("such as “a photo of ”, with the space")
                               : op == CaptionOp::Suffix ? tr("such as “, studio light”")
                                                         : tr("what stands between two commas"));
    m_withLabel->setVisible(op == CaptionOp::Replace);
    m_with->setVisible(op == CaptionOp::Replace);
    restart();
}

void CaptionDialog::takeSnapshot()
{
    const auto &table = m_model.table();
    auto captions = std::make_shared<CaptionTexts>();
    const auto take = [&](uint32_t row) {
        if (row < table.size() && table.hasPicture(row))
            captions->add(row, table.caption(row), table.hasCaption(row));
    };
    switch (Scope(m_scope->currentData().toInt())) {
    case Selected:
        std::for_each(m_selected.begin(), m_selected.end(), take);
        break;
    case Filtered:
        for (int i = 0; i < m_model.rowCount(); ++i)
            take(m_model.tableRow(m_model.index(i)));
        break;
    case All:
        for (uint32_t row = 0; row < table.size(); ++row)
            take(row);
        break;
    }
    m_captions = std::move(captions);
    restart();
}

void CaptionDialog::restart()
{
    m_stop.request_stop();
    m_outcome.reset();
    m_isWorking = true;
    m_change->setEnabled(false);
    m_delay.start();
}

void CaptionDialog::work()
{
    m_stop = {};
    QThreadPool::globalInstance()->start(
        [self = QPointer(this), stop = m_stop.get_token(), captions = m_captions, edit = edit()] {
            std::shared_ptr<CaptionOutcome> outcome;
            if (!edit.text.empty())
                outcome = std::make_shared<CaptionOutcome>(editCaptions(*captions, edit, stop));
            QMetaObject::invokeMethod(qApp, [self, stop, outcome] {
                if (!self || stop.stop_requested())
                    return;
                self->m_outcome = outcome;
                self->m_isWorking = false;
                self->showOutcome();
            });
        });
}

void CaptionDialog::showOutcome()
{
    const size_t count = m_outcome ? m_outcome->after.size() : 0;
    const auto &table = m_model.table();
    for (size_t i = 0; i < m_previews.size(); ++i) {
        auto &preview = m_previews[i];
        if (i >= count || m_outcome->after.row(i) >= table.size()) {
            preview.name->setText({});
            preview.before->clear();
            preview.after->clear();
            continue;
        }
        const auto text = [](std::string_view bytes) {
            return QString::fromUtf8(bytes.data(), qsizetype(bytes.size())).simplified();
        };
        const auto before = text(m_outcome->before.caption(i)), after = text(m_outcome->after.caption(i));
        preview.name->setText(shownName(table.id(m_outcome->after.row(i))));
        preview.before->setText(before.isEmpty() ? tr("no caption") : marked(before, after, "s"));
        preview.after->setText(marked(after, before, "b"));
    }
    m_count->setText(!m_outcome   ? tr("Nothing is written before you press the button.")
                     : count == 0 ? tr("No caption would change.")
                                  : tr("%1 of %2 captions change. Undo brings them back.")
                                        .arg(locale().toString(qulonglong(count)),
                                             locale().toString(qulonglong(m_captions->size()))));
    m_change->setText(count == 0 ? tr("Change captions") : tr("Change %Ln captions", nullptr, int(count)));
    m_change->setEnabled(count > 0);
}

QString CaptionDialog::previewText() const
{
    return m_outcome && m_outcome->after.size() > 0
               ? QString::fromStdString(std::string(m_outcome->after.caption(0)))
               : QString();
}

} // namespace armature::ui
