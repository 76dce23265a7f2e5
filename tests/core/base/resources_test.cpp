#include "core/base/resources.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace armature;

class ResourcesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { qunsetenv("ARMATURE_RESOURCES"); }
    void buildTree_hasTheShippedVocabulary();
    void chosenFolder_comesFirst();
    void chosenFolderWithoutTheFile_isPassedOver();
    void missingFile_namesThePlaces();
};

void ResourcesTest::buildTree_hasTheShippedVocabulary()
{
    const auto path = resourcePath("tokenizer/bpe_simple_vocab_16e6.txt.gz");
    QVERIFY(path.has_value());
    QVERIFY(std::filesystem::file_size(*path) > 1000000);
}

void ResourcesTest::chosenFolder_comesFirst()
{
    QTemporaryDir chosen;
    QVERIFY(QDir(chosen.path()).mkdir("tokenizer"));
    qputenv("ARMATURE_RESOURCES", chosen.path().toLocal8Bit());
    const auto path = resourcePath("tokenizer");
    QVERIFY(path.has_value());
    QCOMPARE(QString::fromStdString(path->string()), chosen.filePath("tokenizer"));
}

void ResourcesTest::chosenFolderWithoutTheFile_isPassedOver()
{
    QTemporaryDir chosen;
    qputenv("ARMATURE_RESOURCES", chosen.path().toLocal8Bit());
    QVERIFY(resourcePath("tokenizer").has_value());
}

void ResourcesTest::missingFile_namesThePlaces()
{
    qputenv("ARMATURE_RESOURCES", "/nowhere/at/all");
    const auto path = resourcePath("no/such/file");
    QVERIFY(!path.has_value());
    QCOMPARE(path.error().code, ErrorCode::NotFound);
    const QString message = QString::fromStdString(path.error().message);
    QVERIFY2(message.contains("no/such/file") && message.contains("/nowhere/at/all"), qPrintable(message));
    QVERIFY(path.error().remedy.find("ARMATURE_RESOURCES") != std::string::npos);
}

QTEST_GUILESS_MAIN(ResourcesTest)
#include "resources_test.moc"
