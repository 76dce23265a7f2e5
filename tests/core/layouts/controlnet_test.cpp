// Goldens: one ControlNet in both layouts, equal by diffusers' converter
// (tests/goldens/layouts/make_layouts.py).
#include "core/io/layouts/config_json.h"
#include "core/io/layouts/controlnet_file.h"
#include "core/io/layouts/controlnet_writer.h"
#include "core/io/layouts/family.h"
#include "tests/core/layouts/memory_source.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <cstring>

using namespace armature;

namespace {

const std::string kGoldens = ARMATURE_TEST_DATA "/goldens/layouts/";

QByteArray contents(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

ControlNetWrite tinyControlNet()
{
    static const auto source =
        openControlNet(kGoldens + "tiny_control_ldm.safetensors"); // the views live as long
    ControlNetWrite write;
    write.tensors = allTensors(*source->weights);
    write.config = source->config;
    return write;
}

std::string messageOf(const Status &status) { return status ? std::string() : status.error().message; }

} // namespace

class ControlNetTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::string path(const char *name) const { return m_folder.filePath(name).toStdString(); }

    void saveTensors(const char *name, const MemorySource &source)
    {
        QVERIFY(writeSafetensors(path(name), allTensors(source)).has_value());
    }

private Q_SLOTS:
    void ldmFile_hasDiffusersTensors()
    {
        const auto ours = openControlNet(kGoldens + "tiny_control_ldm.safetensors");
        QVERIFY2(ours.has_value(), ours ? "" : ours.error().message.c_str());
        QCOMPARE(int(ours->layout), int(ControlNetLayout::LdmFile));
        const auto expected = openSafetensors(kGoldens + "tiny_control.safetensors");
        const std::string found = difference(*ours->weights, **expected);
        QVERIFY2(found.empty(), found.c_str());
    }

    void namesWithoutPrefix_areTaken()
    {
        const auto file = openSafetensors(kGoldens + "tiny_control_ldm.safetensors");
        std::vector<NamedTensor> bare = allTensors(**file);
        for (NamedTensor &tensor : bare)
            tensor.name = tensor.name.substr(std::strlen("control_model."));
        QVERIFY(writeSafetensors(path("bare.safetensors"), bare, (*file)->metadata()).has_value());
        const auto ours = openControlNet(path("bare.safetensors"));
        QVERIFY(ours.has_value());
        const auto expected = openSafetensors(kGoldens + "tiny_control.safetensors");
        QCOMPARE(difference(*ours->weights, **expected), std::string());
    }

    void trainingCheckpoint_givesItsControlNetOnly()
    {
        const auto control = openSafetensors(kGoldens + "tiny_control_ldm.safetensors");
        const auto base = openSafetensors(kGoldens + "tiny_sd1.safetensors");
        std::vector<NamedTensor> all = allTensors(**control);
        for (const NamedTensor &tensor : allTensors(**base))
            all.push_back(tensor);
        QVERIFY(writeSafetensors(path("full.safetensors"), all, (*control)->metadata()).has_value());
        const auto ours = openControlNet(path("full.safetensors"));
        QVERIFY2(ours.has_value(), ours ? "" : ours.error().message.c_str());
        const auto expected = openSafetensors(kGoldens + "tiny_control.safetensors");
        QCOMPARE(difference(*ours->weights, **expected), std::string());
        QCOMPARE(ours->notes.size(), size_t(1));
    }

    void folder_isByteForByteDiffusersOwn()
    {
        const ControlNetWrite write = tinyControlNet();
        const std::string folder = path("folder");
        const Status status = writeControlNetFolder(write, folder + "/");
        QVERIFY2(status.has_value(), messageOf(status).c_str());
        QCOMPARE(contents(folder + "/config.json"), contents(kGoldens + "tiny_control/config.json"));
        QVERIFY(!contents(folder + "/config.json").isEmpty());
        const auto back = openControlNet(folder);
        const auto expected = openSafetensors(kGoldens + "tiny_control.safetensors");
        QCOMPARE(difference(*back->weights, **expected), std::string());
        QCOMPARE(QDir(m_folder.path()).entryList({".tmp*"}, QDir::AllEntries | QDir::Hidden).size(), 0);
    }

