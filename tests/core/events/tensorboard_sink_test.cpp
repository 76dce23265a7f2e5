#include "core/events/tensorboard_sink.h"

#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <fstream>

using namespace armature;

namespace {

std::string contentOfOnlyFile(const std::filesystem::path &folder)
{
    std::string content;
    for (const auto &entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream stream(entry.path(), std::ios::binary);
        content.assign(std::istreambuf_iterator<char>(stream), {});
    }
    return content;
}

} // namespace

class TensorBoardSinkTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void firstRecord_isTheFormatsName();
    void records_areFramedByTheirLength();
    void step_writesDiffusersTags();
    void unwritableFolder_isReported();

private:
    QTemporaryDir m_folder;
};

void TensorBoardSinkTest::firstRecord_isTheFormatsName()
{
    const std::filesystem::path folder = m_folder.filePath("name/deep").toStdString();
    QVERIFY(TensorBoardSink::open(folder));
    const std::string content = contentOfOnlyFile(folder);
    QVERIFY(content.find("brain.Event:2") != std::string::npos);
}

void TensorBoardSinkTest::records_areFramedByTheirLength()
{
    const std::filesystem::path folder = m_folder.filePath("frames").toStdString();
    {
        auto sink = TensorBoardSink::open(folder);
        (*sink)->onEvent(StepDone{});
        (*sink)->onEvent(ControlGain{});
        (*sink)->onEvent(RunPaused{}); // leaves no curve
    }
    const std::string content = contentOfOnlyFile(folder);
    size_t place = 0;
    int records = 0;
    while (place < content.size()) {
        uint64_t length = 0;
        std::memcpy(&length, content.data() + place, sizeof(length));
        place += 8 + 4 + length + 4;
        ++records;
    }
    QCOMPARE(place, content.size());
    QCOMPARE(records, 3);
}

void TensorBoardSinkTest::step_writesDiffusersTags()
{
    const std::filesystem::path folder = m_folder.filePath("tags").toStdString();
    {
        auto sink = TensorBoardSink::open(folder);
        StepDone step;
        step.loss = 1.0;
        (*sink)->onEvent(step);
    }
    const std::string content = contentOfOnlyFile(folder);
    QVERIFY(content.find(std::string("\x0A\x04loss\x15\x00\x00\x80\x3F", 11)) != std::string::npos);
    QVERIFY(content.find(std::string("\x0A\x02lr\x15", 5)) != std::string::npos);
}

void TensorBoardSinkTest::unwritableFolder_isReported()
{
    std::ofstream(m_folder.filePath("file").toStdString()) << "x";
    const auto sink = TensorBoardSink::open(m_folder.filePath("file/logs").toStdString());
    QVERIFY(!sink && sink.error().remedy.find("--logging_dir") != std::string::npos);
}

QTEST_GUILESS_MAIN(TensorBoardSinkTest)
#include "tensorboard_sink_test.moc"
