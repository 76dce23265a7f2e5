#include "core/base/fs.h"
#include "core/image/codec.h"
#include "core/session/annotate_session.h"
#include "preprocess/depth_map.h"
#include "preprocess/line_shapes.h"
#include "preprocess/map_file.h"
#include "preprocess/map_maker.h"
#include "preprocess/sizing.h"
#include "tests/core/image/golden_files.h"

#include <QTest>

using namespace armature;

namespace {

Image opened(const std::string &name)
{
    auto image = decode(ARMATURE_TEST_DATA "/goldens/preprocess/map-" + name + ".png");
    return image ? std::move(*image) : Image();
}

// Shares of the samples of a picture that differ, and by how much at most.
struct Difference
{
    int largest = 0;
    double share = 0;
};

Difference differenceOf(const Image &a, const Image &b)
{
    Difference difference{golden::distance(a, b), 0};
    if (difference.largest <= 0)
        return difference;
    const auto &left = a.samples<std::uint8_t>(), &right = b.samples<std::uint8_t>();
    for (std::size_t i = 0; i < left.size(); ++i)
        difference.share += left[i] != right[i];
    difference.share /= double(left.size());
    return difference;
}

Result<MapResult> make(std::string_view name, ParameterValues parameters, const Image &picture)
{
    MapMakerOptions options;
    options.openNetwork = &openAnnotator;
    const std::string nets = ARMATURE_TEST_DATA "/goldens/annotators/";
    options.weights = {{"hed", {nets + "hed.pth"}},
                       {"lineart", {nets + "lineart.pth"}},
                       {"dpt", {ARMATURE_TEST_DATA "/goldens/networks/dpt_hybrid.pt"}}};
    ARMATURE_TRY(auto recipe, makeRecipe(name, parameters));
    ARMATURE_TRY(const auto maker, MapMaker::open(std::move(recipe), options));
    return maker->make(picture);
}

FloatMap ramp(int width, int height)
{
    FloatMap map{width, height, 1, {}};
    for (int i = 0; i < width * height; ++i)
        map.values.push_back(float(i));
    return map;
}

} // namespace

class MapsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void maps_areTheReferences_data()
    {
        QTest::addColumn<QString>("annotator");
        QTest::addColumn<QString>("parameters");
        QTest::addColumn<QString>("file");
        QTest::newRow("lineart standard") << "lineart-standard"
                                          << R"({"resolution": 0})"
                                          << "lineart-standard";
        QTest::newRow("xdog") << "xdog"
                              << R"({"resolution": 0})"
                              << "xdog";
        QTest::newRow("hed") << "hed"
                             << R"({"resolution": 0})"
                             << "hed";
        QTest::newRow("hed, safe") << "hed"
                                   << R"({"resolution": 0, "safe": true})"
                                   << "hed-safe";
        QTest::newRow("lineart") << "lineart"
                                 << R"({"resolution": 0})"
                                 << "lineart";
        QTest::newRow("depth as ControlNets saw it") << "depth-midas"
                                                     << R"({"resolution": 128})"
                                                     << "depth-midas";
        QTest::newRow("normals as ControlNets saw them") << "normal-midas"
                                                         << R"({"resolution": 128})"
                                                         << "normal-midas";
    }

    // Networks round differently in the last digits, OpenCV's blur may from release to release: one step of
    // 255.
    void maps_areTheReferences()
    {
        QFETCH(QString, annotator);
        QFETCH(QString, parameters);
        QFETCH(QString, file);
        const auto made =
            make(annotator.toStdString(), ParameterValues::parse(parameters.toStdString()), opened("photo"));
        QVERIFY2(made, made ? "" : describe(made.error()).c_str());
        const auto difference = differenceOf(made->map, opened(file.toStdString()));
        QVERIFY2(difference.largest >= 0 && difference.share < (file == "normal-midas" ? 0.1 : 0.01),
                 qPrintable(QString::number(difference.share)));
        QVERIFY2(difference.largest <= 1 || file == "xdog", qPrintable(QString::number(difference.largest)));
    }

    void scribble_isControlnetAuxs() { QVERIFY(scribbleFrom(opened("soft")) == opened("scribble")); }

    void depthAndNormals_areControlnetAuxs()
    {
        const auto given = opened("depth16");
        FloatMap depth{given.width(), given.height(), 1, {}};
        for (const auto sample : given.samples<std::uint16_t>())
            depth.values.push_back(float(sample) / 256);
        const auto shown = depthPicture(depth, {});
        QVERIFY(shown && golden::distance(*shown, opened("depth")) <= 1);
        QVERIFY(differenceOf(*shown, opened("depth")).share < 0.01);
        const auto normals = normalsFromDepth(depth, 0.4);
        QVERIFY(normals);
        QVERIFY2(golden::distance(*normals, opened("normals")) <= 1,
                 qPrintable(QString::number(golden::distance(*normals, opened("normals")))));
    }

    void depth_knowsNearFromFar()
    {
        const auto inverse = depthPicture(ramp(16, 16), {});
        QCOMPARE(int(inverse->row<std::uint8_t>(15)[15]), 255); // large is near is bright
        DepthOptions metres;
        metres.isMetric = true;
        const auto metric = depthPicture(ramp(16, 16), metres);
        QCOMPARE(int(metric->row<std::uint8_t>(0)[0]), 255);
        metres.invert = true;
        QCOMPARE(int(depthPicture(ramp(16, 16), metres)->row<std::uint8_t>(0)[0]), 0);
        DepthOptions fine;
        fine.bits = 16;
        const auto sixteen = depthPicture(ramp(300, 300), fine);
        QCOMPARE(sixteen->bitDepth(), 16);
        QCOMPARE(int(sixteen->row<std::uint16_t>(299)[299]), 65535);
        DepthOptions cut;
        cut.cutNear = 25;
        cut.cutFar = 10;
        const auto flat = depthPicture(ramp(20, 20), cut);
        const auto &samples = flat->samples<std::uint8_t>();
        QVERIFY(std::abs(int(std::count(samples.begin(), samples.end(), 255)) - 100) <= 2);
        QVERIFY(std::abs(int(std::count(samples.begin(), samples.end(), 0)) - 40) <= 3);
        QVERIFY(!depthPicture({4, 4, 1, std::vector<float>(16, 3.F)}, {}));
        QVERIFY(!depthPicture({1, 2, 1, {1.F, std::nanf("")}}, {}));
    }

    void resizedDepth_keepsCornersWhereAsked()
    {
        const auto large = resizedDepth(ramp(3, 3), 5, 5, Interpolation::BilinearCorners);
        QCOMPARE(large.values.front(), 0.F);
        QCOMPARE(large.values.back(), 8.F);
        QCOMPARE(large.row(1)[1], 2.F);
        const auto one = resizedDepth(ramp(1, 1), 4, 4, Interpolation::BilinearCorners);
        QCOMPARE(one.values.back(), 0.F);
    }

    void frame_repeatsTheBorder_andIsCutOffAgain()
    {
        auto parameters = defaultParameters(sizeParameters(100));
        Image picture(200, 150, 3);
        for (int y = 0; y < 150; ++y)
            std::fill_n(picture.row<std::uint8_t>(y), 600, std::uint8_t(y));
        const auto frame = frameFor(picture, parameters, 64);
        QVERIFY(frame);
        QCOMPARE(frame->width, 133);
        QCOMPARE(frame->height, 100);
        QCOMPARE(frame->picture.width(), 192);
        QCOMPARE(frame->picture.height(), 128);
        QCOMPARE(frame->picture.row<std::uint8_t>(127)[0], frame->picture.row<std::uint8_t>(99)[0]);
        QCOMPARE(unframed(frame->picture, *frame, picture, parameters, MapKind::Photo).width(), 200);
        parameters["map_size"] = "resolution";
        QCOMPARE(unframed(frame->picture, *frame, picture, parameters, MapKind::Photo).height(), 100);
        parameters["target_width"] = 512;
        parameters["target_height"] = 768;
        QCOMPARE(frameFor(picture, parameters, 1)->height, 768);
        QVERIFY(!frameFor(Image(30000, 1, 3), defaultParameters(sizeParameters(512)), 64));
    }

    void pixelPerfect_isTheWebUis()
    {
        QCOMPARE(pixelPerfectResolution(1000, 800, 512, 512, FitMode::Crop), 512);
        QCOMPARE(pixelPerfectResolution(1000, 800, 512, 512, FitMode::Fill), 410);
        QCOMPARE(pixelPerfectResolution(800, 1000, 512, 768, FitMode::Stretch), 614);
    }

    void mapFiles_areSmallAndKeepEveryPixel()
    {
        Image lines(37, 5, 1);
        for (int x = 0; x < 37; x += 3)
            lines.row<std::uint8_t>(2)[x] = 255;
        for (const auto &map : {lines, opened("depth16"), opened("normals"), opened("soft")}) {
            const auto bytes = encodeMap(map);
            QVERIFY(bytes);
            const auto back = decode(*bytes, "map");
            QVERIFY(back && *back == map);
        }
        QCOMPARE(int((*encodeMap(lines))[24]), 1); // bit depth in the header
        const auto grey = decode(*encodeMap(toRgb8(opened("soft"))), "map");
        QVERIFY(*grey == opened("soft"));
    }

    void classNumbers_getAde20ksColours()
    {
        Image numbers(3, 1, 1);
        numbers.row<std::uint8_t>(0)[1] = 1;   // wall
        numbers.row<std::uint8_t>(0)[2] = 150; // flag
        const auto made = make("segments", ParameterValues::object(), numbers);
        QVERIFY(made);
        const std::vector<std::uint8_t> wanted{0, 0, 0, 120, 120, 120, 92, 0, 255};
        QVERIFY(made->map.samples<std::uint8_t>() == wanted);
        numbers.row<std::uint8_t>(0)[0] = 151;
        QCOMPARE(make("segments", ParameterValues::object(), numbers).error().code, ErrorCode::BadInput);
        QCOMPARE(make("segments", ParameterValues::object(), Image(2, 2, 3)).error().code,
                 ErrorCode::BadInput);
    }

    void tinyPictures_areTakenOrNamed()
    {
        for (const auto *name : {"canny", "xdog", "lineart-standard", "tile", "blur", "grey", "own", "invert",
                                 "threshold", "resize"}) {
            const auto made = make(name, ParameterValues::object(), Image(1, 1, 3));
            QVERIFY2(made && !made->map.isEmpty(), name);
        }
    }
};

QTEST_GUILESS_MAIN(MapsTest)
#include "maps_test.moc"
