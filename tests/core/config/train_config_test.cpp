#include "core/config/schema.h"
#include "core/config/train_config.h"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <fstream>

using namespace armature;
using nlohmann::json;

namespace {

std::string messageOf(const Status &status) { return status ? "" : describe(status.error()); }

bool contains(const std::string &text, std::string_view part) { return text.find(part) != std::string::npos; }

} // namespace

class TrainConfigTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void optionsToJsonAndBack_areEqual();
    void resolvedConfiguration_canBeGivenAgain();
    void laterObject_winsOverEarlier();
    void explicitKeys_areThoseGiven();
    void unknownKey_namesTheNearest();
    void hubOptions_areRefusedWithWhatToDo_data();
    void hubOptions_areRefusedWithWhatToDo();
    void switchedOffHubOption_isAccepted();
    void trackersOnTheNetwork_areRefused();
    void notAnObject_isReported();
    void newerSchemaVersion_isRefused();
    void brokenFile_isReportedWithLineAndColumn();
    void keyGivenTwice_isReported();
    void missingFile_isNamed();
    void folderAsFile_isNamed();
    void mistakeInFile_namesFileAndChangesNothing();
    void byteOrderMark_isSkipped();
    void deepOrBinaryFile_isReported();

private:
    std::filesystem::path write(const std::string &text);
    std::string messageForFile(const std::string &text);

    QTemporaryDir m_folder;
};

std::filesystem::path TrainConfigTest::write(const std::string &text)
{
    const std::filesystem::path file = m_folder.filePath("train.json").toStdString();
    std::ofstream(file, std::ios::binary) << text;
    return file;
}

std::string TrainConfigTest::messageForFile(const std::string &text)
{
    GivenTrainOptions given;
    return messageOf(applyTrainConfigFile(write(text), given));
}

void TrainConfigTest::optionsToJsonAndBack_areEqual()
{
    TrainOptions options;
    options.pretrained_model_name_or_path = "models/sd 1.5 \xC3\xA9";
    options.learning_rate = 1.0 / 3;
    options.seed = UINT64_MAX;
    options.validation_prompt = {"a \"cat\"", ""};
    options.random_flip = true;
    options.max_train_steps = 123456789012345;
    GivenTrainOptions back;
    const std::string text = trainConfigToJson(options).dump();
    const Status status = applyTrainConfig(json::parse(text), back);
    QVERIFY2(status, messageOf(status).c_str());
    QVERIFY(back.options == options);
}

void TrainConfigTest::resolvedConfiguration_canBeGivenAgain()
{
    const auto object = trainConfigToJson(TrainOptions());
    QCOMPARE(object.begin().key(), std::string("schema_version"));
    QCOMPARE(object.size(), trainSchema().size() + 1);
    GivenTrainOptions given;
    QVERIFY(applyTrainConfigFile(write(object.dump(2)), given));
    QVERIFY(given.options == TrainOptions());
}

void TrainConfigTest::laterObject_winsOverEarlier()
{
    GivenTrainOptions given;
    QVERIFY(applyTrainConfigFile(write(R"({"seed": 1, "resolution": 256})"), given));
    QVERIFY(applyTrainConfig(json{{"seed", 2}}, given));
    QCOMPARE(given.options.seed, uint64_t(2));
    QCOMPARE(given.options.resolution, int64_t(256));
    QCOMPARE(given.options.train_batch_size, int64_t(4));
}

void TrainConfigTest::explicitKeys_areThoseGiven()
{
    GivenTrainOptions given;
    QVERIFY(applyTrainConfig(json{{"seed", 42}, {"max_train_steps", nullptr}}, given));
    QCOMPARE(given.explicitKeys, std::set<std::string>{"seed"});
}

void TrainConfigTest::unknownKey_namesTheNearest()
{
    GivenTrainOptions given;
    const std::string message = messageOf(applyTrainConfig(json{{"learning-rat", 1e-5}}, given));
    QVERIFY2(contains(message, "learning-rat") && contains(message, "'learning_rate'"), message.c_str());
}

void TrainConfigTest::hubOptions_areRefusedWithWhatToDo_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("remedy");
    QTest::newRow("push_to_hub") << "push_to_hub"
                                 << "huggingface-cli upload";
    QTest::newRow("hub_model_id") << "hub_model_id"
                                  << "huggingface-cli upload";
    QTest::newRow("hub_token") << "hub_token"
                               << "no token is needed";
    QTest::newRow("revision") << "revision"
                              << "--pretrained_model_name_or_path";
    QTest::newRow("dataset_name") << "dataset_name"
                                  << "--train_data_dir";
    QTest::newRow("dataset_config_name") << "dataset_config_name"
                                         << "--train_data_dir";
}

