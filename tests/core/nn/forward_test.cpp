#include "core/io/safetensors.h"
#include "core/session/forward.h"
#include "tensor_files.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <numeric>

using namespace armature;

namespace {

// Tensors of a test's own making; everything counts up from 0 in steps of 1/100.
struct Maker
{
    std::map<std::string, std::vector<std::byte>> bytes;
    std::vector<NamedTensor> tensors;

    void add(const std::string &name, const std::vector<int64_t> &shape, DType type = DType::F32)
    {
        TensorView view{type, shape, {}};
        const auto count = size_t(view.elementCount());
        auto &data = bytes[name];
        data.resize(count * sizeOf(type));
        for (size_t i = 0; i < count; ++i) {
            if (type == DType::F32)
                reinterpret_cast<float *>(data.data())[i] = float(i) * 0.01f;
            if (type == DType::I64)
                reinterpret_cast<int64_t *>(data.data())[i] = int64_t(i);
        }
        view.bytes = data;
        tensors.push_back({name, view});
    }
};

} // namespace

class ForwardTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::string out() const { return m_folder.filePath("out.safetensors").toStdString(); }

    std::string save(const Maker &maker) const
    {
        const auto file = m_folder.filePath("in.safetensors").toStdString();
        std::filesystem::remove(file);
        return writeSafetensors(file, maker.tensors) ? file : std::string();
    }

    // The message of the error that must come; empty when none did.
    std::string errorOf(const std::string &module, const std::string &model, const Maker &maker) const
    {
        std::filesystem::remove(out());
        const auto done = runForward(module, model, save(maker), out());
        if (done || std::filesystem::exists(out()))
            return {};
        return done.error().message + " " + done.error().remedy;
    }

    static Maker unetInputs()
    {
        Maker maker; // as the sd2 golden takes them
        maker.add("sample", {1, 4, 9, 7});
        maker.add("timestep", {}, DType::I64);
        maker.add("encoder_hidden_states", {1, 12, 16});
        return maker;
    }