    void singleFile_hasTheLdmNamesAndReloads()
    {
        const Status status = writeControlNetFile(tinyControlNet(), path("single.safetensors"));
        QVERIFY2(status.has_value(), messageOf(status).c_str());
        const auto file = openSafetensors(path("single.safetensors"));
        const auto golden = openSafetensors(kGoldens + "tiny_control_ldm.safetensors");
        QCOMPARE(difference(**file, **golden), std::string());
        QCOMPARE((*file)->metadata().at("modelspec.sai_model_spec"), std::string("1.0.0"));
        QCOMPARE((*file)->metadata().at("format"), std::string("pt"));
        const auto back = openControlNet(path("single.safetensors"));
        QCOMPARE(back->config["block_out_channels"], nlohmann::json({4, 8}));
        QCOMPARE(back->config["conditioning_embedding_out_channels"], nlohmann::json({4, 8, 8, 8}));
    }

    void halfFile_hasHalves()
    {
        ControlNetWrite write = tinyControlNet();
        write.dtype = DType::F16;
        QVERIFY(writeControlNetFile(write, path("half.safetensors")).has_value());
        const auto back = openControlNet(path("half.safetensors"));
        for (const std::string &name : back->weights->names())
            QCOMPARE(int(back->weights->find(name)->dtype), int(DType::F16));
        QCOMPARE(back->weights->names().size(), write.tensors.size());
    }

    void existingTarget_isKeptUnlessOverwriteIsAsked()
    {
        ControlNetWrite write = tinyControlNet();
        QVERIFY(writeControlNetFile(write, path("kept.safetensors")).has_value());
        QVERIFY(writeControlNetFolder(write, path("kept")).has_value());
        const QByteArray before = contents(path("kept.safetensors"));
        write.dtype = DType::BF16;
        QCOMPARE(int(writeControlNetFile(write, path("kept.safetensors")).error().code),
                 int(ErrorCode::Conflict));
        QCOMPARE(int(writeControlNetFolder(write, path("kept")).error().code), int(ErrorCode::Conflict));
        QCOMPARE(contents(path("kept.safetensors")), before);
        write.overwrite = true;
        QVERIFY(writeControlNetFile(write, path("kept.safetensors")).has_value());
        QVERIFY(writeControlNetFolder(write, path("kept")).has_value());
        QVERIFY(contents(path("kept.safetensors")).size() < before.size());
    }

    void otherFilesOfTheFolder_stay()
    {
        QDir(m_folder.path()).mkdir("run");
        QFile other(m_folder.filePath("run/events.jsonl"));
        QVERIFY(other.open(QIODevice::WriteOnly) && other.write("{}") == 2);
        other.close();
        QVERIFY(writeControlNetFolder(tinyControlNet(), path("run")).has_value());
        QVERIFY(other.exists());
        QVERIFY(openControlNet(path("run")).has_value());
    }

    void missingAndForeignTensors_areNamedAndNothingIsWritten()
    {
        ControlNetWrite write = tinyControlNet();
        std::erase_if(write.tensors,
                      [](const NamedTensor &t) { return t.name.starts_with("controlnet_mid_block."); });
        QVERIFY(messageOf(writeControlNetFile(write, path("bad.safetensors"))).find("controlnet_mid_block") !=
                std::string::npos);
        write = tinyControlNet();
        write.tensors.push_back({"up_blocks.0.weight", write.tensors.front().view});
        QVERIFY(messageOf(writeControlNetFolder(write, path("bad"))).find("up_blocks.0.weight") !=
                std::string::npos);
        QVERIFY(!QFile::exists(m_folder.filePath("bad")) &&
                !QFile::exists(m_folder.filePath("bad.safetensors")));
    }

