#pragma once
// A dataset page on a folder of the test's own, with answers prepared.

#include "core/image/codec.h"
#include "core/image/png_writer.h"
#include "ui/dataset/change_runner.h"
#include "ui/dataset/dataset_page.h"
#include "ui/dataset/facet_panel.h"
#include "ui/dataset/filter_field.h"
#include "ui/dataset/pair_grid.h"
#include "ui/dataset/pair_model.h"
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

    void clickFacet(const char *term)
    {
        auto *button = page->facets()->button(QLatin1String(term));
        QVERIFY(button);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    void repairShown(const char *facet, Repair repair)
    {
        page->filterField()->setText({});
        clickFacet(facet);
        QVERIFY(page->model().rowCount() > 0);
        page->grid()->selectAll();
        const auto asked = answers.asked.size();
        page->offerRepair(repair);
        QTRY_VERIFY(answers.asked.size() > asked);
        QVERIFY(!answers.asked.back().detail.isEmpty());
        waitForChange();
    }
    void repairAll(Repair repair)
    {
        page->grid()->selectAll();
        const auto asked = answers.asked.size();
        page->offerRepair(repair);
        QTRY_VERIFY(answers.asked.size() > asked);
        waitForChange();
    }
    PixelSize sizeOf(const char *name) const
    {
        const auto info = probe(root() / name);
        return info ? PixelSize{info->displayWidth(), info->displayHeight()} : PixelSize{};
    }

    QTemporaryDir dir;
    Theme theme;
    JobList jobs;
    EngineLink engine;
    Answers answers;
    std::unique_ptr<DatasetPage> page;
};

// Six pairs, of which p1's map is too small, p2's of another shape, and p3 has no caption; and a picture and
// a map that belong together and do not say so.
class SixPairs : public PageFixture
{
public:
    SixPairs()
    {
        for (int i = 0; i < 6; ++i) {
            const auto name = "p" + std::to_string(i);
            writePicture(root() / "image" / (name + ".png"), 96, 72, i);
            writePicture(root() / "condition" / (name + ".png"), i == 1 ? 48 : 96,
                         i == 1   ? 36
                         : i == 2 ? 96
                                  : 72,
                         i + 20);
            if (i != 3)
                writeText(root() / "image" / (name + ".txt"), "a red car, number " + std::to_string(i));
        }
        writePicture(root() / "image/alone.png", 80, 80, 9);
        writePicture(root() / "condition/alone_canny.png", 80, 80, 10);
    }
};

} // namespace armature::ui
