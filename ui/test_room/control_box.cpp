#include "ui/test_room/control_box.h"

#include "ui/project/paths.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/engine_labels.h"
#include "ui/widgets/form_labels.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/to_qimage.h"

#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QMenu>
#include <QPointer>
#include <QThreadPool>
#include <QToolButton>
#include <QVBoxLayout>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

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
    auto *field = new NumberField(parent);
    field->setRange(low, high);
    field->setSingleStep(step);
    field->setAccessibleName(name);
    field->setAlignment(Qt::AlignRight);
    return field;
}

} // namespace

ControlBox::ControlBox(Asker &asker, int number, QWidget *parent)
    : QFrame(parent), m_asker(asker), m_title(new QLabel(this)), m_acts(new QLabel(this)),
      m_made(new QLabel(this)), m_caption(new ElidedLabel(Qt::ElideMiddle, this)),
      m_netName(new ElidedLabel(Qt::ElideMiddle, this)), m_well(new ConditionWell(this)),
      m_scale(numberField(-10, 10, 0.05, tr("Conditioning scale"), this)),
      m_start(numberField(0, 1, 0.05, tr("Guidance start"), this)),
      m_end(numberField(0, 1, 0.05, tr("Guidance end"), this)),
      m_dataset(smallButton("shuffle", tr("Another condition of the dataset"), this)),
      m_pick(smallButton("images", tr("Choose a condition of the dataset"), this)),
      m_draw(smallButton("pencil", tr("Draw a condition, upon this one where there is one"), this)),
      m_map(smallButton("magic", tr("How the picture becomes a condition"), this))
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
    m_pick->setObjectName(QStringLiteral("control.pick"));
    m_map->setObjectName(QStringLiteral("control.map"));
    for (QToolButton *button : {m_map, m_draw, m_pick, m_dataset})
        under->addWidget(button, 0, Qt::AlignTop);

    auto *form = new QFormLayout;
    form->setHorizontalSpacing(space::kSmall);
    form->setVerticalSpacing(space::kTiny);
    form->addRow(tr("Conditioning scale"), m_scale);
    auto *window = new QHBoxLayout;
    window->addWidget(m_start, 1);
    window->addWidget(new QLabel(QStringLiteral("–"), this));
    window->addWidget(m_end, 1);
    form->addRow(tr("Guidance start, end"), window);
    centerLabels(*form);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kTiny);
    column->addLayout(head);
    column->addWidget(m_netName);
    column->addWidget(m_well);
    column->addLayout(under);
    column->addWidget(m_made);
    column->addLayout(form);
    column->addWidget(m_acts);
    m_title->setFont(sectionFont(font()));
    for (QLabel *label : {m_acts, m_made}) {
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setFont(captionFont(font()));
        label->setWordWrap(true);
    }
    m_made->setObjectName(QStringLiteral("control.made"));
    m_made->hide();
    m_netName->setRole(QPalette::PlaceholderText);
    m_caption->setRole(QPalette::PlaceholderText);
    m_caption->setFont(captionFont(font()));
    m_scale->setObjectName(QStringLiteral("control.scale"));
    m_scale->setToolTip(tr("How strongly the ControlNet acts: 0 not at all, 1 as it was trained"));
    m_start->setToolTip(tr("Share of the steps before control begins"));
    m_end->setToolTip(tr("Share of the steps after which control ends"));

    connect(choose, &QToolButton::clicked, this, &ControlBox::chooseNet);
    connect(remove, &QToolButton::clicked, this, &ControlBox::removeWanted);
    connect(m_dataset, &QToolButton::clicked, this, &ControlBox::datasetWanted);
    connect(m_pick, &QToolButton::clicked, this, &ControlBox::pickingWanted);
    connect(m_draw, &QToolButton::clicked, this, &ControlBox::drawingWanted);
    connect(m_map, &QToolButton::clicked, this, &ControlBox::offerMaps);
    connect(m_well, &ConditionWell::clicked, this, &ControlBox::chooseCondition);
    connect(m_well, &ConditionWell::fileDropped, this, [this](const fs::path &file) { setCondition(file); });
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
    return {m_net, m_condition, m_scale->value(), m_start->value(), m_end->value(), m_mapUse, m_recipe};
}

