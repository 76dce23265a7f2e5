// Ten optimiser steps against diffusers' (goldens/step, made by make_step.py there).

#include "core/io/safetensors.h"
#include "tests/support/cli.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>

using namespace armature;
using namespace testing;

class StepCommandTest : public QObject
{
    Q_OBJECT

    static std::vector<float> floats(const TensorSourcePtr &source, const std::string &name)
    {
        const auto view = source->find(name);
        std::vector<float> values(view ? view->bytes.size() / sizeof(float) : 0);
        if (view)
            std::memcpy(values.data(), view->bytes.data(), view->bytes.size());
        return values;
    }

    static double cosine(const std::vector<float> &a, const std::vector<float> &b)
    {
        double ab = 0, aa = 0, bb = 0;
        for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
            ab += double(a[i]) * b[i];
            aa += double(a[i]) * a[i];
            bb += double(b[i]) * b[i];
        }
        return a.size() == b.size() ? ab / std::sqrt(aa * bb) : 0;
    }

    CliResult step(const QString &family, const QStringList &extra)
    {
        const QString base = golden(QStringLiteral("pipeline/") + family);
        return runCli(QStringList{QStringLiteral("step"), base + QStringLiteral("/model"), base + QStringLiteral("/controlnet"),
                                  golden(QStringLiteral("step/") + family + QStringLiteral(".safetensors")), m_folder.filePath(QStringLiteral("out.safetensors"))} +
                      extra);
    }

    QTemporaryDir m_folder;

private Q_SLOTS:
    void tenSteps_giveDiffusersLossesAndWeights_data()
    {
        QTest::addColumn<QString>("family");
        QTest::newRow("epsilon") << QStringLiteral("sd1");
        QTest::newRow("v-prediction") << QStringLiteral("sd2");
    }

    void tenSteps_giveDiffusersLossesAndWeights()
    {
        QFETCH(QString, family);
        const CliResult result = step(family, {QStringLiteral("--steps"), QStringLiteral("10"), QStringLiteral("--learning_rate"), QStringLiteral("1e-3")});
        QVERIFY2(result.exitCode == 0, qPrintable(result.err));
        const auto ours = openTensorFile(m_folder.filePath(QStringLiteral("out.safetensors")).toStdString());
        const auto theirs = openTensorFile(golden(QStringLiteral("step/") + family + QStringLiteral(".safetensors")).toStdString());
        QVERIFY(ours && theirs);
        const auto a = floats(*ours, "loss"), b = floats(*theirs, "loss");
        QCOMPARE(a.size(), size_t(10));
        for (size_t i = 0; i < a.size(); ++i)
            QVERIFY2(std::abs(a[i] - b[i]) <= 1e-4 * b[i], qPrintable(QString::number(a[i] - b[i])));
        int compared = 0;
        for (const std::string &name : (*theirs)->names()) {
            if (!name.starts_with("weight."))
                continue;
            const auto x = floats(*ours, name.substr(7)), y = floats(*theirs, name);
            QCOMPARE(x.size(), y.size());
            for (size_t i = 0; i < x.size(); ++i)
                QVERIFY2(std::abs(x[i] - y[i]) < 1e-4, name.c_str());
            ++compared;
        }
        QCOMPARE(compared, 8);
    }

    void firstGradients_pointWhereDiffusersDo()
    {
        const CliResult result = step(QStringLiteral("sd1"), {QStringLiteral("--steps"), QStringLiteral("1"), QStringLiteral("--write_gradients")});
        QVERIFY2(result.exitCode == 0, qPrintable(result.err));
        const auto ours = openTensorFile(m_folder.filePath(QStringLiteral("out.safetensors")).toStdString());
        const auto theirs = openTensorFile(golden(QStringLiteral("step/sd1.safetensors")).toStdString());
        QVERIFY(ours && theirs);
        int compared = 0;
        for (const std::string &name : (*theirs)->names())
            if (name.starts_with("gradient.")) {
                QVERIFY2(cosine(floats(*ours, name), floats(*theirs, name)) > 0.9999, name.c_str());
                ++compared;
            }
        QCOMPARE(compared, 8);
    }

    void gradientCheckpointing_changesNoDigit()
    {
        const QStringList steps{QStringLiteral("--steps"), QStringLiteral("3")};
        QVERIFY(step(QStringLiteral("sd1"), steps).exitCode == 0);
        const auto plain = openTensorFile(m_folder.filePath(QStringLiteral("out.safetensors")).toStdString());
        const auto before = floats(*plain, "loss");
        QVERIFY(step(QStringLiteral("sd1"), steps + QStringList{QStringLiteral("--gradient_checkpointing")}).exitCode == 0);
        const auto checkpointed = openTensorFile(m_folder.filePath(QStringLiteral("out.safetensors")).toStdString());
        QCOMPARE(floats(*checkpointed, "loss"), before);
    }
};

QTEST_GUILESS_MAIN(StepCommandTest)
#include "step_command_test.moc"
