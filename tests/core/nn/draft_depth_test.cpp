#include "core/config/annotator_nets.h"
#include "core/scenes/scene.h"
#include "core/session/annotate_session.h"
#include "core/train/base/train_depth.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>

using namespace armature;

class DraftDepthTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

private Q_SLOTS:
    void depth_comesWithoutAnyFileToLocate()
    {
        const auto *net = findAnnotatorNet("draft-depth");
        QVERIFY(net && net->isDraft && installedFiles(*net));
        auto session = openAnnotator({"draft-depth", {}, "cpu"});
        QVERIFY2(session, session ? "" : describe(session.error()).c_str());
        QCOMPARE((*session)->sizeMultiple(), 16);
        QVERIFY(!(*session)->isMetric());
        const auto depth = (*session)->map({48, 32, 3, std::vector<float>(48 * 32 * 3, 0.5f)});
        QVERIFY(depth && depth->width == 48 && depth->height == 32 && depth->channels == 1);
        for (const float value : depth->values)
            QVERIFY(std::isfinite(value));
        QVERIFY(!(*session)->map({50, 32, 3, std::vector<float>(50 * 32 * 3)}));
    }

    // The card's figures, on fewer scenes.
    void depth_isThatOfHeldOutScenes()
    {
        const auto network = DraftDepth::open(installedFiles(*findAnnotatorNet("draft-depth"))->string());
        QVERIFY2(network, network ? "" : describe(network.error()).c_str());
        (*network)->parameters().to(at::kCPU, at::kFloat, false);
        const DepthRecipe recipe;
        const auto solids = scoreDepth(**network, recipe, SceneKind::Solids, 128, 16);
        QVERIFY2(solids.delta1 > 0.9 && solids.absoluteRelative < 0.12,
                 qPrintable(QString("%1 %2").arg(solids.delta1).arg(solids.absoluteRelative)));
        const auto people = scoreDepth(**network, recipe, SceneKind::Figures, 128, 16);
        QVERIFY2(people.delta1 > 0.8, qPrintable(QString::number(people.delta1)));
    }

    void folderOfSomethingElse_isRefused()
    {
        const auto config = m_folder.filePath("config.json").toStdString();
        for (const char *text : {"", "[]", R"({"_class_name": "UNet2DConditionModel"})",
                                 R"({"_class_name": "ArmatureDraftDepth", "widths": [7]})",
                                 R"({"_class_name": "ArmatureDraftDepth", "widths": [8], "groups": 0})"}) {
            std::ofstream(config) << text;
            const auto session = openAnnotator({"draft-depth", {m_folder.path().toStdString()}, "cpu"});
            QVERIFY2(!session, text);
            QVERIFY(describe(session.error()).find(config) != std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(DraftDepthTest)
#include "draft_depth_test.moc"
