#include "tests/support/cli.h"

#include <QDir>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstring>

using namespace testing;

class PreprocessCommandTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString in() const { return m_folder.filePath(QStringLiteral("in")); }
    QString out() { return m_folder.filePath(QStringLiteral("out%1").arg(++m_count)); }
    int m_count = 0;

private Q_SLOTS:
    void initTestCase()
    {
        QDir().mkpath(in());
        for (int i = 0; i < 3; ++i)
            circlePicture(i, QSize(60, 50), false).save(in() + QStringLiteral("/%1.png").arg(i));
    }

    void folder_becomesMaps()
    {
        const auto maps = out();
        const auto result = runCli({"preprocess", "canny", "--in", in(), "--out", maps, "--low_threshold",
                                    "50", "--l2_gradient", "--jobs", "2"});
        QVERIFY2(result.exitCode == 0, qPrintable(result.err));
        QCOMPARE(QDir(maps).entryList({"*.png"}).size(), 3);
        QVERIFY(result.out.contains("3 made"));
    }

    void brokenFile_isNamed_andTheExitCodeSaysSo()
    {
        const auto maps = out();
        QVERIFY(writeFile(in() + "/broken.png", "nothing"));
        const auto result =
            runCli({"preprocess", "canny", "--in", in(), "--out", maps, "--progress", "json"});
        QFile::remove(in() + "/broken.png");
        QCOMPARE(result.exitCode, 1);
        const auto lines = jsonLines(result.out);
        QCOMPARE(lines.first()["event"].toString(), "preprocess_started");
        QCOMPARE(lines.last()["event"].toString(), "preprocess_finished");
        QCOMPARE(lines.last()["done"].toInt(), 3);
        QCOMPARE(lines.last()["failed"].toInt(), 1);
        bool isTold = false;
        for (const auto &line : lines)
            isTold |= line["file"].toString() == "broken.png" && line["outcome"].toString() == "failed" &&
                      !line["reason"].toString().isEmpty();
        QVERIFY(isTold);
    }

    void list_isReadByProgramsAndPeople()
    {
        const auto json = runCli({"preprocess", "--list", "--json"});
        QCOMPARE(json.exitCode, 0);
        QVERIFY(QJsonDocument::fromJson(json.out.toUtf8()).isArray());
        const auto text = runCli({"preprocess", "--list"});
        QVERIFY(text.out.contains("canny") && text.out.contains("--low_threshold"));
    }

    void wrongUse_isCodeTwoAndNamesTheRemedy_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        QTest::newRow("no annotator") << QStringList{"--in", "IN", "--out", "OUT"} << "--list";
        QTest::newRow("unknown annotator") << QStringList{"cany", "--in", "IN", "--out", "OUT"} << "canny";
        QTest::newRow("no input") << QStringList{"canny", "--out", "OUT"} << "--in";
        QTest::newRow("no output") << QStringList{"canny", "--in", "IN"} << "--out";
        QTest::newRow("out of range")
            << QStringList{"canny", "--in", "IN", "--out", "OUT", "--low_threshold", "-1"} << "0 to 2000";
        QTest::newRow("no number") << QStringList{"canny",           "--in", "IN", "--out", "OUT",
                                                  "--low_threshold", "low"}
                                   << "low_threshold";
        QTest::newRow("another's parameter")
            << QStringList{"canny", "--in", "IN", "--out", "OUT", "--bits", "8"} << "bits";
        QTest::newRow("misspelt parameter")
            << QStringList{"canny", "--in", "IN", "--out", "OUT", "--low_treshold", "8"} << "--low_threshold";
        QTest::newRow("the pictures' own folder")
            << QStringList{"canny", "--in", "IN", "--out", "IN"} << "another output folder";
        QTest::newRow("weights for none")
            << QStringList{"canny", "--in", "IN", "--out", "OUT", "--weights", "x"} << "no weights";
        QTest::newRow("progress") << QStringList{"canny", "--in", "IN", "--out", "OUT", "--progress", "loud"}
                                  << "json";
        QTest::newRow("existing") << QStringList{"canny", "--in", "IN", "--out", "OUT", "--existing", "eat"}
                                  << "keep";
    }

    void wrongUse_isCodeTwoAndNamesTheRemedy()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, says);
        arguments.replaceInStrings(QRegularExpression("^IN$"), in())
            .replaceInStrings(QRegularExpression("^OUT$"), out());
        const auto result = runCli(QStringList{"preprocess"} + arguments);
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains(says), qPrintable(result.err));
    }

    void weights_missingCutAndOfAnotherNetwork_areToldApart()
    {
        const auto run = [&](const QString &file) {
            return runCli(
                {"preprocess", "hed", "--in", in(), "--out", out(), "--weights", file, "--resolution", "64"});
        };
        const auto none = runCli({"preprocess", "hed", "--in", in(), "--out", out()});
        QCOMPARE(none.exitCode, 1);
        QVERIFY(none.err.contains("ControlNetHED.pth"));
        const auto missing = run("/nonexistent/a.pth");
        QCOMPARE(missing.exitCode, 1);
        const auto whole = readFile(golden("annotators/hed.pth"));
        QVERIFY(writeFile(m_folder.filePath("cut.pth"), whole.left(whole.size() / 2)));
        const auto cut = run(m_folder.filePath("cut.pth"));
        QVERIFY(cut.exitCode == 1 && !cut.isCrash);
        const auto other = run(golden("annotators/lineart.pth"));
        QVERIFY(other.exitCode != 0 && !other.isCrash);
        QVERIFY(missing.err != cut.err && cut.err != other.err);
        const auto right = run(golden("annotators/hed.pth"));
        QVERIFY2(right.exitCode == 0, qPrintable(right.err));
    }

    void versions_areListedAndSwitched()
    {
        const auto maps = out();
        QCOMPARE(runCli({"preprocess", "canny", "--in", in(), "--out", maps}).exitCode, 0);
        const auto first = readFile(maps + "/0.png");
        QCOMPARE(runCli({"preprocess", "blur", "--in", in(), "--out", maps}).exitCode, 0);
        QVERIFY(readFile(maps + "/0.png") != first);
        const auto listed = runCli({"preprocess", "--versions", "--out", maps, "--json"});
        QVERIFY(listed.out.contains("\"in_use\": true"));
        QCOMPARE(runCli({"preprocess", "--use_version", "1", "--out", maps}).exitCode, 0);
        QCOMPARE(readFile(maps + "/0.png"), first);
    }

    void workflow_isSavedAndRun()
    {
        const auto file = m_folder.filePath("chain.json");
        QVERIFY(writeFile(file, R"({"steps": [{"annotator": "canny"}, {"annotator": "invert"}]})"));
        const auto maps = out();
        const auto result = runCli({"preprocess", "--workflow", file, "--in", in(), "--out", maps});
        QVERIFY2(result.exitCode == 0, qPrintable(result.err));
        QCOMPARE(QImage(maps + "/0.png").pixelColor(0, 0), QColor(Qt::white));
        const auto saved = m_folder.filePath("saved.json");
        QCOMPARE(
            runCli({"preprocess", "canny", "--in", in(), "--out", out(), "--save_workflow", saved}).exitCode,
            0);
        QVERIFY(readFile(saved).contains("low_threshold"));
    }

    void theRecipe_travelsIntoTheTrainedModel()
    {
        const QString pairs = m_folder.filePath(QStringLiteral("pairs"));
        writeCircles(pairs, 3);
        QDir(pairs + QStringLiteral("/condition")).removeRecursively();
        QVERIFY(QDir().mkpath(pairs));
        const auto made =
            runCli({"preprocess", "hed", "--in", pairs + "/image", "--out", pairs + "/condition",
                    "--resolution", "64", "--weights", golden("annotators/hed.pth")});
        QVERIFY2(made.exitCode == 0, qPrintable(made.err));
        const auto trained =
            runCli({"train", "--pretrained_model_name_or_path", golden("pipeline/sd1/model"),
                    "--train_data_dir", pairs, "--output_dir", m_folder.filePath("run"), "--resolution", "64",
                    "--train_batch_size", "1", "--max_train_steps", "1", "--mixed_precision", "no"});
        QVERIFY2(trained.exitCode == 0, qPrintable(trained.err));
        const auto model = readFile(m_folder.filePath("run/diffusion_pytorch_model.safetensors"));
        quint64 size = 0;
        QVERIFY(model.size() > 8);
        std::memcpy(&size, model.constData(), 8);
        const auto header = QJsonDocument::fromJson(model.mid(8, qsizetype(size))).object();
        const auto recipe =
            QJsonDocument::fromJson(
                header["__metadata__"].toObject()["armature.condition_recipe"].toString().toUtf8())
                .object();
        const auto step = recipe["steps"].toArray()[0].toObject();
        QCOMPARE(step["annotator"].toString(), "hed");
        QCOMPARE(step["parameters"].toObject()["resolution"].toInt(), 64);
        QCOMPARE(step["weights"].toObject()["files"].toString(), "hed.pth");
        QVERIFY(step["weights"].toObject()["xxh3"].toString().size() >= 16);
    }

    void interrupt_isCodeOneHundredThirty_andTheSameCommandGoesOn()
    {
        const auto many = m_folder.filePath("many"), maps = out();
        QDir().mkpath(many);
        const auto picture = circlePicture(1, QSize(900, 700), false);
        picture.save(many + "/0000.png");
        for (int i = 1; i < 600; ++i)
            QFile::copy(many + "/0000.png", many + QStringLiteral("/%1.png").arg(i, 4, 10, QLatin1Char('0')));
        QProcess process;
        process.start(cliPath(), {"preprocess", "blur", "--sigma", "20", "--in", many, "--out", maps,
                                  "--progress", "json", "--jobs", "2"});
        QByteArray output;
        while (!output.contains("\"outcome\":\"done\"") && process.waitForReadyRead(60000))
            output += process.readAllStandardOutput();
        ::kill(pid_t(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        const auto made = QDir(maps).entryList({"*.png"}).size();
        QVERIFY(made > 0 && made < 600);
    }
};

QTEST_GUILESS_MAIN(PreprocessCommandTest)
#include "preprocess_command_test.moc"
