#include "core/config/refused_options.h"
#include "core/config/schema.h"

#include <QRegularExpression>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <limits>
#include <set>

using namespace armature;
using nlohmann::json;

namespace {

// Every argument of diffusers' train_controlnet.py (0.42) that is taken, with its default there; null is
// None. Two stand with defaults of ours instead of None: seed and mixed_precision.
const json kDiffusersDefaults = json::parse(R"({
    "pretrained_model_name_or_path": null, "controlnet_model_name_or_path": null, "variant": null,
    "tokenizer_name": null, "output_dir": "controlnet-model", "cache_dir": null, "seed": 42, "resolution": 512,
    "train_batch_size": 4, "num_train_epochs": 1, "max_train_steps": null, "checkpointing_steps": 500,
    "checkpoints_total_limit": null, "resume_from_checkpoint": null, "gradient_accumulation_steps": 1,
    "gradient_checkpointing": false, "learning_rate": 5e-6, "scale_lr": false, "lr_scheduler": "constant",
    "lr_warmup_steps": 500, "lr_num_cycles": 1, "lr_power": 1.0, "use_8bit_adam": false, "dataloader_num_workers": 0,
    "adam_beta1": 0.9, "adam_beta2": 0.999, "adam_weight_decay": 1e-2, "adam_epsilon": 1e-8, "max_grad_norm": 1.0,
    "logging_dir": "logs", "allow_tf32": false, "report_to": "tensorboard", "mixed_precision": "auto",
    "enable_xformers_memory_efficient_attention": false, "set_grads_to_none": false, "train_data_dir": null,
    "image_column": "image", "conditioning_image_column": "conditioning_image", "caption_column": "text",
    "max_train_samples": null, "proportion_empty_prompts": 0.0, "validation_prompt": null, "validation_image": null,
    "num_validation_images": 4, "validation_steps": 100, "tracker_project_name": "train_controlnet"
})");

bool standsForNone(const json &value)
{
    return value == "" || value == 0 || (value.is_array() && value.empty());
}

std::string messageOf(const Status &status) { return status ? "" : describe(status.error()); }

Status set(std::string_view key, const json &value)
{
    TrainOptions options;
    return setOption(*findOption(key), value, options);
}

} // namespace

class SchemaTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyDiffusersOption_existsUnderItsNameAndDefault();
    void takenAndRefusedOptions_areThe52OfDiffusers();
    void everyField_hasOneRow();
    void everyRow_isFitForAFormAndAHelpText();
    void everyDefault_passesItsOwnRow();
    void null_setsTheDefault();
    void numberInQuotes_isRefused();
    void wrongType_isNamed_data();
    void wrongType_isNamed();
    void outOfRange_isNamed_data();
    void outOfRange_isNamed();
    void wrongChoice_listsTheChoices();
    void resolutionNotDivisibleBy8_namesTheNeighbours();
    void refusedValue_leavesTheFieldAlone();
    void largestSeed_isKept();
    void words_becomeValues();
    void wordsThatAreNoNumber_areRefused();
    void defaults_readLikeWords();
    void differingOptions_areNamed();
};

void SchemaTest::everyDiffusersOption_existsUnderItsNameAndDefault()
{
    for (const auto &[key, expected] : kDiffusersDefaults.items()) {
        const OptionRow *row = findOption(key);
        QVERIFY2(row, key.c_str());
        const json value = optionValue(*row, TrainOptions());
        QVERIFY2(expected.is_null() ? standsForNone(value) : value == expected,
                 (key + " is " + value.dump()).c_str());
    }
}

void SchemaTest::takenAndRefusedOptions_areThe52OfDiffusers()
{
    QCOMPARE(kDiffusersDefaults.size() + refusedOptionKeys().size(), size_t(52));
    for (const std::string &key : refusedOptionKeys()) {
        QVERIFY2(!findOption(key), key.c_str());
        QVERIFY(refusedOption(key)->code == ErrorCode::BadInput);
        QVERIFY(!refusedOption(key)->remedy.empty());
    }
}

