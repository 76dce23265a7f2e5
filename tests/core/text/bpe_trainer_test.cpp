#include "core/text/bpe_trainer.h"

#include "core/text/clip_tokenizer.h"
#include "tests/support/cli.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace armature;

namespace {

constexpr int64_t kLength = 24;

std::vector<std::string> captions()
{
    std::vector<std::string> lines;
    for (const QByteArray &line : testing::readFile(testing::golden("text/small_vocabulary/captions.txt")).split('\n'))
        if (!line.isEmpty())
            lines.push_back(line.toStdString());
    return lines;
}

} // namespace

class BpeTrainerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void files_areThoseThatTransformersRead();
    void ids_equalThoseOfTransformers();
    void everyWordOfTheTexts_becomesOneToken();
    void orderOfTheTexts_changesNothing();

private:
    QTemporaryDir m_folder;
    TrainedBpe m_bpe;
};

void BpeTrainerTest::initTestCase()
{
    m_bpe = trainBpe(captions());
    for (const auto &[name, text] : tokenizerFiles(m_bpe, kLength))
        QVERIFY(testing::writeFile(m_folder.filePath(QString::fromStdString(name)), QByteArray::fromStdString(text)));
}

void BpeTrainerTest::files_areThoseThatTransformersRead()
{
    for (const auto &[name, text] : tokenizerFiles(m_bpe, kLength)) {
        const QString file = testing::golden("text/small_vocabulary/tokenizer/") + QString::fromStdString(name);
        QCOMPARE(QByteArray::fromStdString(text), testing::readFile(file));
    }
}

void BpeTrainerTest::ids_equalThoseOfTransformers()
{
    const auto tokenizer = ClipTokenizer::load(m_folder.path().toStdString());
    QVERIFY(tokenizer.has_value());
    const auto rows = QJsonDocument::fromJson(testing::readFile(testing::golden("text/small_vocabulary/ids.json"))).array();
    QCOMPARE(rows.size(), 10);
    for (const QJsonValue &row : rows) {
        QJsonArray ids;
        for (const int32_t id : tokenizer->encode(row["text"].toString().toStdString()).ids)
            ids.append(id);
        QCOMPARE(ids, row["ids"].toArray());
    }
}

void BpeTrainerTest::everyWordOfTheTexts_becomesOneToken()
{
    const auto tokenizer = ClipTokenizer::load(m_folder.path().toStdString());
    QVERIFY(tokenizer.has_value());
    for (const std::string &caption : captions())
        QCOMPARE(tokenizer->countTokens(caption), size_t(std::count(caption.begin(), caption.end(), ' ')) + 1);
}

void BpeTrainerTest::orderOfTheTexts_changesNothing()
{
    auto reversed = captions();
    std::reverse(reversed.begin(), reversed.end());
    QCOMPARE(trainBpe(reversed).tokens, m_bpe.tokens);
}

QTEST_GUILESS_MAIN(BpeTrainerTest)
#include "bpe_trainer_test.moc"
