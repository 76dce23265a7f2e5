#include "tests/support/cli.h"

#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>

using namespace testing;

namespace {

QMap<QString, QByteArray> filesIn(const QString &folder)
{
    QMap<QString, QByteArray> files;
    QDirIterator each(folder, QDir::Files, QDirIterator::Subdirectories);
    while (each.hasNext()) {
        const QString path = each.next();
        files[QDir(folder).relativeFilePath(path)] = readFile(path);
    }
    return files;
}

} // namespace

class StarterCommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dataset_isTheSameTwiceAndPassesTheCheck_data();
    void dataset_isTheSameTwiceAndPassesTheCheck();
    void dataset_refusesWhatItCannotPaint();
    void build_givesBitEqualWeightsTwiceAndAModelThatSamples();
    void build_doesNotTouchAResultThatIsThere();
    void depth_givesBitEqualWeightsTwiceAndTouchesNoResult();

private:
    QTemporaryDir m_folder;
};

void StarterCommandTest::dataset_isTheSameTwiceAndPassesTheCheck_data()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"canny", "depth", "pose"})
        QTest::newRow(kind) << kind;
}

void StarterCommandTest::dataset_isTheSameTwiceAndPassesTheCheck()
{
    QFETCH(QString, kind);
    QStringList folders;
    for (const char *name : {"first", "second"}) {
        folders += m_folder.filePath(kind + name);
        const CliResult made = runCli({"starter", "dataset", folders.back(), "--pairs", "5", "--seed", "4", "--size", "64", "--condition", kind});
        QVERIFY2(made.exitCode == 0, qPrintable(made.err));
    }
    QCOMPARE(filesIn(folders[0]).size(), 16);
    QCOMPARE(filesIn(folders[0]), filesIn(folders[1]));
    const CliResult checked = runCli({"check", folders[0], "--resolution", "64", "--json"});
    QVERIFY2(checked.exitCode == 0, qPrintable(checked.out));
}

void StarterCommandTest::dataset_refusesWhatItCannotPaint()
{
    const QString folder = m_folder.filePath("none");
    const CliResult kind = runCli({"starter", "dataset", folder, "--condition", "scribble"});
    QCOMPARE(kind.exitCode, 2);
    QVERIFY(kind.err.contains("canny") && kind.err.contains("depth") && kind.err.contains("pose"));
    QCOMPARE(runCli({"starter", "dataset", folder, "--size", "3"}).exitCode, 2);
    QCOMPARE(runCli({"starter", "dataset", folder, "--pairs", "0"}).exitCode, 2);
    QVERIFY(!QDir(folder).exists());
}

void StarterCommandTest::build_givesBitEqualWeightsTwiceAndAModelThatSamples()
{
    QStringList models;
    for (const char *name : {"one", "two"}) {
        const QString folder = m_folder.filePath(name);
        const CliResult built = runCli({"starter", "build", folder, "--effort", "0.0004", "--progress", "none"}, {}, 250000);
        QVERIFY2(built.exitCode == 0, qPrintable(built.err));
        models += folder + "/model";
    }
    const auto files = filesIn(models[0]);
    for (const char *weights : {"vae/diffusion_pytorch_model.safetensors", "unet/diffusion_pytorch_model.safetensors", "text_encoder/model.safetensors"})
        QVERIFY2(files[weights].size() > 100000, weights);
    QCOMPARE(files, filesIn(models[1]));
    qint64 bytes = 0;
    for (const QByteArray &file : files)
        bytes += file.size();
    QVERIFY2(bytes <= 25'000'000, qPrintable(QString::number(bytes)));
}

void StarterCommandTest::build_doesNotTouchAResultThatIsThere()
{
    const QString folder = m_folder.filePath("kept");
    QVERIFY(writeFile(folder + "/model/README.md", "mine"));
    const CliResult refused = runCli({"starter", "build", folder, "--effort", "0.0004"});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY(refused.err.contains(folder + "/model"));
    QCOMPARE(readFile(folder + "/model/README.md"), QByteArray("mine"));
}

void StarterCommandTest::depth_givesBitEqualWeightsTwiceAndTouchesNoResult()
{
    QStringList models;
    for (const char *name : {"depth one", "depth two"}) {
        const QStringList command{"starter", "depth", m_folder.filePath(name), "--effort", "0.001", "--progress", "none"};
        const CliResult built = runCli(command, {}, 120000);
        QVERIFY2(built.exitCode == 0, qPrintable(built.err));
        models += m_folder.filePath(name) + "/model";
        QCOMPARE(runCli(command).exitCode, 1);
    }
    const auto files = filesIn(models[0]);
    QVERIFY(files["model.safetensors"].size() > 100000 && files["model.safetensors"].size() < 2'000'000);
    QVERIFY(files["README.md"].contains("delta < 1.25"));
    QCOMPARE(files, filesIn(models[1]));
}

QTEST_GUILESS_MAIN(StarterCommandTest)
#include "starter_command_test.moc"
