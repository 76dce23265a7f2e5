#include "ui/preprocess/weights_panel.h"

#include "core/config/annotator_nets.h"
#include "ui/preprocess/in_background.h"
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

#include <algorithm>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

enum Column { Name, Where, Size, Licence, Source, Hash, ColumnCount };

constexpr int kShortHash = 12; // digits that are shown

QString text(const std::string &words) { return QString::fromStdString(words); }

QString sizeText(std::uint64_t bytes)
{
    return bytes == 0 ? QString() : QLocale().formattedDataSize(qint64(bytes));
}

void mark(QTreeWidgetItem &row, Column column, const char *iconName, QRgb ThemeColors::*tone)
{
    row.setIcon(column, icon(QLatin1String(iconName), tone));
}

} // namespace

WeightsPanel::WeightsPanel(Asker &asker, QSettings *settings, QWidget *parent)
    : QWidget(parent), m_asker(asker), m_allowed(settings), m_list(new QTreeWidget(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::kPage, space::kMedium, space::kPage, space::kMedium);
    column->setSpacing(space::kSmall);
    auto *words =
        new QLabel(tr("Armature fetches nothing from the network. Get the files of an annotator "
                      "yourself, then say where they are. What is not for commercial use carries a sign."),
                   this);
    words->setWordWrap(true);
    words->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(words);
    m_list->setObjectName(QStringLiteral("preprocess.weights"));
    m_list->setAccessibleName(tr("Networks and their files"));
    m_list->setColumnCount(ColumnCount);
    m_list->setHeaderLabels(
        {tr("Network or file"), tr("Where"), tr("Size"), tr("Licence"), tr("Get it from"), tr("SHA-256")});
    m_list->setUniformRowHeights(true);
    m_list->header()->setStretchLastSection(true);
    column->addWidget(m_list, 1);
    auto *buttons = new QHBoxLayout;
    auto *file = new QPushButton(icon(QStringLiteral("search")), tr("Locate files…"), this);
    file->setObjectName(QStringLiteral("preprocess.locateFile"));
    auto *folder = new QPushButton(icon(QStringLiteral("folder2-open")), tr("Locate folder…"), this);
    folder->setObjectName(QStringLiteral("preprocess.locateFolder"));
    auto *none = new QPushButton(tr("Forget"), this);
    none->setObjectName(QStringLiteral("preprocess.forgetWeights"));
    none->setToolTip(tr("Forgets where the files of this network are; the files stay"));
    for (auto *button : {file, folder, none}) {
        button->setEnabled(false);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    column->addLayout(buttons);
    connect(file, &QPushButton::clicked, this, [this] { locate(false); });
    connect(folder, &QPushButton::clicked, this, [this] { locate(true); });
    connect(none, &QPushButton::clicked, this, &WeightsPanel::forget);
    connect(m_list, &QTreeWidget::currentItemChanged, this,
            [this, file, folder, none](QTreeWidgetItem *item) {
                file->setEnabled(item);
                folder->setEnabled(item);
                none->setEnabled(item &&
                                 m_files.contains(item->data(Name, Qt::UserRole).toString().toStdString()));
            });
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
    ++m_age; // checks under way are of other files
    m_checking = 0;
    m_files = files;
    m_checks.clear();
    fill();
    for (const auto &[net, located] : m_files)
        check(net, Ask::No);
}

void WeightsPanel::check(const std::string &key, Ask ask)
{
    const AnnotatorNet *net = findAnnotatorNet(key);
    const auto located = m_files.find(key);
    if (!net || located == m_files.end() || located->second.empty())
        return;
    ++m_checking;
    inBackground(
        this, [net, files = located->second] { return checkWeights(*net, files); },
        [this, key, ask, age = m_age, files = located->second](const std::vector<WeightCheck> &checks) {
            if (age != m_age)
                return;
            --m_checking;
            if (const auto now = m_files.find(key); now != m_files.end() && now->second == files)
                takeChecks(key, checks, ask);
        });
}

void WeightsPanel::takeChecks(const std::string &net, const std::vector<WeightCheck> &checks, Ask ask)
{
    m_checks[net] = checks;
    for (const WeightCheck &check : checks) {
        if (check.foreign == ForeignModel::None || ask == Ask::No || m_allowed.contains(check.sha256))
            continue;
        const Question question{
            tr("Run a program from this file?"),
            tr("%1 is %2: not only numbers, but instructions that somebody wrote and that Armature would "
               "carry out.")
                .arg(displayName(check.file), QLatin1String(foreignModelName(check.foreign))),
            tr("Say yes only where you trust whoever it comes from. SHA-256: %1").arg(text(check.sha256)),
            {tr("Run it"), tr("Do not use it")},
            true};
        if (check.sha256.empty() || m_asker.ask(this, question) != 0) {
            m_files.erase(net);
            m_checks.erase(net);
            break;
        }
        m_allowed.add(check.sha256);
    }
    fill();
    Q_EMIT changed();
    Q_EMIT checked();
}

std::set<std::string> WeightsPanel::allowedForeign() const
{
    std::set<std::string> nets;
    for (const auto &[net, checks] : m_checks) {
        const bool isAll = std::ranges::all_of(checks, [&](const WeightCheck &check) {
            return check.foreign == ForeignModel::None || m_allowed.contains(check.sha256);
        });
        if (isAll && m_files.contains(net))
            nets.insert(net);
    }
    return nets;
}

const WeightCheck *WeightsPanel::checkOf(const std::string &net, const std::string &name) const
{
    const auto checks = m_checks.find(net);
    if (checks == m_checks.end())
        return nullptr;
    const auto found =
        std::ranges::find_if(checks->second, [&](const auto &one) { return one.file.filename() == name; });
    return found == checks->second.end() ? nullptr : &*found;
}

void WeightsPanel::fillNet(const AnnotatorNet &net)
{
    const ThemeColors &colors = themeColors(palette());
    auto *top = new QTreeWidgetItem(m_list);
    top->setText(Name, text(net.label) + (net.isDraft ? tr(" (draft)") : QString()));
    top->setData(Name, Qt::UserRole, text(net.key));
    top->setText(Licence, net.isNonCommercial ? tr("Not for commercial use: %1").arg(text(net.licence))
                                              : text(net.licence));
    top->setToolTip(Licence, top->text(Licence));
    if (net.isNonCommercial) {
        top->setForeground(Licence, color(colors.warn));
        mark(*top, Licence, "exclamation-triangle", &ThemeColors::warn);
    }
    const auto located = m_files.find(net.key);
    const auto installed = installedFiles(net);
    if (located != m_files.end() && !located->second.empty()) {
        top->setText(Where, displayPath(fs::path(located->second.front())));
        top->setToolTip(Where, top->text(Where));
        mark(*top, Where, "check-circle", &ThemeColors::good);
    } else if (installed) {
        top->setText(Where, tr("Installed"));
        top->setToolTip(Where, displayPath(*installed));
        mark(*top, Where, "check-circle", &ThemeColors::good);
    } else {
        top->setText(Where, tr("Not located"));
        top->setForeground(Where, color(colors.text2));
    }
    for (const AnnotatorFile &file : net.files)
        fillFile(*new QTreeWidgetItem(top), net, file);
}

void WeightsPanel::fillFile(QTreeWidgetItem &row, const AnnotatorNet &net, const AnnotatorFile &file)
{
    const ThemeColors &colors = themeColors(palette());
    row.setText(Name, text(file.name) + (file.isRequired ? QString() : tr(" (optional)")));
    row.setData(Name, Qt::UserRole, text(net.key));
    row.setText(Licence, text(licenceOf(net, file)));
    if (isNonCommercial(net, file))
        mark(row, Licence, "exclamation-triangle", &ThemeColors::warn);
    row.setText(Source, text(file.from));
    row.setToolTip(Source, row.text(Source));
    row.setText(Size, sizeText(file.bytes));
    row.setText(Hash, text(file.sha256.substr(0, kShortHash)));
    row.setToolTip(Hash, text(file.sha256));
    for (const Column column : {Size, Source, Hash})
        row.setForeground(column, color(colors.text2));
    if (const auto installed = installedFiles(net)) {
        std::error_code error;
        const auto bytes = fs::file_size(*installed / file.name, error);
        if (!error)
            row.setText(Size, sizeText(bytes));
    }
    const WeightCheck *check = checkOf(net.key, file.name);
    if (!check)
        return;
    row.setText(Where, tr("Located"));
    row.setToolTip(Where, displayPath(check->file));
    mark(row, Where, "check-circle", &ThemeColors::good);
    row.setText(Size, sizeText(check->bytes));
    row.setText(Hash, text(check->sha256.substr(0, kShortHash)));
    if (file.sha256.empty()) {
        row.setToolTip(Hash, tr("%1. What it should be is not known.").arg(text(check->sha256)));
    } else if (file.sha256 == check->sha256) {
        mark(row, Hash, "check-circle", &ThemeColors::good);
        row.setToolTip(Hash, tr("%1, as published").arg(text(check->sha256)));
    } else {
        mark(row, Hash, "exclamation-triangle", &ThemeColors::warn);
        row.setForeground(Hash, color(colors.warn));
        row.setToolTip(Hash, tr("%1. Another file was published under this name: %2.")
                                 .arg(text(check->sha256), text(file.sha256)));
    }
}

void WeightsPanel::fill()
{
    const auto *current = m_list->currentItem();
    const QString selected = current ? current->data(Name, Qt::UserRole).toString() : QString();
    m_list->clear();
    for (const AnnotatorNet &net : annotatorNets())
        fillNet(net);
    m_list->expandAll();
    constexpr int kWidest = 260;
    for (int column = 0; column < Hash; ++column) {
        m_list->resizeColumnToContents(column);
        m_list->setColumnWidth(column, std::min(m_list->columnWidth(column), kWidest));
    }
    if (!selected.isEmpty())
        select(selected.toStdString());
}

void WeightsPanel::select(const std::string &net)
{
    for (int row = 0; row < m_list->topLevelItemCount(); ++row)
        if (m_list->topLevelItem(row)->data(Name, Qt::UserRole).toString() == text(net)) {
            m_list->setCurrentItem(m_list->topLevelItem(row));
            m_list->scrollToItem(m_list->topLevelItem(row), QAbstractItemView::PositionAtTop);
        }
}

void WeightsPanel::locate(bool isFolder)
{
    const auto *item = m_list->currentItem();
    if (!item)
        return;
    const std::string net = item->data(Name, Qt::UserRole).toString().toStdString();
    const QString title = tr("The weights of %1").arg(text(findAnnotatorNet(net)->label));
    QStringList chosen;
    if (isFolder) {
        if (const auto folder = m_asker.folder(this, title, {}))
            chosen << *folder;
    } else {
        chosen =
            m_asker.openFiles(this, title, {},
                              tr("Weights (*.pt *.pth *.safetensors *.bin *.caffemodel *.onnx *.tflite);;"
                                 "All files (*)"));
    }
    if (chosen.isEmpty())
        return;
    m_files[net].clear();
    for (const QString &file : chosen)
        m_files[net].push_back(pathFromQt(file).string());
    m_checks.erase(net);
    fill();
    check(net, Ask::Yes);
}

void WeightsPanel::forget()
{
    const auto *item = m_list->currentItem();
    if (!item || m_files.erase(item->data(Name, Qt::UserRole).toString().toStdString()) == 0)
        return;
    fill();
    Q_EMIT changed();
}

} // namespace armature::ui
