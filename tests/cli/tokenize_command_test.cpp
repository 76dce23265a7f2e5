#include "app/cli/commands.h"
#include "tests/support/cli.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

using namespace armature;

namespace {

QList<QJsonArray> arrays(const QString &out)
{
    QList<QJsonArray> lines;
    for (const QString &line : out.split('\n', Qt::SkipEmptyParts))
        lines.append(QJsonDocument::fromJson(line.toUtf8()).array());
    return lines;
}

QJsonArray padded(const QList<int> &ids, int pad, int length = 77)
{
    QJsonArray array;
    for (int i = 0; i < length; ++i)
        array.append(i < ids.size() ? ids[i] : pad);
    return array;
}

// A safetensors file with one number under this name.
QByteArray checkpointWith(const char *name)
{
    QByteArray header =
        QByteArray("{\"") + name + "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    header.append((8 - header.size() % 8) % 8, ' ');
    QByteArray length(8, '\0');
    qToLittleEndian<quint64>(header.size(), length.data());
    return length + header + QByteArray(4, '\0');
}

} // namespace

class TokenizeCommandTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eachLine_isOneArrayOf77();
    void onlyANewline_endsALine();
    void id0_padsAsStableDiffusion2Does();
    void modelFolder_isUsed();
    void singleFile_isPaddedForItsFamily();
    void fileThatIsNoCheckpoint_fails();
    void missingModel_failsWithItsName();
};

void TokenizeCommandTest::eachLine_isOneArrayOf77()
{
    const auto result = testing::runCli({"tokenize"}, "hello world\n\nhello");
    QCOMPARE(result.exitCode, kExitDone);
    const QList<QJsonArray> lines = arrays(result.out);
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines[0], padded({49406, 3306, 1002, 49407}, 49407));
    QCOMPARE(lines[1], padded({49406, 49407}, 49407));
    QCOMPARE(lines[2], padded({49406, 3306, 49407}, 49407));
    QVERIFY(arrays(testing::runCli({"tokenize"}, "").out).isEmpty());
}

void TokenizeCommandTest::onlyANewline_endsALine()
{
    const QByteArray input = "hello\r\nhello\rworld\nhello\xe2\x80\xa8world\nhello\xc2\x85world\x0bhello";
    const QList<QJsonArray> lines = arrays(testing::runCli({"tokenize"}, input).out);
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines[0], padded({49406, 3306, 49407}, 49407));
    QCOMPARE(lines[1], padded({49406, 3306, 1002, 49407}, 49407));
    QCOMPARE(lines[2], lines[1]);
    QCOMPARE(lines[3], padded({49406, 3306, 1002, 3306, 49407}, 49407));
}

void TokenizeCommandTest::id0_padsAsStableDiffusion2Does()
{
    const QList<QJsonArray> lines = arrays(testing::runCli({"tokenize", "--pad_id0"}, "hello world\n").out);
    QCOMPARE(lines.size(), 1);
    QCOMPARE(lines[0], padded({49406, 3306, 1002, 49407}, 0));
}

void TokenizeCommandTest::modelFolder_isUsed()
{
    const auto result =
        testing::runCli({"tokenize", "--model", testing::golden("text/tiny_legacy")}, "the cat\n");
    QCOMPARE(result.exitCode, kExitDone);
    const QList<QJsonArray> lines = arrays(result.out);
    QCOMPARE(lines.size(), 1);
    QCOMPARE(lines[0].size(), 12);
    QCOMPARE(lines[0][0].toInt(), 1); // <s>
    QCOMPARE(lines[0][3].toInt(), 2); // </s>
}

void TokenizeCommandTest::singleFile_isPaddedForItsFamily()
{
    QTemporaryDir folder;
    for (const bool isOpenClip : {false, true}) {
        const QString file = folder.filePath("model.safetensors");
        QVERIFY(testing::writeFile(file, checkpointWith(isOpenClip ? "cond_stage_model.model.logit_scale"
                                                                   : "cond_stage_model.transformer.x")));
        const auto result = testing::runCli({"tokenize", "--model", file}, "hello\n");
        QVERIFY2(result.exitCode == kExitDone, qPrintable(result.err));
        QCOMPARE(arrays(result.out).value(0), padded({49406, 3306, 49407}, isOpenClip ? 0 : 49407));
    }
}

void TokenizeCommandTest::fileThatIsNoCheckpoint_fails()
{
    QTemporaryDir folder;
    const QString file = folder.filePath("cat.png");
    QVERIFY(testing::writeFile(file, "not a checkpoint"));
    const auto result = testing::runCli({"tokenize", "--model", file}, "hello\n");
    QCOMPARE(result.exitCode, kExitFailed);
    QVERIFY2(result.err.contains("cat.png"), qPrintable(result.err));
}

void TokenizeCommandTest::missingModel_failsWithItsName()
{
    const auto result = testing::runCli({"tokenize", "--model", "/nowhere/model"}, "a\n");
    QCOMPARE(result.exitCode, kExitFailed);
    QVERIFY(result.out.isEmpty());
    QVERIFY2(result.err.contains("/nowhere/model"), qPrintable(result.err));
}

QTEST_GUILESS_MAIN(TokenizeCommandTest)
#include "tokenize_command_test.moc"
