#include "core/config/train_validate.h"

#include <QTest>

using namespace armature;

namespace {

TrainOptions goodOptions()
{
    TrainOptions options;
    options.pretrained_model_name_or_path = "model";
    options.train_data_dir = "pairs";
    return options;
}

std::vector<std::string> keysOf(const std::vector<OptionProblem> &problems)
{
    std::vector<std::string> keys;
    for (const OptionProblem &problem : problems)
        keys.push_back(problem.key);
    return keys;
}

std::vector<std::string> problemKeys(const TrainOptions &options)
{
    return keysOf(trainOptionProblems(options));
}

using Keys = std::vector<std::string>;

} // namespace

class TrainValidateTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void defaultsWithModelAndPairs_areValid();
    void missingModelAndPairs_areBothNamed();
    void stepsOnTensors_needNoFolders();
    void valuesSetByCode_areChecked();
    void validationPictures_matchOneToOneOrOneToMany_data();
    void validationPictures_matchOneToOneOrOneToMany();
    void eightBitAdam_isRefusedWithAWayOut();
    void unknownDevice_isNamed();
    void heldOutPairsGivenTwice_areRefused();
    void allProblems_areListedEachWithARemedyOrRange();
    void optionsThatChangeNothing_areMentioned();
};

void TrainValidateTest::defaultsWithModelAndPairs_areValid() { QVERIFY(validate(goodOptions())); }

void TrainValidateTest::missingModelAndPairs_areBothNamed()
{
    QCOMPARE(problemKeys(TrainOptions()), (Keys{"pretrained_model_name_or_path", "train_data_dir"}));
    const Status status = validate(TrainOptions());
    QVERIFY(!status && status.error().code == ErrorCode::BadInput);
}

void TrainValidateTest::stepsOnTensors_needNoFolders()
{
    QVERIFY(validate(TrainOptions(), TrainPurpose::StepOnTensors));
    TrainOptions options;
    options.resolution = 500;
    QVERIFY(!validate(options, TrainPurpose::StepOnTensors));
}

void TrainValidateTest::valuesSetByCode_areChecked()
{
    TrainOptions options = goodOptions();
    options.resolution = 500;
    options.train_batch_size = 0;
    options.adam_beta1 = 1;
    options.lr_scheduler = "sometimes";
    options.report_to = "wandb";
    QCOMPARE(problemKeys(options),
             (Keys{"resolution", "train_batch_size", "lr_scheduler", "adam_beta1", "report_to"}));
}

void TrainValidateTest::validationPictures_matchOneToOneOrOneToMany_data()
{
    QTest::addColumn<int>("prompts");
    QTest::addColumn<int>("images");
    QTest::addColumn<bool>("isValid");
    QTest::newRow("none") << 0 << 0 << true;
    QTest::newRow("1:1") << 1 << 1 << true;
    QTest::newRow("1:n") << 1 << 3 << true;
    QTest::newRow("n:1") << 3 << 1 << true;
    QTest::newRow("n:n") << 3 << 3 << true;
    QTest::newRow("2:3") << 2 << 3 << false;
    QTest::newRow("3:2") << 3 << 2 << false;
    QTest::newRow("prompt only") << 1 << 0 << false;
    QTest::newRow("image only") << 0 << 2 << false;
}

void TrainValidateTest::validationPictures_matchOneToOneOrOneToMany()
{
    QFETCH(int, prompts);
    QFETCH(int, images);
    QFETCH(bool, isValid);
    TrainOptions options = goodOptions();
    options.validation_prompt.assign(static_cast<size_t>(prompts), "a cat");
    options.validation_image.assign(static_cast<size_t>(images), "cat.png");
    QCOMPARE(validate(options).has_value(), isValid);
}

void TrainValidateTest::eightBitAdam_isRefusedWithAWayOut()
{
    TrainOptions options = goodOptions();
    options.use_8bit_adam = true;
    const Status status = validate(options);
    QVERIFY(!status && !status.error().remedy.empty());
}

void TrainValidateTest::unknownDevice_isNamed()
{
    TrainOptions options = goodOptions();
    for (const char *device : {"auto", "cpu", "cuda", "cuda:0", "cuda:12"}) {
        options.device = device;
        QVERIFY2(validate(options), device);
    }
    for (const char *device : {"", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:99999999999999999999"}) {
        options.device = device;
        QVERIFY2(!validate(options), device);
    }
}

void TrainValidateTest::heldOutPairsGivenTwice_areRefused()
{
    TrainOptions options = goodOptions();
    options.holdout_share = 0.1;
    QVERIFY(validate(options));
    options.holdout_data_dir = "others";
    QVERIFY(!validate(options));
}

void TrainValidateTest::allProblems_areListedEachWithARemedyOrRange()
{
    TrainOptions options;
    options.variant = "../fp16";
    options.caption_column.clear();
    options.validation_image = {"", "b"};
    options.validation_prompt = {"x"};
    options.aspect_buckets = true;
    options.bucket_step = 1024;
    const auto problems = trainOptionProblems(options);
    QCOMPARE(keysOf(problems), (Keys{"pretrained_model_name_or_path", "train_data_dir", "variant",
                                     "caption_column", "validation_image", "bucket_step"}));
    for (const OptionProblem &problem : problems)
        QVERIFY2(!problem.error.remedy.empty(), problem.key.c_str());
}

void TrainValidateTest::optionsThatChangeNothing_areMentioned()
{
    TrainOptions options = goodOptions();
    QVERIFY(trainOptionNotices(options, {}).empty());
    options.enable_xformers_memory_efficient_attention = true;
    options.set_grads_to_none = true;
    QCOMPARE(trainOptionNotices(options, {"lr_warmup_steps", "ema_decay"}).size(), size_t(4));
}

QTEST_GUILESS_MAIN(TrainValidateTest)
#include "train_validate_test.moc"
