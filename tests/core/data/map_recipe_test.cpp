#include "core/data/map_recipe.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace armature;

class MapRecipeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nearestRecipe_isFound_andNothingAboveTheRoot()
    {
        const QTemporaryDir folder;
        const auto top = std::filesystem::path(folder.path().toStdString());
        const auto root = top / "set", maps = root / "condition" / "deeper";
        std::filesystem::create_directories(maps);
        std::ofstream(top / "recipe.json") << R"({"steps": ["outside"]})";
        QCOMPARE(mapRecipe(maps / "a.png", root), std::string());
        std::ofstream(root / "condition" / "recipe.json") << R"({"steps": [ "canny" ]})";
        QCOMPARE(mapRecipe(maps / "a.png", root), std::string(R"({"steps":["canny"]})"));
        std::ofstream(maps / "recipe.json") << "flour, eggs";
        QCOMPARE(mapRecipe(maps / "a.png", root), std::string(R"({"steps":["canny"]})"));
    }
};

QTEST_GUILESS_MAIN(MapRecipeTest)
#include "map_recipe_test.moc"
