#include "ui/widgets/form_labels.h"

#include <QFormLayout>
#include <QWidget>

#include <algorithm>

namespace armature::ui {

void centerLabels(QFormLayout &form)
{
    for (int row = 0; row < form.rowCount(); ++row) {
        const QLayoutItem *label = form.itemAt(row, QFormLayout::LabelRole);
        const QLayoutItem *field = form.itemAt(row, QFormLayout::FieldRole);
        if (label && field && label->widget())
            label->widget()->setMinimumHeight(
                std::max(label->sizeHint().height(), field->sizeHint().height()));
    }
}

} // namespace armature::ui
