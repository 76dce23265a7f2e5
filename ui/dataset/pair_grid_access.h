#pragma once
// The grid as a screen reader meets it: a list whose items say name, size and what is wrong with each.

namespace armature::ui {

void teachScreenReadersPairGrid(); // once, before the first grid is asked about

} // namespace armature::ui
