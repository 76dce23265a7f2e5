#include "core/base/fs.h"
#include "core/config/annotator_nets.h"
#include "core/image/codec.h"
#include "core/io/tensor_source.h"
#include "core/nn/annotators/mediapipe_pose.h"
#include "core/nn/annotators/openpose.h"
#include "core/nn/weights.h"
#include "core/session/annotate_session.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

using namespace armature;

namespace {

std::string folder()
{
    const auto *given = std::getenv("ARMATURE_FRESH_NETWORKS");
    return given ? std::string(given) + "/" : std::string();
}

FloatMap pictureOf(const at::Tensor &rgb) // [1, 3, H, W]
{
    const auto rows = rgb[0].permute({1, 2, 0}).contiguous();
    const auto *values = rows.const_data_ptr<float>();
    return {int(rgb.size(3)), int(rgb.size(2)), 3, {values, values + rows.numel()}};
}

at::Tensor tensorOf(const FloatMap &map)
{
    return at::from_blob(const_cast<float *>(map.values.data()), {map.height, map.width, map.channels})
        .clone();
}

// What one network of one file gives; [H, W, channels] each.
Result<std::vector<at::Tensor>> mapsOf(const std::string &net, const std::string &file, const at::Tensor &rgb)
{
    if (net == "openpose") {
        ARMATURE_TRY(const auto network, OpenposeNetwork::open(file));
        network->parameters().to(at::kCPU, at::kFloat, false);
        std::vector<at::Tensor> maps;
        for (const auto &map : (*network)(rgb.flip({1}) - 0.5))
            maps.push_back(map[0].permute({1, 2, 0}));
        return maps;
    }
    ARMATURE_TRY(const auto session, openAnnotator({net, {file}, "cpu"}));
    ARMATURE_TRY(const auto map, session->map(pictureOf(rgb)));
    return std::vector<at::Tensor>{tensorOf(map)};
}

} // namespace

class FreshNetworksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void maps_areTheLibrariesToATenthOfAPercent_data()
    {
        QTest::addColumn<QString>("net");
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("key");
        QTest::addColumn<int>("outputs");
        if (folder().empty())
            QSKIP("ARMATURE_FRESH_NETWORKS names no folder that tests/goldens/annotators/fresh.py wrote");
        for (const auto &one : nlohmann::json::parse(*readText(folder() + "cases.json")))
            for (const auto &file : one["files"]) {
                const auto net = QString::fromStdString(one["net"]), key = QString::fromStdString(one["key"]),
                           name = QString::fromStdString(file);
                QTest::newRow(qPrintable(net + " " + name + " " + key))
                    << net << name << key << one["outputs"].get<int>();
            }
    }

    void maps_areTheLibrariesToATenthOfAPercent()
    {
        QFETCH(QString, net);
        QFETCH(QString, file);
        QFETCH(QString, key);
        QFETCH(int, outputs);
        const c10::InferenceMode inference;
        const auto record = openTensorFile(folder() + "record.safetensors");
        QVERIFY(record);
        const auto kept = [&](const std::string &name) {
            return tensorFrom(*record, *(*record)->find(key.toStdString() + "." + name));
        };
        const auto maps = mapsOf(net.toStdString(), folder() + file.toStdString(), kept("rgb"));
        QVERIFY2(maps, maps ? "" : describe(maps.error()).c_str());
        QCOMPARE(int(maps->size()), outputs);
        for (int i = 0; i < outputs; ++i) {
            auto wanted = kept(std::to_string(i));
            if (wanted.dim() == 2)
                wanted = wanted.unsqueeze(2);
            const auto &map = (*maps)[size_t(i)];
            QVERIFY2(map.sizes() == wanted.sizes(),
                     qPrintable(QString("%1 x %2").arg(map.size(1)).arg(map.size(0))));
            const double off = (map - wanted).abs().max().item<double>(),
                         most = wanted.abs().max().item<double>();
            QVERIFY2(most > 0 && off < 1e-3 * most, qPrintable(QString("%1 of %2").arg(off).arg(most)));
            qInfo("%s: %.2g of the largest value", qPrintable(file), off / most);
        }
    }

    // make_caffe.py writes into the same folder.
    void caffeFiles_giveWhatOpencvsReaderGives_data()
    {
        QTest::addColumn<QString>("name");
        const auto record = openTensorFile(folder() + "caffe.safetensors");
        if (folder().empty() || !record)
            QSKIP("no folder that tests/goldens/networks/make_caffe.py wrote");
        for (const auto &name : (*record)->names())
            if (name != "picture")
                QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }

    void caffeFiles_giveWhatOpencvsReaderGives()
    {
        QFETCH(QString, name);
        const c10::InferenceMode inference;
        const auto record = openTensorFile(folder() + "caffe.safetensors");
        const auto network = OpenposeNetwork::open(folder() + name.toStdString() + ".caffemodel");
        QVERIFY2(network, network ? "" : describe(network.error()).c_str());
        (*network)->parameters().to(at::kCPU, at::kFloat, false);
        auto maps = (**network)(tensorFrom(*record, *(*record)->find("picture")));
        std::reverse(maps.begin(), maps.end());
        const auto wanted = tensorFrom(*record, *(*record)->find(name.toStdString()));
        const auto off =
            (at::cat(maps, 1)[0] - wanted).abs().max().item<double>() / wanted.abs().max().item<double>();
        qInfo("%s: %.2g of the largest value", qPrintable(name), off);
        QVERIFY(off < 1e-3);
    }

    void peopleOnGivenMaps_areThePortsWithinAPixel_data()
    {
        QTest::addColumn<int>("index");
        if (folder().empty())
            QSKIP("no folder of fresh maps");
        const auto groups = nlohmann::json::parse(*readText(folder() + "groups.json"));
        for (size_t i = 0; i < groups.size(); ++i)
            QTest::newRow(groups[i]["key"].get<std::string>().c_str()) << int(i);
    }

    void peopleOnGivenMaps_areThePortsWithinAPixel()
    {
        QFETCH(int, index);
        const auto record = openTensorFile(folder() + "record.safetensors");
        const auto group = nlohmann::json::parse(*readText(folder() + "groups.json"))[size_t(index)];
        const auto mapOf = [&](const std::string &name) {
            const auto values = tensorFrom(*record, *(*record)->find(group["key"].get<std::string>() + name));
            return FloatMap{
                int(values.size(1)),
                int(values.size(0)),
                int(values.size(2)),
                {values.const_data_ptr<float>(), values.const_data_ptr<float>() + values.numel()}};
        };
        const int width = group["size"][0], height = group["size"][1];
        const double scale = 0.5 * 368 / height;
        const auto people = groupPeople(mapOf(".heat"), mapOf(".paf"),
                                        {width, height, scaledSide(width, scale), scaledSide(height, scale)});
        const auto &wanted = group["people"];
        QCOMPARE(people.size(), wanted.size());
        for (size_t i = 0; i < people.size(); ++i) {
            for (size_t k = 0; k < kBodyPoints; ++k) {
                const auto &point = wanted[i]["points"][k];
                QCOMPARE(people[i].body[k].isFound(), !point.is_null());
                if (!point.is_null())
                    QVERIFY(std::abs(people[i].body[k].x - point[0].get<double>()) <= 1 &&
                            std::abs(people[i].body[k].y - point[1].get<double>()) <= 1);
            }
            std::vector<std::vector<int>> boxes;
            for (const bool isLeft : {true, false})
                if (const auto box = handBox(people[i], isLeft, width, height))
                    boxes.push_back({box->x, box->y, box->side, isLeft});
            QVERIFY(boxes == wanted[i]["hands"].get<std::vector<std::vector<int>>>());
            const auto face = faceBox(people[i], width, height);
            QVERIFY((face ? std::vector{face->x, face->y, face->side} : std::vector<int>()) ==
                    wanted[i]["face"].get<std::vector<int>>());
        }
    }

    void mediapipesPeople_areItsApisWithinAHundredthOfTheirHeight_data()
    {
        QTest::addColumn<int>("index");
        if (folder().empty() || !mediapipeFolder())
            QSKIP("no folder of fresh pictures, or MediaPipe's networks are not installed");
        const auto crowd = nlohmann::json::parse(*readText(folder() + "people.json"));
        for (size_t i = 0; i < crowd.size(); ++i)
            QTest::newRow(crowd[i]["picture"].get<std::string>().c_str()) << int(i);
    }

    void mediapipesPeople_areItsApisWithinAHundredthOfTheirHeight()
    {
        QFETCH(int, index);
        const c10::InferenceMode inference;
        const auto one = nlohmann::json::parse(*readText(folder() + "people.json"))[size_t(index)];
        std::map<std::string, std::string> files;
        for (const auto &file : findAnnotatorNet("mediapipe-pose")->files)
            files[file.name] = (*mediapipeFolder() / file.name).string();
        const auto pose = MediapipePose::open(files);
        const auto image = decode(folder() + one["picture"].get<std::string>());
        QVERIFY(pose && image);
        const auto bodies = pose->bodies(toRgb8(*image), {});
        QVERIFY2(bodies.size() >= one["people"].size(),
                 qPrintable(QString("%1 of %2").arg(bodies.size()).arg(one["people"].size())));
        // Its two APIs differ from one another by up to 1.7 % at what is seen, and much more beyond the
        // picture.
        const auto off = [&](const nlohmann::json &person, double leastVisible) {
            double low = 1e9, high = 0, nearest = 1e9;
            for (const auto &point : person) {
                low = std::min(low, std::max(0.0, point[1].get<double>()));
                high = std::max(high, std::min(double(image->height()), point[1].get<double>()));
            }
            for (const auto &body : bodies) {
                double most = 0;
                for (size_t i = 0; i < body.size(); ++i)
                    if (person[i][2].get<double>() >= leastVisible)
                        most = std::max(most, std::hypot(body[i].x - person[i][0].get<double>(),
                                                         body[i].y - person[i][1].get<double>()));
                nearest = std::min(nearest, most);
            }
            return nearest / (high - low);
        };
        if (!one["api"].empty()) {
            const double most = off(one["api"], 0);
            qInfo("%s: at most %.2f %% of the height off", one["picture"].get<std::string>().c_str(),
                  100 * most);
            QVERIFY(most < 0.01);
        }
        for (const auto &person : one["people"])
            QVERIFY2(off(person, 0.5) < 0.03, qPrintable(QString::number(off(person, 0.5))));
    }
};

QTEST_GUILESS_MAIN(FreshNetworksTest)
#include "fresh_networks_test.moc"
