// Pictures against diffusers' own, from the tiny models of goldens/pipeline (made by make_pipeline.py there).

#include "tests/support/cli.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>

using namespace testing;

class SampleCommandTest : public QObject
{
    Q_OBJECT

    static QJsonObject cases(const QString &family)
    {
        return QJsonDocument::fromJson(readFile(golden(QStringLiteral("pipeline/") + family + QStringLiteral("/cases.json")))).object();
    }

    static QStringList baseArguments(const QString &family)
    {
        const QString folder = golden(QStringLiteral("pipeline/") + family);
        return {QStringLiteral("sample"),      QStringLiteral("--pretrained_model_name_or_path"), folder + QStringLiteral("/model"),
                QStringLiteral("--controlnet"), folder + QStringLiteral("/controlnet"),            QStringLiteral("--condition"),
                folder + QStringLiteral("/condition.png")};
    }

    static int largestDifference(const QImage &a, const QImage &b)
    {
        if (a.size() != b.size() || a.isNull())
            return 255;
        int largest = 0;
        for (int y = 0; y < a.height(); ++y)
            for (int x = 0; x < a.width(); ++x) {
                const QColor p = a.pixelColor(x, y), q = b.pixelColor(x, y);
                largest = std::max({largest, std::abs(p.red() - q.red()), std::abs(p.green() - q.green()), std::abs(p.blue() - q.blue())});
            }
        return largest;
    }

private Q_SLOTS:
    void pictures_equalDiffusers_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QJsonObject>("row");
        for (const char *family : {"sd1", "sd2"})
            for (const QJsonValue &row : cases(QLatin1String(family))[QStringLiteral("cases")].toArray())
                QTest::addRow("%s %s", family, qPrintable(row[QStringLiteral("name")].toString())) << QString::fromLatin1(family) << row.toObject();
    }

    void pictures_equalDiffusers()
    {
        QFETCH(QString, family);
        QFETCH(QJsonObject, row);
        const QJsonObject common = cases(family);
        QTemporaryDir folder;
        QStringList arguments = baseArguments(family);
        const auto add = [&](const char *name, const QString &value) { arguments << QLatin1String("--") + QLatin1String(name) << value; };
        add("out", folder.filePath(QStringLiteral("p.png")));
        add("prompt", common[QStringLiteral("prompt")].toString());
        for (const char *name : {"steps", "seed", "width", "height"})
            add(name, QString::number(common[QLatin1String(name)].toInt()));
        add("guidance_scale", QString::number(row.value(QStringLiteral("guidance_scale")).toDouble(common[QStringLiteral("guidance_scale")].toDouble())));
        if (row.contains(QStringLiteral("scheduler")))
            add("scheduler", row[QStringLiteral("use_karras_sigmas")].toBool() ? QStringLiteral("dpmpp_2m_karras") : row[QStringLiteral("scheduler")].toString());
        for (const char *name : {"conditioning_scale", "guidance_start", "guidance_end", "negative_prompt", "num_images"})
            if (row.contains(QLatin1String(name)))
                add(name, row[QLatin1String(name)].toVariant().toString());
        if (row[QStringLiteral("guess_mode")].toBool())
            arguments << QStringLiteral("--guess_mode");
        const CliResult result = runCli(arguments);
        QVERIFY2(result.exitCode == 0, qPrintable(result.err));
        const QStringList files = result.out.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        const QJsonArray expected = row[QStringLiteral("files")].toArray();
        QCOMPARE(files.size(), expected.size());
        for (qsizetype i = 0; i < files.size(); ++i) {
            const QImage ours(files[i]);
            const QImage theirs(golden(QStringLiteral("pipeline/") + family + QLatin1Char('/') + expected[i].toString()));
            QVERIFY2(largestDifference(ours, theirs) <= 2, qPrintable(QString::number(largestDifference(ours, theirs))));
        }
    }

    void anEmptyPrompt_mayBeWrittenEitherWay()
    {
        QTemporaryDir folder;
        QList<QImage> pictures;
        const QList<QStringList> ways{{}, {QStringLiteral("--prompt=")}, {QStringLiteral("--prompt"), QString()}};
        for (const QStringList &way : ways) {
            const QString file = folder.filePath(QString::number(pictures.size()) + QStringLiteral(".png"));
            const CliResult result = runCli(baseArguments(QStringLiteral("sd1")) + way +
                                            QStringList{QStringLiteral("--steps"), QStringLiteral("2"), QStringLiteral("--out"), file});
            QVERIFY2(result.exitCode == 0, qPrintable(result.err));
            pictures << QImage(file);
        }
        QVERIFY(!pictures[0].isNull());
        QCOMPARE(pictures[1], pictures[0]);
        QCOMPARE(pictures[2], pictures[0]);
    }

    void schedulerConfigWithoutItsClass_isNamedByTheModelIndex()
    {
        namespace fs = std::filesystem;
        QTemporaryDir folder;
        const fs::path model = folder.filePath(QStringLiteral("model")).toStdString();
        fs::copy(golden(QStringLiteral("pipeline/sd1/model")).toStdString(), model, fs::copy_options::recursive);
        const QString file = QString::fromStdString((model / "scheduler/scheduler_config.json").string());
        QJsonObject config = QJsonDocument::fromJson(readFile(file)).object();
        const QString name = config.take(QStringLiteral("_class_name")).toString();
        QVERIFY(!name.isEmpty());
        const auto write = [](const QString &path, const QJsonObject &json) {
            QFile out(path);
            return out.open(QIODevice::WriteOnly | QIODevice::Truncate) && out.write(QJsonDocument(json).toJson()) > 0;
        };
        QVERIFY(write(file, config));
        QStringList arguments = baseArguments(QStringLiteral("sd1"));
        arguments[2] = QString::fromStdString(model.string());
        arguments << QStringLiteral("--prompt") << QStringLiteral("a cat") << QStringLiteral("--steps") << QStringLiteral("2") << QStringLiteral("--width")
                  << QStringLiteral("64") << QStringLiteral("--height") << QStringLiteral("64") << QStringLiteral("--out");
        fs::remove(model / "model_index.json");
        const CliResult unnamed = runCli(arguments + QStringList{folder.filePath(QStringLiteral("a.png"))});
        QCOMPARE(unnamed.exitCode, 2);
        QVERIFY2(unnamed.err.contains(QStringLiteral("--scheduler")), qPrintable(unnamed.err));
        QVERIFY(write(QString::fromStdString((model / "model_index.json").string()),
                      {{QStringLiteral("scheduler"), QJsonArray{QStringLiteral("diffusers"), name}}}));
        const CliResult named = runCli(arguments + QStringList{folder.filePath(QStringLiteral("b.png"))});
        QVERIFY2(named.exitCode == 0, qPrintable(named.err));
    }

    void promptWeights_areReadOnlyWhenAskedFor()
    {
        const QJsonObject weights = QJsonDocument::fromJson(readFile(golden(QStringLiteral("pipeline/sd1/weights.json")))).object();
        QTemporaryDir folder;
        const QImage theirs(golden(QStringLiteral("pipeline/sd1/picture-weighted.png")));
        for (const bool asked : {true, false}) {
            const QString out = folder.filePath(asked ? QStringLiteral("a.png") : QStringLiteral("b.png"));
            QStringList arguments = baseArguments(QStringLiteral("sd1"));
            arguments << QStringLiteral("--out") << out << QStringLiteral("--prompt") << weights[QStringLiteral("prompt")].toString()
                      << QStringLiteral("--negative_prompt") << weights[QStringLiteral("negative_prompt")].toString() << QStringLiteral("--steps")
                      << QStringLiteral("10") << QStringLiteral("--seed") << QStringLiteral("7") << QStringLiteral("--guidance_scale")
                      << QStringLiteral("5");
            if (asked)
                arguments << QStringLiteral("--prompt_weights");
            const CliResult result = runCli(arguments);
            QVERIFY2(result.exitCode == 0, qPrintable(result.err));
            QCOMPARE(largestDifference(QImage(out), theirs) <= 2, asked);
        }
    }

    void badInput_namesWhatHelps_data()
    {
        QTest::addColumn<QStringList>("extra");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("words");
        QTest::newRow("unknown scheduler") << QStringList{QStringLiteral("--scheduler"), QStringLiteral("eulr")} << 2 << QStringLiteral("euler");
        QTest::newRow("size") << QStringList{QStringLiteral("--width"), QStringLiteral("65")} << 2 << QStringLiteral("multiple");
        QTest::newRow("window") << QStringList{QStringLiteral("--guidance_start"), QStringLiteral("0.8"), QStringLiteral("--guidance_end"), QStringLiteral("0.2")}
                                << 2 << QStringLiteral("start");
        QTest::newRow("unknown option") << QStringList{QStringLiteral("--stepps"), QStringLiteral("5")} << 2 << QStringLiteral("--steps");
        QTest::newRow("other family") << QStringList{QStringLiteral("--controlnet"), QStringLiteral("/nowhere"), QStringLiteral("--condition"), QStringLiteral("/nowhere")}
                                      << 1 << QStringLiteral("/nowhere");
    }

    void badInput_namesWhatHelps()
    {
        QFETCH(QStringList, extra);
        QFETCH(int, exitCode);
        QFETCH(QString, words);
        QTemporaryDir folder;
        const QString out = folder.filePath(QStringLiteral("p.png"));
        const CliResult result = runCli(baseArguments(QStringLiteral("sd1")) + QStringList{QStringLiteral("--out"), out} + extra);
        QVERIFY(!result.isCrash);
        QCOMPARE(result.exitCode, exitCode);
        QVERIFY2(result.err.contains(words), qPrintable(result.err));
        QVERIFY(!QFile::exists(out));
    }

    void existingPicture_isNotOverwrittenUnasked()
    {
        QTemporaryDir folder;
        const QString out = folder.filePath(QStringLiteral("p.png"));
        QVERIFY(writeFile(out, "mine"));
        const CliResult result = runCli(baseArguments(QStringLiteral("sd1")) + QStringList{QStringLiteral("--out"), out, QStringLiteral("--steps"), QStringLiteral("1")});
        QCOMPARE(result.exitCode, 1);
        QCOMPARE(readFile(out), QByteArray("mine"));
    }
};

QTEST_GUILESS_MAIN(SampleCommandTest)
#include "sample_command_test.moc"
