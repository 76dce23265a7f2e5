#include "ui/window/about_dialog.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/window/engine_link.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace armature::ui {

AboutDialog::AboutDialog(EngineLink &engine, QWidget *parent)
    : QDialog(parent), m_engine(engine), m_engineText(new QLabel(this))
{
    setWindowTitle(tr("About Armature"));
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(space::kGroup, space::kGroup, space::kGroup, space::kPage);
    rows->setSpacing(space::kSmall);
    auto *title = new QLabel(QStringLiteral("Armature ") + QStringLiteral(ARMATURE_VERSION), this);
    title->setFont(titleFont(font()));
    auto *what = new QLabel(tr("Train ControlNets from a folder of pictures."), this);
    auto *engineTitle = new QLabel(tr("Engine"), this);
    engineTitle->setFont(sectionFont(font()));
    m_engineText->setObjectName(QStringLiteral("aboutEngine"));
    m_engineText->setWordWrap(true);
    m_engineText->setMinimumWidth(440);
    m_engineText->setMinimumHeight(4 * fontMetrics().lineSpacing());
    m_engineText->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    m_engineText->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *license = new QLabel(tr("Free software under the GNU General Public License, version 3 or later. "
                                  "Icons: Bootstrap Icons, MIT. "
                                  "Nothing is sent anywhere."),
                               this);
    license->setWordWrap(true);
    for (QLabel *label : {what, license})
        label->setForegroundRole(QPalette::PlaceholderText);
    auto *copy = new QPushButton(icon(QStringLiteral("clipboard")), tr("Copy"), this);
    copy->setToolTip(tr("Copy version and engine, for a report"));
    auto *close = new QPushButton(tr("Close"), this);
    close->setDefault(true);
    makePrimary(close);
    rows->addWidget(title);
    rows->addWidget(what);
    rows->addSpacing(space::kSmall);
    rows->addWidget(engineTitle);
    rows->addWidget(m_engineText);
    rows->addSpacing(space::kSmall);
    rows->addWidget(license);
    rows->addSpacing(space::kSmall);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(copy);
    buttons->addWidget(close);
    rows->addLayout(buttons);
    connect(copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(text()); });
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(&m_engine, &EngineLink::changed, this, &AboutDialog::showEngine);
    m_engine.load();
    showEngine();
}

void AboutDialog::showEngine() { m_engineText->setText(m_engine.explanation()); }

QString AboutDialog::text() const
{
    return QStringLiteral("Armature %1\n%2\nQt %3")
        .arg(QStringLiteral(ARMATURE_VERSION), m_engine.explanation(), QString::fromLatin1(qVersion()));
}

} // namespace armature::ui
