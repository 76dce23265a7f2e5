#include "preprocess/map_maker.h"
#include "preprocess/recipe.h"
#include "preprocess/registry.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <set>

using namespace armature;

class RecipeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyAnnotator_describesItself()
    {
        std::set<std::string> ids;
        for (const auto *annotator : annotators()) {
            const auto &info = annotator->info();
            QVERIFY(ids.insert(info.id).second);
            QVERIFY2(!info.title.empty() && !info.help.empty() && !info.kind.empty(), info.id.c_str());
            for (const auto &parameter : info.parameters)
                QVERIFY2(!parameter.label.empty() && !parameter.help.empty(),
                         (info.id + parameter.name).c_str());
            // Defaults are within their own ranges.
            QVERIFY2(completeParameters(info.parameters, defaultParameters(info.parameters), info.id),
                     info.id.c_str());
        }
        QVERIFY(ids.contains("canny") && ids.contains("own") && ids.contains("mediapipe-pose"));
        QCOMPARE(annotatorsAsJson().size(), annotators().size());
    }

    void wrongParameters_areNamed_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("names");
        QTest::newRow("out of range") << R"({"low_threshold": -1})"
                                      << "0 to 2000";
        QTest::newRow("text") << R"({"low_threshold": "100"})"
                              << "low_threshold";
        QTest::newRow("flag as number") << R"({"l2_gradient": 1})"
                                        << "true or false";
        QTest::newRow("misspelt") << R"({"low_treshold": 1})"
                                  << "low_threshold";
        QTest::newRow("part of a pixel") << R"({"resolution": 1.5})"
                                         << "whole number";
        QTest::newRow("no such choice") << R"({"map_size": "pictures"})"
                                        << "picture";
        QTest::newRow("not a number") << R"({"low_threshold": null})"
                                      << "low_threshold";
    }

    void wrongParameters_areNamed()
    {
        QFETCH(QString, json);
        QFETCH(QString, names);
        const auto recipe = makeRecipe("canny", ParameterValues::parse(json.toStdString()));
        QVERIFY(!recipe);
        QCOMPARE(recipe.error().code, ErrorCode::BadInput);
        QVERIFY(QString::fromStdString(describe(recipe.error())).contains(names));
    }

    void wordsOfTheCommandLine_areRead()
    {
        const Parameter number{"n", "N", ParameterType::Float, 1.0, 0, 10};
        QCOMPARE(parameterFromText(number, "2.5")->get<double>(), 2.5);
        for (const auto *word : {"", "x", "nan", "inf", "11", "1 "})
            QVERIFY2(!parameterFromText(number, word), word);
        const Parameter flag{"f", "F", ParameterType::Bool, false};
        QVERIFY(parameterFromText(flag, "on")->get<bool>() && !parameterFromText(flag, "false")->get<bool>());
        QVERIFY(!parameterFromText(flag, "maybe"));
    }

    void unknownAnnotator_namesTheNearest()
    {
        const auto recipe = makeRecipe("cany");
        QVERIFY(!recipe && recipe.error().code == ErrorCode::NotFound);
        QVERIFY(QString::fromStdString(recipe.error().remedy).contains("canny"));
    }

    void workflow_survivesAFile()
    {
        const QTemporaryDir folder;
        const auto file = std::filesystem::path(folder.path().toStdString()) / "w.json";
        auto recipe = completeRecipe(
            {"Crop and trace",
             {{"crop", {{"left", 3}}, 1, {}, {}}, {"canny", {{"l2_gradient", true}}, 1, {}, {}}}});
        QVERIFY(recipe);
        recipe->steps[1].weights = "0123456789abcdef";
        recipe->steps[1].weightsName = "a.pth";
        QVERIFY(saveRecipe(file, *recipe));
        const auto back = loadRecipe(file);
        QVERIFY(back && *back == *recipe);
        QCOMPARE(recipeFingerprint(*back), recipeFingerprint(*recipe));
        auto other = *recipe;
        other.name = "Another name";
        other.steps[1].weightsName = "moved.pth";
        QCOMPARE(recipeFingerprint(other), recipeFingerprint(*recipe));
        other.steps[0].parameters["left"] = 4;
        QVERIFY(recipeFingerprint(other) != recipeFingerprint(*recipe));
        QVERIFY(QString::fromStdString(recipeText(*back)).contains("left 3"));
    }

    void damagedWorkflow_isNamed()
    {
        const QTemporaryDir folder;
        const auto file = std::filesystem::path(folder.path().toStdString()) / "w.json";
        for (const auto *text :
             {"", "[]", "{\"steps\": 3}", "{\"steps\": [3]}", "{\"steps\": [{\"annotator\": 1}]}",
              "{\"steps\": [{\"annotator\": \"canny\", \"parameters\": 3}]}",
              "{\"format\": 9, \"steps\": []}"}) {
            std::ofstream(file) << text;
            const auto recipe = loadRecipe(file);
            QVERIFY2(!recipe && recipe.error().message.find(file.string()) != std::string::npos, text);
        }
        QVERIFY(!completeRecipe({}));
    }

    void chain_runsItsStepsInOrder()
    {
        Image picture(4, 3, 1);
        for (int x = 0; x < 4; ++x)
            picture.row<std::uint8_t>(1)[x] = std::uint8_t(10 * x);
        const auto maker =
            MapMaker::open({{},
                            {{"crop", {{"left", 1}, {"top", 1}, {"map_size", "cut"}}, 1, {}, {}},
                             {"invert", ParameterValues::object(), 1, {}, {}}}});
        QVERIFY(maker);
        const auto made = (*maker)->make(picture);
        QVERIFY(made && made->map.width() == 3 && made->map.height() == 2);
        QCOMPARE(int(made->map.row<std::uint8_t>(0)[2]), 225);
        const auto narrow = MapMaker::open(*makeRecipe("crop", {{"left", 40}, {"map_size", "cut"}}));
        QVERIFY((*narrow)->make(Image(80, 60, 1))->note.find("another shape") !=
                std::string::npos); // no pair
        const auto nothing = MapMaker::open(*makeRecipe("crop", {{"left", 9}}));
        QCOMPARE((*nothing)->make(picture).error().code, ErrorCode::BadInput);
    }

    void aCutMap_liesOnItsPictureAgain_blackAround()
    {
        Image picture(5, 4, 3, 16);
        for (int y = 0; y < 4; ++y)
            for (int x = 0; x < 15; ++x)
                picture.row<std::uint16_t>(y)[x] = std::uint16_t(1000 * y + x);
        const auto maker = MapMaker::open({{},
                                           {{"crop", {{"left", 1}, {"bottom", 1}}, 1, {}, {}},
                                            {"own", ParameterValues::object(), 1, {}, {}},
                                            {"crop", {{"top", 2}, {"right", 1}}, 1, {}, {}},
                                            {"invert", ParameterValues::object(), 1, {}, {}}}});
        QVERIFY(maker);
        const auto made = (*maker)->make(picture);
        QVERIFY(made && made->note.empty());
        Image wanted(5, 4, 3, 16);
        for (int x = 3; x < 12; ++x)
            wanted.row<std::uint16_t>(2)[x] = std::uint16_t(65535 - (2000 + x));
        QVERIFY(made->map == wanted);
        // A resize in between: nobody knows where the map lies, so it stays as it is.
        const auto resized = MapMaker::open(
            {{}, {{"crop", {{"left", 1}}, 1, {}, {}}, {"resize", {{"width", 8}, {"height", 8}}, 1, {}, {}}}});
        QVERIFY(resized);
        QCOMPARE((*resized)->make(picture)->map.width(), 8);
    }

    void theLastStep_saysHowAMapMayBeResized()
    {
        const auto kindOf = [](std::vector<RecipeStep> steps) {
            const auto maker = MapMaker::open({{}, std::move(steps)});
            return maker ? (*maker)->mapKind() : MapKind::Labels;
        };
        const auto none = ParameterValues::object();
        QCOMPARE(kindOf({{"canny", none, 1, {}, {}}, {"invert", none, 1, {}, {}}}), MapKind::Lines);
        QCOMPARE(kindOf({{"blur", none, 1, {}, {}}, {"threshold", none, 1, {}, {}}}), MapKind::Lines);
        QCOMPARE(kindOf({{"crop", none, 1, {}, {}}, {"blur", none, 1, {}, {}}}), MapKind::Photo);
    }

    void networkWithoutWeights_saysWhichFileAndWhere()
    {
        MapMakerOptions options;
        options.openNetwork = [](const AnnotatorRequest &) -> Result<std::unique_ptr<AnnotateSession>> {
            return fail(ErrorCode::Internal, "not reached");
        };
        const auto maker = MapMaker::open(*makeRecipe("hed"), options);
        QVERIFY(!maker && maker.error().code == ErrorCode::NotFound);
        const auto text = QString::fromStdString(describe(maker.error()));
        QVERIFY(text.contains("ControlNetHED.pth") && text.contains("--weights"));
        options.weights["hed"] = {"/nonexistent/ControlNetHED.pth"};
        QVERIFY(!MapMaker::open(*makeRecipe("hed"), options));
    }
};

QTEST_GUILESS_MAIN(RecipeTest)
#include "recipe_test.moc"
