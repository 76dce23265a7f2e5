#pragma once
// Which files each learned annotator needs, under which licence and from where; "Locate…" names them.

#include <QWidget>

#include <map>
#include <string>
#include <vector>

class QTreeWidget;

namespace armature::ui {

class Asker;

using WeightFiles = std::map<std::string, std::vector<std::string>>; // by network key

class WeightsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit WeightsPanel(Asker &asker, QWidget *parent = nullptr);
    const WeightFiles &files() const { return m_files; }
    void setFiles(const WeightFiles &files);
    void select(const std::string &net);
    void locate(bool isFolder); // for the selected network

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent *event) override; // colours of another theme

private:
    void fill();

    Asker &m_asker;
    QTreeWidget *m_list;
    WeightFiles m_files;
};

} // namespace armature::ui
