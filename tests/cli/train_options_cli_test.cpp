#include "app/cli/train_options_cli.h"
#include "core/config/schema.h"

#include <QTemporaryDir>
#include <QTest>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <fstream>

using namespace armature;

namespace {

using Words = std::vector<std::string>;

Result<TrainArguments> parse(const Words &words)
{
    return parseTrainArguments(words, TrainPurpose::StepOnTensors);
}

TrainOptions optionsOf(const Words &words)
{
    auto parsed = parse(words);
    if (!parsed)
        qFatal("%s", describe(parsed.error()).c_str());
    return parsed->given.options;
}

std::string errorOf(const Words &words)
{
    const auto parsed = parse(words);
    return parsed ? "" : describe(parsed.error());
}

bool contains(const std::string &text, std::string_view part) { return text.find(part) != std::string::npos; }

} // namespace

class TrainOptionsCliTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingGiven_givesTheDefaults();
    void valuesWithSpaceAndEquals_areEqual();
    void switches_workWithAndWithoutValue();
    void switch_leavesTheNextPositionalAlone();
    void lists_areTakenUpToTheNextOption();
    void promptWithBrackets_staysWhole();
    void valuesThatBeginWithADash_areValues();
    void optionGivenTwice_lastCounts();
    void optionWithoutValue_isNamed();
    void unknownOption_namesTheNearest();
    void optionOfTheCommand_canBeTheNearest();
    void refusedOption_saysWhatToDo();
    void wrongNumber_namesOptionAndValue();
    void flagsWinOverConfigFile_whereverItStands();
    void explicitKeys_comeFromFileAndFlags();
    void missingConfigFile_isNamed();
    void positionals_areCounted();
    void training_needsModelAndPairs();
    void help_namesEveryOptionAndItsDefault();
    void everyOption_canBeGivenOnTheCommandLine();
    void cli11_leavesOurWordsAlone();
};

void TrainOptionsCliTest::nothingGiven_givesTheDefaults() { QVERIFY(optionsOf({}) == TrainOptions()); }

void TrainOptionsCliTest::valuesWithSpaceAndEquals_areEqual()
{
    QCOMPARE(optionsOf({"--learning_rate", "1e-5"}).learning_rate, 1e-5);
    QCOMPARE(optionsOf({"--learning_rate=1e-5"}).learning_rate, 1e-5);
    QCOMPARE(optionsOf({"--output_dir=a=b"}).output_dir, std::string("a=b"));
    QCOMPARE(optionsOf({"--cache_dir=", "--seed", "3"}).seed, uint64_t(3));
}

void TrainOptionsCliTest::switches_workWithAndWithoutValue()
{
    QVERIFY(optionsOf({"--gradient_checkpointing"}).gradient_checkpointing);
    QVERIFY(optionsOf({"--gradient_checkpointing", "--seed", "1"}).gradient_checkpointing);
    QVERIFY(!optionsOf({"--cache_latents", "false"}).cache_latents);
    QVERIFY(!optionsOf({"--cache_latents", "False"}).cache_latents);
    QVERIFY(!optionsOf({"--cache_latents=off"}).cache_latents);
    QVERIFY(optionsOf({"--use_ema", "true"}).use_ema);
}

void TrainOptionsCliTest::switch_leavesTheNextPositionalAlone()
{
    const auto parsed =
        parseTrainArguments({"--use_ema", "model"}, TrainPurpose::StepOnTensors, {"MODEL_DIR"});
    QVERIFY(parsed && parsed->given.options.use_ema);
    QCOMPARE(parsed->positionals, Words{"model"});
}

void TrainOptionsCliTest::lists_areTakenUpToTheNextOption()
{
    const TrainOptions options = optionsOf(
        {"--validation_prompt", "a cat", "a dog", "--validation_image", "1.png", "2.png", "--seed", "1"});
    QCOMPARE(options.validation_prompt, (Words{"a cat", "a dog"}));
    QCOMPARE(options.validation_image, (Words{"1.png", "2.png"}));
    QCOMPARE(options.seed, uint64_t(1));
    const TrainOptions repeated =
        optionsOf({"--validation_prompt=a", "--validation_image=1.png", "--validation_prompt", "b"});
    QCOMPARE(repeated.validation_prompt, (Words{"a", "b"}));
}

