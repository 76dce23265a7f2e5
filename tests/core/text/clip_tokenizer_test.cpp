#include "core/text/clip_tokenizer.h"
#include "core/text/tokenizer_files.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <memory>

using namespace armature;

namespace {

const QString kGoldens = QStringLiteral(ARMATURE_TEST_DATA "/goldens/text/");

// A row of a golden file: the text, its tokens without bos and eos, and the ids.
struct Golden
{
    std::string text;
    size_t bodyTokens;
    std::vector<int32_t> ids;
};

std::vector<Golden> goldens(const QString &file, const QString &group)
{
    QFile stream(kGoldens + file);
    if (!stream.open(QIODevice::ReadOnly))
        return {};
    const QJsonArray rows = QJsonDocument::fromJson(stream.readAll()).object()[group].toArray();
    std::vector<Golden> out;
    for (const QJsonValue &row : rows) {
        Golden golden{QByteArray::fromBase64(row[0].toString().toLatin1()).toStdString(),
                      static_cast<size_t>(row[1].toInt()),
                      {}};
        for (const QJsonValue &id : row[2].toArray())
            golden.ids.push_back(id.toInt());
        out.push_back(std::move(golden));
    }
    return out;
}

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

// A copy of the small folder that a test may spoil.
struct TinyFolder
{
    TinyFolder()
    {
        for (const char *name :
             {"vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json"})
            QFile::copy(kGoldens + "tiny_legacy/" + name, file(name));
    }
    QString file(const char *name) const { return dir.filePath(QString::fromLatin1(name)); }
    Result<ClipTokenizer> load() const { return ClipTokenizer::load(dir.path().toStdString()); }

    QTemporaryDir dir;
};

QByteArray ofIds(const std::vector<int32_t> &ids)
{
    QByteArray text;
    for (const int32_t id : ids)
        text += QByteArray::number(id) + ' ';
    return text;
}

void compareAll(const ClipTokenizer &tokenizer, const std::vector<Golden> &rows, bool padded)
{
    QVERIFY(rows.size() > 100);
    for (const Golden &golden : rows) {
        const Encoding encoding = tokenizer.encode(golden.text);
        std::vector<int32_t> expected = golden.ids;
        if (!padded)
            expected.resize(tokenizer.maxLength(), tokenizer.padId());
        const QByteArray where = QByteArray::fromStdString(golden.text).toPercentEncoding(" ") + ": ";
        QCOMPARE(where + ofIds(encoding.ids), where + ofIds(expected));
        QCOMPARE(encoding.bodyTokens, golden.bodyTokens);
        QCOMPARE(tokenizer.countTokens(golden.text), golden.bodyTokens);
        QCOMPARE(encoding.isTruncated, golden.bodyTokens > tokenizer.room());
    }
}

} // namespace

class ClipTokenizerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shippedVocabulary_givesTheIdsOfTransformers_data();
    void shippedVocabulary_givesTheIdsOfTransformers();
    void smallFolder_givesTheIdsOfTransformers_data();
    void smallFolder_givesTheIdsOfTransformers();
    void shippedVocabulary_hasClipsSize();
    void modelFolder_isSearchedForItsTokenizer();
    void longWord_takesNoLongTime();
    void severalThreads_mayEncodeAtOnce();
    void absurdMaximalLength_becomes77();
    void brokenFolder_isNamedWithItsFile_data();
    void brokenFolder_isNamedWithItsFile();
    void missingFolder_isReported();
    void foreignTokenizer_isUnsupported();
};

void ClipTokenizerTest::shippedVocabulary_givesTheIdsOfTransformers_data()
{
    QTest::addColumn<bool>("padsWithId0");
    QTest::newRow("eos") << false;
    QTest::newRow("id0") << true;
}

void ClipTokenizerTest::shippedVocabulary_givesTheIdsOfTransformers()
{
    QFETCH(const bool, padsWithId0);
    const auto tokenizer = ClipTokenizer::shipped(padsWithId0 ? PadWith::Id0 : PadWith::Eos);
    QVERIFY2(tokenizer.has_value(), tokenizer ? "" : describe(tokenizer.error()).c_str());
    QCOMPARE(tokenizer->padId(), padsWithId0 ? 0 : 49407);
    compareAll(*tokenizer, goldens("tokens_full.json", padsWithId0 ? "id0" : "eos"), false);
}

