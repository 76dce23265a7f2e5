// Every annotator on every kind of picture that a folder can hold: a map of the picture's size, or words
// about why not.

#include "core/config/annotator_nets.h"
#include "core/image/codec.h"
#include "core/session/annotate_session.h"
#include "preprocess/map_maker.h"
#include "preprocess/registry.h"

#include <QTest>

#include <map>

using namespace armature;

namespace {

const std::string kData = ARMATURE_TEST_DATA "/goldens/";

// Narrow networks of random weights stand for the public ones.
std::map<std::string, std::vector<std::string>> weights()
{
    const std::string nets = kData + "networks/", older = kData + "annotators/";
    return {
        {"openpose", {nets + "openpose_body.pth", nets + "openpose_hand.pth", nets + "openpose_face.pth"}},
        {"dwpose", {nets + "yolox_l.onnx", nets + "dw-ll_ucoco_384.onnx"}},
        {"depth-anything-v2", {older + "depth-anything"}},
        {"dpt", {nets + "dpt_hybrid.pt"}},
        {"hed", {older + "hed.pth"}},
        {"lineart", {older + "lineart.pth"}},
        {"midas-small", {nets + "midas_small.pt"}},
        {"pidinet", {nets + "pidinet.pth"}},
        {"lineart-anime", {nets + "netG.pth"}},
        {"mlsd", {nets + "mlsd_large.pth"}}};
}

Image filled(int width, int height, int channels, int bits, int value, bool isRamp)
{
    Image image(width, height, channels, bits);
    image.withSampleType([&]<typename Sample>(Sample) {
        auto *to = image.row<Sample>(0);
        const auto count = std::size_t(width) * std::size_t(height) * std::size_t(channels);
        for (std::size_t i = 0; i < count; ++i)
            to[i] = Sample(isRamp ? (i * 2654435761U) >> 7 : std::size_t(value) << (bits - 8));
    });
    return image;
}

} // namespace

class OddPicturesTest : public QObject
{
    Q_OBJECT

    static std::vector<std::pair<std::string, Image>> pictures()
    {
        std::vector<std::pair<std::string, Image>> all{
            {"one pixel", filled(1, 1, 3, 8, 90, false)},
            {"a line", filled(301, 1, 3, 8, 0, true)},
            {"a column", filled(1, 83, 1, 8, 0, true)},
            {"three pixels wide", filled(3, 40, 3, 8, 0, true)},
            {"black", filled(70, 50, 3, 8, 0, false)},
            {"white, grey", filled(50, 70, 1, 8, 255, false)},
            {"grey of 16 bit", filled(67, 45, 1, 16, 0, true)},
            {"16 bit", filled(45, 67, 3, 16, 0, true)},
            {"grey with alpha", filled(41, 39, 2, 8, 0, true)},
            {"alpha of 16 bit", filled(39, 41, 4, 16, 0, true)},
        };
        for (const char *file :
             {"cmyk.jpg", "cmyk.tif", "alpha.webp", "animated.webp", "grey1.png", "grey16.tif"})
            if (auto image = decodeOriented(kData + "image/" + file))
                all.emplace_back(file, std::move(*image));
        return all;
    }

private Q_SLOTS:
    void picture_givesAMapOfItsSizeOrWords_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto *annotator : annotators())
            QTest::newRow(annotator->info().id.c_str()) << QString::fromStdString(annotator->info().id);
    }

    void picture_givesAMapOfItsSizeOrWords()
    {
        QFETCH(QString, name);
        const auto found = findAnnotator(name.toStdString());
        QVERIFY(found);
        const auto &info = (*found)->info();
        const bool isStep = info.group == AnnotatorGroup::Step, isChoosy = info.id == "segments";
        auto parameters = ParameterValues::object();
        for (const auto &parameter : info.parameters) { // small, for the test's speed
            if (parameter.name == "resolution" && !isStep)
                parameters["resolution"] = 64;
            if (parameter.name == "hands" || parameter.name == "face" || parameter.name == "black_if_nobody")
                parameters[parameter.name] = true;
        }
        MapMakerOptions options;
        options.openNetwork = &openAnnotator;
        options.weights = weights();
        options.allowForeign = {"dwpose"};
        const auto maker = MapMaker::open(*makeRecipe(info.id, parameters), options);
        if (!maker && info.net == "mediapipe-pose" && !mediapipeFolder())
            QSKIP("MediaPipe's networks are not installed");
        QVERIFY2(maker, maker ? "" : describe(maker.error()).c_str());
        int made = 0, number = 0;
        for (const auto &[kind, picture] : pictures()) {
            if (info.group == AnnotatorGroup::Pose &&
                number++ % 2 > 0) // it enlarges them, which takes a while
                continue;
            const auto what = kind + ": ";
            const auto result = (*maker)->make(picture);
            if (!result) {
                QVERIFY2(result.error().code != ErrorCode::Internal,
                         (what + describe(result.error())).c_str());
                QVERIFY2(!result.error().message.empty(), kind.c_str());
                continue;
            }
            ++made;
            QVERIFY2(!result->map.isEmpty(), kind.c_str());
            if (!isStep)
                QVERIFY2(result->map.width() == picture.width() && result->map.height() == picture.height(),
                         (what + std::to_string(result->map.width())).c_str());
        }
        QVERIFY2(made >= (isChoosy ? 0 : 5), qPrintable(QString("only %1 maps").arg(made)));
    }
};

QTEST_GUILESS_MAIN(OddPicturesTest)
#include "odd_pictures_test.moc"
