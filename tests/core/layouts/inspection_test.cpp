#include "core/io/layouts/inspection.h"
#include "tests/core/layouts/memory_source.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace armature;

namespace {

const std::string kGoldens = ARMATURE_TEST_DATA "/goldens/layouts/";

} // namespace

class InspectionTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::string path(const char *name) const { return m_folder.filePath(name).toStdString(); }

private Q_SLOTS:
    void checkpoint_isCountedByPart()
    {
        const auto seen = inspectPath(kGoldens + "tiny_sd2.safetensors");
        QVERIFY(seen.has_value());
        QCOMPARE(seen->kind, std::string("checkpoint"));
        QCOMPARE(seen->family, std::string("SD-like (16-wide text)"));
        QCOMPARE(seen->parts.size(), size_t(3));
        const auto unet = openSafetensors(kGoldens + "tiny_sd2_unet.safetensors");
        QCOMPARE(seen->parts[0].tensorCount, int64_t((*unet)->names().size()));
        QCOMPARE(seen->parts[0].tensorsByType.at("F32"), seen->parts[0].tensorCount);
        QVERIFY(seen->problems.empty());
    }

    void controlNet_isNamedWithItsLayout()
    {
        const auto seen = inspectPath(kGoldens + "tiny_control_ldm.safetensors");
        QVERIFY(seen.has_value());
        QCOMPARE(seen->kind, std::string("controlnet"));
        QCOMPARE(seen->layout, std::string("single file"));
        const auto json = toJson(*seen);
        QCOMPARE(json["parts"][0]["config"]["block_out_channels"], nlohmann::ordered_json({4, 8}));
        QVERIFY(toText(*seen).find("controlnet") != std::string::npos);
    }

    void incompleteControlNet_hasAProblem()
    {
        const auto file = openSafetensors(kGoldens + "tiny_control_ldm.safetensors");
        std::vector<NamedTensor> some = allTensors(**file);
        std::erase_if(some,
                      [](const NamedTensor &t) { return t.name.starts_with("control_model.zero_convs.1."); });
        QVERIFY(writeSafetensors(path("part.safetensors"), some, (*file)->metadata()).has_value());
        const auto seen = inspectPath(path("part.safetensors"));
        QVERIFY(seen.has_value());
        QCOMPARE(seen->problems.size(), size_t(1));
        QVERIFY(seen->problems[0].find("controlnet_down_blocks.1") != std::string::npos);
    }

    void lora_isForeign()
    {
        MemorySource source;
        source.add("lora_unet_x.lora_down.weight");
        QVERIFY(writeSafetensors(path("lora.safetensors"), allTensors(source)).has_value());
        const auto seen = inspectPath(path("lora.safetensors"));
        QCOMPARE(seen->kind, std::string("foreign"));
        QCOMPARE(seen->what, std::string("a LoRA"));
        QCOMPARE(seen->problems.size(), size_t(1));
    }

    void folders_areToldApart()
    {
        QDir(m_folder.path()).mkpath("pairs/image");
        QDir(m_folder.path()).mkpath("pairs/condition");
        QDir(m_folder.path()).mkpath("nothing");
        QDir(m_folder.path()).mkpath("pipeline");
        QFile index(m_folder.filePath("pipeline/model_index.json"));
        QVERIFY(index.open(QIODevice::WriteOnly));
        index.write("{\"_class_name\": \"StableDiffusionPipeline\"}");
        index.close();
        QCOMPARE(inspectPath(path("pairs"))->kind, std::string("dataset"));
        QCOMPARE(inspectPath(path("nothing"))->kind, std::string("unknown"));
        const auto pipeline = inspectPath(path("pipeline"));
        QCOMPARE(pipeline->kind, std::string("pipeline"));
        QCOMPARE(pipeline->problems.size(), size_t(4)); // three parts and the scheduler are not there
    }

    void missingPath_isAnError()
    {
        const auto seen = inspectPath(path("absent"));
        QVERIFY(!seen.has_value());
        QCOMPARE(int(seen.error().code), int(ErrorCode::NotFound));
    }
};

QTEST_GUILESS_MAIN(InspectionTest)
#include "inspection_test.moc"