void ClipTokenizerTest::smallFolder_givesTheIdsOfTransformers_data()
{
    QTest::addColumn<QString>("folder");
    for (const char *name : {"tiny_legacy", "tiny_saved", "tiny_added"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void ClipTokenizerTest::smallFolder_givesTheIdsOfTransformers()
{
    QFETCH(const QString, folder);
    const auto tokenizer = ClipTokenizer::load((kGoldens + folder).toStdString());
    QVERIFY2(tokenizer.has_value(), tokenizer ? "" : describe(tokenizer.error()).c_str());
    compareAll(*tokenizer, goldens("tokens_tiny.json", folder), true);
}

void ClipTokenizerTest::shippedVocabulary_hasClipsSize()
{
    const auto spec = readShippedTokenizer("!");
    QVERIFY(spec.has_value());
    QCOMPARE(spec->vocabulary.size(), size_t(49408));
    QCOMPARE(spec->merges.size(), size_t(48894));
    QCOMPARE(spec->vocabulary.at("<|endoftext|>"), 49407);
    QCOMPARE(spec->vocabulary.at("!"), 0);
    QCOMPARE(spec->vocabulary.at("!</w>"), 256);
}

void ClipTokenizerTest::modelFolder_isSearchedForItsTokenizer()
{
    QTemporaryDir model;
    QVERIFY(QDir(model.path()).mkdir("tokenizer"));
    for (const char *name : {"vocab.json", "merges.txt", "tokenizer_config.json"})
        QVERIFY(QFile::copy(kGoldens + "tiny_legacy/" + name, model.filePath("tokenizer/") + name));
    const auto tokenizer = ClipTokenizer::load(model.path().toStdString());
    QVERIFY(tokenizer.has_value());
    QCOMPARE(tokenizer->maxLength(), size_t(12));
    QCOMPARE(tokenizer->encode("cat").ids.size(), size_t(12));
}

void ClipTokenizerTest::longWord_takesNoLongTime()
{
    const auto tokenizer = ClipTokenizer::shipped(PadWith::Eos);
    QVERIFY(tokenizer.has_value());
    std::string word;
    for (unsigned i = 0, state = 1; i < 1000000; ++i, state = state * 1664525 + 1013904223)
        word += static_cast<char>('a' + (state >> 24) % 26);
    QElapsedTimer timer;
    timer.start();
    QVERIFY(tokenizer->countTokens(word) > 100000);
    QVERIFY2(timer.elapsed() < 20000, "quadratic in the word's length");
}

void ClipTokenizerTest::severalThreads_mayEncodeAtOnce()
{
    const auto tokenizer = ClipTokenizer::shipped(PadWith::Eos);
    QVERIFY(tokenizer.has_value());
    const std::vector<Golden> rows = goldens("tokens_full.json", "eos");
    std::vector<size_t> counts(4, 0);
    std::vector<std::unique_ptr<QThread>> threads;
    for (size_t &count : counts) {
        threads.emplace_back(QThread::create([&count, &rows, &tokenizer = *tokenizer] {
            for (const Golden &golden : rows)
                count += tokenizer.countTokens(golden.text);
        }));
        threads.back()->start();
    }
    for (const auto &thread : threads)
        thread->wait();
    size_t expected = 0;
    for (const Golden &golden : rows)
        expected += golden.bodyTokens;
    for (const size_t count : counts)
        QCOMPARE(count, expected);
}

void ClipTokenizerTest::absurdMaximalLength_becomes77()
{
    const TinyFolder folder;
    write(
        folder.file("tokenizer_config.json"),
        R"({"model_max_length": 1000000000000000019884624838656, "bos_token": "<s>", "eos_token": "</s>"})");
    const auto tokenizer = folder.load();
    QVERIFY(tokenizer.has_value());
    QCOMPARE(tokenizer->maxLength(), size_t(77));
}

void ClipTokenizerTest::brokenFolder_isNamedWithItsFile_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("message");
    QTest::newRow("cut vocabulary") << "vocab.json" << QByteArray(R"({"a": 1, )") << "vocab.json";
    QTest::newRow("id is text") << "vocab.json" << QByteArray(R"({"a": "one"})") << "\"a\"";
    QTest::newRow("negative id") << "vocab.json" << QByteArray(R"({"a": -1})") << "\"a\"";
    QTest::newRow("merge of three") << "merges.txt" << QByteArray("#version: 0.2\na b c\n") << "merge 1";
    QTest::newRow("merge of strangers") << "merges.txt" << QByteArray("#version: 0.2\nzz yy\n") << "\"zz\"";
    QTest::newRow("configuration is a list")
        << "tokenizer_config.json" << QByteArray("[]") << "tokenizer_config.json";
    QTest::newRow("no room") << "tokenizer_config.json" << QByteArray(R"({"model_max_length": 1})")
                             << "model_max_length";
}

void ClipTokenizerTest::brokenFolder_isNamedWithItsFile()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    QFETCH(const QString, message);
    const TinyFolder folder;
    write(folder.dir.filePath(name), content);
    const auto tokenizer = folder.load();
    QVERIFY(!tokenizer.has_value());
    QCOMPARE(tokenizer.error().code, ErrorCode::Corrupt);
    const QString text = QString::fromStdString(tokenizer.error().message);
    QVERIFY2(text.contains(message) && text.contains(folder.dir.path()), qPrintable(text));
    QVERIFY(!tokenizer.error().remedy.empty());
}

void ClipTokenizerTest::missingFolder_isReported()
{
    const TinyFolder folder;
    QVERIFY(QFile::remove(folder.file("merges.txt")));
    const auto withoutMerges = folder.load();
    QVERIFY(!withoutMerges.has_value());
    QCOMPARE(withoutMerges.error().code, ErrorCode::NotFound);
    QVERIFY(QString::fromStdString(withoutMerges.error().message).contains("merges.txt"));
    const auto nowhere = ClipTokenizer::load("/nowhere/at/all");
    QVERIFY(!nowhere.has_value());
    QCOMPARE(nowhere.error().code, ErrorCode::NotFound);
}

void ClipTokenizerTest::foreignTokenizer_isUnsupported()
{
    const TinyFolder folder;
    write(folder.file("tokenizer.json"), R"({"model": {"type": "Unigram", "vocab": [["a", -1.0]]}})");
    const auto tokenizer = folder.load();
    QVERIFY(!tokenizer.has_value());
    QCOMPARE(tokenizer.error().code, ErrorCode::Unsupported);
}

QTEST_GUILESS_MAIN(ClipTokenizerTest)
#include "clip_tokenizer_test.moc"
