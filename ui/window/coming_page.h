#pragma once
// A room that is not built yet: one sentence says what belongs there.

#include "ui/window/page.h"

namespace armature::ui {

class ComingPage : public Page
{
    Q_OBJECT

public:
    ComingPage(const QString &iconName, const QString &title, const QString &sentence,
               QWidget *parent = nullptr);
};

} // namespace armature::ui
