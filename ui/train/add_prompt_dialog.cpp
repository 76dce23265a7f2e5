#include "ui/train/add_prompt_dialog.h"

#include "ui/dataset/thumbnails.h"
#include "ui/project/paths.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/train/suggest_validation.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QThreadPool>
#include <QToolButton>
#include <QVBoxLayout>

namespace armature::ui {

namespace {

constexpr int kPreview = 160; // px
constexpr size_t kDrawn = 24; // pairs to choose among

} // namespace

AddPromptDialog::AddPromptDialog(std::filesystem::path pictures, QWidget *parent) : QDialog(parent), m_pictures(std::move(pictures))
{
    setWindowTitle(tr("Show another prompt"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kPage, space::kPage, space::kPage, space::kPage);
    column->setSpacing(space::kMedium);
    auto *hint = new QLabel(tr("From its next pictures on the run shows it too, with the same noise every time."), this);
    hint->setWordWrap(true);
    column->addWidget(hint);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::kPage);
    m_preview = new QLabel(this);
    m_preview->setFixedSize(kPreview, kPreview);
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setFrameShape(QFrame::StyledPanel);
    m_preview->setAccessibleName(tr("The condition map"));
    row->addWidget(m_preview);
    auto *form = new QFormLayout;
    form->setRowWrapPolicy(QFormLayout::WrapAllRows);
    m_prompt = new QLineEdit(this);
    m_prompt->setObjectName(QStringLiteral("train.added.prompt"));
    m_prompt->setAccessibleName(tr("Prompt"));
    form->addRow(tr("Prompt"), m_prompt);
    m_condition = new QLineEdit(this);
    m_condition->setObjectName(QStringLiteral("train.added.condition"));
    m_condition->setAccessibleName(tr("Condition map"));
    auto *line = new QHBoxLayout;
    line->addWidget(m_condition, 1);
    auto *browse = new QToolButton(this);
    browse->setIcon(icon(QStringLiteral("folder2-open")));
    browse->setAutoRaise(true);
    browse->setToolTip(tr("Choose a picture"));
    browse->setAccessibleName(browse->toolTip());
    connect(browse, &QToolButton::clicked, this, [this] {
        const QString start = m_condition->text().isEmpty() ? displayPath(m_pictures / "condition") : m_condition->text();
        const QString file = QFileDialog::getOpenFileName(this, tr("Condition map"), start, tr("Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff)"));
        if (!file.isEmpty())
            m_condition->setText(file);
    });
    line->addWidget(browse);
    form->addRow(tr("Condition map"), line);
    auto *drawn = new QPushButton(icon(QStringLiteral("shuffle")), tr("Another one from the pairs"), this);
    drawn->setObjectName(QStringLiteral("train.added.fromPairs"));
    connect(drawn, &QPushButton::clicked, this, &AddPromptDialog::fromThePairs);
    form->addRow(drawn);
    row->addLayout(form, 1);
    column->addLayout(row);
    auto *buttons = new QDialogButtonBox(this);
    m_add = buttons->addButton(tr("Show it"), QDialogButtonBox::AcceptRole);
    m_add->setObjectName(QStringLiteral("train.added.add"));
    makePrimary(m_add);
    buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
    connect(m_prompt, &QLineEdit::textChanged, this, &AddPromptDialog::changed);
    connect(m_condition, &QLineEdit::textChanged, this, &AddPromptDialog::changed);
    resize(560, sizeHint().height());
    changed();
}

ShownPrompt AddPromptDialog::chosen() const { return {m_prompt->text().trimmed().toStdString(), pathFromQt(m_condition->text())}; }

void AddPromptDialog::take(const ShownPrompt &shown)
{
    m_prompt->setText(QString::fromStdString(shown.prompt));
    m_condition->setText(displayPath(shown.condition));
}

void AddPromptDialog::fromThePairs()
{
    const auto some = suggestValidation(m_pictures, kDrawn);
    if (some.empty())
        return;
    const SuggestedValidation &one = some[(5 + m_next++ * 7) % some.size()]; // not those that a run begins with
    take({one.prompt, one.condition});
}

void AddPromptDialog::changed()
{
    if (chosen().condition != m_shown) {
        m_shown = chosen().condition;
        m_isPicture = false;
        m_preview->setPixmap({});
        m_preview->setText(m_shown.empty() ? tr("No map yet") : QString());
        QThreadPool::globalInstance()->start([self = QPointer(this), file = m_shown] {
            const QImage image = file.empty() ? QImage() : loadScaled(file, kPreview);
            QMetaObject::invokeMethod(qApp, [self, file, image] {
                if (self && self->m_shown == file && !file.empty())
                    self->showPreview(image);
            });
        });
    }
    m_add->setEnabled(m_isPicture && !chosen().prompt.empty());
}

void AddPromptDialog::showPreview(const QImage &image)
{
    m_isPicture = !image.isNull();
    m_preview->setPixmap(m_isPicture ? QPixmap::fromImage(image.scaled(m_preview->contentsRect().size(), Qt::KeepAspectRatio, Qt::SmoothTransformation)) : QPixmap());
    if (!m_isPicture)
        m_preview->setText(tr("No picture"));
    changed();
}

} // namespace armature::ui
