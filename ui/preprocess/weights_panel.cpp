#include "ui/preprocess/weights_panel.h"

#include "core/config/annotator_nets.h"
#include "ui/project/paths.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

QString text(const std::string &words) { return QString::fromStdString(words); }

QString sizeOf(const fs::path &file)
{
    std::error_code error;
    const auto bytes = fs::file_size(file, error);
    return error ? QString() : QLocale().formattedDataSize(qint64(bytes));
}

} // namespace

WeightsPanel::WeightsPanel(Asker &asker, QWidget *parent)
    : QWidget(parent), m_asker(asker), m_list(new QTreeWidget(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kPage, space::kMedium, space::kPage, space::kMedium);
    column->setSpacing(space::kSmall);
    auto *words = new QLabel(tr("Armature fetches nothing from the network. Get the files of an annotator "
                                "yourself, then say where they are."),
                             this);
    words->setWordWrap(true);
    words->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(words);
    m_list->setObjectName(QStringLiteral("preprocess.weights"));
    m_list->setAccessibleName(tr("Networks and their files"));
    m_list->setColumnCount(4);
    m_list->setHeaderLabels({tr("Network or file"), tr("Where"), tr("Size"), tr("Licence or source")});
    m_list->setUniformRowHeights(true);
    m_list->header()->setStretchLastSection(true);
    column->addWidget(m_list, 1);
    auto *buttons = new QHBoxLayout;
    auto *file = new QPushButton(icon(QStringLiteral("search")), tr("Locate file…"), this);
    file->setObjectName(QStringLiteral("preprocess.locateFile"));
    auto *folder = new QPushButton(icon(QStringLiteral("folder2-open")), tr("Locate folder…"), this);
    buttons->addWidget(file);
    buttons->addWidget(folder);
    buttons->addStretch(1);
    column->addLayout(buttons);
    connect(file, &QPushButton::clicked, this, [this] { locate(false); });
    connect(folder, &QPushButton::clicked, this, [this] { locate(true); });
    connect(m_list, &QTreeWidget::currentItemChanged, this, [file, folder](QTreeWidgetItem *item) {
        file->setEnabled(item);
        folder->setEnabled(item);
    });
    file->setEnabled(false);
    folder->setEnabled(false);
    fill();
}

void WeightsPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        fill();
}

void WeightsPanel::setFiles(const WeightFiles &files)
{
    m_files = files;
    fill();
}

void WeightsPanel::fill()
{
    const auto *current = m_list->currentItem();
    const QString selected = current ? current->data(0, Qt::UserRole).toString() : QString();
    m_list->clear();
    const ThemeColors &colors = themeColors(palette());
    for (const AnnotatorNet &net : annotatorNets()) {
        auto *top = new QTreeWidgetItem(m_list);
        top->setText(0, text(net.label) + (net.isDraft ? tr(" (draft)") : QString()));
        top->setData(0, Qt::UserRole, text(net.key));
        top->setText(3, text(net.licence));
        if (net.isNonCommercial) {
            top->setText(3, tr("Not for commercial use: %1").arg(text(net.licence)));
            top->setForeground(3, color(colors.warn));
            top->setIcon(3, icon(QStringLiteral("exclamation-triangle"), &ThemeColors::warn));
        }
        const auto located = m_files.find(net.key);
        const auto installed = installedFiles(net);
        if (located != m_files.end() && !located->second.empty()) {
            const fs::path place = located->second.front();
            top->setText(1, displayPath(place));
            top->setText(2, sizeOf(place));
            top->setIcon(1, icon(QStringLiteral("check-circle"), &ThemeColors::good));
        } else if (installed) {
            top->setText(1, tr("Installed"));
            top->setIcon(1, icon(QStringLiteral("check-circle"), &ThemeColors::good));
            top->setToolTip(1, displayPath(*installed));
        } else {
            top->setText(1, tr("Not located"));
            top->setForeground(1, color(colors.text2));
        }
        for (const AnnotatorFile &file : net.files) {
            auto *row = new QTreeWidgetItem(top);
            row->setText(0, text(file.name) + (file.isRequired ? QString() : tr(" (optional)")));
            row->setData(0, Qt::UserRole, text(net.key));
            row->setText(3, text(file.from));
            row->setForeground(3, color(colors.text2));
            if (installed)
                row->setText(2, sizeOf(*installed / file.name));
        }
    }
    m_list->expandAll();
    for (int column = 0; column < 3; ++column)
        m_list->resizeColumnToContents(column);
    if (!selected.isEmpty())
        select(selected.toStdString());
}

void WeightsPanel::select(const std::string &net)
{
    for (int row = 0; row < m_list->topLevelItemCount(); ++row)
        if (m_list->topLevelItem(row)->data(0, Qt::UserRole).toString() == text(net))
            m_list->setCurrentItem(m_list->topLevelItem(row));
}

void WeightsPanel::locate(bool isFolder)
{
    const auto *item = m_list->currentItem();
    if (!item)
        return;
    const std::string net = item->data(0, Qt::UserRole).toString().toStdString();
    const QString title = tr("The weights of %1").arg(text(findAnnotatorNet(net)->label));
    const auto chosen = isFolder ? m_asker.folder(this, title, {})
                                 : m_asker.openFile(this, title, {},
                                                    tr("Weights (*.pt *.pth *.safetensors "
                                                       "*.bin *.tflite);;All files (*)"));
    if (!chosen)
        return;
    m_files[net] = {pathFromQt(*chosen).string()};
    fill();
    Q_EMIT changed();
}

} // namespace armature::ui
