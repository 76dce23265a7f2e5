#pragma once
// The labels of a form stand in the middle of their fields, however tall those are.

class QFormLayout;

namespace armature::ui {

void centerLabels(QFormLayout &form); // once all rows are there

} // namespace armature::ui
