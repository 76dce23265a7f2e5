// The training room's form: every option of the engine, checked as it is typed, and brought back one by one.
#include "core/config/schema.h"
#include "tests/ui/train_parts.h"
#include "ui/train/option_form.h"
#include "ui/train/validation_list.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QWheelEvent>
#include <QtTest>

#include <nlohmann/json.hpp>

#include <cmath>

using namespace armature;
using namespace armature::ui;
using testing::TrainParts;

class TrainFormTest : public QObject, private TrainParts
{
    Q_OBJECT

private Q_SLOTS:
    void init() { makeFolder(); }
    void everyOption_hasHelpRangeAndAWayBack();
    void everyPrompt_standsBesideItsMap();
    void settingsThatDoNotGoTogether_areSaidWhereTheyAreSeen();
    void wheelAcrossAClosedList_changesNothing();

private:
    // Another value than the default that the row allows; null where there is none to make up.
    static nlohmann::json another(const OptionRow &row)
    {
        const nlohmann::json now = optionValue(row, {});
        switch (row.kind) {
        case OptionKind::Switch: return !now.get<bool>();
        case OptionKind::Choice: return row.choices.size() > 1 ? nlohmann::json(std::string(row.choices[now == std::string(row.choices[0]) ? 1 : 0])) : nlohmann::json();
        case OptionKind::Integer: {
            TrainOptions scratch;
            const nlohmann::json up = now.get<int64_t>() + row.range.multipleOf;
            return setOption(row, up, scratch) ? up : nlohmann::json(now.get<int64_t>() - row.range.multipleOf);
        }
        case OptionKind::Number: return std::isfinite(row.range.maximum) && now == row.range.maximum ? nlohmann::json(row.range.minimum) : nlohmann::json(now.get<double>() + 1e-3);
        case OptionKind::TextList:
        case OptionKind::FileList: return nlohmann::json::array({"one"});
        default: return "another";
        }
    }
};

void TrainFormTest::everyOption_hasHelpRangeAndAWayBack()
{
    const std::set<std::string> hidden{"train_data_dir", "output_dir"};
    OptionForm form(hidden, {"pretrained_model_name_or_path"});
    form.setExpert(true);
    form.show();
    TrainOptions changed;
    int count = 0;
    for (const OptionRow &row : trainSchema()) {
        const std::string key(row.key);
        if (hidden.contains(key) || row.section == OptionSection::Compatibility || key == "validation_image")
            continue;
        QWidget *editor = form.editor(key);
        QVERIFY2(editor, key.c_str());
        QVERIFY2(editor->toolTip().contains(QString::fromUtf8(row.help.data(), qsizetype(row.help.size())).toHtmlEscaped()), key.c_str());
        QVERIFY2(!editor->accessibleName().isEmpty() && !editor->accessibleDescription().isEmpty(), key.c_str());
        if (std::isfinite(row.range.minimum))
            QVERIFY2(editor->toolTip().contains(QLocale().toString(row.range.minimum, 'g', 10)), qPrintable(editor->toolTip()));
        auto *reset = form.findChild<QToolButton *>(QStringLiteral("train.reset.") + QString::fromStdString(key));
        QVERIFY2(reset && !reset->isVisible(), key.c_str());
        const nlohmann::json value = another(row);
        if (value.is_null() || !setOption(row, value, changed))
            continue;
        form.setOptions(changed);
        QVERIFY2(reset->isVisible(), key.c_str());
        reset->click();
        QVERIFY2(!reset->isVisible(), key.c_str());
        QCOMPARE(optionValue(row, form.options()), optionValue(row, TrainOptions()));
        changed = TrainOptions();
        form.setOptions(changed);
        ++count;
    }
    QVERIFY2(count > 50, qPrintable(QString::number(count)));
}

void TrainFormTest::everyPrompt_standsBesideItsMap()
{
    OptionForm form({}, {});
    TrainOptions options;
    options.validation_prompt = {"a circle", "a star"};
    options.validation_image = {"/maps/one.png"};
    form.setOptions(options);
    auto *list = qobject_cast<ValidationList *>(form.editor("validation_prompt"));
    QVERIFY(list);
    const std::vector<ShownPrompt> both{{"a circle", "/maps/one.png"}, {"a star", "/maps/one.png"}}; // one map serves both
    QCOMPARE(list->pairs(), both);
    QVERIFY(form.options() == options); // looking changes nothing
    form.findChild<QLineEdit *>("train.validation.prompt.1")->setText("a moon");
    QCOMPARE(form.options().validation_prompt, (std::vector<std::string>{"a circle", "a moon"}));
    QCOMPARE(form.options().validation_image, (std::vector<std::string>{"/maps/one.png", "/maps/one.png"}));
    form.addValidation({"a house", "/maps/two.png"});
    form.findChild<QToolButton *>("train.validation.remove.0")->click();
    QCOMPARE(form.options().validation_prompt, (std::vector<std::string>{"a moon", "a house"}));
    QCOMPARE(form.options().validation_image, (std::vector<std::string>{"/maps/one.png", "/maps/two.png"}));
    QSignalSpy wanted(&form, &OptionForm::validationWanted);
    form.findChild<QPushButton *>("train.validation.add")->click();
    QCOMPARE(wanted.count(), 1);
    form.addValidation({"no map", {}});
    QVERIFY(form.problems().contains("validation_prompt"));
    form.findChild<QToolButton *>("train.validation.remove.2")->click();
    QVERIFY(!form.problems().contains("validation_prompt"));
}

void TrainFormTest::settingsThatDoNotGoTogether_areSaidWhereTheyAreSeen()
{
    OptionForm form({"train_data_dir", "output_dir"}, {});
    TrainOptions options;
    options.pretrained_model_name_or_path = "/models/one";
    form.setOptions(options);
    form.show();
    QVERIFY(form.problems().empty());
    auto *folder = qobject_cast<QLineEdit *>(form.editor("holdout_data_dir"));
    QVERIFY(!folder->isVisible()); // folded away
    qobject_cast<QLineEdit *>(form.editor("holdout_share"))->setText("0.1");
    folder->setText("/pairs/held");
    QVERIFY(form.problems().contains("holdout_data_dir"));
    QVERIFY(folder->isVisible());
    folder->clear();
    QVERIFY(form.problems().empty());
    qobject_cast<QLineEdit *>(form.editor("device"))->setText("gpu");
    QVERIFY(form.problems().contains("device"));
}

void TrainFormTest::wheelAcrossAClosedList_changesNothing()
{
    OptionForm form({}, {});
    form.setExpert(true);
    form.show();
    auto *list = qobject_cast<QComboBox *>(form.editor("lr_scheduler"));
    QVERIFY(list && list->count() > 1);
    const QString before = list->currentText();
    const QPointF at(10, 10);
    for (int i = 0; i < 3; ++i) {
        QWheelEvent wheel(at, list->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(list, &wheel);
    }
    QCOMPARE(list->currentText(), before);
}

QTEST_MAIN(TrainFormTest)
#include "train_form_test.moc"
