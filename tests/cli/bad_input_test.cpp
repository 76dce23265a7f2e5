// What a run does with models, pairs and disks that cannot be used: it names the file and what helps, leaves with 1 or 2,
// and leaves nothing behind.
#include "tests/support/cli.h"

#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <unistd.h>

using namespace testing;

namespace {

// Every file below a folder with its bytes.
QMap<QString, QByteArray> listing(const QString &folder)
{
    QMap<QString, QByteArray> files;
    QDirIterator each(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (each.hasNext()) {
        const QString path = each.next();
        files[QDir(folder).relativeFilePath(path)] = readFile(path);
    }
    return files;
}

void copyFolder(const QString &from, const QString &to)
{
    for (const auto &[name, bytes] : listing(from).asKeyValueRange())
        writeFile(to + '/' + name, bytes);
}

// A pickle that would run `touch FILE` if it were run: c<module>\n<name>\n, its argument, R (call).
QByteArray pickleThatRuns(const QByteArray &file) { return "cos\nsystem\n(S'touch " + file + "'\ntR."; }

const QString kUNet = QStringLiteral("/unet/diffusion_pytorch_model.safetensors");

} // namespace

class BadInputTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void brokenModel_isNamedAndNothingIsWritten_data();
    void brokenModel_isNamedAndNothingIsWritten();
    void codeInAPickle_isNeverRun();

    void pairsThatCannotBeUsed_endTheRunWithTheirNames_data();
    void pairsThatCannotBeUsed_endTheRunWithTheirNames();
    void mapOfAnotherShape_isNamedAndTheRestIsTrainedOn();
    void longCaptions_areCountedOnce();
    void controlNetOfAnotherFamily_isRefusedByBoth();
    void sampledConditionOfAnotherSize_isSaid();

    void unknownConfigKey_namesTheNearest();
    void brokenConfigFile_isNamedWithItsPlace();

    void finishedRun_isNotOverwritten();
    void outputThatCannotBeWritten_isNamed();
    void fullDiskDuringARun_keepsAVerifiedCheckpoint();

private:
    QString path(const QString &name) const { return m_folder.filePath(name); }
    QString model() const { return golden("pipeline/sd1/model"); }
    QStringList train(const QString &output, const QStringList &extra = {}) const;

    QTemporaryDir m_folder;
};

void BadInputTest::initTestCase() { writeCircles(path("pairs"), 6); }

QStringList BadInputTest::train(const QString &output, const QStringList &extra) const
{
    return QStringList{"train", "--pretrained_model_name_or_path", model(), "--train_data_dir", path("pairs"), "--output_dir", output,
                       "--resolution", "64", "--train_batch_size", "2", "--max_train_steps", "2", "--mixed_precision", "no", "--progress", "json"} +
           extra;
}