void ControlBox::setSettings(const ControlSettings &settings)
{
    m_scale->setValue(settings.scale);
    m_start->setValue(settings.start);
    m_end->setValue(settings.end);
    setNet(settings.net);
    m_mapUse = settings.mapUse;
    m_recipe = m_mapUse == MapUse::Make ? settings.recipe : QString();
    setCondition(settings.condition, m_mapUse);
    showActs();
}

void ControlBox::setHasDataset(bool hasDataset)
{
    m_dataset->setVisible(hasDataset);
    m_pick->setVisible(hasDataset);
}

void ControlBox::setMaker(std::shared_ptr<const ConditionMaker> maker)
{
    m_maker = std::move(maker);
    refit();
}

void ControlBox::setNet(const fs::path &net)
{
    m_net = net;
    m_netName->setText(net.empty() ? tr("None chosen") : displayPath(net));
    refit(); // another one may want another map
    Q_EMIT changed();
}

void ControlBox::setCondition(const fs::path &file)
{
    ControlSettings changed = settings();
    changed.changeCondition(file);
    setCondition(file, changed.mapUse);
}

void ControlBox::setCondition(const fs::path &file, MapUse use)
{
    m_condition = file;
    setMapUse(use, m_recipe);
}

void ControlBox::setMapUse(MapUse use, const QString &recipe)
{
    m_mapUse = use;
    m_recipe = use == MapUse::Make ? recipe : QString();
    refit();
    Q_EMIT changed();
}

QString ControlBox::mapWords() const { return m_made->text(); }

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

void ControlBox::offerMaps()
{
    QMenu menu(this);
    const auto add = [&](const QString &title, MapUse use, const QString &recipe) {
        QAction *action = menu.addAction(title, this, [this, use, recipe] { setMapUse(use, recipe); });
        action->setCheckable(true);
        action->setChecked(m_mapUse == use && (use != MapUse::Make || m_recipe == recipe));
    };
    add(m_recipeWords.isEmpty() ? tr("By itself")
                                : tr("By itself, as the ControlNet was trained: %1").arg(m_recipeWords),
        MapUse::Auto, {});
    add(tr("The picture as it is"), MapUse::AsIs, {});
    menu.addSeparator();
    for (const auto &[id, title] : plainAnnotators())
        add(title, MapUse::Make, recipeJson(id));
    menu.exec(m_map->mapToGlobal(m_map->rect().bottomLeft()));
}

void ControlBox::refit()
{
    const quint64 age = ++m_age;
    if (m_condition.empty() || m_target.isEmpty() || !m_maker) {
        takeFitted(age, {});
        return;
    }
    QThreadPool::globalInstance()->start(
        [self = QPointer(this), age, maker = m_maker, control = settings(), size = m_target, fit = m_fit] {
            Fitted fitted;
            if (const auto made = maker->make(control, size.width(), size.height(), fit)) {
                fitted.image = toQImage(made->image);
                fitted.words = made->words;
            } else {
                fitted.error = QString::fromStdString(made.error().message);
            }
            if (const auto recipe = maker->recipeOf(control.net); recipe && *recipe)
                fitted.recipeWords = recipeWords(**recipe);
            QMetaObject::invokeMethod(qApp, [self, age, fitted] {
                if (self)
                    self->takeFitted(age, fitted);
            });
        });
}

void ControlBox::takeFitted(quint64 age, const Fitted &fitted)
{
    if (age != m_age)
        return;
    m_seen = fitted.image;
    m_recipeWords = fitted.recipeWords;
    m_well->setImage(m_seen, fitted.error);
    m_caption->setText(
        m_seen.isNull()
            ? QString()
            : tr("%1 · %2 × %3").arg(displayName(m_condition)).arg(m_seen.width()).arg(m_seen.height()));
    m_made->setText(fitted.words);
    m_made->setVisible(!fitted.words.isEmpty());
    Q_EMIT conditionShown();
}

} // namespace armature::ui
