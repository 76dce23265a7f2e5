// State dicts written by torch (goldens/io/make_pickles.py), and what happens to cut, flipped and hostile ones.

#include "core/io/tensor_source.h"
#include "tests/support/cli.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace armature;
using namespace testing;

class PickleTest : public QObject
{
    Q_OBJECT

    static Result<TensorSourcePtr> openGolden(const char *name)
    {
        return openTensorFile(golden(QStringLiteral("io/") + QLatin1String(name)).toStdString());
    }

private Q_SLOTS:
    void everyContainer_givesTorchsTensors_data()
    {
        QTest::addColumn<QString>("file");
        for (const char *file : {"state.bin", "legacy.bin", "training.ckpt", "evil.ckpt"})
            QTest::newRow(file) << QString::fromLatin1(file);
    }

    void everyContainer_givesTorchsTensors()
    {
        QFETCH(QString, file);
        const auto expected = openGolden("state.safetensors");
        const auto source = openGolden(qPrintable(file));
        QVERIFY2(source.has_value(), source ? "" : source.error().message.c_str());
        QCOMPARE((*source)->names().size(), (*expected)->names().size());
        for (const std::string &name : (*expected)->names()) {
            const auto a = (*source)->find(name), b = (*expected)->find(name);
            QVERIFY2(a && a->dtype == b->dtype && a->shape == b->shape, name.c_str());
            QVERIFY2(std::equal(a->bytes.begin(), a->bytes.end(), b->bytes.begin(), b->bytes.end()), name.c_str());
        }
    }

    void codeInside_isNamedAndNeverRun()
    {
        const auto source = openGolden("only_evil.pt");
        QVERIFY(!source);
        QVERIFY2(source.error().message.find("not run") != std::string::npos, source.error().message.c_str());
        QVERIFY(!QFile::exists(QStringLiteral("armature-was-here")));
    }

    void torchScript_isRefusedByName()
    {
        const auto source = openGolden("script.pt");
        QVERIFY(!source);
        QCOMPARE(source.error().code, ErrorCode::Unsupported);
        QVERIFY(source.error().message.find("TorchScript") != std::string::npos);
    }

    void everyCut_isAnError_data()
    {
        QTest::addColumn<QString>("file");
        for (const char *file : {"state.bin", "legacy.bin", "state.safetensors"})
            QTest::newRow(file) << QString::fromLatin1(file);
    }

    void everyCut_isAnError()
    {
        QFETCH(QString, file);
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("cut"));
        const QByteArray whole = readFile(golden(QStringLiteral("io/") + file));
        const qsizetype stride = std::max<qsizetype>(1, whole.size() / 400);
        for (qsizetype size = 0; size < whole.size(); size += stride) {
            QVERIFY(writeFile(path, whole.left(size)));
            QVERIFY2(!openTensorFile(path.toStdString()), qPrintable(QString::number(size)));
        }
    }

    void flippedBytes_neverCrash_data() { everyCut_isAnError_data(); }

    void flippedBytes_neverCrash()
    {
        QFETCH(QString, file);
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("flipped"));
        const QByteArray whole = readFile(golden(QStringLiteral("io/") + file));
        QRandomGenerator random(3);
        for (int round = 0; round < 1500; ++round) {
            QByteArray bytes = whole;
            for (int i = 0; i < 4; ++i)
                bytes[qsizetype(random.bounded(quint32(bytes.size())))] = char(random.generate());
            QVERIFY(writeFile(path, bytes));
            const auto source = openTensorFile(path.toStdString());
            if (source)
                for (const std::string &name : (*source)->names())
                    QVERIFY((*source)->find(name)->bytes.size() <= size_t(whole.size()) * 8);
        }
    }

    void lfsPointerAndWebPage_areToldFromWeights()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("model.safetensors"));
        QVERIFY(writeFile(path, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"));
        QVERIFY(openTensorFile(path.toStdString()).error().message.find("Git-LFS") != std::string::npos);
        QVERIFY(writeFile(path, "<!DOCTYPE html><html></html>"));
        QVERIFY(openTensorFile(path.toStdString()).error().message.find("web page") != std::string::npos);
    }

    void safetensorsWhoseLengthBeginsLikeAPickle_areRead()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.safetensors"));
        QByteArray header = R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})";
        header.append(QByteArray(0x0280 - header.size(), ' '));
        QByteArray bytes(8, '\0');
        bytes[0] = char(0x80);
        bytes[1] = 0x02;
        QVERIFY(writeFile(path, bytes + header + "x"));
        QVERIFY(openTensorFile(path.toStdString()));
    }

    void duplicateNames_areAnError()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("double.safetensors"));
        QByteArray header = R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})";
        header.append(QByteArray((8 - header.size() % 8) % 8, ' '));
        QByteArray bytes(8, '\0');
        bytes[0] = char(header.size() & 0xff);
        bytes[1] = char(header.size() >> 8);
        QVERIFY(writeFile(path, bytes + header + "xy"));
        const auto source = openTensorFile(path.toStdString());
        QVERIFY(!source);
        QVERIFY2(source.error().message.find("twice") != std::string::npos, source.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(PickleTest)
#include "pickle_test.moc"
