#include "ui/preprocess/busy_strip.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace armature::ui {

namespace {

constexpr int kDelay = 200; // milliseconds
constexpr int kBarWidth = 120;

} // namespace

BusyStrip::BusyStrip(QWidget *parent)
    : QWidget(parent), m_text(new QLabel(this)), m_bar(new QProgressBar(this)),
      m_cancel(new QPushButton(tr("Cancel"), this))
{
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kSmall);
    m_text->setForegroundRole(QPalette::PlaceholderText);
    m_bar->setTextVisible(false);
    m_bar->setFixedSize(kBarWidth, size::kProgress);
    m_bar->setAccessibleName(tr("Progress"));
    line->addWidget(m_text);
    line->addWidget(m_bar);
    line->addWidget(m_cancel);
    for (QWidget *part :
         {static_cast<QWidget *>(m_text), static_cast<QWidget *>(m_bar), static_cast<QWidget *>(m_cancel)})
        part->hide();
    m_delay.setSingleShot(true);
    m_delay.setInterval(kDelay);
    connect(&m_delay, &QTimer::timeout, this, [this] {
        m_text->show();
        m_bar->show();
        m_cancel->show();
    });
    connect(m_cancel, &QPushButton::clicked, this, &BusyStrip::cancelWanted);
}

void BusyStrip::start(const QString &text, int total)
{
    m_text->setText(text);
    m_bar->setRange(0, total);
    m_bar->setValue(0);
    if (!isShown() && !m_delay.isActive())
        m_delay.start();
}

void BusyStrip::setDone(int done) { m_bar->setValue(done); }

void BusyStrip::stop()
{
    m_delay.stop();
    m_text->hide();
    m_bar->hide();
    m_cancel->hide();
}

bool BusyStrip::isShown() const { return !m_cancel->isHidden(); }

} // namespace armature::ui
