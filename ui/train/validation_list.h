#pragma once
// The prompts and condition maps that a run draws while it trains, each prompt beside its map: two settings of the schema,
// validation_prompt and validation_image, as one list.

#include "core/config/added_validation.h"
#include "core/config/train_options.h"

#include <QWidget>

#include <vector>

class QImage;
class QVBoxLayout;

namespace armature::ui {

class ValidationList : public QWidget
{
    Q_OBJECT

public:
    explicit ValidationList(QWidget *parent = nullptr);

    // One that serves all of the other is beside each of them, as the trainer pairs them.
    void show(const TrainOptions &options);
    void writeTo(TrainOptions &options) const;
    const std::vector<ShownPrompt> &pairs() const { return m_pairs; }
    void add(const ShownPrompt &added);

Q_SIGNALS:
    void changed();   // by a person
    void addWanted(); // asks for another one

private:
    void rebuild();
    QWidget *makeRow(size_t number);
    void chooseMap(size_t number);

    std::vector<ShownPrompt> m_pairs;
    QVBoxLayout *m_rows;
};

} // namespace armature::ui