    void otherKinds_areRefusedByName_data()
    {
        QTest::addColumn<QString>("tensor");
        QTest::addColumn<QString>("name");
        QTest::newRow("difference") << "difference"
                                    << "difference";
        QTest::newRow("Control-LoRA") << "lora_controlnet"
                                      << "Control-LoRA";
        QTest::newRow("LoRA") << "lora_unet_down_blocks_0.lora_down.weight"
                              << "LoRA";
        QTest::newRow("LLLite") << "lllite_unet_input_blocks_4.down.0.weight"
                                << "LLLite";
        QTest::newRow("T2I") << "adapter.body.0.conv.weight"
                             << "T2I-Adapter";
        QTest::newRow("T2I bare") << "body.0.in_conv.weight"
                                  << "T2I-Adapter";
        QTest::newRow("union") << "task_embedding"
                               << "Union";
        QTest::newRow("Flux") << "controlnet_x_embedder.weight"
                              << "Flux";
        QTest::newRow("SD 3") << "controlnet_blocks.0.weight"
                              << "SD 3";
        QTest::newRow("SDXL") << "add_embedding.linear_1.weight"
                              << "SDXL";
        QTest::newRow("checkpoint") << "model.diffusion_model.input_blocks.0.0.weight"
                                    << "checkpoint";
    }
    void otherKinds_areRefusedByName()
    {
        QFETCH(QString, tensor);
        QFETCH(QString, name);
        MemorySource source;
        source.add(tensor.toStdString()).add("other.weight");
        saveTensors("kind.safetensors", source);
        const auto ours = openControlNet(path("kind.safetensors"));
        QVERIFY(!ours.has_value());
        QVERIFY2(QString::fromStdString(ours.error().message).contains(name), ours.error().message.c_str());
    }

    void sizeThatShapesCannotTell_asksForAConfig()
    {
        const auto ours = openControlNet(kGoldens + "tiny_control.safetensors");
        QVERIFY(!ours.has_value());
        QVERIFY(ours.error().message.find("does not say how it is built") != std::string::npos);
    }

    void foreignClassName_isRefused()
    {
        QDir(m_folder.path()).mkdir("unet");
        QFile config(m_folder.filePath("unet/config.json"));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("{\"_class_name\": \"UNet2DConditionModel\"}");
        config.close();
        const auto ours = openControlNet(path("unet"));
        QVERIFY(!ours.has_value());
        QVERIFY(ours.error().message.find("UNet2DConditionModel") != std::string::npos);
    }

    void wrongFamily_namesBothSides()
    {
        const nlohmann::json sd1 = {{"cross_attention_dim", 768}}, sd2 = {{"cross_attention_dim", 1024}};
        QVERIFY(checkMatches(sd1, sd1).has_value());
        const std::string message = messageOf(checkMatches(sd2, sd1));
        QVERIFY(message.find("SD 2 (1024-wide text)") != std::string::npos);
        QVERIFY(message.find("SD 1 (768-wide text)") != std::string::npos);
        nlohmann::json wide = sd1;
        wide["block_out_channels"] = {32, 64};
        QVERIFY(messageOf(checkMatches(wide, sd1)).find("block widths") != std::string::npos);
        wide = sd1;
        wide["layers_per_block"] = {2, 2, 2, 2};
        QVERIFY(checkMatches(wide, sd1).has_value());
    }

    void deepJson_isRefusedNotFollowed()
    {
        QVERIFY(!parseJsonObject("{\"a\":" + std::string(1000, '[') + std::string(1000, ']') + "}", "x")
                     .has_value());
        QVERIFY(!parseJsonObject("[1]", "x").has_value());
        QVERIFY(parseJsonObject("{\"a\":[[1]]}", "x").has_value());
    }
};

QTEST_GUILESS_MAIN(ControlNetTest)
#include "controlnet_test.moc"
