#pragma once
// Where the studio begins: drop a folder, open one of the last, try the starter.

#include "ui/window/page.h"

#include <filesystem>
#include <vector>

class QListWidget;
class QLabel;

namespace armature::ui {

class HomePage : public Page
{
    Q_OBJECT

public:
    explicit HomePage(QWidget *parent = nullptr);
    void setRecent(const std::vector<std::filesystem::path> &folders);
    QStringList tourStates() const override;
    void showTourState(const QString &state) override;

Q_SIGNALS:
    void openFolderWanted();
    void starterWanted();
    void recentChosen(const std::filesystem::path &folder);
    void recentRemoved(const std::filesystem::path &folder);

private:
    QWidget *buildStart();
    QWidget *buildRecent();

    QLabel *m_noRecent;
    QListWidget *m_recent;
};

} // namespace armature::ui
