#include "ui/train/validation_list.h"

#include "ui/dataset/thumbnails.h"
#include "ui/project/paths.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QThreadPool>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace armature::ui {

namespace {

constexpr int kMap = 48; // px of a map's picture

} // namespace

ValidationList::ValidationList(QWidget *parent) : QWidget(parent), m_rows(new QVBoxLayout)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(space::kSmall);
    column->addLayout(m_rows);
    auto *more = new QPushButton(icon(QStringLiteral("plus-lg")), tr("Add a prompt…"), this);
    more->setObjectName(QStringLiteral("train.validation.add"));
    connect(more, &QPushButton::clicked, this, &ValidationList::addWanted);
    column->addWidget(more, 0, Qt::AlignLeft);
}

void ValidationList::show(const TrainOptions &options)
{
    const auto &prompts = options.validation_prompt, &maps = options.validation_image;
    const auto of = [](const std::vector<std::string> &all, size_t number) {
        return number < all.size() ? all[number] : all.size() == 1 ? all.front() : std::string();
    };
    std::vector<ShownPrompt> pairs;
    for (size_t i = 0; i < std::max(prompts.size(), maps.size()); ++i)
        pairs.push_back({of(prompts, i), of(maps, i)});
    if (pairs == m_pairs && m_rows->count() == int(pairs.size()))
        return;
    m_pairs = std::move(pairs);
    rebuild();
}

void ValidationList::writeTo(TrainOptions &options) const
{
    options.validation_prompt.clear();
    options.validation_image.clear();
    for (const ShownPrompt &one : m_pairs) {
        options.validation_prompt.push_back(one.prompt);
        options.validation_image.push_back(one.condition.string());
    }
}

void ValidationList::add(const ShownPrompt &added)
{
    m_pairs.push_back(added);
    rebuild();
    Q_EMIT changed();
}

void ValidationList::rebuild()
{
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (size_t i = 0; i < m_pairs.size(); ++i)
        m_rows->addWidget(makeRow(i));
}

QWidget *ValidationList::makeRow(size_t number)
{
    const ShownPrompt &one = m_pairs[number];
    auto *row = new QWidget(this);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kSmall);
    auto *map = new QToolButton(row);
    map->setFixedSize(kMap + 2, kMap + 2);
    map->setIconSize({kMap, kMap});
    map->setIcon(icon(QStringLiteral("image")));
    map->setAutoRaise(true);
    map->setToolTip(one.condition.empty() ? tr("Choose a condition map") : displayPath(one.condition));
    map->setAccessibleName(tr("Condition map of %1").arg(QString::fromStdString(one.prompt)));
    connect(map, &QToolButton::clicked, this, [this, number] { chooseMap(number); });
    if (!one.condition.empty())
        QThreadPool::globalInstance()->start([map = QPointer(map), file = one.condition, side = int(kMap * devicePixelRatioF())] {
            const QImage image = loadScaled(file, side);
            QMetaObject::invokeMethod(qApp, [map, image] {
                if (map)
                    map->setIcon(image.isNull() ? icon(QStringLiteral("exclamation-triangle"), &ThemeColors::bad) : QIcon(QPixmap::fromImage(image)));
            });
        });
    line->addWidget(map);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    auto *prompt = new QLineEdit(QString::fromStdString(one.prompt), row);
    prompt->setObjectName(QStringLiteral("train.validation.prompt.%1").arg(number));
    prompt->setAccessibleName(tr("Validation prompt %1").arg(number + 1));
    prompt->setCursorPosition(0);
    prompt->setToolTip(prompt->text());
    connect(prompt, &QLineEdit::textChanged, this, [this, number, prompt] {
        m_pairs[number].prompt = prompt->text().toStdString();
        prompt->setToolTip(prompt->text());
        Q_EMIT changed();
    });
    words->addWidget(prompt);
    auto *file = new ElidedLabel(Qt::ElideMiddle, row);
    file->setFont(captionFont(font()));
    file->setRole(QPalette::PlaceholderText);
    file->setText(one.condition.empty() ? tr("no map yet") : QString::fromStdString(one.condition.filename().string()));
    words->addWidget(file);
    line->addLayout(words, 1);
    auto *away = new QToolButton(row);
    away->setObjectName(QStringLiteral("train.validation.remove.%1").arg(number));
    away->setIcon(icon(QStringLiteral("x-lg")));
    away->setAutoRaise(true);
    away->setToolTip(tr("Take it off the list"));
    away->setAccessibleName(tr("Take off the list: %1").arg(QString::fromStdString(one.prompt)));
    connect(away, &QToolButton::clicked, this, [this, number] {
        m_pairs.erase(m_pairs.begin() + std::ptrdiff_t(number));
        rebuild();
        Q_EMIT changed();
    });
    line->addWidget(away, 0, Qt::AlignTop);
    return row;
}

void ValidationList::chooseMap(size_t number)
{
    const QString file = QFileDialog::getOpenFileName(this, tr("Condition map"), displayPath(m_pairs[number].condition), tr("Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff)"));
    if (file.isEmpty() || number >= m_pairs.size())
        return;
    m_pairs[number].condition = pathFromQt(file);
    rebuild();
    Q_EMIT changed();
}

} // namespace armature::ui
