#include "ui/test_room/export_dialog.h"

#include "core/io/layouts/controlnet_file.h"
#include "core/io/layouts/controlnet_writer.h"
#include "ui/project/paths.h"
#include "ui/test_room/model_card.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QThreadPool>
#include <QVBoxLayout>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

DType typeNamed(const std::string &name)
{
    return name == "fp32" ? DType::F32 : name == "bf16" ? DType::BF16 : DType::F16;
}

} // namespace

Result<std::vector<fs::path>> exportControlNet(const ExportChoice &choice)
{
    const fs::path folder = choice.folder / choice.name,
                   file = choice.folder / (choice.name + ".safetensors"),
                   card = choice.asFolder ? folder : choice.folder / (choice.name + "-card");
    std::error_code error;
    for (const auto &[isWanted, path] : {std::pair(choice.asFolder, folder), std::pair(choice.asFile, file),
                                         std::pair(choice.withCard, card)}) {
        if (isWanted && fs::exists(path, error))
            return fail(ErrorCode::Conflict, path.string() + " exists already.", "Choose another name.",
                        "Nothing was written.");
    }
    ARMATURE_TRY(const ControlNetSource source, openControlNet(choice.net.string()));
    ControlNetWrite write;
    for (const std::string &name : source.weights->names()) {
        if (const auto view = source.weights->find(name))
            write.tensors.push_back({name, *view});
    }
    write.config = source.config;
    write.metadata = source.weights->metadata();
    write.dtype = typeNamed(choice.dtype);
    std::vector<fs::path> written;
    if (choice.asFolder) {
        ARMATURE_CHECK(writeControlNetFolder(write, folder.string()));
        written.push_back(folder);
    }
    if (choice.asFile) {
        ARMATURE_CHECK(writeControlNetFile(write, file.string()));
        written.push_back(file);
    }
    if (choice.withCard) {
        ARMATURE_CHECK(writeModelCard({choice.name, choice.base, choice.licence, choice.dtype,
                                       choice.asFolder, choice.asFile, write.config, write.metadata,
                                       choice.net, choice.samples, choice.maker},
                                      card));
        written.push_back(card / "README.md");
    }
    return written;
}

