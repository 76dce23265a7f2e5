#pragma once
// One pair, large, with its ways of looking and the next and previous one on the arrow keys.

#include <QWidget>

#include <filesystem>
#include <optional>

class QButtonGroup;
class QComboBox;
class QLabel;
class QSlider;
class QToolButton;

namespace armature::ui {

class ElidedLabel;
class PairCanvas;
class PairModel;

class PairView : public QWidget
{
    Q_OBJECT

public:
    PairView(const PairModel &model, QWidget *parent);

    void show(std::optional<uint32_t> row, const std::filesystem::path &root, int resolution);
    PairCanvas *canvas() const { return m_canvas; }
    void setMode(int mode); // of PairMode
    void showCutOut(bool isShown);
    QComboBox *cutChoice() const { return m_cut; }

Q_SIGNALS:
    void stepWanted(int by); // 1: the next pair
    void closeWanted();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void showCut();

    const PairModel &m_model;
    PairCanvas *m_canvas;
    QButtonGroup *m_modes;
    QSlider *m_opacity;
    QToolButton *m_crop;
    QComboBox *m_cut;
    ElidedLabel *m_place;
    QLabel *m_zoom;
    int m_resolution = 512;
};

} // namespace armature::ui
