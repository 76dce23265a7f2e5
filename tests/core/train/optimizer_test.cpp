#include "core/train/optimizer.h"

#include <ATen/ATen.h>

#include <QtTest>

using namespace armature;

class OptimizerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rateScaleMovesItsOwnWeightsOnly();
    void scalesOfOneGiveThePlainUpdateToTheBit();
};

namespace {

std::vector<at::Tensor> threeWeights() { return {at::ones({3}), at::ones({2, 2}), at::ones({4})}; }
std::vector<at::Tensor> theirGradients() { return {at::full({3}, 0.5f), at::full({2, 2}, -2.0f), at::full({4}, 0.1f)}; }
const AdamWOptions kNoDecay{0.9, 0.999, 1e-8, 0.0};

} // namespace

// AdamW's first update is the rate itself, whatever the gradient's size.
void OptimizerTest::rateScaleMovesItsOwnWeightsOnly()
{
    std::vector<at::Tensor> weights = threeWeights();
    AdamW(weights, kNoDecay, {1.0, 10.0, 1.0}).step(theirGradients(), 1e-3, 1.0);
    QVERIFY(at::allclose(weights[0], at::full({3}, 1 - 1e-3f), 0, 1e-6));
    QVERIFY(at::allclose(weights[1], at::full({2, 2}, 1 + 1e-2f), 0, 1e-6));
    QVERIFY(at::allclose(weights[2], at::full({4}, 1 - 1e-3f), 0, 1e-6));
}

void OptimizerTest::scalesOfOneGiveThePlainUpdateToTheBit()
{
    std::vector<at::Tensor> plain = threeWeights(), scaled = threeWeights();
    AdamW one(plain, {}), other(scaled, {}, {1.0, 1.0, 1.0});
    for (int i = 0; i < 3; ++i) {
        one.step(theirGradients(), 1e-2, 1.5);
        other.step(theirGradients(), 1e-2, 1.5);
    }
    for (size_t i = 0; i < plain.size(); ++i)
        QVERIFY(at::equal(plain[i], scaled[i]));
}

QTEST_GUILESS_MAIN(OptimizerTest)
#include "optimizer_test.moc"
