#pragma once
// Which files each learned annotator needs: name, size, SHA-256, licence, where to get them; "Locate…" names
// them. A file that is somebody's program is run only after a question, whose answer is kept with this
// person, by the file's hash: a project that comes from elsewhere cannot bring its own permission.

#include "ui/preprocess/allowed_programs.h"
#include "ui/preprocess/located_weights.h"
#include "ui/preprocess/weights_check.h"

#include <QWidget>

#include <map>
#include <set>
#include <string>
#include <vector>

class QSettings;
class QTreeWidget;
class QTreeWidgetItem;

namespace armature {
struct AnnotatorFile;
struct AnnotatorNet;
} // namespace armature

namespace armature::ui {

class Asker;

class WeightsPanel : public QWidget
{
    Q_OBJECT

public:
    // settings: this person's; without them an answer is kept as long as the panel.
    WeightsPanel(Asker &asker, QSettings *settings, QWidget *parent = nullptr);
    const WeightFiles &files() const { return m_files; }
    void setFiles(const WeightFiles &files);
    // Networks whose located files may be run although they are programs.
    std::set<std::string> allowedForeign() const;
    void select(const std::string &net);
    void locate(bool isFolder); // for the selected network
    void forget();              // what was located for it
    bool isChecking() const { return m_checking > 0; }

Q_SIGNALS:
    void changed();
    void checked(); // hashes are there, and questions answered

protected:
    void changeEvent(QEvent *event) override; // colours of another theme

private:
    enum class Ask { No, Yes };
    void check(const std::string &net, Ask ask);
    void takeChecks(const std::string &net, const std::vector<WeightCheck> &checks, Ask ask);
    void fill();
    void fillNet(const AnnotatorNet &net);
    void fillFile(QTreeWidgetItem &row, const AnnotatorNet &net, const AnnotatorFile &file);
    const WeightCheck *checkOf(const std::string &net, const std::string &name) const;

    Asker &m_asker;
    AllowedPrograms m_allowed;
    QTreeWidget *m_list;
    WeightFiles m_files;
    std::map<std::string, std::vector<WeightCheck>> m_checks; // by network
    quint64 m_age = 0;
    int m_checking = 0;
};

} // namespace armature::ui