void TrainOptionsCliTest::promptWithBrackets_staysWhole()
{
    const TrainOptions options =
        optionsOf({"--validation_prompt", "[a, b]", "{c}", "--validation_image", "x.png"});
    QCOMPARE(options.validation_prompt, (Words{"[a, b]", "{c}"}));
}

void TrainOptionsCliTest::valuesThatBeginWithADash_areValues()
{
    const TrainOptions options = optionsOf({"--validation_prompt", "-dark", "--a picture of a cat",
                                            "--validation_image", "x.png", "--output_dir", "-odd"});
    QCOMPARE(options.validation_prompt, (Words{"-dark", "--a picture of a cat"}));
    QCOMPARE(options.output_dir, std::string("-odd"));
    QVERIFY(contains(errorOf({"--learning_rate", "-1"}), "learning_rate is -1"));
}

void TrainOptionsCliTest::optionGivenTwice_lastCounts()
{
    QCOMPARE(optionsOf({"--seed", "1", "--seed", "2"}).seed, uint64_t(2));
}

void TrainOptionsCliTest::optionWithoutValue_isNamed()
{
    QVERIFY(contains(errorOf({"--train_data_dir", "--output_dir", "x"}), "--train_data_dir needs a value"));
    QVERIFY(contains(errorOf({"--validation_prompt"}), "--validation_prompt needs a value"));
}

void TrainOptionsCliTest::unknownOption_namesTheNearest()
{
    QVERIFY2(contains(errorOf({"--learning_rte", "1"}), "--learning_rate"),
             errorOf({"--learning_rte"}).c_str());
    QVERIFY(contains(errorOf({"--max-train-steps=5"}), "--max_train_steps"));
    QVERIFY(contains(errorOf({"--confg", "x"}), "--config"));
    QVERIFY(contains(errorOf({"-seed", "1"}), "--seed"));
}

void TrainOptionsCliTest::optionOfTheCommand_canBeTheNearest()
{
    for (const std::string_view name : {"steps", "--steps"}) {
        const auto parsed = parseTrainArguments({"--stps", "3"}, TrainPurpose::StepOnTensors, {}, {name});
        QVERIFY(!parsed && contains(parsed.error().remedy, "mean --steps?"));
    }
}

void TrainOptionsCliTest::refusedOption_saysWhatToDo()
{
    QVERIFY(contains(errorOf({"--push_to_hub"}), "huggingface-cli upload"));
    QVERIFY(contains(errorOf({"--dataset_name=fusing/fill50k"}), "--train_data_dir"));
    QVERIFY(contains(errorOf({"--report_to", "wandb"}), "tensorboard"));
    QVERIFY(contains(errorOf({"--use_8bit_adam"}), "not available yet"));
    QVERIFY(errorOf({"--report_to", "tensorboard", "--set_grads_to_none"}).empty());
}

void TrainOptionsCliTest::wrongNumber_namesOptionAndValue()
{
    const std::string message = errorOf({"--train_batch_size", "two"});
    QVERIFY2(contains(message, "train_batch_size") && contains(message, "'two'"), message.c_str());
    QVERIFY(contains(errorOf({"--resolution", "500"}), "divisible by 8"));
    QVERIFY(contains(errorOf({"--cache_latents=perhaps"}), "true or false"));
}

void TrainOptionsCliTest::flagsWinOverConfigFile_whereverItStands()
{
    QTemporaryDir folder;
    const std::string file = folder.filePath("train.json").toStdString();
    std::ofstream(file) << R"({"seed": 1, "resolution": 256})";
    for (const Words &words :
         {Words{"--config", file, "--seed", "2"}, Words{"--seed", "2", "--config=" + file}}) {
        QCOMPARE(optionsOf(words).seed, uint64_t(2));
        QCOMPARE(optionsOf(words).resolution, int64_t(256));
    }
}

