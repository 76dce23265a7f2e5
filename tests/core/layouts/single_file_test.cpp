// Goldens: checkpoints in LDM naming that diffusers' converters turn into the parts saved beside them
// (tests/goldens/layouts/make_layouts.py).
#include "core/io/layouts/config_json.h"
#include "core/io/layouts/original_yaml.h"
#include "core/io/layouts/single_file.h"
#include "tests/core/layouts/memory_source.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace armature;

namespace {

std::string golden(const std::string &name)
{
    return std::string(ARMATURE_TEST_DATA "/goldens/layouts/") + name;
}

void comparePart(const TensorSourcePtr &ours, const std::string &file)
{
    const auto expected = openSafetensors(golden(file));
    QVERIFY(expected.has_value());
    const std::string found = difference(*ours, **expected);
    QVERIFY2(found.empty(), found.c_str());
}

// The names and shapes of SD at full size in a tiny file: one row of every tensor would not tell widths, so
// only what the shapes are read from has its real size.
std::shared_ptr<MemorySource> checkpoint(int64_t textWidth, int64_t inChannels)
{
    const auto source = std::make_shared<MemorySource>();
    const std::string unet = "model.diffusion_model.", vae = "first_stage_model.";
    const auto resnet = [&](const std::string &at, int64_t width) {
        source->add(at + "in_layers.2.weight", {width, 1, 1, 1});
    };
    const auto attention = [&](const std::string &at, int64_t width) {
        const bool isLinear = textWidth != 768;
        source->add(at + "proj_in.weight",
                    isLinear ? std::vector<int64_t>{width, 1} : std::vector<int64_t>{width, 1, 1, 1});
        source->add(at + "transformer_blocks.0.attn2.to_k.weight", {1, textWidth});
    };
    source->add(unet + "input_blocks.0.0.weight", {320, inChannels, 1, 1});
    const int64_t widths[] = {320, 640, 1280, 1280};
    for (int block = 0, input = 1; block < 4; ++block) {
        for (int layer = 0; layer < 2; ++layer, ++input) {
            const std::string at = unet + "input_blocks." + std::to_string(input);
            resnet(at + ".0.", widths[block]);
            if (block < 3)
                attention(at + ".1.", widths[block]);
        }
        if (block < 3)
            source->add(unet + "input_blocks." + std::to_string(input++) + ".0.op.weight");
    }
    resnet(unet + "middle_block.0.", 1280);
    attention(unet + "middle_block.1.", 1280);
    resnet(unet + "middle_block.2.", 1280);
    for (int output = 0; output < 12; ++output) {
        const std::string at = unet + "output_blocks." + std::to_string(output);
        resnet(at + ".0.", 320);
        if (output > 2)
            attention(at + ".1.", 320);
        if (output % 3 == 2 && output < 11)
            source->add(at + (output == 2 ? ".1.conv.weight" : ".2.conv.weight"));
    }
    source->add(unet + "out.2.weight", {4, 1, 1, 1});
    source->add(vae + "encoder.conv_in.weight", {128, 3, 1, 1});
    source->add(vae + "decoder.conv_in.weight", {512, 4, 1, 1});
    source->add(vae + "decoder.conv_out.weight", {3, 1, 1, 1});
    source->add(vae + "encoder.mid.attn_1.q.weight")
        .add(vae + "quant_conv.weight")
        .add(vae + "post_quant_conv.weight");
    const int64_t vaeWidths[] = {128, 256, 512, 512};
    for (int block = 0; block < 4; ++block) {
        for (int layer = 0; layer < 2; ++layer) {
            source->add(vae + "encoder.down." + std::to_string(block) + ".block." + std::to_string(layer) +
                            ".conv1.weight",
                        {vaeWidths[block], 1, 1, 1});
        }
    }
    return source;
}

void addClip(MemorySource &source)
{
    const std::string text = "cond_stage_model.transformer.text_model.";
    source.add(text + "embeddings.token_embedding.weight", {49408, 768}, DType::Bool);
    source.add(text + "embeddings.position_embedding.weight", {77, 768}, DType::Bool);
    for (int layer = 0; layer < 12; ++layer)
        source.add(text + "encoder.layers." + std::to_string(layer) + ".mlp.fc1.weight", {3072, 1});
}

void addOpenClip(MemorySource &source)
{
    const std::string text = "cond_stage_model.model.";
    source.add(text + "token_embedding.weight", {49408, 1024}, DType::Bool).add(text + "text_projection");
    source.add(text + "positional_embedding", {77, 1024}, DType::Bool);
    for (int layer = 0; layer < 24; ++layer)
        source.add(text + "transformer.resblocks." + std::to_string(layer) + ".mlp.c_fc.weight", {4096, 1});
}

} // namespace

class SingleFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tinyCheckpoint_hasDiffusersTensors_data()
    {
        QTest::addColumn<QString>("stem");
        QTest::newRow("CLIP, convolutional projections") << "tiny_sd1";
        QTest::newRow("OpenCLIP, linear projections") << "tiny_sd2";
    }
    void tinyCheckpoint_hasDiffusersTensors()
    {
        QFETCH(QString, stem);
        const std::string name = stem.toStdString();
        const auto parts = openCheckpoint(golden(name + ".safetensors"));
        QVERIFY2(parts.has_value(), parts ? "" : parts.error().message.c_str());
        comparePart(parts->unet.weights, name + "_unet.safetensors");
        comparePart(parts->vae.weights, "tiny_vae.safetensors");
        comparePart(parts->textEncoder.weights, "tiny_text.safetensors");
        QCOMPARE(parts->unet.config["block_out_channels"], nlohmann::json({4, 8}));
        QCOMPARE(parts->textEncoder.config["num_hidden_layers"], nlohmann::json(2));
    }

    void sd1Config_isReadFromShapes()
    {
        const auto source = checkpoint(768, 4);
        addClip(*source);
        const auto parts = openCheckpoint(source);
        QVERIFY2(parts.has_value(), parts ? "" : parts.error().message.c_str());
        QCOMPARE(parts->family, std::string("SD 1"));
        const nlohmann::json &unet = parts->unet.config;
        QCOMPARE(unet["block_out_channels"], nlohmann::json({320, 640, 1280, 1280}));
        QCOMPARE(unet["attention_head_dim"], nlohmann::json(8));
        QCOMPARE(unet["cross_attention_dim"], nlohmann::json(768));
        QCOMPARE(unet["use_linear_projection"], nlohmann::json(false));
        QCOMPARE(unet["layers_per_block"], nlohmann::json(2));
        QCOMPARE(unet["up_block_types"][0], nlohmann::json("UpBlock2D"));
        QCOMPARE(parts->vae.config["block_out_channels"], nlohmann::json({128, 256, 512, 512}));
        QCOMPARE(parts->vae.config["latent_channels"], nlohmann::json(4));
        QCOMPARE(parts->textEncoder.config["num_hidden_layers"], nlohmann::json(12));
        QCOMPARE(parts->textEncoder.config["hidden_act"], nlohmann::json("quick_gelu"));
        QCOMPARE(parts->scheduler["prediction_type"], nlohmann::json("epsilon"));
        QCOMPARE(parts->scheduler["beta_start"], nlohmann::json(0.00085));
        QCOMPARE(parts->scheduler["_class_name"], nlohmann::json("PNDMScheduler"));
        QVERIFY(parts->notes.empty());
    }

    void sd2Config_isReadFromShapes()
    {
        const auto source = checkpoint(1024, 4);
        addOpenClip(*source);
        const auto parts = openCheckpoint(source);
        QVERIFY2(parts.has_value(), parts ? "" : parts.error().message.c_str());
        QCOMPARE(parts->family, std::string("SD 2"));
        QCOMPARE(parts->unet.config["attention_head_dim"], nlohmann::json({5, 10, 20, 20}));
        QCOMPARE(parts->unet.config["use_linear_projection"], nlohmann::json(true));
        QCOMPARE(parts->textEncoder.config["num_hidden_layers"], nlohmann::json(23));
        QCOMPARE(parts->textEncoder.config["hidden_act"], nlohmann::json("gelu"));
        QVERIFY(!parts->textEncoder.weights->find("text_model.encoder.layers.23.mlp.fc1.weight"));
        QVERIFY(parts->isPredictionTypeUnknown);
        QVERIFY(parts->notes.front().find("--prediction_type") != std::string::npos);
    }

    void prediction_comesFromOptionKeyOrHeader()
    {
        const auto predictionOf = [](const std::shared_ptr<MemorySource> &source,
                                     const CheckpointOptions &options = {}) {
            addOpenClip(*source);
            const auto parts = openCheckpoint(source, options);
            return parts && !parts->isPredictionTypeUnknown
                       ? parts->scheduler["prediction_type"].get<std::string>()
                       : "";
        };
        QCOMPARE(predictionOf(checkpoint(1024, 4), {"v_prediction"}), std::string("v_prediction"));
        auto source = checkpoint(1024, 4);
        source->add("v_pred");
        QCOMPARE(predictionOf(source), std::string("v_prediction"));
        source = checkpoint(1024, 4);
        source->setMetadata("modelspec.prediction_type", "epsilon");
        QCOMPARE(predictionOf(source), std::string("epsilon"));
    }

    void yamlBesideTheFile_saysVelocity()
    {
        QTemporaryDir folder;
        const std::string stem = folder.filePath("model").toStdString();
        std::ofstream(stem + ".yaml")
            << "model:\n  params:\n    parameterization: \"v\" # velocity\n    num_heads: 8\n";
        const auto yaml = readYamlBeside(stem + ".safetensors");
        QVERIFY(yaml.has_value());
        QCOMPARE(yaml->parameterization, std::string("v"));
        QCOMPARE(*yaml->headCount, int64_t(8));
        QVERIFY(!yaml->scaleFactor);
    }

    void otherFamilies_areRefusedByName_data()
    {
        QTest::addColumn<int>("textWidth");
        QTest::addColumn<int>("inChannels");
        QTest::addColumn<QString>("name");
        QTest::newRow("inpainting") << 768 << 9 << "inpainting";
        QTest::newRow("pix2pix") << 768 << 8 << "InstructPix2Pix";
        QTest::newRow("SDXL") << 2048 << 4 << "SDXL";
    }
    void otherFamilies_areRefusedByName()
    {
        QFETCH(int, textWidth);
        QFETCH(int, inChannels);
        QFETCH(QString, name);
        const auto source = checkpoint(textWidth, inChannels);
        addClip(*source);
        const auto parts = openCheckpoint(source);
        QVERIFY(!parts.has_value());
        QCOMPARE(int(parts.error().code), int(ErrorCode::Unsupported));
        QVERIFY(QString::fromStdString(parts.error().message).contains(name));
    }

    void missingPart_isNamed()
    {
        const auto parts = openCheckpoint(checkpoint(768, 4));
        QVERIFY(!parts.has_value());
        QVERIFY(parts.error().message.find("the text encoder") != std::string::npos);
    }

    void damagedHeaderConfig_isAnErrorNotAGuess()
    {
        const auto source = checkpoint(768, 4);
        addClip(*source);
        source->setMetadata(kConfigMetadataKey, "{\"unet\": ");
        QVERIFY(!openCheckpoint(source).has_value());
        source->setMetadata(kConfigMetadataKey, std::string(100000, '['));
        QVERIFY(!openCheckpoint(source).has_value());
    }
};

QTEST_GUILESS_MAIN(SingleFileTest)
#include "single_file_test.moc"
