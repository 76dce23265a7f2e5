// Whole runs on the tiny model: what they leave, how they resume, what they refuse.

#include "tests/support/cli.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace testing;

class TrainCommandTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path(const QString &name) const { return m_folder.filePath(name); }

    QStringList arguments(const QString &output, const QStringList &extra = {}) const
    {
        return QStringList{QStringLiteral("train"), QStringLiteral("--pretrained_model_name_or_path"), golden(QStringLiteral("pipeline/sd1/model")),
                           QStringLiteral("--train_data_dir"), path(QStringLiteral("pairs")), QStringLiteral("--output_dir"), output,
                           QStringLiteral("--resolution"), QStringLiteral("64"), QStringLiteral("--train_batch_size"), QStringLiteral("2"),
                           QStringLiteral("--learning_rate"), QStringLiteral("1e-3"), QStringLiteral("--max_train_steps"), QStringLiteral("24"),
                           QStringLiteral("--checkpointing_steps"), QStringLiteral("4"), QStringLiteral("--mixed_precision"), QStringLiteral("no"),
                           QStringLiteral("--random_flip"), QStringLiteral("--proportion_empty_prompts"), QStringLiteral("0.2"),
                           QStringLiteral("--progress"), QStringLiteral("json")} +
               extra;
    }

    static QByteArray weights(const QString &output) { return readFile(output + QStringLiteral("/diffusion_pytorch_model.safetensors")); }

