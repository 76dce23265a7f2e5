#include "ui/widgets/ask.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

namespace armature::ui {

QStringList Asker::openFiles(QWidget *parent, const QString &title, const QString &start,
                             const QString &filter)
{
    const auto file = openFile(parent, title, start, filter);
    return file ? QStringList(*file) : QStringList();
}

std::optional<QString> Asker::saveFile(QWidget *, const QString &, const QString &, const QString &)
{
    return std::nullopt;
}

int DialogAsker::ask(QWidget *parent, const Question &question)
{
    QMessageBox box(question.isDangerous ? QMessageBox::Warning : QMessageBox::Question, question.title,
                    question.text, QMessageBox::NoButton, parent);
    box.setIconPixmap((question.isDangerous ? icon(QStringLiteral("exclamation-triangle"), &ThemeColors::warn)
                                            : icon(QStringLiteral("question-circle"), &ThemeColors::info))
                          .pixmap(2 * size::kIcon));
    box.setInformativeText(question.detail);
    QList<QPushButton *> buttons;
    for (qsizetype i = 0; i < question.buttons.size(); ++i) {
        const bool last = i + 1 == question.buttons.size();
        buttons.append(
            box.addButton(question.buttons[i], last ? QMessageBox::RejectRole : QMessageBox::AcceptRole));
    }
    box.setDefaultButton(question.isDangerous ? buttons.last() : buttons.first());
    box.setEscapeButton(buttons.last());
    box.exec();
    for (qsizetype i = 0; i < buttons.size(); ++i)
        if (box.clickedButton() == buttons[i])
            return int(i);
    return int(buttons.size()) - 1;
}

std::optional<QString> DialogAsker::folder(QWidget *parent, const QString &title, const QString &start)
{
    const QString chosen = QFileDialog::getExistingDirectory(parent, title, start);
    return chosen.isEmpty() ? std::nullopt : std::optional(chosen);
}

std::optional<QString> DialogAsker::openFile(QWidget *parent, const QString &title, const QString &start,
                                             const QString &filter)
{
    const QString chosen = QFileDialog::getOpenFileName(parent, title, start, filter);
    return chosen.isEmpty() ? std::nullopt : std::optional(chosen);
}

QStringList DialogAsker::openFiles(QWidget *parent, const QString &title, const QString &start,
                                   const QString &filter)
{
    return QFileDialog::getOpenFileNames(parent, title, start, filter);
}

std::optional<QString> DialogAsker::saveFile(QWidget *parent, const QString &title, const QString &suggestion,
                                             const QString &filter)
{
    const QString chosen = QFileDialog::getSaveFileName(parent, title, suggestion, filter);
    return chosen.isEmpty() ? std::nullopt : std::optional(chosen);
}

} // namespace armature::ui