// C++20 cannot list a struct's fields, so the test reads them in the header.
void SchemaTest::everyField_hasOneRow()
{
    std::ifstream header(ARMATURE_SOURCE_DIR "/core/config/train_options.h");
    const QRegularExpression field(
        R"(^    (std::string|u?int64_t|double|bool|std::vector<std::string>) (\w+)( = [^;]+)?;)");
    std::set<std::string> fields, keys;
    for (std::string line; std::getline(header, line);)
        if (const auto match = field.match(QString::fromStdString(line)); match.hasMatch())
            fields.insert(match.captured(2).toStdString());
    for (const OptionRow &row : trainSchema())
        QVERIFY2(keys.insert(std::string(row.key)).second, std::string(row.key).c_str());
    QVERIFY(fields.size() > 60);
    QCOMPARE(keys, fields);
}

void SchemaTest::everyRow_isFitForAFormAndAHelpText()
{
    for (const OptionRow &row : trainSchema()) {
        const std::string key(row.key);
        QVERIFY2(!row.label.empty() && row.help.ends_with('.'), key.c_str());
        QVERIFY2(row.help.size() < 200, key.c_str());
        QVERIFY2((row.kind == OptionKind::Choice) == !row.choices.empty(), key.c_str());
        QVERIFY2(row.emptyMeans.empty() || standsForNone(optionValue(row, TrainOptions())), key.c_str());
        QVERIFY2(!defaultText(row).empty(), key.c_str());
    }
}

void SchemaTest::everyDefault_passesItsOwnRow()
{
    for (const OptionRow &row : trainSchema()) {
        TrainOptions options;
        const Status status = setOption(row, optionValue(row, TrainOptions()), options);
        QVERIFY2(status, messageOf(status).c_str());
        QVERIFY(options == TrainOptions());
    }
}

void SchemaTest::null_setsTheDefault()
{
    TrainOptions options;
    options.seed = 7;
    options.validation_prompt = {"a cat"};
    QVERIFY(setOption(*findOption("seed"), nullptr, options));
    QVERIFY(setOption(*findOption("validation_prompt"), nullptr, options));
    QVERIFY(options == TrainOptions());
}

void SchemaTest::numberInQuotes_isRefused()
{
    const std::string message = messageOf(set("learning_rate", "1e-5"));
    QVERIFY2(message.find("learning_rate") != std::string::npos, message.c_str());
    QVERIFY2(message.find("without quotes") != std::string::npos, message.c_str());
}

void SchemaTest::wrongType_isNamed_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("fraction for steps")
        << QByteArray("max_train_steps") << QByteArray("1.5") << QByteArray("a whole number");
    QTest::newRow("true for a number")
        << QByteArray("learning_rate") << QByteArray("true") << QByteArray("a number");
    QTest::newRow("1 for a switch") << QByteArray("scale_lr") << QByteArray("1")
                                    << QByteArray("true or false");
    QTest::newRow("number for a text") << QByteArray("output_dir") << QByteArray("3") << QByteArray("a text");
    QTest::newRow("object for a list")
        << QByteArray("validation_prompt") << QByteArray("{}") << QByteArray("a list of texts");
    QTest::newRow("numbers in a list")
        << QByteArray("validation_image") << QByteArray("[1]") << QByteArray("a list of file names");
    QTest::newRow("text for the seed")
        << QByteArray("seed") << QByteArray("\"x\"") << QByteArray("a whole number");
}

void SchemaTest::wrongType_isNamed()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, expected);
    const std::string message = messageOf(set(key.toStdString(), json::parse(value.toStdString())));
    QVERIFY2(message.find(key.toStdString()) == 0, message.c_str());
    QVERIFY2(message.find(expected.toStdString()) != std::string::npos, message.c_str());
}

void SchemaTest::outOfRange_isNamed_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<double>("value");
    QTest::newRow("beta of 1") << QByteArray("adam_beta1") << 1.0;
    QTest::newRow("negative beta") << QByteArray("adam_beta2") << -0.1;
    QTest::newRow("share above 1") << QByteArray("proportion_empty_prompts") << 1.01;
    QTest::newRow("negative learning rate") << QByteArray("learning_rate") << -1e-5;
    QTest::newRow("not a number") << QByteArray("max_grad_norm") << std::nan("");
    QTest::newRow("endless") << QByteArray("max_grad_norm") << std::numeric_limits<double>::infinity();
    QTest::newRow("all pairs held out") << QByteArray("holdout_share") << 1.0;
}

