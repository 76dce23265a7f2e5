#include "ui/test_room/control_box.h"

#include "ui/project/paths.h"
#include "ui/test_room/test_runner.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/to_qimage.h"

#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QDragEnterEvent>
#include <QFormLayout>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QPointer>
#include <QThreadPool>
#include <QToolButton>
#include <QVBoxLayout>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

fs::path droppedFile(const QMimeData *mime)
{
    const QList<QUrl> urls = mime->urls();
    return urls.size() == 1 ? pathFromUrl(urls.first()) : fs::path();
}

QToolButton *smallButton(const char *iconName, const QString &text, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon(QLatin1String(iconName)));
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setAutoRaise(true);
    return button;
}

QDoubleSpinBox *numberField(double low, double high, double step, const QString &name, QWidget *parent)
{
    auto *field = new QDoubleSpinBox(parent);
    field->setRange(low, high);
    field->setSingleStep(step);
    field->setAccessibleName(name);
    field->setAlignment(Qt::AlignRight);
    return field;
}

} // namespace

ConditionWell::ConditionWell(QWidget *parent) : QWidget(parent)
{
    setAcceptDrops(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setMinimumHeight(140);
    setAccessibleName(tr("Condition"));
    setToolTip(tr("What the model will see, pixel for pixel. Drop a picture here, or click to choose one."));
}

void ConditionWell::setImage(const QImage &image, const QString &error)
{
    m_image = image;
    m_error = error;
    setAccessibleDescription(error);
    update();
}

void ConditionWell::paintEvent(QPaintEvent *)
{
    const ThemeColors &colors = themeColors(palette());
    QPainter painter(this);
    painter.fillRect(rect(), color(m_image.isNull() ? colors.field : colors.stage[0]));
    if (!m_image.isNull()) {
        const QSize shown = m_image.size().scaled(size() - QSize(8, 8), Qt::KeepAspectRatio);
        const QRect place(QPoint((width() - shown.width()) / 2, (height() - shown.height()) / 2), shown);
        painter.setRenderHint(QPainter::SmoothPixmapTransform, shown.width() < m_image.width());
        painter.drawImage(place, m_image);
    } else {
        const QString text =
            m_error.isEmpty() ? tr("Drop a condition here\nor click to choose one") : m_error;
        painter.setPen(color(m_error.isEmpty() ? colors.text2 : colors.bad));
        painter.drawText(rect().adjusted(8, 8, -8, -8), Qt::AlignCenter | Qt::TextWordWrap, text);
    }
    if (m_isDropShown || hasFocus()) {
        painter.setPen(QPen(color(colors.focus), kFocusWidth));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void ConditionWell::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->pos()))
        Q_EMIT clicked();
}

void ConditionWell::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space || event->key() == Qt::Key_Return)
        Q_EMIT clicked();
    else
        QWidget::keyPressEvent(event);
}

void ConditionWell::dragEnterEvent(QDragEnterEvent *event)
{
    if (droppedFile(event->mimeData()).empty())
        return;
    m_isDropShown = true;
    update();
    event->acceptProposedAction();
}

void ConditionWell::dragLeaveEvent(QDragLeaveEvent *)
{
    m_isDropShown = false;
    update();
}

void ConditionWell::dropEvent(QDropEvent *event)
{
    m_isDropShown = false;
    update();
    if (const fs::path file = droppedFile(event->mimeData()); !file.empty()) {
        event->acceptProposedAction();
        Q_EMIT fileDropped(file);
    }
}

ControlBox::ControlBox(Asker &asker, int number, QWidget *parent)
    : QFrame(parent), m_asker(asker), m_title(new QLabel(this)), m_acts(new QLabel(this)),
      m_caption(new QLabel(this)), m_netName(new ElidedLabel(Qt::ElideMiddle, this)),
      m_well(new ConditionWell(this)), m_scale(numberField(-10, 10, 0.05, tr("Conditioning scale"), this)),
      m_start(numberField(0, 1, 0.05, tr("Guidance start"), this)),
      m_end(numberField(0, 1, 0.05, tr("Guidance end"), this)),
      m_dataset(smallButton("shuffle", tr("Another condition of the dataset"), this)),
      m_draw(smallButton("pencil", tr("Draw a condition, upon this one where there is one"), this))
{
    setFrameShape(QFrame::NoFrame);
    auto *head = new QHBoxLayout;
    head->setSpacing(space::kTiny);
    head->addWidget(m_title, 1);
    auto *choose = smallButton("folder2-open", tr("Choose a ControlNet"), this);
    choose->setObjectName(QStringLiteral("control.chooseNet"));
    auto *remove = smallButton("trash", tr("Take this ControlNet away"), this);
    head->addWidget(choose);
    head->addWidget(remove);

    auto *under = new QHBoxLayout;
    under->setSpacing(space::kTiny);
    under->addWidget(m_caption, 1);
    m_dataset->setObjectName(QStringLiteral("control.dataset"));
    m_draw->setObjectName(QStringLiteral("control.draw"));
    under->addWidget(m_draw);
    under->addWidget(m_dataset);

    auto *form = new QFormLayout;
    form->setHorizontalSpacing(space::kSmall);
    form->setVerticalSpacing(space::kTiny);
    form->addRow(tr("Conditioning scale"), m_scale);
    auto *window = new QHBoxLayout;
    window->addWidget(m_start, 1);
    window->addWidget(new QLabel(QStringLiteral("–"), this));
    window->addWidget(m_end, 1);
    form->addRow(tr("Guidance start, end"), window);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kTiny);
    column->addLayout(head);
    column->addWidget(m_netName);
    column->addWidget(m_well);
    column->addLayout(under);
    column->addLayout(form);
    column->addWidget(m_acts);
    m_title->setFont(sectionFont(font()));
    for (QLabel *label : {m_acts, m_caption}) {
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setFont(captionFont(font()));
    }
    m_netName->setRole(QPalette::PlaceholderText);
    m_scale->setObjectName(QStringLiteral("control.scale"));
    m_scale->setToolTip(tr("How strongly the ControlNet acts: 0 not at all, 1 as it was trained"));
    m_start->setToolTip(tr("Share of the steps before control begins"));
    m_end->setToolTip(tr("Share of the steps after which control ends"));

    connect(choose, &QToolButton::clicked, this, &ControlBox::chooseNet);
    connect(remove, &QToolButton::clicked, this, &ControlBox::removeWanted);
    connect(m_dataset, &QToolButton::clicked, this, &ControlBox::datasetWanted);
    connect(m_draw, &QToolButton::clicked, this, &ControlBox::drawingWanted);
    connect(m_well, &ConditionWell::clicked, this, &ControlBox::chooseCondition);
    connect(m_well, &ConditionWell::fileDropped, this, &ControlBox::setCondition);
    for (QDoubleSpinBox *field : {m_scale, m_start, m_end}) {
        connect(field, &QDoubleSpinBox::valueChanged, this, [this] {
            showActs();
            Q_EMIT changed();
        });
    }
    setNumber(number);
    setSettings({});
    setHasDataset(false);
}