void BadInputTest::brokenModel_isNamedAndNothingIsWritten_data()
{
    using Damage = std::function<void(const QString &)>;
    QTest::addColumn<Damage>("damage");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const char *words, Damage damage) { QTest::newRow(name) << damage << QString(words); };
    for (const char *part : {"unet", "vae", "text_encoder", "tokenizer", "scheduler"})
        QTest::newRow(qPrintable(QString("without ") + part))
            << Damage([part](const QString &folder) { QDir(folder + '/' + part).removeRecursively(); }) << QString("no ") + part;
    row("without weights", "unet", [](const QString &folder) { QFile::remove(folder + kUNet); });
    row("without a config", "config.json", [](const QString &folder) { QFile::remove(folder + "/vae/config.json"); });
    row("short weights", "unet/diffusion_pytorch_model.safetensors", [](const QString &folder) {
        QFile file(folder + kUNet);
        file.resize(file.size() - 100);
    });
    row("corrupt header", "unet/diffusion_pytorch_model.safetensors", [](const QString &folder) {
        QByteArray bytes = readFile(folder + kUNet);
        bytes.replace(8, 4, "!!!!");
        writeFile(folder + kUNet, bytes);
    });
    row("a web page", "unet/diffusion_pytorch_model.safetensors", [](const QString &folder) { writeFile(folder + kUNet, "<!DOCTYPE html><html>"); });
    row("a pointer of git-lfs", "git lfs pull",
        [](const QString &folder) { writeFile(folder + kUNet, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n"); });
    row("a foreign class", "AutoencoderTiny",
        [](const QString &folder) { writeFile(folder + "/vae/config.json", R"({"_class_name": "AutoencoderTiny"})"); });
    row("a pickle with code", "diffusion_pytorch_model.bin", [](const QString &folder) {
        QFile::remove(folder + kUNet);
        writeFile(folder + "/unet/diffusion_pytorch_model.bin", pickleThatRuns("/dev/null"));
    });
}

void BadInputTest::brokenModel_isNamedAndNothingIsWritten()
{
    using Damage = std::function<void(const QString &)>;
    QFETCH(Damage, damage);
    QFETCH(QString, words);
    const QTemporaryDir own;
    const QString folder = own.filePath("model"), output = own.filePath("output");
    copyFolder(model(), folder);
    damage(folder);
    const auto before = listing(own.path());
    const CliResult result = runCli(train(output, {"--pretrained_model_name_or_path", folder}));
    QVERIFY(!result.isCrash);
    QVERIFY(result.exitCode == 1 || result.exitCode == 2);
    QVERIFY2(result.err.contains(words), qPrintable(result.err));
    QVERIFY2(result.err.contains(folder), qPrintable(result.err));
    QCOMPARE(listing(own.path()), before);
    QVERIFY(!QDir(output).exists());
}

void BadInputTest::codeInAPickle_isNeverRun()
{
    const QString sign = path("it-was-run"), file = path("hostile.ckpt");
    QVERIFY(writeFile(file, pickleThatRuns(sign.toUtf8())));
    for (const QStringList &arguments : {train(path("hostile-output"), {"--pretrained_model_name_or_path", file}),
                                         train(path("hostile-output"), {"--controlnet_model_name_or_path", file}), QStringList{"inspect", file}}) {
        const CliResult result = runCli(arguments);
        QVERIFY(!result.isCrash);
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.err.contains(file), qPrintable(result.err));
    }
    QVERIFY(!QFile::exists(sign));
}

void BadInputTest::pairsThatCannotBeUsed_endTheRunWithTheirNames_data()
{
    using Make = std::function<void(const QString &)>;
    QTest::addColumn<Make>("make");
    QTest::addColumn<QString>("words");
    QTest::newRow("an empty folder") << Make([](const QString &folder) { QDir().mkpath(folder); }) << QString();
    QTest::newRow("pictures without maps") << Make([](const QString &folder) {
        writeCircles(folder, 2);
        QDir(folder + "/condition").removeRecursively();
    }) << QString("condition");
    QTest::newRow("names that do not meet") << Make([](const QString &folder) {
        writeCircles(folder, 1);
        QFile::rename(folder + "/condition/0000.png", folder + "/condition/other.png");
    }) << QString();
    QTest::newRow("no picture can be read") << Make([](const QString &folder) {
        writeCircles(folder, 2);
        for (const char *name : {"0000.png", "0001.png"})
            writeFile(folder + "/image/" + name, "this is no picture");
    }) << QString("0000.png");
    QTest::newRow("a listing that is no JSON") << Make([](const QString &folder) {
        QDir().mkpath(folder);
        circlePicture(1, QSize(64, 64), false).save(folder + "/a.png");
        writeFile(folder + "/metadata.jsonl", "{\"file_name\": ");
    }) << QString("metadata.jsonl");
}

void BadInputTest::pairsThatCannotBeUsed_endTheRunWithTheirNames()
{
    using Make = std::function<void(const QString &)>;
    QFETCH(Make, make);
    QFETCH(QString, words);
    const QTemporaryDir own;
    const QString folder = own.filePath("pairs"), output = own.filePath("output");
    make(folder);
    const auto before = listing(own.path());
    const CliResult result = runCli(train(output, {"--train_data_dir", folder}));
    QVERIFY(!result.isCrash);
    QCOMPARE(result.exitCode, 1);
    QVERIFY2((result.err + result.out).contains(words), qPrintable(result.err + result.out));
    QVERIFY2(result.err.contains(folder), qPrintable(result.err));
    QCOMPARE(listing(own.path()), before);
}

void BadInputTest::mapOfAnotherShape_isNamedAndTheRestIsTrainedOn()
{
    const QString folder = path("shapes"), output = path("shapes-output");
    writeCircles(folder, 4);
    QVERIFY(circlePicture(2, QSize(160, 64), true).save(folder + "/condition/0002.png"));
    const CliResult result = runCli(train(output, {"--train_data_dir", folder}));
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    QVERIFY2(result.out.contains("0002"), qPrintable(result.out));
    QVERIFY(QFile::exists(output + "/diffusion_pytorch_model.safetensors"));
}

void BadInputTest::longCaptions_areCountedOnce()
{
    const QString folder = path("wordy");
    writeCircles(folder, 3);
    for (const char *name : {"0000.txt", "0002.txt"})
        QVERIFY(writeFile(folder + "/image/" + name, QByteArray("a very ") + name + QByteArray(" long caption").repeated(60)));
    const CliResult result = runCli(train(path("wordy-output"), {"--train_data_dir", folder}));
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    int warnings = 0;
    for (const QJsonObject &event : jsonLines(result.out))
        warnings += event["event"] == "warning" && event["message"].toString().startsWith("2 captions are longer than the 75 tokens");
    QCOMPARE(warnings, 1);
}

void BadInputTest::controlNetOfAnotherFamily_isRefusedByBoth()
{
    const QString other = golden("nn/sd2/controlnet");
    const CliResult trained = runCli(train(path("family-output"), {"--controlnet_model_name_or_path", other}));
    QVERIFY(trained.exitCode == 1 || trained.exitCode == 2);
    QVERIFY2(trained.err.contains("ControlNet"), qPrintable(trained.err));
    QVERIFY(!QDir(path("family-output")).exists());
    const CliResult sampled = runCli({"sample", "--pretrained_model_name_or_path", model(), "--controlnet", other, "--condition",
                                      golden("pipeline/sd1/condition.png"), "--prompt", "x", "--steps", "1", "--out", path("family.png")});
    QVERIFY(sampled.exitCode == 1 || sampled.exitCode == 2);
    QVERIFY2(sampled.err.contains("ControlNet"), qPrintable(sampled.err));
    QVERIFY(!QFile::exists(path("family.png")));
}

void BadInputTest::sampledConditionOfAnotherSize_isSaid()
{
    const QString condition = path("wide.png"), out = path("wide-out.png");
    QVERIFY(circlePicture(1, QSize(200, 90), true).save(condition));
    const CliResult result = runCli({"sample", "--pretrained_model_name_or_path", model(), "--controlnet", golden("pipeline/sd1/controlnet"), "--condition",
                                     condition, "--prompt", "x", "--width", "64", "--height", "64", "--steps", "1", "--out", out});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    QVERIFY2(result.err.contains("200") && result.err.contains("90"), qPrintable(result.err));
    QCOMPARE(QImage(out).size(), QSize(64, 64));
}

void BadInputTest::unknownConfigKey_namesTheNearest()
{
    const QString file = path("config.json");
    QVERIFY(writeFile(file, R"({"learning_rte": 0.001})"));
    const CliResult result = runCli(train(path("config-output"), {"--config", file}));
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains(file) && result.err.contains("learning_rate"), qPrintable(result.err));
    QVERIFY(!QDir(path("config-output")).exists());
}