void SchemaTest::outOfRange_isNamed()
{
    QFETCH(QByteArray, key);
    QFETCH(double, value);
    const std::string message = messageOf(set(key.toStdString(), value));
    QVERIFY2(message.find(key.toStdString()) == 0, message.c_str());
    QVERIFY2(message.find("must be") != std::string::npos, message.c_str());
}

void SchemaTest::wrongChoice_listsTheChoices()
{
    const std::string message = messageOf(set("mixed_precision", "float16"));
    QVERIFY2(message.find("auto, no, fp16, bf16") != std::string::npos, message.c_str());
}

void SchemaTest::resolutionNotDivisibleBy8_namesTheNeighbours()
{
    const std::string message = messageOf(set("resolution", 500));
    QVERIFY2(message.find("496 or 504") != std::string::npos, message.c_str());
}

void SchemaTest::refusedValue_leavesTheFieldAlone()
{
    TrainOptions options;
    QVERIFY(!setOption(*findOption("resolution"), 500, options));
    QVERIFY(!setOption(*findOption("validation_prompt"), json::array({"a", 1}), options));
    QVERIFY(!setOption(*findOption("train_batch_size"), 0, options));
    QVERIFY(!setOption(*findOption("max_train_steps"), 18446744073709551615u, options));
    QVERIFY(!setOption(*findOption("seed"), -1, options));
    QVERIFY(options == TrainOptions());
}

void SchemaTest::largestSeed_isKept()
{
    TrainOptions options;
    const auto value = optionFromText(*findOption("seed"), "18446744073709551615");
    QVERIFY(value && setOption(*findOption("seed"), *value, options));
    QCOMPARE(options.seed, UINT64_MAX);
    QCOMPARE(optionValue(*findOption("seed"), options).get<uint64_t>(), UINT64_MAX);
}

void SchemaTest::words_becomeValues()
{
    QCOMPARE(optionFromText(*findOption("learning_rate"), "1e-5")->get<double>(), 1e-5);
    QCOMPARE(optionFromText(*findOption("learning_rate"), "1")->get<double>(), 1.0);
    QCOMPARE(optionFromText(*findOption("max_train_steps"), "+20")->get<int64_t>(), int64_t(20));
    QCOMPARE(optionFromText(*findOption("scale_lr"), "True")->get<bool>(), true);
    QCOMPARE(optionFromText(*findOption("cache_latents"), "off")->get<bool>(), false);
    QCOMPARE(optionFromText(*findOption("variant"), "fp16")->get<std::string>(), std::string("fp16"));
}

void SchemaTest::wordsThatAreNoNumber_areRefused()
{
    for (const char *word : {"", "abc", "1.5", "1e3", "12px", " 1", "0x10"})
        QVERIFY2(!optionFromText(*findOption("max_train_steps"), word), word);
    for (const char *word : {"", "1,5", "1e-5x", "--1"})
        QVERIFY2(!optionFromText(*findOption("learning_rate"), word), word);
    QVERIFY(!optionFromText(*findOption("scale_lr"), "maybe"));
}

void SchemaTest::defaults_readLikeWords()
{
    QCOMPARE(defaultText(*findOption("resolution")), std::string("512 px"));
    QCOMPARE(defaultText(*findOption("max_train_samples")), std::string("all"));
    QCOMPARE(defaultText(*findOption("cache_latents")), std::string("on"));
    QCOMPARE(defaultText(*findOption("learning_rate")), std::string("5e-06"));
}

void SchemaTest::differingOptions_areNamed()
{
    TrainOptions changed;
    changed.resolution = 256;
    changed.seed = 1;
    QCOMPARE(differingOptions(TrainOptions(), changed), (std::vector<std::string>{"resolution", "seed"}));
    QVERIFY(differingOptions(changed, changed).empty());
}

QTEST_GUILESS_MAIN(SchemaTest)
#include "schema_test.moc"