ExportDialog::ExportDialog(Asker &asker, const fs::path &net, const fs::path &folder, QWidget *parent)
    : QDialog(parent), m_asker(asker), m_net(net), m_folder(folder), m_name(new QLineEdit(this)),
      m_base(new QLineEdit(this)), m_place(new QLabel(this)), m_answer(new QLabel(this)),
      m_asFolder(new QCheckBox(tr("Folder for diffusers"), this)),
      m_asFile(new QCheckBox(tr("One file for WebUI and ComfyUI"), this)),
      m_card(new QCheckBox(tr("Model card with sample pictures"), this)), m_dtype(new QComboBox(this)),
      m_licence(new QComboBox(this))
{
    setWindowTitle(tr("Export a ControlNet"));
    m_name->setObjectName(QStringLiteral("export.name"));
    m_name->setAccessibleName(tr("Name"));
    m_name->setText(QStringLiteral("controlnet-") + displayName(net.stem()));
    m_asFolder->setChecked(true);
    m_asFile->setChecked(true);
    m_dtype->addItem(tr("fp16: half the size, what most programs expect"), QStringLiteral("fp16"));
    m_dtype->addItem(tr("fp32: as it was trained"), QStringLiteral("fp32"));
    m_dtype->addItem(tr("bf16: half the size, coarser, never overflows"), QStringLiteral("bf16"));
    m_dtype->setAccessibleName(tr("Precision"));
    m_card->setChecked(true);
    m_card->setToolTip(
        tr("README.md as model hubs read it, with what the weights say about their training and pictures "
           "of this ControlNet from the strip, the selected ones first"));
    m_base->setAccessibleName(tr("Base model"));
    m_licence->setObjectName(QStringLiteral("export.licence"));
    m_licence->setAccessibleName(tr("Licence"));
    m_licence->setEditable(true);
    m_licence->addItems({QString(), QStringLiteral("creativeml-openrail-m"), QStringLiteral("openrail++"),
                         QStringLiteral("apache-2.0"), QStringLiteral("cc-by-4.0"),
                         QStringLiteral("cc-by-nc-4.0"), QStringLiteral("cc0-1.0"), QStringLiteral("other")});
    m_licence->lineEdit()->setPlaceholderText(tr("Not said"));
    m_answer->setWordWrap(true);
    m_answer->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *browse = new QPushButton(tr("Choose…"), this);
    auto *place = new QHBoxLayout;
    place->addWidget(m_place, 1);
    place->addWidget(browse);
    auto *from = new QLabel(displayPath(net), this);
    from->setWordWrap(true);
    auto *form = new QFormLayout;
    form->addRow(tr("ControlNet"), from);
    form->addRow(tr("Into"), place);
    form->addRow(tr("Name"), m_name);
    form->addRow(tr("Layouts"), m_asFolder);
    form->addRow(QString(), m_asFile);
    form->addRow(tr("Precision"), m_dtype);
    form->addRow(tr("Card"), m_card);
    form->addRow(tr("Base model"), m_base);
    form->addRow(tr("Licence"), m_licence);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_write = buttons->addButton(tr("Export and verify"), QDialogButtonBox::ActionRole);
    m_write->setObjectName(QStringLiteral("export.write"));
    makePrimary(m_write);
    auto *column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(m_answer);
    column->addWidget(buttons);
    setMinimumWidth(480);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_write, &QPushButton::clicked, this, &ExportDialog::start);
    connect(browse, &QPushButton::clicked, this, [this] {
        if (const auto chosen = m_asker.folder(this, tr("Where to export to"), displayPath(m_folder)))
            m_folder = pathFromQt(*chosen);
        showState();
    });
    connect(m_name, &QLineEdit::textChanged, this, &ExportDialog::showState);
    for (QCheckBox *box : {m_asFolder, m_asFile, m_card})
        connect(box, &QCheckBox::toggled, this, &ExportDialog::showState);
    showState();
}

void ExportDialog::setCardFacts(const QString &base, const std::vector<fs::path> &samples,
                                std::shared_ptr<const ConditionMaker> maker)
{
    m_maker = std::move(maker);
    m_base->setText(base);
    m_samples = samples;
}

QString ExportDialog::answer() const { return m_answer->text(); }

ExportChoice ExportDialog::choice() const
{
    return {m_net,
            m_folder,
            m_name->text().trimmed().toStdString(),
            m_asFolder->isChecked(),
            m_asFile->isChecked(),
            m_dtype->currentData().toString().toStdString(),
            m_card->isChecked(),
            m_base->text().trimmed().toStdString(),
            m_licence->currentText().trimmed().toStdString(),
            m_samples,
            m_maker};
}

void ExportDialog::showState()
{
    m_place->setText(displayPath(m_folder));
    const QString name = m_name->text().trimmed();
    const bool isName =
        !name.isEmpty() && !name.contains(QLatin1Char('/')) && !name.startsWith(QLatin1Char('.'));
    m_base->setEnabled(m_card->isChecked());
    m_licence->setEnabled(m_card->isChecked());
    m_write->setEnabled(!m_isWriting && isName && (m_asFolder->isChecked() || m_asFile->isChecked()));
}

void ExportDialog::start()
{
    m_isWriting = true;
    m_answer->setText(tr("Writing and reading back…"));
    showState();
    QThreadPool::globalInstance()->start([self = QPointer(this), choice = choice()] {
        const auto written = exportControlNet(choice);
        QMetaObject::invokeMethod(qApp, [self, written] {
            if (!self)
                return;
            self->m_isWriting = false;
            QStringList files;
            if (written) {
                for (const fs::path &path : *written)
                    files << displayPath(path);
            }
            self->m_answer->setText(
                written ? tr("Written, read back and compared:\n%1").arg(files.join(QLatin1Char('\n')))
                        : QString::fromStdString(describe(written.error())));
            self->showState();
            Q_EMIT self->answered();
        });
    });
}

void ExportDialog::reject()
{
    if (!m_isWriting)
        QDialog::reject();
}

} // namespace armature::ui