void ControlBox::setNumber(int number) { m_title->setText(tr("ControlNet %1").arg(number)); }

ControlSettings ControlBox::settings() const
{
    return {m_net, m_condition, m_scale->value(), m_start->value(), m_end->value()};
}

void ControlBox::setSettings(const ControlSettings &settings)
{
    m_scale->setValue(settings.scale);
    m_start->setValue(settings.start);
    m_end->setValue(settings.end);
    setNet(settings.net);
    setCondition(settings.condition);
    showActs();
}

void ControlBox::setHasDataset(bool hasDataset) { m_dataset->setVisible(hasDataset); }

void ControlBox::setNet(const fs::path &net)
{
    m_net = net;
    m_netName->setText(net.empty() ? tr("None chosen") : displayPath(net));
    Q_EMIT changed();
}

void ControlBox::setCondition(const fs::path &file)
{
    m_condition = file;
    refit();
    Q_EMIT changed();
}

void ControlBox::setTarget(QSize size, FitMode fit)
{
    if (m_target == size && m_fit == fit)
        return;
    m_target = size;
    m_fit = fit;
    refit();
}

void ControlBox::setSteps(int steps)
{
    m_steps = steps;
    showActs();
}

void ControlBox::showActs()
{
    const bool isReversed = m_start->value() >= m_end->value();
    m_acts->setText(isReversed                ? tr("Start must come before end")
                    : m_scale->value() == 0.0 ? tr("never acts")
                                              : actsText(m_start->value(), m_end->value(), m_steps));
}

QString ControlBox::missing() const
{
    if (m_net.empty())
        return tr("choose a ControlNet, or take it away");
    if (m_condition.empty())
        return tr("choose a condition");
    if (!m_well->error().isEmpty())
        return m_well->error();
    if (m_start->value() >= m_end->value())
        return tr("let guidance start before it ends");
    return {};
}

void ControlBox::chooseNet()
{
    QMenu menu(this);
    for (const CheckpointChoice &choice : m_choices)
        menu.addAction(choice.title, this, [this, path = choice.path] { setNet(path); });
    if (!m_choices.empty())
        menu.addSeparator();
    const QString start = displayPath(m_net.empty() ? m_startFolder : m_net.parent_path());
    menu.addAction(tr("A folder or checkpoint…"), this, [this, start] {
        if (const auto chosen = m_asker.folder(this, tr("Choose a ControlNet's folder"), start))
            setNet(pathFromQt(*chosen));
    });
    menu.addAction(tr("A file…"), this, [this, start] {
        const QString filter = tr("Weights (*.safetensors *.pth *.pt *.bin *.ckpt)");
        if (const auto chosen = m_asker.openFile(this, tr("Choose a ControlNet's file"), start, filter))
            setNet(pathFromQt(*chosen));
    });
    menu.exec(QCursor::pos());
}

void ControlBox::chooseCondition()
{
    const QString start = displayPath(m_condition.empty() ? m_startFolder : m_condition.parent_path());
    const QString filter = tr("Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff)");
    if (const auto chosen = m_asker.openFile(this, tr("Choose a condition"), start, filter))
        setCondition(pathFromQt(*chosen));
}

void ControlBox::refit()
{
    const quint64 age = ++m_age;
    if (m_condition.empty() || m_target.isEmpty()) {
        takeFitted(age, {}, {});
        return;
    }
    QThreadPool::globalInstance()->start(
        [self = QPointer(this), age, file = m_condition, size = m_target, fit = m_fit] {
            const auto fitted = conditionFor(file, size.width(), size.height(), fit);
            const QImage image = fitted ? toQImage(*fitted) : QImage();
            const QString error = fitted ? QString() : QString::fromStdString(fitted.error().message);
            QMetaObject::invokeMethod(qApp, [self, age, image, error] {
                if (self)
                    self->takeFitted(age, image, error);
            });
        });
}

void ControlBox::takeFitted(quint64 age, const QImage &image, const QString &error)
{
    if (age != m_age)
        return;
    m_seen = image;
    m_well->setImage(image, error);
    m_caption->setText(
        image.isNull()
            ? QString()
            : tr("%1, seen at %2 × %3").arg(displayName(m_condition)).arg(image.width()).arg(image.height()));
    Q_EMIT conditionShown();
}

} // namespace armature::ui
