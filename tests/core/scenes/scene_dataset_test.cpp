#include "core/scenes/scene_dataset.h"

#include <QDir>
#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>

using namespace armature;

namespace {

QMap<QString, QByteArray> filesIn(const QString &folder)
{
    QMap<QString, QByteArray> files;
    QDirIterator each(folder, QDir::Files, QDirIterator::Subdirectories);
    while (each.hasNext()) {
        QFile file(each.next());
        if (file.open(QIODevice::ReadOnly))
            files[QDir(folder).relativeFilePath(file.fileName())] = file.readAll();
    }
    return files;
}

SceneDataset request()
{
    SceneDataset dataset;
    dataset.pairs = 6;
    dataset.size = 32;
    return dataset;
}

Status write(const SceneDataset &dataset, const QString &folder, int64_t stopAfter = 1000)
{
    return writeSceneDataset(dataset, folder.toStdString(), [=](int64_t done) { return done < stopAfter; });
}

} // namespace

class SceneDatasetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pairs_areAPictureACaptionAndACondition();
    void interruptedThenCalledAgain_isTheSameFolder();
    void anotherRequest_isRefusedAndChangesNothing();
    void foldersOfOthers_areLeftAlone();

private:
    QTemporaryDir m_folder;
};

void SceneDatasetTest::pairs_areAPictureACaptionAndACondition()
{
    const QString folder = m_folder.filePath("whole");
    QVERIFY(write(request(), folder).has_value());
    const auto files = filesIn(folder);
    QCOMPARE(files.size(), 6 * 3 + 1);
    for (int i = 0; i < 6; ++i) {
        const QString stem = QStringLiteral("%1").arg(i, 6, 10, QLatin1Char('0'));
        QVERIFY(!files["image/" + stem + ".txt"].trimmed().isEmpty());
        QVERIFY(files["image/" + stem + ".png"].startsWith("\x89PNG"));
        QVERIFY(files["condition/" + stem + ".png"].startsWith("\x89PNG"));
    }
}

void SceneDatasetTest::interruptedThenCalledAgain_isTheSameFolder()
{
    const QString whole = m_folder.filePath("unbroken"), broken = m_folder.filePath("broken");
    QVERIFY(write(request(), whole).has_value());
    const Status stopped = write(request(), broken, 3);
    QVERIFY(!stopped.has_value());
    QCOMPARE(stopped.error().code, ErrorCode::Interrupted);
    QVERIFY(filesIn(broken).size() < filesIn(whole).size());
    QVERIFY(write(request(), broken).has_value());
    QCOMPARE(filesIn(broken), filesIn(whole));
}

void SceneDatasetTest::anotherRequest_isRefusedAndChangesNothing()
{
    const QString folder = m_folder.filePath("taken");
    QVERIFY(write(request(), folder).has_value());
    const auto before = filesIn(folder);
    SceneDataset other = request();
    other.seed = 2;
    const Status refused = write(other, folder);
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QCOMPARE(filesIn(folder), before);
}

void SceneDatasetTest::foldersOfOthers_areLeftAlone()
{
    const QString folder = m_folder.filePath("photographs");
    QVERIFY(QDir().mkpath(folder));
    QFile mine(folder + "/holiday.jpg");
    QVERIFY(mine.open(QIODevice::WriteOnly) && mine.write("mine") == 4);
    mine.close();
    const Status refused = write(request(), folder);
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QCOMPARE(filesIn(folder).size(), 1);
}

QTEST_GUILESS_MAIN(SceneDatasetTest)
#include "scene_dataset_test.moc"