private Q_SLOTS:
    void initTestCase() { writeCircles(path(QStringLiteral("pairs")), 7); }

    void run_leavesWhatDiffusersLoadsAndEveryCheckpointVerified()
    {
        const QString out = path(QStringLiteral("plain"));
        const CliResult result = runCli(arguments(out));
        QVERIFY2(result.exitCode == 0, qPrintable(result.err));
        for (const char *file : {"config.json", "diffusion_pytorch_model.safetensors", "events.jsonl", "run.json", "checkpoint-24/manifest.json",
                                 "checkpoint-24/controlnet/config.json", "checkpoint-4/optimizer.safetensors"})
            QVERIFY2(QFile::exists(out + QLatin1Char('/') + QLatin1String(file)), file);
        int steps = 0, saved = 0;
        double first = 0, last = 0;
        for (const QJsonObject &event : jsonLines(result.out)) {
            if (event[QStringLiteral("event")] == QStringLiteral("step")) {
                last = event[QStringLiteral("loss")].toDouble();
                first = steps++ == 0 ? last : first;
            }
            saved += event[QStringLiteral("event")] == QStringLiteral("checkpoint_saved") && event[QStringLiteral("verified")].toBool();
        }
        QCOMPARE(steps, 24);
        QCOMPARE(saved, 6);
        QVERIFY2(last < first, qPrintable(QString::number(last)));
    }

    void killedAtRandomMoments_endsWithTheSameBytes()
    {
        const QByteArray straight = weights(path(QStringLiteral("plain")));
        QVERIFY(!straight.isEmpty());
        const QString out = path(QStringLiteral("killed"));
        const QStringList resuming = arguments(out, {QStringLiteral("--resume_from_checkpoint"), QStringLiteral("latest")});
        const int kills = qEnvironmentVariableIntValue("ARMATURE_KILLS") > 0 ? qEnvironmentVariableIntValue("ARMATURE_KILLS") : 5;
        QRandomGenerator random(11);
        for (int i = 0; i < kills; ++i) {
            QProcess process;
            process.start(cliPath(), resuming);
            process.waitForStarted();
            process.waitForFinished(400 + int(random.bounded(900)));
            process.kill();
            process.waitForFinished();
        }
        const CliResult result = runCli(resuming);
        QVERIFY2(result.exitCode == 0, qPrintable(result.err));
        QVERIFY(weights(out) == straight);
    }

    void interrupted_savesAndSaysSoWith130()
    {
        const QString out = path(QStringLiteral("interrupted"));
        QProcess process;
        process.start(cliPath(), arguments(out, {QStringLiteral("--max_train_steps"), QStringLiteral("100000")}));
        QByteArray seen;
        while (!seen.contains("\"event\":\"step\"") && process.waitForReadyRead(60000))
            seen += process.readAllStandardOutput();
        process.terminate();
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(!QDir(out).entryList({QStringLiteral("checkpoint-*")}).isEmpty());
    }

    void damagedNewestCheckpoint_isPassedOverAndNamed()
    {
        const QString out = path(QStringLiteral("damaged"));
        QVERIFY(runCli(arguments(out, {QStringLiteral("--max_train_steps"), QStringLiteral("8")})).exitCode == 0);
        QFile file(out + QStringLiteral("/checkpoint-8/optimizer.safetensors"));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(file.size() / 2));
        QVERIFY(file.write("damage") == 6);
        file.close();
        const CliResult result = runCli(arguments(out, {QStringLiteral("--resume_from_checkpoint"), QStringLiteral("latest")}));
        QVERIFY2(result.exitCode == 0, qPrintable(result.err));
        QVERIFY(result.out.contains(QStringLiteral("checkpoint-8 does not verify")));
        QVERIFY(weights(out) == weights(path(QStringLiteral("plain"))));
    }

    void gradientAccumulation_countsUpdatesNotBatches()
    {
        const QString out = path(QStringLiteral("accumulated"));
        const CliResult result = runCli(arguments(out, {QStringLiteral("--gradient_accumulation_steps"), QStringLiteral("3"), QStringLiteral("--max_train_steps"),
                                                       QStringLiteral("4"), QStringLiteral("--use_ema"), QStringLiteral("--snr_gamma"), QStringLiteral("5")}));
        QVERIFY2(result.exitCode == 0, qPrintable(result.err));
        QVERIFY(QFile::exists(out + QStringLiteral("/checkpoint-4/ema/config.json")));
    }

    void badInput_isRefusedWithItsName_data()
    {
        QTest::addColumn<QStringList>("extra");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, QStringList extra, const char *words) { QTest::newRow(name) << extra << QString::fromLatin1(words); };
        row("no model", {QStringLiteral("--pretrained_model_name_or_path"), QStringLiteral("/nowhere")}, "/nowhere");
        row("no data", {QStringLiteral("--train_data_dir"), QStringLiteral("/nowhere")}, "/nowhere");
        row("resolution", {QStringLiteral("--resolution"), QStringLiteral("60")}, "resolution");
        row("unknown option", {QStringLiteral("--learning_rat"), QStringLiteral("1")}, "learning_rate");
        row("hub option", {QStringLiteral("--push_to_hub")}, "push_to_hub");
        row("fp16 on the CPU", {QStringLiteral("--device"), QStringLiteral("cpu"), QStringLiteral("--mixed_precision"), QStringLiteral("fp16")}, "GPU");
        row("validation picture", {QStringLiteral("--validation_prompt"), QStringLiteral("x"), QStringLiteral("--validation_image"), QStringLiteral("/nowhere.png")}, "/nowhere.png");
        row("checkpoint", {QStringLiteral("--resume_from_checkpoint"), QStringLiteral("checkpoint-99")}, "checkpoint-99");
    }

    void badInput_isRefusedWithItsName()
    {
        QFETCH(QStringList, extra);
        QFETCH(QString, words);
        const CliResult result = runCli(arguments(path(QStringLiteral("bad-") + QString::fromLatin1(QTest::currentDataTag()).replace(QLatin1Char(' '), QLatin1Char('-'))), extra));
        QVERIFY(!result.isCrash);
        QVERIFY2(result.exitCode == 1 || result.exitCode == 2, qPrintable(QString::number(result.exitCode)));
        QVERIFY2(result.err.contains(words), qPrintable(result.err));
        QVERIFY(QDir(path(QString())).entryList({QStringLiteral("bad-*")}).isEmpty()); // the next try is not in its own way
    }

    void folderWithOtherThings_isLeftAlone()
    {
        const QString out = path(QStringLiteral("taken"));
        QVERIFY(writeFile(out + QStringLiteral("/diary.txt"), "mine"));
        const CliResult result = runCli(arguments(out));
        QCOMPARE(result.exitCode, 1);
        QVERIFY(result.err.contains(QStringLiteral("not empty")));
        QCOMPARE(QDir(out).entryList(QDir::Files), QStringList{QStringLiteral("diary.txt")});
    }

    void damagedPair_isNamedAndTheRestIsTrainedOn()
    {
        const QString pairs = path(QStringLiteral("half"));
        writeCircles(pairs, 4);
        QByteArray cut = readFile(pairs + QStringLiteral("/image/0001.png"));
        QVERIFY(writeFile(pairs + QStringLiteral("/image/0001.png"), cut.left(cut.size() / 2)));
        QVERIFY(QFile::remove(pairs + QStringLiteral("/condition/0002.png")));
        const CliResult result = runCli(arguments(path(QStringLiteral("half-out")), {QStringLiteral("--train_data_dir"), pairs, QStringLiteral("--max_train_steps"), QStringLiteral("2")}));
        QVERIFY2(result.exitCode == 0, qPrintable(result.err));
        QVERIFY(result.out.contains(QStringLiteral("0001.png")));
        QVERIFY(result.out.contains(QStringLiteral("0002.png")));
    }

    void secondRunInTheSameFolder_isRefusedWhileTheFirstLives()
    {
        const QString out = path(QStringLiteral("locked"));
        QProcess first;
        first.start(cliPath(), arguments(out, {QStringLiteral("--max_train_steps"), QStringLiteral("100000")}));
        QVERIFY(first.waitForReadyRead(60000));
        const CliResult second = runCli(arguments(out, {QStringLiteral("--resume_from_checkpoint"), QStringLiteral("latest")}));
        QCOMPARE(second.exitCode, 1);
        QVERIFY2(second.err.contains(QStringLiteral("Another run")), qPrintable(second.err));
        first.kill();
        first.waitForFinished();
    }
};

QTEST_GUILESS_MAIN(TrainCommandTest)
#include "train_command_test.moc"
