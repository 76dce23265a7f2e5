#pragma once
// The fitted condition as the model will see it, or where to drop one.

#include <QImage>
#include <QWidget>

#include <filesystem>

namespace armature::ui {

class ConditionWell : public QWidget
{
    Q_OBJECT

public:
    explicit ConditionWell(QWidget *parent = nullptr);
    void setImage(const QImage &image, const QString &error);
    bool isEmpty() const { return m_image.isNull(); }
    QString error() const { return m_error; }
    QSize sizeHint() const override { return {240, 160}; }

Q_SIGNALS:
    void clicked();
    void fileDropped(const std::filesystem::path &file);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QImage m_image;
    QString m_error;
    bool m_isDropShown = false;
};

} // namespace armature::ui
