// Pictures of the starter's base model against diffusers' (goldens/pipeline/starter, made by
// make_starter.py).
#include "core/image/codec.h"
#include "core/session/test_session.h"
#include "tests/support/starter_net.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>

using namespace armature;
using namespace testing;
namespace {

const fs::path kGoldens = kStarterGoldens, kModel = kStarterModel;

Image picture(const fs::path &file)
{
    const auto image = decode(file);
    return image ? toRgb8(*image) : Image();
}

} // namespace

class StarterParityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const auto written = writeStarterControlNet(net());
        QVERIFY2(written, written ? "" : written.error().message.c_str());
        m_session = makeTestSession();
    }
    void cleanupTestCase() { m_session.reset(); }

    void pictures_equalDiffusers_data()
    {
        QTest::addColumn<QJsonObject>("row");
        for (const QJsonValue &row : starterGolden()[QStringLiteral("cases")].toArray())
            QTest::newRow(qPrintable(row[QStringLiteral("name")].toString())) << row.toObject();
    }
    void pictures_equalDiffusers()
    {
        QFETCH(QJsonObject, row);
        const QJsonObject common = starterGolden();
        const auto number = [](const QJsonObject &of, const char *key, double otherwise) {
            return of.value(QLatin1String(key)).toDouble(otherwise);
        };
        const Image condition = picture(kGoldens / "condition.png");
        TestRequest request;
        request.models = {kModel.string(), {net().string()}};
        request.controls.push_back(
            {condition, 1.0, number(row, "guidance_start", 0), number(row, "guidance_end", 1)});
        if (row.contains(QStringLiteral("second"))) {
            const QJsonObject second = row[QStringLiteral("second")].toObject();
            request.models.controlNets.push_back(net().string());
            request.controls.push_back({flipHorizontal(condition), number(second, "conditioning_scale", 1),
                                        number(second, "guidance_start", 0),
                                        number(second, "guidance_end", 1)});
        }
        request.prompt = common[QStringLiteral("prompt")].toString().toStdString();
        if (row.contains(QStringLiteral("prompt"))) {
            request.prompt = row[QStringLiteral("prompt")].toString().toStdString();
            request.negativePrompt = row[QStringLiteral("negative_prompt")].toString().toStdString();
        }
        request.scheduler = row[QStringLiteral("scheduler")].toString().toStdString();
        request.guessMode = row[QStringLiteral("guess_mode")].toBool();
        request.steps = common[QStringLiteral("steps")].toInt();
        request.seed = uint64_t(common[QStringLiteral("seed")].toInt());
        request.guidanceScale = common[QStringLiteral("guidance_scale")].toDouble();
        request.width = request.height = common[QStringLiteral("side")].toInt();
        const auto made = m_session->sample(request, {}, {});
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const Image theirs =
            picture(kGoldens / ("picture-" + row[QStringLiteral("name")].toString().toStdString() + ".png"));
        QCOMPARE(theirs.width(), made->image.width());
        int largest = 0;
        for (size_t i = 0; i < theirs.samples<uint8_t>().size(); ++i)
            largest = std::max(largest, std::abs(int(theirs.samples<uint8_t>()[i]) -
                                                 int(made->image.samples<uint8_t>()[i])));
        QVERIFY2(largest <= 2, qPrintable(QString::number(largest)));
    }

private:
    fs::path net() const { return fs::path(m_dir.path().toStdString()) / "controlnet"; }

    QTemporaryDir m_dir;
    std::unique_ptr<TestSession> m_session;
};

QTEST_GUILESS_MAIN(StarterParityTest)
#include "starter_parity_test.moc"