void TrainConfigTest::hubOptions_areRefusedWithWhatToDo()
{
    QFETCH(QString, key);
    QFETCH(QString, remedy);
    GivenTrainOptions given;
    const Status status = applyTrainConfig(json{{key.toStdString(), "x"}}, given);
    QVERIFY(!status && status.error().code == ErrorCode::BadInput);
    QVERIFY2(contains(messageOf(status), key.toStdString()), messageOf(status).c_str());
    QVERIFY2(contains(status.error().remedy, remedy.toStdString()), messageOf(status).c_str());
}

void TrainConfigTest::switchedOffHubOption_isAccepted()
{
    GivenTrainOptions given;
    QVERIFY(applyTrainConfig(json{{"push_to_hub", false}, {"revision", nullptr}}, given));
    QVERIFY(given.options == TrainOptions());
}

void TrainConfigTest::trackersOnTheNetwork_areRefused()
{
    for (const char *tracker : {"wandb", "comet_ml"}) {
        GivenTrainOptions given;
        const std::string message = messageOf(applyTrainConfig(json{{"report_to", tracker}}, given));
        QVERIFY2(contains(message, tracker) && contains(message, "events.jsonl"), message.c_str());
    }
    GivenTrainOptions given;
    QVERIFY(applyTrainConfig(json{{"report_to", "all"}, {"tracker_project_name", "mine"}}, given));
}

void TrainConfigTest::notAnObject_isReported()
{
    QVERIFY(contains(messageForFile("[1, 2]"), "not a JSON object"));
    QVERIFY(contains(messageForFile("3"), "not a JSON object"));
}

void TrainConfigTest::newerSchemaVersion_isRefused()
{
    GivenTrainOptions given;
    const Status status = applyTrainConfig(json{{"schema_version", kTrainConfigSchemaVersion + 1}}, given);
    QVERIFY(!status && status.error().code == ErrorCode::Unsupported);
    QVERIFY(applyTrainConfig(json{{"schema_version", kTrainConfigSchemaVersion}}, given));
}

void TrainConfigTest::brokenFile_isReportedWithLineAndColumn()
{
    const std::string message = messageForFile("{\n  \"seed\": 1,\n  \"resolution\" 512\n}\n");
    QVERIFY2(contains(message, "train.json") && contains(message, "line 3"), message.c_str());
    QVERIFY2(contains(messageForFile("{,}"), "line 1, column 2"), messageForFile("{,}").c_str());
    QVERIFY(contains(messageForFile(""), "line 1, column 1"));
}

void TrainConfigTest::keyGivenTwice_isReported()
{
    const std::string message = messageForFile(R"({"seed": 1, "seed": 2})");
    QVERIFY2(contains(message, "'seed' is there twice"), message.c_str());
}

void TrainConfigTest::missingFile_isNamed()
{
    GivenTrainOptions given;
    const Status status = applyTrainConfigFile("no/such.json", given);
    QVERIFY(!status && status.error().code == ErrorCode::NotFound);
    QVERIFY(contains(messageOf(status), "no/such.json"));
}

void TrainConfigTest::folderAsFile_isNamed()
{
    GivenTrainOptions given;
    const std::string message = messageOf(applyTrainConfigFile(m_folder.path().toStdString(), given));
    QVERIFY2(contains(message, "is not a file"), message.c_str());
}

void TrainConfigTest::mistakeInFile_namesFileAndChangesNothing()
{
    GivenTrainOptions given;
    const Status status = applyTrainConfigFile(write(R"({"adam_beta1": 0.5, "seed": "7"})"), given);
    QVERIFY2(contains(messageOf(status), "train.json") && contains(messageOf(status), "seed"),
             messageOf(status).c_str());
    QVERIFY(given.options == TrainOptions());
}

void TrainConfigTest::byteOrderMark_isSkipped()
{
    GivenTrainOptions given;
    QVERIFY(applyTrainConfigFile(write("\xEF\xBB\xBF{\"seed\": 5}"), given));
    QCOMPARE(given.options.seed, uint64_t(5));
}

void TrainConfigTest::deepOrBinaryFile_isReported()
{
    QVERIFY(!messageForFile(std::string(1'000'000, '[')).empty());
    QVERIFY(!messageForFile(std::string("\x89PNG\r\n\0\0\xFF", 9)).empty());
    QVERIFY(!messageForFile("{\"seed\": 1e999}").empty());
    QVERIFY(!messageForFile("{\"output_dir\": \"\xFF\"}").empty());
}

QTEST_GUILESS_MAIN(TrainConfigTest)
#include "train_config_test.moc"