void BadInputTest::brokenConfigFile_isNamedWithItsPlace()
{
    const QString file = path("broken.json");
    QVERIFY(writeFile(file, "{\n  \"seed\": 1,\n  oops\n}"));
    const CliResult result = runCli(train(path("broken-output"), {"--config", file}));
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains(file) && result.err.contains("3"), qPrintable(result.err));
}

void BadInputTest::finishedRun_isNotOverwritten()
{
    const QString output = path("finished");
    QVERIFY(runCli(train(output)).exitCode == 0);
    const auto before = listing(output);
    const CliResult result = runCli(train(output, {"--seed", "7"}));
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.contains(output) && result.err.contains("resume_from_checkpoint"), qPrintable(result.err));
    QCOMPARE(listing(output), before);
}

void BadInputTest::outputThatCannotBeWritten_isNamed()
{
    const QString file = path("a-file");
    QVERIFY(writeFile(file, "mine"));
    QStringList outputs{file, file + "/below", "/proc/armature"};
    if (::geteuid() != 0) {
        QVERIFY(QDir().mkpath(path("sealed")));
        QVERIFY(QFile::setPermissions(path("sealed"), QFile::ReadOwner | QFile::ExeOwner));
        outputs += path("sealed") + "/out";
    }
    for (const QString &output : outputs) {
        const CliResult result = runCli(train(output));
        QVERIFY(!result.isCrash);
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.err.contains(output), qPrintable(result.err));
    }
    QCOMPARE(readFile(file), QByteArray("mine"));
}

