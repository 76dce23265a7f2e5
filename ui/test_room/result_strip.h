#pragma once
// Finished pictures, newest first, as they lie in a folder: they are there again after a restart.

#include <QImage>
#include <QListWidget>

#include <filesystem>

namespace armature::ui {

class ResultStrip : public QListWidget
{
    Q_OBJECT

public:
    explicit ResultStrip(QWidget *parent = nullptr);

    // Reads the folder in the background; loaded() follows.
    void openFolder(const std::filesystem::path &folder);
    void add(const std::filesystem::path &file, const QImage &image, const QString &label);
    // The selected ones, first selected first; at most two matter.
    std::vector<std::filesystem::path> selected() const;
    std::filesystem::path file(int row) const;

Q_SIGNALS:
    void loaded();
    void selectionChangedTo(const std::vector<std::filesystem::path> &files);
    void recallWanted(const std::filesystem::path &file, int what); // Recall
    void removeWanted(const std::filesystem::path &file);

protected:
    QMimeData *mimeData(const QList<QListWidgetItem *> &items) const override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    QListWidgetItem *makeItem(const std::filesystem::path &file, const QImage &image,
                              const QString &label) const;
    void noteSelection();

    quint64 m_age = 0;
    QList<QListWidgetItem *> m_order; // of selecting
};

} // namespace armature::ui