void TrainOptionsCliTest::explicitKeys_comeFromFileAndFlags()
{
    QTemporaryDir folder;
    const std::string file = folder.filePath("train.json").toStdString();
    std::ofstream(file) << R"({"resolution": 256})";
    const auto parsed = parse({"--config", file, "--seed", "42"});
    QVERIFY(parsed);
    QCOMPARE(parsed->given.explicitKeys, (std::set<std::string>{"resolution", "seed"}));
}

void TrainOptionsCliTest::missingConfigFile_isNamed()
{
    QVERIFY(contains(errorOf({"--config", "no/such.json"}), "no/such.json"));
}

void TrainOptionsCliTest::positionals_areCounted()
{
    QVERIFY(contains(errorOf({"stray"}), "'stray'"));
    const auto parsed =
        parseTrainArguments({"a"}, TrainPurpose::StepOnTensors, {"MODEL_DIR", "CONTROLNET_DIR"});
    QVERIFY(!parsed && contains(parsed.error().message, "CONTROLNET_DIR"));
}

void TrainOptionsCliTest::training_needsModelAndPairs()
{
    QVERIFY(!parseTrainArguments({}, TrainPurpose::Train));
    QVERIFY(parseTrainArguments({"--pretrained_model_name_or_path", "m", "--train_data_dir", "d"},
                                TrainPurpose::Train));
}

void TrainOptionsCliTest::help_namesEveryOptionAndItsDefault()
{
    const std::string help = trainOptionsHelp();
    for (const OptionRow &row : trainSchema())
        QVERIFY2(contains(help, "--" + std::string(row.key)), std::string(row.key).c_str());
    QVERIFY(contains(help, "--resolution N  (default: 512 px)"));
    QVERIFY(contains(help, "--config"));
    QVERIFY(contains(help, "push_to_hub"));
    size_t longest = 0;
    for (size_t start = 0; start < help.size(); start = help.find('\n', start) + 1)
        longest = std::max(longest, help.find('\n', start) - start);
    QVERIFY(longest <= 120);
}

void TrainOptionsCliTest::everyOption_canBeGivenOnTheCommandLine()
{
    for (const OptionRow &row : trainSchema()) {
        const std::string key = "--" + std::string(row.key);
        Words words{key};
        if (row.kind == OptionKind::Integer)
            words.push_back("8");
        else if (row.kind == OptionKind::Number)
            words.push_back("0.5");
        else if (row.kind == OptionKind::Choice)
            words.push_back(std::string(row.choices.back()));
        else if (row.key == "device")
            words.push_back("cpu");
        else if (row.kind != OptionKind::Switch)
            words.push_back("x");
        if (row.key == "use_8bit_adam")
            words.push_back("false");
        if (row.key == "validation_prompt")
            words.insert(words.end(), {"--validation_image", "x.png"});
        if (row.key == "validation_image")
            words.insert(words.end(), {"--validation_prompt", "x"});
        const auto parsed = parse(words);
        QVERIFY2(parsed, (key + ": " + errorOf(words)).c_str());
        QVERIFY2(parsed->given.explicitKeys.contains(std::string(row.key)), key.c_str());
    }
}

// The commands rest on this: with extras allowed, CLI11 hands over every word unchanged and in order.
void TrainOptionsCliTest::cli11_leavesOurWordsAlone()
{
    CLI::App app("test");
    app.require_subcommand(1);
    app.add_subcommand("check", "another");
    CLI::App *step = app.add_subcommand("step", "a command");
    int steps = 0;
    step->add_option("--steps", steps);
    acceptTrainOptions(*step);
    const Words words{"model", "--validation_prompt", "[a, b]", "", "--a b", "check", "--seed=3", "-5",
                      "x=y"};
    Words all{"step", "--steps", "4"};
    all.insert(all.end(), words.begin(), words.end());
    std::reverse(all.begin(), all.end()); // CLI11 takes words from the back
    app.parse(all);
    QCOMPARE(steps, 4);
    QCOMPARE(step->remaining(), words);
}

QTEST_GUILESS_MAIN(TrainOptionsCliTest)
#include "train_options_cli_test.moc"