// On a disk of a few megabytes of its own, mounted where only this process sees it.
void BadInputTest::fullDiskDuringARun_keepsAVerifiedCheckpoint()
{
    const QString disk = path("disk"), kept = path("kept");
    QVERIFY(QDir().mkpath(disk) && QDir().mkpath(kept));
    const auto own = [&](const QString &size, const QString &script) {
        QProcess process;
        process.start("unshare", {::geteuid() == 0 ? "-m" : "-rm", "sh", "-c", "mount -t tmpfs -o size=" + size + " tmpfs '" + disk + "' || exit 77; " + script});
        process.waitForFinished(200000);
        return CliResult{process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.exitStatus() != QProcess::NormalExit,
                         QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError())};
    };
    if (own("1m", "true").exitCode != 0)
        QSKIP("no small disk can be mounted here");
    const QStringList arguments = train(disk + "/out", {"--max_train_steps", "12", "--checkpointing_steps", "2", "--checkpoints_total_limit", "100"});
    const QString command = "'" + cliPath() + "' '" + arguments.join("' '") + "'";
    const QString copyOut = "; code=$?; cp -r '" + disk + "/out' '" + kept + "/'; exit $code";
    // How much an unhindered run needs decides how small the disk is.
    const QString free = path("free-run");
    QStringList unhindered = arguments;
    unhindered[unhindered.indexOf(disk + "/out")] = free;
    QVERIFY(runCli(unhindered).exitCode == 0);
    qint64 bytes = 0;
    for (const QByteArray &file : listing(free))
        bytes += file.size();
    const CliResult result = own(QString::number(bytes / 2), command + copyOut);
    QVERIFY2(result.exitCode == 1, qPrintable(result.err));
    QVERIFY2(result.err.contains("full") && result.err.contains(disk), qPrintable(result.err));
    const QStringList checkpoints = QDir(kept + "/out").entryList({"checkpoint-*"}, QDir::Dirs);
    QVERIFY(!checkpoints.isEmpty());
    for (const QString &name : checkpoints) {
        QVERIFY(QFile::exists(kept + "/out/" + name + "/manifest.json"));
        QCOMPARE(runCli({"inspect", kept + "/out/" + name + "/controlnet"}).exitCode, 0);
    }
    // With room again the run goes on to the very same result.
    QStringList resumed = arguments + QStringList{"--resume_from_checkpoint", "latest"};
    resumed[resumed.indexOf(disk + "/out")] = kept + "/out";
    const CliResult again = runCli(resumed);
    QVERIFY2(again.exitCode == 0, qPrintable(again.err));
    const QString weights = "/diffusion_pytorch_model.safetensors";
    QVERIFY(readFile(kept + "/out" + weights).size() > 1000);
    QCOMPARE(readFile(kept + "/out" + weights).right(1000), readFile(free + weights).right(1000));
}

QTEST_GUILESS_MAIN(BadInputTest)
#include "bad_input_test.moc"
