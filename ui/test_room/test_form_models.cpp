// The form's models: what is chosen, what it is for, how it reads words; and what comes back from a picture.
#include "core/text/clip_tokenizer.h"
#include "core/text/prompt_weights.h"
#include "ui/project/paths.h"
#include "ui/test_room/test_form.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/elided_label.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPointer>
#include <QSpinBox>
#include <QThreadPool>
#include <QToolButton>

#include <algorithm>

namespace armature::ui {

void TestForm::recall(const TestSettings &settings, Recall what)
{
    TestSettings now = this->settings();
    switch (what) {
    case Recall::All: {
        TestSettings all = settings; // a picture of another program names no models
        if (all.base.empty())
            all.base = now.base;
        if (settings.base.empty()) {
            all.controls = now.controls;
            for (size_t i = 0; i < std::min(all.controls.size(), settings.controls.size()); ++i) {
                all.controls[i].scale = settings.controls[i].scale;
                all.controls[i].start = settings.controls[i].start;
                all.controls[i].end = settings.controls[i].end;
            }
        }
        setSettings(all);
        m_lock->setChecked(true);
        return;
    }
    case Recall::Prompt:
        m_prompt->setPlainText(settings.prompt);
        m_negative->setPlainText(settings.negativePrompt);
        m_readsWeights = settings.readsWeights;
        return;
    case Recall::Seed:
        m_seed->setText(QString::number(settings.seed));
        m_lock->setChecked(true);
        return;
    case Recall::Size:
        m_width->setValue(settings.width > 0 ? settings.width : m_side);
        m_height->setValue(settings.height > 0 ? settings.height : m_side);
        return;
    case Recall::Condition:
        if (m_boxes.empty() && !settings.controls.empty())
            addBox();
        for (size_t i = 0; i < std::min(m_boxes.size(), settings.controls.size()); ++i) {
            const ControlSettings &control = settings.controls[i];
            m_boxes[i]->setCondition(control.condition, MapUse::Auto);
            if (control.mapUse != MapUse::Auto)
                m_boxes[i]->setMapUse(control.mapUse, control.recipe);
        }
    }
}

void TestForm::setFacts(const TestModelFacts &facts)
{
    const bool isUntouched = m_width->value() == m_side && m_height->value() == m_side;
    m_side = int(facts.side);
    m_grid = int(facts.grid);
    m_room = int(facts.tokenRoom);
    for (QSpinBox *field : {m_width, m_height}) {
        field->setSingleStep(m_grid);
        if (isUntouched)
            field->setValue(m_side);
    }
    m_baseFacts->setText(tr("%1, made for %2 px, computed in %3")
                             .arg(QString::fromStdString(facts.family))
                             .arg(facts.side)
                             .arg(QString::fromStdString(facts.compute)));
    QStringList notes;
    for (const std::string &note : facts.notes)
        notes << QString::fromStdString(note);
    m_baseFacts->setToolTip(notes.join(QLatin1Char('\n')));
    if (!notes.isEmpty()) // what was assumed about a single file: the first thing to look at when pictures
                          // are noise
        m_baseFacts->setText(m_baseFacts->text() + QLatin1Char('\n') + notes.first());
    m_scheduler->setItemText(
        0, tr("The model's own (%1)").arg(samplerWord({}, QString::fromStdString(facts.scheduler))));
    countTokens();
}

void TestForm::setBase(const std::filesystem::path &base)
{
    m_base = base;
    m_baseName->setText(base.empty() ? tr("None chosen") : displayPath(base));
    m_baseFacts->clear();
    loadTokenizer();
    Q_EMIT modelsChanged();
    Q_EMIT changed();
}

void TestForm::chooseBase()
{
    QMenu menu(this);
    const QString start = displayPath(m_base.empty() ? m_startFolder : m_base.parent_path());
    for (const CheckpointChoice &choice : m_bases)
        menu.addAction(choice.title, this, [this, path = choice.path] { setBase(path); });
    if (!m_bases.empty())
        menu.addSeparator();
    menu.addAction(tr("A diffusers folder…"), this, [this, start] {
        if (const auto chosen = m_asker.folder(this, tr("Choose a base model's folder"), start))
            setBase(pathFromQt(*chosen));
    });
    menu.addAction(tr("A checkpoint file…"), this, [this, start] {
        const QString filter = tr("Checkpoints (*.safetensors *.ckpt)");
        if (const auto chosen = m_asker.openFile(this, tr("Choose a base model's file"), start, filter))
            setBase(pathFromQt(*chosen));
    });
    menu.exec(QCursor::pos());
}

void TestForm::countTokens()
{
    const auto show = [this](QLabel *label, const QPlainTextEdit *text) {
        if (!m_tokenizer) {
            label->clear();
            return;
        }
        const auto tokens = qint64(countWeightedTokens(*m_tokenizer, text->toPlainText().toStdString()));
        label->setText(tr("%1 of %2 tokens").arg(tokens).arg(m_room));
        label->setForegroundRole(tokens > m_room ? QPalette::WindowText : QPalette::PlaceholderText);
        label->setToolTip(tokens > m_room ? tr("What comes after token %1 is not read.").arg(m_room)
                                          : QString());
    };
    show(m_tokens, m_prompt);
    show(m_negativeTokens, m_negative);
}

// The model's own vocabulary where it has one, so that the count is the model's.
void TestForm::loadTokenizer()
{
    QThreadPool::globalInstance()->start([self = QPointer(this), base = m_base] {
        auto loaded = ClipTokenizer::load(base);
        if (!loaded)
            loaded = ClipTokenizer::shipped(PadWith::Eos);
        std::shared_ptr<const ClipTokenizer> tokenizer;
        if (loaded)
            tokenizer = std::make_shared<const ClipTokenizer>(std::move(*loaded));
        QMetaObject::invokeMethod(qApp, [self, base, tokenizer] {
            if (!self || self->m_base != base)
                return;
            self->m_tokenizer = tokenizer;
            self->countTokens();
        });
    });
}

} // namespace armature::ui
