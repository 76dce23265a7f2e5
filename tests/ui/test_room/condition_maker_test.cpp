// From a picture to the map that the ControlNet knows.
#include "core/image/codec.h"
#include "core/image/fit.h"
#include "core/image/png_writer.h"
#include "tests/ui/test_room/room_support.h"
#include "ui/test_room/condition_maker.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <chrono>

using namespace testing;

namespace {

// Coloured ramps with a bright disc: something with edges that is no map.
Image photograph(int width, int height)
{
    Image image(width, height, 3);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const bool isInside =
                (x - width / 2) * (x - width / 2) + (y - height / 2) * (y - height / 2) < height * height / 9;
            std::uint8_t *pixel = image.row<std::uint8_t>(y) + 3 * x;
            pixel[0] = std::uint8_t(isInside ? 240 : x * 90 / width);
            pixel[1] = std::uint8_t(isInside ? 200 - y * 40 / height : y * 120 / height);
            pixel[2] = std::uint8_t(isInside ? 30 : 60 + (x + y) * 50 / (width + height));
        }
    }
    return image;
}

Recipe softCanny() { return *makeRecipe("canny", {{"low_threshold", 40}, {"high_threshold", 90}}); }

} // namespace

class ConditionMakerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_folder = fs::path(m_dir->path().toStdString());
        QVERIFY(writePng(m_folder / "photo.png", photograph(160, 120)));
        const auto written = writeNetWithRecipe(m_folder / "net", recipeToJson(softCanny()).dump());
        QVERIFY2(written, written ? "" : written.error().message.c_str());
    }

    void aPicture_becomesTheMapThatATrainingWouldHaveSeen()
    {
        const auto maker = *MapMaker::open(softCanny());
        const auto map = maker->makeFromFile(m_folder / "photo.png");
        QVERIFY(map);
        const auto made = m_maker.make({m_folder / "net", m_folder / "photo.png"}, 64, 48, FitMode::Crop);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        QCOMPARE(made->image, fitCondition(map->map, 64, 48, FitMode::Crop));
        QVERIFY(made->image != fitCondition(*decode(m_folder / "photo.png"), 64, 48, FitMode::Crop));
        QVERIFY2(made->words.contains(QStringLiteral("low_threshold 40")), qPrintable(made->words));
        QVERIFY(made->recipe.contains(QStringLiteral("\"high_threshold\":90")));
    }

    void whatIsAMapAlready_staysAsItIs()
    {
        const auto made = m_maker.make({m_folder / "net", kFamily / "condition.png"}, 64, 48, FitMode::Crop);
        QVERIFY(made);
        QCOMPARE(made->image, fitCondition(*decode(kFamily / "condition.png"), 64, 48, FitMode::Crop));
        QVERIFY(made->recipe.isEmpty());
        // Depth is grey, whether it is a map decides its colour.
        Image grey = photograph(40, 40);
        std::fill_n(grey.row<std::uint8_t>(0), 40 * 40 * 3, std::uint8_t(90));
        QVERIFY(isMapAlready(grey, MapKind::Photo));
        QVERIFY(!isMapAlready(photograph(40, 40), MapKind::Photo));
        QVERIFY(!isMapAlready(photograph(40, 40), MapKind::Lines));
    }

    void aNetThatTellsNothing_usesThePictureAndSaysSo()
    {
        const auto made =
            m_maker.make({kFamily / "controlnet", m_folder / "photo.png"}, 64, 48, FitMode::Crop);
        QVERIFY(made);
        QCOMPARE(made->image, fitCondition(*decode(m_folder / "photo.png"), 64, 48, FitMode::Crop));
        QVERIFY2(made->words.contains(QStringLiteral("as it is")), qPrintable(made->words));
    }

    void aRecipeOfANewerProgram_isSaidAndThePictureUsed_data()
    {
        QTest::addColumn<QString>("recipe");
        QTest::newRow("annotator nobody knows")
            << QStringLiteral(R"({"format": 1, "steps": [{"annotator": "tea-leaves"}]})");
        QTest::newRow("newer format")
            << QStringLiteral(R"({"format": 99, "steps": [{"annotator": "canny"}]})");
        QTest::newRow("no JSON") << QStringLiteral("canny, I think");
    }
    void aRecipeOfANewerProgram_isSaidAndThePictureUsed()
    {
        QFETCH(QString, recipe);
        QVERIFY(writeNetWithRecipe(m_folder / "odd", recipe.toStdString()));
        const auto made = m_maker.make({m_folder / "odd", m_folder / "photo.png"}, 64, 48, FitMode::Crop);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        QVERIFY(made->recipe.isEmpty());
        QVERIFY(!made->words.isEmpty());
    }

    void chosenByHand_countsBeforeTheNets()
    {
        ControlSettings control{m_folder / "net", m_folder / "photo.png"};
        control.mapUse = MapUse::AsIs;
        QVERIFY(m_maker.make(control, 64, 48, FitMode::Crop)->recipe.isEmpty());
        control.mapUse = MapUse::Make;
        for (const auto &[id, title] : plainAnnotators()) {
            control.recipe = recipeJson(id);
            const auto made = m_maker.make(control, 64, 48, FitMode::Crop);
            QVERIFY2(made,
                     qPrintable(title + (made ? QString() : QString::fromStdString(made.error().message))));
            QCOMPARE(made->image.width(), 64);
            QVERIFY(made->recipe.contains(id));
        }
        control.recipe = QStringLiteral("nonsense");
        QVERIFY(!m_maker.make(control, 64, 48, FitMode::Crop));
    }

    void weightsThatAreNotThere_areSaidByName()
    {
        ControlSettings control{m_folder / "net", m_folder / "photo.png"};
        control.mapUse = MapUse::Make;
        control.recipe = recipeJson(QStringLiteral("depth-anything-v2"));
        QVERIFY(!control.recipe.isEmpty());
        const auto made = m_maker.make(control, 64, 48, FitMode::Crop);
        QVERIFY(!made);
        QVERIFY(!made.error().message.empty());
    }

    void aPictureThatChanges_isMadeAnew()
    {
        const ControlSettings control{m_folder / "net", m_folder / "photo.png"};
        const auto before = m_maker.make(control, 160, 120, FitMode::Stretch);
        QVERIFY(before);
        Image other = photograph(160, 120);
        std::fill_n(other.row<std::uint8_t>(0), 160 * 120 * 3, std::uint8_t(0));
        for (int y = 20; y < 60; ++y)
            std::fill_n(other.row<std::uint8_t>(y) + 60, 90, std::uint8_t(y % 2 ? 250 : 240));
        other.row<std::uint8_t>(0)[0] = 200;
        QVERIFY(writePng(m_folder / "photo.png", other));
        fs::last_write_time(m_folder / "photo.png",
                            fs::file_time_type::clock::now() + std::chrono::seconds(5));
        const auto after = m_maker.make(control, 160, 120, FitMode::Stretch);
        QVERIFY(after);
        QVERIFY(after->image != before->image);
    }

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_folder;
    ConditionMaker m_maker;
};

QTEST_MAIN(ConditionMakerTest)
#include "condition_maker_test.moc"