private Q_SLOTS:
    void numbers_areThoseOfDiffusers_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("module");
        QTest::addColumn<QString>("stem");
        for (const char *model : {"sd1", "sd2", "odd", "plain_middle"})
            for (const char *stem :
                 {"unet", "unet_residuals", "controlnet", "vae-encode", "vae-decode", "text"})
                if (std::filesystem::exists(golden(std::string(model) + "/" + stem + ".in.safetensors")))
                    QTest::addRow("%s %s", model, stem) << model << QString(stem).section('_', 0, 0) << stem;
    }
    void numbers_areThoseOfDiffusers()
    {
        QFETCH(QString, model);
        QFETCH(QString, module);
        QFETCH(QString, stem);
        const auto folder = golden(model.toStdString());
        const auto file = folder + "/" + stem.toStdString();
        for (const bool channelsLast : {true, false}) {
            ForwardOptions options;
            options.channelsLast = channelsLast;
            const auto where = module == "controlnet" ? folder + "/controlnet" : folder;
            const auto done =
                runForward(module.toStdString(), where, file + ".in.safetensors", out(), options);
            QVERIFY2(done, done ? "" : done.error().message.c_str());
            const auto error = relativeError(out(), file + ".out.safetensors");
            QVERIFY2(error <= 1e-4, std::to_string(error).c_str());
        }
    }

    void guessMode_gradesTheResiduals()
    {
        ForwardOptions options;
        options.guessMode = true;
        QVERIFY(runForward("controlnet", golden("sd2/controlnet"), golden("sd2/controlnet.in.safetensors"),
                           out(), options));
        QVERIFY(relativeError(out(), golden("sd2/controlnet_guess.out.safetensors")) <= 1e-4);
    }

    void bfloat16_isNearFp32()
    {
        ForwardOptions options;
        options.dtype = "bf16";
        QVERIFY(runForward("unet", golden("sd2"), golden("sd2/unet.in.safetensors"), out(), options));
        const auto error = relativeError(out(), golden("sd2/unet.out.safetensors"));
        QVERIFY2(error > 1e-5 && error < 0.2, std::to_string(error).c_str());
    }

    void partsOwnFolder_isTaken()
    {
        QVERIFY(runForward("unet", golden("sd2/unet"), golden("sd2/unet.in.safetensors"), out()));
        QVERIFY(relativeError(out(), golden("sd2/unet.out.safetensors")) <= 1e-4);
    }

    void missingTensor_isNamedWithThoseThere()
    {
        Maker maker;
        maker.add("sample", {1, 4, 9, 7});
        const auto message = errorOf("unet", golden("sd2"), maker);
        QVERIFY2(message.find("timestep") != std::string::npos && message.find("sample") != std::string::npos,
                 message.c_str());
    }

    void wrongShapesAndTypes_areNamed_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QList<qlonglong>>("shape");
        QTest::addColumn<bool>("isInteger");
        QTest::newRow("channels") << "sample" << QList<qlonglong>{1, 3, 9, 7} << false;
        QTest::newRow("rank") << "sample" << QList<qlonglong>{4, 9, 7} << false;
        QTest::newRow("empty") << "sample" << QList<qlonglong>{1, 4, 0, 7} << false;
        QTest::newRow("integers") << "sample" << QList<qlonglong>{1, 4, 9, 7} << true;
        QTest::newRow("timesteps") << "timestep" << QList<qlonglong>{3} << true;
        QTest::newRow("text width") << "encoder_hidden_states" << QList<qlonglong>{1, 12, 768} << false;
        QTest::newRow("text batch") << "encoder_hidden_states" << QList<qlonglong>{2, 12, 16} << false;
    }
    void wrongShapesAndTypes_areNamed()
    {
        QFETCH(QString, name);
        QFETCH(QList<qlonglong>, shape);
        QFETCH(bool, isInteger);
        auto maker = unetInputs();
        std::erase_if(maker.tensors,
                      [&](const NamedTensor &tensor) { return tensor.name == name.toStdString(); });
        maker.add(name.toStdString(), {shape.begin(), shape.end()}, isInteger ? DType::I64 : DType::F32);
        const auto message = errorOf("unet", golden("sd2"), maker);
        QVERIFY2(message.find("The tensor " + name.toStdString()) != std::string::npos, message.c_str());
    }

    void halfOfTheResiduals_isRefused()
    {
        auto maker = unetInputs();
        maker.add("mid_block_additional_residual", {1, 16, 3, 2});
        const auto message = errorOf("unet", golden("sd2"), maker);
        QVERIFY2(message.find("down_block_additional_residuals.0") != std::string::npos, message.c_str());
    }

    void conditionOfAnotherSize_isRefusedWithTheRightOne()
    {
        auto maker = unetInputs();
        maker.add("controlnet_cond", {1, 3, 64, 56});
        const auto message = errorOf("controlnet", golden("sd2/controlnet"), maker);
        QVERIFY2(message.find("72 by 56") != std::string::npos, message.c_str());
    }

    void idOutsideTheVocabulary_isRefused()
    {
        Maker maker;
        maker.add("input_ids", {1, 70}, DType::I64);
        const auto message = errorOf("text", golden("sd2"), maker);
        QVERIFY2(message.find("id 69") != std::string::npos && message.find("0 to 59") != std::string::npos,
                 message.c_str());
    }

    void modelThatIsNotThere_orLacksThePart_isNamed()
    {
        QVERIFY(errorOf("unet", "/nowhere/model", unetInputs()).find("/nowhere/model") != std::string::npos);
        const auto message = errorOf("vae-decode", golden("plain_middle"), unetInputs());
        QVERIFY2(message.find("vae") != std::string::npos, message.c_str());
    }

    void controlNetGivenAsUNet_isRefusedByItsClass()
    {
        const auto message = errorOf("unet", golden("sd2/controlnet"), unetInputs());
        QVERIFY2(message.find("ControlNetModel") != std::string::npos, message.c_str());
    }

    void weightsOfAnotherModel_areListed()
    {
        const auto mixed = m_folder.filePath("mixed/unet").toStdString();
        std::filesystem::create_directories(mixed);
        std::filesystem::copy_file(golden("sd1/unet/config.json"), mixed + "/config.json");
        std::filesystem::copy_file(golden("sd2/unet/diffusion_pytorch_model.safetensors"),
                                   mixed + "/diffusion_pytorch_model.safetensors");
        const auto message = errorOf("unet", m_folder.filePath("mixed").toStdString(), unetInputs());
        QVERIFY2(message.find("missing") != std::string::npos, message.c_str());
        QVERIFY2(message.find("down_blocks.0.resnets.1") != std::string::npos, message.c_str());
        QVERIFY2(message.find("of the wrong shape") != std::string::npos, message.c_str());
    }

    void unknownModuleDtypeAndDevice_areRefused()
    {
        QVERIFY(!runForward("clip", golden("sd2"), "in", out()));
        ForwardOptions options;
        options.dtype = "int8";
        QVERIFY(!runForward("unet", golden("sd2"), golden("sd2/unet.in.safetensors"), out(), options));
        options = {};
        options.device = "abacus";
        QVERIFY(!runForward("unet", golden("sd2"), golden("sd2/unet.in.safetensors"), out(), options));
    }
};

QTEST_GUILESS_MAIN(ForwardTest)
#include "forward_test.moc"
