// What can be done with a step of the wall: pin it, remark on it, make it the result, print it.
#include "core/image/codec.h"
#include "ui/project/paths.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/train/review_sheet.h"
#include "ui/train/review_wall.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QImageReader>
#include <QLineEdit>
#include <QLocale>
#include <QPointer>
#include <QTableView>
#include <QToolButton>

#include <algorithm>
#include <memory>
#include <thread>

namespace armature::ui {

QWidget *ReviewWall::makeNotes()
{
    auto *bar = m_bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(space::kMedium, space::kTiny, space::kMedium, 0);
    row->setSpacing(space::kTiny);
    const auto button = [&](const char *name, const char *iconName, const QString &text, const QString &tip, auto &&action) {
        auto *made = new QToolButton(bar);
        made->setObjectName(QLatin1String(name));
        made->setIcon(icon(QLatin1String(iconName)));
        made->setText(text);
        made->setToolButtonStyle(text.isEmpty() ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
        made->setAutoRaise(true);
        made->setToolTip(tip);
        made->setAccessibleName(text.isEmpty() ? tip : text);
        connect(made, &QToolButton::clicked, this, action);
        row->addWidget(made);
        return made;
    };
    m_large = button("train.large", "arrows-fullscreen", tr("Enlarge"), tr("The chosen pictures large; several (with Ctrl) are compared"), [this] { showLarge(true); });
    m_pin = button("train.pin", "check-circle", tr("Best"), tr("Mark this step as the best one; its checkpoint, where it has one, is kept"), [this] { pin(); });
    m_pin->setCheckable(true);
    m_remark = new QLineEdit(bar);
    m_remark->setObjectName(QStringLiteral("train.remark"));
    m_remark->setAccessibleName(tr("Remark on the step"));
    connect(m_remark, &QLineEdit::editingFinished, this, [this] { setRemark(m_remark->text()); });
    row->addWidget(m_remark, 1);
    m_result = button("train.makeResult", "box-arrow-up-right", tr("Make it the result"), {}, [this] { makeResult(); });
    button("train.addPrompt", "plus-lg", {}, tr("Show another prompt and condition from now on"), [this] { Q_EMIT promptWanted(); });
    button("train.copySettings", "clipboard", {}, tr("Copy the settings of the picture"), [this] { copySettings(); });
    const auto ask = [this](bool isStrip) {
        const QString file = QFileDialog::getSaveFileName(this, isStrip ? tr("Save a film strip of this prompt") : tr("Save all as one sheet"),
                                                          isStrip ? tr("strip.png") : tr("sheet.png"), tr("Pictures (*.png)"));
        if (!file.isEmpty())
            saveSheet(file, isStrip);
    };
    button("train.strip", "images", {}, tr("Save a film strip of this prompt"), [ask] { ask(true); });
    button("train.sheet", "grid-3x3-gap", {}, tr("Save all as one sheet"), [ask] { ask(false); });
    return bar;
}

int64_t ReviewWall::chosenStep() const
{
    const QModelIndex current = m_table->currentIndex();
    return current.isValid() ? m_model->step(current.column()) : -1;
}

void ReviewWall::showNotes()
{
    const int64_t step = chosenStep();
    m_pin->setEnabled(step >= 0);
    m_pin->setChecked(step >= 0 && step == m_notes.pinned);
    m_remark->setEnabled(step >= 0);
    m_remark->setPlaceholderText(step >= 0 ? tr("Remark on step %1").arg(QLocale().toString(qint64(step))) : tr("Choose a picture to mark or remark on its step"));
    const auto found = m_notes.remarks.find(step);
    if (!m_remark->isModified()) // else someone is typing
        m_remark->setText(found == m_notes.remarks.end() ? QString() : QString::fromStdString(found->second));
    // Said before the click: checkpoints are pruned, pictures are not.
    const int64_t checkpoint = step > 0 && m_place ? checkpointFor(*m_place, step) : -1;
    m_result->setEnabled(checkpoint > 0 && !m_isBusy);
    m_result->setText(checkpoint > 0 && checkpoint != step ? tr("Make step %1 the result").arg(QLocale().toString(qint64(checkpoint))) : tr("Make it the result"));
    m_result->setAccessibleName(m_result->text());
    m_result->setToolTip(checkpoint == step || step <= 0 ? tr("Writes the checkpoint of this step in both layouts and reads them back")
                         : checkpoint > 0 ? tr("The checkpoint of this step is not there; that of step %1 is the nearest before it").arg(QLocale().toString(qint64(checkpoint)))
                                          : tr("No checkpoint of this step or before is there any more; mark a step as the best one while it is, and it is kept"));
    std::set<int64_t> noted;
    for (const auto &[number, remark] : m_notes.remarks)
        noted.insert(number);
    m_model->setMarks(m_notes.pinned, std::move(noted));
}

void ReviewWall::showChoice()
{
    const auto count = m_table->selectionModel()->selectedIndexes().size();
    m_large->setVisible(!isLarge());
    m_large->setEnabled(count > 0);
    m_large->setText(count > 1 ? tr("Compare %1").arg(count) : tr("Enlarge"));
    m_large->setAccessibleName(m_large->text());
}

void ReviewWall::keepNotes()
{
    if (m_place)
        if (const Status saved = m_notes.save(*m_place); !saved)
            Q_EMIT failed(saved.error());
    showNotes();
}

void ReviewWall::pin()
{
    const int64_t step = chosenStep();
    if (step < 0)
        return;
    if (m_place && m_notes.pinned >= 0)
        keepCheckpoint(*m_place, m_notes.pinned, false);
    m_notes.pinned = m_notes.pinned == step ? -1 : step;
    if (m_place && m_notes.pinned >= 0) {
        keepCheckpoint(*m_place, m_notes.pinned, true);
        const bool isThere = checkpointFor(*m_place, step) == step;
        Q_EMIT said(isThere ? tr("Step %1 is the best; its checkpoint is kept.").arg(QLocale().toString(qint64(step)))
                            : tr("Step %1 is the best; it has no checkpoint (yet).").arg(QLocale().toString(qint64(step))));
    }
    keepNotes();
}

void ReviewWall::setRemark(const QString &remark)
{
    m_remark->setModified(false);
    remarkOn(chosenStep(), remark);
}

void ReviewWall::remarkOn(int64_t step, const QString &remark)
{
    const std::string text = remark.trimmed().toStdString();
    const auto found = m_notes.remarks.find(step);
    if (step < 0 || (found == m_notes.remarks.end() ? text.empty() : found->second == text))
        return;
    if (text.empty())
        m_notes.remarks.erase(step);
    else
        m_notes.remarks[step] = text;
    keepNotes();
}

void ReviewWall::makeResult()
{
    const int64_t step = chosenStep();
    if (step <= 0 || !m_place)
        return;
    work([place = *m_place, step]() -> Result<QString> {
        const int64_t checkpoint = checkpointFor(place, step);
        if (checkpoint < 0)
            return fail(ErrorCode::NotFound, "There is no checkpoint left of step " + std::to_string(step) + " or before.",
                        "Keep more checkpoints with checkpoints_total_limit, or choose a later step.");
        ARMATURE_TRY(const std::filesystem::path file, promote(place, checkpoint));
        return tr("Step %1 is the result: %2, and a folder of that name for diffusers; read back and compared.")
            .arg(QLocale().toString(qint64(checkpoint)), displayName(file));
    });
}

void ReviewWall::copySettings()
{
    const QModelIndex current = m_table->currentIndex();
    if (chosenStep() < 0)
        return;
    const QString settings = QImageReader(QString::fromStdString(m_model->file(current).string())).text(QStringLiteral("parameters"));
    QGuiApplication::clipboard()->setText(settings.isEmpty() ? m_model->prompt(current.row()) : settings);
    Q_EMIT said(tr("The settings are copied."));
}

void ReviewWall::saveSheet(const QString &file, bool isStrip)
{
    std::vector<SheetRow> rows;
    const int chosen = std::max(0, m_table->currentIndex().row());
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (isStrip && row != chosen)
            continue;
        SheetRow made{isStrip ? std::string() : m_model->prompt(row).toStdString(), {}};
        for (int column = 0; column < m_model->columnCount(); ++column)
            made.pictures.emplace_back(m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().remove(QStringLiteral("★ ")).toStdString(),
                                       m_model->file(m_model->index(row, column)));
        rows.push_back(std::move(made));
    }
    const std::string title = isStrip && m_model->rowCount() > chosen ? m_model->prompt(chosen).toStdString() : m_place ? m_place->name : std::string();
    work([rows = std::move(rows), title, file]() -> Result<QString> {
        ARMATURE_CHECK(writeReviewSheet(rows, title, pathFromQt(file)));
        return tr("%1 is written.").arg(file);
    });
}

void ReviewWall::play(bool isPlaying)
{
    m_play->setChecked(isPlaying);
    m_play->setIcon(icon(isPlaying ? QStringLiteral("pause-fill") : QStringLiteral("play-fill")));
    isPlaying ? m_player.start() : m_player.stop();
}

void ReviewWall::work(std::function<Result<QString>()> task)
{
    if (m_isBusy)
        return;
    m_isBusy = true;
    showNotes();
    std::thread([wall = QPointer<ReviewWall>(this), task = std::move(task)] {
        const auto answer = std::make_shared<Result<QString>>(task());
        QMetaObject::invokeMethod(
            qApp,
            [wall, answer] {
                if (!wall)
                    return;
                wall->m_isBusy = false;
                wall->showNotes();
                if (*answer)
                    Q_EMIT wall->said(**answer);
                else
                    Q_EMIT wall->failed(answer->error());
            },
            Qt::QueuedConnection);
    }).detach();
}

} // namespace armature::ui
