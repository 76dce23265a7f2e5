#pragma once
// The typed filter: a field with completion, its error below it.

#include "core/data/pair_filter.h"

#include <QTimer>
#include <QWidget>

class QCompleter;
class QLabel;
class QLineEdit;
class QStringListModel;

namespace armature::ui {

class FilterField : public QWidget
{
    Q_OBJECT

public:
    explicit FilterField(QWidget *parent = nullptr);

    QString text() const;
    void setText(const QString &text); // at once
    QString errorText() const;
    QLineEdit *edit() const { return m_edit; }

Q_SIGNALS:
    // Whenever the text is one that can be understood.
    void filterChanged(const armature::PairFilter &filter);

private:
    void read();
    void complete();
    void insert(const QString &word);

    QLineEdit *m_edit;
    QLabel *m_error;
    QCompleter *m_completer;
    QStringListModel *m_words;
    QTimer m_delay;
};

} // namespace armature::ui
