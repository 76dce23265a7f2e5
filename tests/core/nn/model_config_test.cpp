#include "core/nn/model_config.h"

#include <QTest>

#include <fstream>

using namespace armature;
using nlohmann::json;

namespace {

json readGolden(const std::string &path)
{
    std::ifstream file(std::string(ARMATURE_TEST_DATA) + "/goldens/nn/" + path);
    return json::parse(file, nullptr, false);
}

} // namespace

class ModelConfigTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void emptyConfig_hasDiffusersDefaults()
    {
        const auto unet = parseUNetConfig(json::object(), "config.json");
        QVERIFY(unet);
        QCOMPARE(unet->encoder.blockOutChannels, (std::vector<int64_t>{320, 640, 1280, 1280}));
        QCOMPARE(unet->encoder.headCount, (std::vector<int64_t>{8, 8, 8, 8}));
        QCOMPARE(unet->encoder.crossAttentionDim, 1280);
        const auto vae = parseVaeConfig(json::object(), "config.json");
        QVERIFY(vae);
        QCOMPARE(vae->blockOutChannels, std::vector<int64_t>{64});
        QCOMPARE(vae->scalingFactor, 0.18215);
        QCOMPARE(vae->downscale(), 1);
        const auto text = parseTextEncoderConfig(json::object(), "config.json");
        QVERIFY(text);
        QCOMPARE(text->hiddenSize, 512);
        QCOMPARE(text->eosTokenId, 49407);
    }

    void oneValueOrList_meansTheSame()
    {
        const auto one = parseUNetConfig({{"attention_head_dim", 4}, {"layers_per_block", 1}}, "c");
        const auto list =
            parseUNetConfig({{"attention_head_dim", {4, 4, 4, 4}}, {"layers_per_block", {1, 1, 1, 1}}}, "c");
        QVERIFY(one && list);
        QCOMPARE(one->encoder.headCount, list->encoder.headCount);
        QCOMPARE(one->encoder.layersPerBlock, list->encoder.layersPerBlock);
    }

    void numAttentionHeads_overridesTheMisnamedKey()
    {
        const auto config =
            parseControlNetConfig({{"attention_head_dim", 8}, {"num_attention_heads", 5}}, "c");
        QVERIFY(config);
        QCOMPARE(config->encoder.headCount[0], 5);
    }

    void whatWeDoNotHandle_isRefusedByName_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("named");
        QTest::newRow("SDXL") << QByteArray(R"({"addition_embed_type": "text_time"})")
                              << QByteArray("addition_embed_type");
        QTest::newRow("classes") << QByteArray(R"({"num_class_embeds": 10})")
                                 << QByteArray("num_class_embeds");
        QTest::newRow("block")
            << QByteArray(
                   R"({"down_block_types": ["AttnDownBlock2D","DownBlock2D","DownBlock2D","DownBlock2D"]})")
            << QByteArray("AttnDownBlock2D");
        QTest::newRow("middle") << QByteArray(R"({"mid_block_type": "UNetMidBlock2DSimpleCrossAttn"})")
                                << QByteArray("UNetMidBlock2DSimpleCrossAttn");
        QTest::newRow("scale shift") << QByteArray(R"({"resnet_time_scale_shift": "scale_shift"})")
                                     << QByteArray("resnet_time_scale_shift");
        QTest::newRow("time cond") << QByteArray(R"({"time_cond_proj_dim": 256})")
                                   << QByteArray("time_cond_proj_dim");
        QTest::newRow("activation") << QByteArray(R"({"act_fn": "snake"})") << QByteArray("snake");
    }
    void whatWeDoNotHandle_isRefusedByName()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, named);
        const auto config = parseUNetConfig(json::parse(text.toStdString()), "unet/config.json");
        QVERIFY(!config);
        QCOMPARE(config.error().code, ErrorCode::Unsupported);
        QVERIFY2(config.error().message.find(named.toStdString()) != std::string::npos,
                 config.error().message.c_str());
        QVERIFY(config.error().message.find("unet/config.json") != std::string::npos);
    }

    void wrongTypesAndSizes_areBadInput_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text :
             {R"({"in_channels": "four"})", R"({"in_channels": 0})", R"({"in_channels": 1e30})",
              R"({"block_out_channels": []})", R"({"block_out_channels": [320, -1]})",
              R"({"block_out_channels": [320, 640]})", R"({"attention_head_dim": [8, 8]})",
              R"({"norm_num_groups": 7})", R"({"attention_head_dim": 4000})",
              R"({"use_linear_projection": 1})", R"({"_class_name": "SD3Transformer2DModel"})", R"([1, 2])",
              R"("text")", "null"})
            QTest::newRow(text) << QByteArray(text);
    }
    void wrongTypesAndSizes_areBadInput()
    {
        QFETCH(QByteArray, text);
        const auto config = parseUNetConfig(json::parse(text.toStdString()), "c");
        QVERIFY(!config);
        QCOMPARE(config.error().code, ErrorCode::BadInput);
    }

    void foreignClass_isNamedWithTheExpectedOne()
    {
        const auto config = parseControlNetConfig({{"_class_name", "UNet2DConditionModel"}}, "c");
        QVERIFY(!config);
        QVERIFY(config.error().message.find("UNet2DConditionModel") != std::string::npos);
        QVERIFY(config.error().message.find("ControlNetModel") != std::string::npos);
        QVERIFY(!parseTextEncoderConfig({{"model_type", "t5"}}, "c"));
    }

    void wholeClip_givesItsTextHalf()
    {
        const auto config =
            parseTextEncoderConfig({{"model_type", "clip"}, {"text_config", {{"hidden_size", 64}}}}, "c");
        QVERIFY(config);
        QCOMPARE(config->hiddenSize, 64);
    }

    void controlNetConfig_isWhatFromUNetWrites_data()
    {
        QTest::addColumn<QString>("model");
        QTest::newRow("sd1") << "sd1";
        QTest::newRow("sd2") << "sd2";
    }
    void controlNetConfig_isWhatFromUNetWrites()
    {
        QFETCH(QString, model);
        const auto unet = parseUNetConfig(readGolden(model.toStdString() + "/unet/config.json"), "c");
        QVERIFY(unet);
        const auto made = controlNetConfigFor(*unet);
        QVERIFY(made);
        const auto reference = readGolden(model.toStdString() + "/from_unet/config.json");
        QCOMPARE(made->raw.size(), reference.size());
        for (const auto &[key, value] : reference.items())
            if (key != "_diffusers_version")
                QVERIFY2(made->raw.contains(key) && made->raw[key] == value, key.c_str());
    }
};

QTEST_GUILESS_MAIN(ModelConfigTest)
#include "model_config_test.moc"
