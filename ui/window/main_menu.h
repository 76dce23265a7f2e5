#pragma once
// The menu bar, made of registered commands.

class QMenuBar;

namespace armature::ui {

class CommandRegistry;
void fillMenu(QMenuBar &bar, const CommandRegistry &commands);

} // namespace armature::ui
