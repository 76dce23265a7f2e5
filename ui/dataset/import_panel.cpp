#include "ui/dataset/import_panel.h"

#include "ui/dataset/pair_samples.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QThreadPool>
#include <QVBoxLayout>

#include <algorithm>

namespace armature::ui {

namespace {

constexpr size_t kSamples = 6;
constexpr int kDelay = 80;  // milliseconds after the last key
constexpr int kWidth = 680; // of the column, px

QString fromBytes(const std::string &text) { return QString::fromStdString(text); }

} // namespace

ImportPanel::ImportPanel(Thumbnails &thumbnails, QWidget *parent)
    : QWidget(parent), m_guesses(new QComboBox(this)), m_pictures(new QLineEdit(this)),
      m_maps(new QLineEdit(this)), m_count(new QLabel(this)), m_samples(new PairSamples(thumbnails, this)),
      m_import(new QPushButton(tr("Pair them"), this))
{
    auto *centred = new QHBoxLayout(this);
    auto *column = new QWidget(this);
    column->setMaximumWidth(kWidth);
    centred->addStretch();
    centred->addWidget(column, 100);
    centred->addStretch();
    auto *rows = new QVBoxLayout(column);
    rows->setContentsMargins(space::kPage, space::kGroup, space::kPage, space::kPage);
    rows->setSpacing(space::kMedium);
    auto *title = new QLabel(tr("Pairs by their names"), column);
    title->setFont(titleFont(font()));
    rows->addWidget(title);
    auto *what = new QLabel(tr("The folder has none of the layouts that Armature knows, but its names tell "
                               "what belongs together. Each star stands for the same on both sides."),
                            column);
    what->setWordWrap(true);
    rows->addWidget(what);

    auto *form = new QGridLayout;
    form->setHorizontalSpacing(space::kMedium);
    form->setVerticalSpacing(space::kSmall);
    form->setColumnStretch(1, 1);
    const auto add = [&](const QString &text, QWidget *field) {
        const int row = form->rowCount();
        auto *label = new QLabel(text, column);
        label->setBuddy(field);
        form->addWidget(label, row, 0);
        form->addWidget(field, row, 1);
    };
    add(tr("&Understood as"), m_guesses);
    add(tr("&Pictures"), m_pictures);
    add(tr("&Maps"), m_maps);
    m_pictures->setPlaceholderText(QStringLiteral("photos/*"));
    m_maps->setPlaceholderText(QStringLiteral("edges/*_canny"));
    rows->addLayout(form);
    rows->addWidget(m_samples);
    m_count->setWordWrap(true);
    rows->addWidget(m_count);
    auto *kept = new QLabel(tr("The pictures stay where they are. Armature writes metadata.jsonl into the "
                               "folder, which names the pairs; Undo takes it away."),
                            column);
    kept->setForegroundRole(QPalette::PlaceholderText);
    kept->setWordWrap(true);
    rows->addWidget(kept);
    auto *buttons = new QHBoxLayout;
    m_import->setObjectName(QStringLiteral("import"));
    makePrimary(m_import);
    auto *later = new QPushButton(tr("Not now"), column);
    buttons->addWidget(m_import);
    buttons->addWidget(later);
    buttons->addStretch();
    rows->addLayout(buttons);
    rows->addStretch();

    m_delay.setSingleShot(true);
    m_delay.setInterval(kDelay);
    connect(&m_delay, &QTimer::timeout, this, &ImportPanel::work);
    connect(m_guesses, &QComboBox::activated, this, &ImportPanel::takeGuess);
    connect(m_pictures, &QLineEdit::textChanged, this, &ImportPanel::restart);
    connect(m_maps, &QLineEdit::textChanged, this, &ImportPanel::restart);
    connect(later, &QPushButton::clicked, this, &ImportPanel::dismissed);
    connect(m_import, &QPushButton::clicked, this, [this] {
        if (m_match && !m_match->pairs.empty())
            Q_EMIT importWanted(m_folder, m_match);
    });
}

void ImportPanel::show(std::shared_ptr<const LooseFolder> folder, const std::vector<PatternGuess> &guesses)
{
    m_folder = std::move(folder);
    m_known = guesses;
    m_guesses->clear();
    for (const auto &guess : guesses)
        m_guesses->addItem(tr("%Ln pairs: %1 with %2", nullptr, int(guess.pairs))
                               .arg(fromBytes(guess.pattern.pictures), fromBytes(guess.pattern.maps)));
    takeGuess(0);
}

void ImportPanel::takeGuess(int index)
{
    if (index < 0 || size_t(index) >= m_known.size())
        return;
    m_pictures->setText(fromBytes(m_known[size_t(index)].pattern.pictures));
    m_maps->setText(fromBytes(m_known[size_t(index)].pattern.maps));
    restart();
}

void ImportPanel::restart()
{
    m_isWorking = true;
    m_import->setEnabled(false);
    ++m_generation;
    m_delay.start();
}

void ImportPanel::work()
{
    const NamePattern pattern{m_pictures->text().toStdString(), m_maps->text().toStdString()};
    QThreadPool::globalInstance()->start(
        [self = QPointer(this), folder = m_folder, pattern, generation = m_generation] {
            auto match = std::make_shared<const LooseMatch>(matchLoose(*folder, pattern));
            QMetaObject::invokeMethod(qApp, [self, match, generation] {
                if (!self || self->m_generation != generation)
                    return;
                self->m_match = match;
                self->m_isWorking = false;
                self->showMatch();
            });
        });
}

void ImportPanel::showMatch()
{
    const auto &pairs = m_match->pairs;
    const auto count = std::min(kSamples, pairs.size());
    // Spread over the folder: the first ones are often of one kind.
    std::vector<LoosePair> samples;
    for (size_t i = 0; i < count; ++i)
        samples.push_back(pairs[i * pairs.size() / count]);
    m_samples->show(m_folder->root, std::move(samples));
    m_count->setText(
        pairs.empty() ? tr("No two files fit. Each pattern needs one star.")
                      : tr("%Ln pairs", nullptr, int(pairs.size())) + QStringLiteral(", ") +
                            tr("%Ln with a caption", nullptr, int(m_match->captions)) + QStringLiteral("; ") +
                            tr("%Ln pictures are in none and are left out.", nullptr, int(m_match->left)));
    m_import->setText(pairs.empty() ? tr("Pair them") : tr("Make %Ln pairs", nullptr, int(pairs.size())));
    m_import->setEnabled(!pairs.empty());
}

QString ImportPanel::countText() const { return m_count->text(); }

} // namespace armature::ui
