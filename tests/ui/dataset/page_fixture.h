#pragma once
// A dataset page on a folder of the test's own, with answers prepared.

#include "core/image/png_writer.h"
#include "ui/dataset/change_runner.h"
#include "ui/dataset/dataset_page.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

namespace armature::ui {

class Answers : public Asker
{
public:
    int ask(QWidget *, const Question &question) override
    {
        asked.push_back(question);
        return answer;
    }
    std::optional<QString> folder(QWidget *, const QString &, const QString &) override { return {}; }
    std::optional<QString> openFile(QWidget *, const QString &, const QString &, const QString &) override
    {
        return {};
    }
    std::vector<Question> asked;
    int answer = 0;
};

inline void writePicture(const std::filesystem::path &file, int width, int height, int seed)
{
    std::filesystem::create_directories(file.parent_path());
    Image image(width, height, 3);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width * 3; ++x)
            image.row<uint8_t>(y)[x] =
                uint8_t((x * (3 + seed) + y * (5 + seed * 7) + x * y / (seed + 2)) & 255);
    }
    QVERIFY(writePng(file, image));
}

inline void writeText(const std::filesystem::path &file, std::string_view text)
{
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

inline std::string textOf(const std::filesystem::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

class PageFixture
{
public:
    PageFixture() : theme(*qApp, ThemeChoice::Dark) {}

    std::filesystem::path root() const { return dir.path().toStdString(); }
    void addPair(const std::string &name, int seed, int mapWidth = 96)
    {
        writePicture(root() / "image" / (name + ".png"), 96, 72, seed);
        writePicture(root() / "condition" / (name + ".png"), mapWidth, mapWidth * 3 / 4, seed + 20);
    }
    void make()
    {
        page.reset();
        page = std::make_unique<DatasetPage>(PageServices{theme, jobs, answers, engine});
        page->resize(1280, 800);
        page->show();
    }
    void open()
    {
        make();
        page->openFolder(root());
        waitForScan();
    }
    void waitForScan() { QTRY_VERIFY_WITH_TIMEOUT(!page->isScanning(), 20'000); }
    void waitForChange()
    {
        QTRY_VERIFY_WITH_TIMEOUT(!page->isChanging(), 20'000);
        QTest::qWait(30);
        waitForScan();
    }

    QTemporaryDir dir;
    Theme theme;
    JobList jobs;
    EngineLink engine;
    Answers answers;
    std::unique_ptr<DatasetPage> page;
};

} // namespace armature::ui
