#include "ui/window/coming_page.h"

#include "ui/widgets/empty_state.h"

#include <QVBoxLayout>

namespace armature::ui {

ComingPage::ComingPage(const QString &iconName, const QString &title, const QString &sentence,
                       QWidget *parent)
    : Page(parent)
{
    auto *column = new QVBoxLayout(this);
    column->addWidget(new EmptyState(iconName, title, sentence, this));
}

} // namespace armature::ui
