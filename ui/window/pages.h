#pragma once
// The rooms of the studio in the order of the rail, and the one place that says which class fills which.

#include "ui/window/page.h"

#include <vector>

namespace armature::ui {

struct PageEntry
{
    QString id; // stable: stored in projects
    QString title;
    QString icon;
    Page *page; // owned by its parent
};

std::vector<PageEntry> makePages(const PageServices &services, QWidget *parent);

} // namespace armature::ui
