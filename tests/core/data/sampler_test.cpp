#include "core/data/crop_plan.h"
#include "core/data/random.h"
#include "core/data/sampler.h"
#include "core/data/text_input.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace armature;

namespace {

std::vector<uint64_t> someKeys(size_t count)
{
    std::vector<uint64_t> keys;
    for (size_t i = 0; i < count; ++i)
        keys.push_back(hashText("sample" + std::to_string(i)));
    return keys;
}

std::vector<uint32_t> concatenated(const std::vector<BatchPlan> &plan)
{
    std::vector<uint32_t> all;
    for (const auto &batch : plan)
        all.insert(all.end(), batch.indices.begin(), batch.indices.end());
    return all;
}

} // namespace

class SamplerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Runs are resumed with these numbers: a change here breaks every checkpoint that exists.
    void orderAndDraws_areWhatTheyAlwaysWere()
    {
        const Sampler sampler(42, 4, std::vector<uint32_t>(10, 0));
        QCOMPARE(concatenated(sampler.epochPlan(0)), std::vector<uint32_t>({9, 5, 8, 6, 4, 2, 7, 1, 3, 0}));
        QCOMPARE(concatenated(sampler.epochPlan(1)), std::vector<uint32_t>({3, 2, 0, 6, 9, 8, 7, 5, 4, 1}));
        const auto draw = drawSample(42, hashText("image/1"), 3, 5, {true, 0.5});
        QCOMPARE(draw.flip, false);
        QCOMPARE(draw.caption, size_t(1));
        QCOMPARE(draw.dropCaption, false);
        QCOMPARE(draw.cropX, 0.5314586393833467);
        QCOMPARE(draw.cropY, 0.0073708636786636861);
        QCOMPARE(limitSamples(42, someKeys(10), 4), std::vector<uint32_t>({0, 2, 3, 8}));
        QCOMPARE(splitHoldout(42, someKeys(10), 0.2).heldOut, std::vector<uint32_t>({5, 9}));
    }

    void everyEpoch_visitsEverySampleOnce()
    {
        std::vector<uint32_t> buckets(103);
        for (size_t i = 0; i < buckets.size(); ++i)
            buckets[i] = uint32_t(i % 3);
        Sampler sampler(7, 4, buckets);
        QCOMPARE(sampler.batchesPerEpoch(), uint64_t(9 + 9 + 9));
        for (uint64_t epoch : {0, 1, 5}) {
            auto seen = concatenated(sampler.epochPlan(epoch));
            std::sort(seen.begin(), seen.end());
            for (uint32_t i = 0; i < 103; ++i)
                QCOMPARE(seen[i], i);
        }
        QVERIFY(concatenated(sampler.epochPlan(0)) != concatenated(sampler.epochPlan(1)));
    }

    void batches_areOfOneBucketAndInMixedOrder()
    {
        std::vector<uint32_t> buckets(64, 0);
        std::fill(buckets.begin() + 32, buckets.end(), 1);
        const auto plan = Sampler(1, 4, buckets).epochPlan(0);
        size_t changes = 0;
        for (size_t i = 0; i < plan.size(); ++i) {
            for (const auto index : plan[i].indices)
                QCOMPARE(buckets[index], plan[i].bucket);
            changes += i > 0 && plan[i].bucket != plan[i - 1].bucket;
        }
        QVERIFY(changes > 2);
    }

    void anyPosition_givesTheSameBatchAsAStraightRun()
    {
        Sampler straight(3, 4, std::vector<uint32_t>(10, 0)), resumed(3, 4, std::vector<uint32_t>(10, 0));
        std::vector<BatchPlan> batches;
        for (uint64_t position = 0; position < 12; ++position)
            batches.push_back(straight.at(position));
        for (uint64_t position : {11, 2, 7, 3}) {
            QCOMPARE(resumed.at(position).indices, batches[position].indices);
            QCOMPARE(resumed.at(position).epoch, position / 3);
        }
        QVERIFY(Sampler(3, 4, {}).at(5).indices.empty());
    }

    void orders_areUniform()
    {
        constexpr int kEpochs = 6000, kSamples = 6;
        const Sampler sampler(9, 1, std::vector<uint32_t>(kSamples, 0));
        int counts[kSamples][kSamples] = {};
        for (int epoch = 0; epoch < kEpochs; ++epoch) {
            const auto order = concatenated(sampler.epochPlan(uint64_t(epoch)));
            for (int i = 0; i < kSamples; ++i)
                ++counts[i][order[size_t(i)]];
        }
        double chiSquare = 0;
        for (const auto &row : counts)
            for (const int count : row)
                chiSquare += std::pow(count - kEpochs / kSamples, 2) / (kEpochs / kSamples);
        QVERIFY2(chiSquare < 50, qPrintable(QString::number(chiSquare))); // 25 degrees of freedom, p = 0.002
    }

    void draws_haveTheSharesAskedFor_andAreIndependent()
    {
        constexpr int kDraws = 20000;
        int flips = 0, drops = 0, both = 0, captions[3] = {};
        double cropSum = 0;
        for (int i = 0; i < kDraws; ++i) {
            const auto draw =
                drawSample(5, hashText(std::to_string(i % 100)), uint64_t(i / 100), 3, {true, 0.3});
            flips += draw.flip;
            drops += draw.dropCaption;
            both += draw.flip && draw.dropCaption;
            ++captions[draw.caption];
            cropSum += draw.cropX;
            QVERIFY(draw.cropX >= 0 && draw.cropX < 1 && draw.cropY >= 0 && draw.cropY < 1);
        }
        const auto isNear = [&](double count, double share) {
            return std::abs(count / kDraws - share) < 4 * std::sqrt(share * (1 - share) / kDraws);
        };
        QVERIFY(isNear(flips, 0.5));
        QVERIFY(isNear(drops, 0.3));
        QVERIFY(isNear(both, 0.15));
        QVERIFY(isNear(captions[0], 1.0 / 3) && isNear(captions[1], 1.0 / 3));
        QVERIFY(isNear(cropSum, 0.5));
    }

    void switchingOneVariationOn_leavesTheOthers()
    {
        for (uint64_t epoch = 0; epoch < 50; ++epoch) {
            const auto plain = drawSample(1, 2, epoch, 4, {}),
                       varied = drawSample(1, 2, epoch, 4, {true, 1.0});
            QCOMPARE(varied.caption, plain.caption);
            QCOMPARE(varied.cropX, plain.cropX);
            QVERIFY(!plain.flip && !plain.dropCaption && varied.dropCaption);
        }
    }

    void limitAndHoldout_hardlyChangeWhenAPictureIsAdded()
    {
        const auto keys = someKeys(50);
        auto more = keys;
        more.push_back(hashText("new"));
        const auto a = limitSamples(8, keys, 20), b = limitSamples(8, more, 20);
        std::vector<uint32_t> common;
        std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
        QVERIFY(common.size() >= 19);
        QCOMPARE(limitSamples(8, keys, 0).size(), size_t(50));
        const auto split = splitHoldout(8, keys, 0.1);
        QCOMPARE(split.heldOut.size(), size_t(5));
        QCOMPARE(split.training.size(), size_t(45));
        QCOMPARE(splitHoldout(8, someKeys(3), 0.01).heldOut.size(), size_t(1));
        QCOMPARE(splitHoldout(8, someKeys(3), 1).training.size(), size_t(1));
        QCOMPARE(splitHoldout(8, someKeys(1), 0.5).training.size(), size_t(1));
        QCOMPARE(splitHoldout(8, keys, 0).heldOut.size(), size_t(0));
    }

    void squarePlan_isThatOfTorchvision_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<QList<int>>("plan");
        // Resize(512), then CenterCrop(512)
        QTest::newRow("square") << 1024 << 1024 << QList<int>{512, 512, 0, 0};
        QTest::newRow("wide") << 1000 << 667 << QList<int>{767, 512, 128, 0}; // int(767.6), 127.5 to even
        QTest::newRow("tall") << 667 << 1000 << QList<int>{512, 767, 0, 128};
        QTest::newRow("half down") << 1026 << 1024 << QList<int>{513, 512, 0, 0}; // 0.5 to even
        QTest::newRow("enlarged") << 100 << 150 << QList<int>{512, 768, 0, 128};
    }
    void squarePlan_isThatOfTorchvision()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(QList<int>, plan);
        const auto made = squarePlan({width, height}, 512, {});
        QCOMPARE((QList<int>{made->resizeW, made->resizeH, made->cropX, made->cropY}), plan);
        QVERIFY(made->cropW == 512 && made->cropH == 512 && !made->flip);
    }

    void randomCrops_stayInsideAndReachBothEnds()
    {
        const auto first = squarePlan({1024, 512}, 512, {CropMode::Random, 0, 0, true});
        const auto last = squarePlan({1024, 512}, 512, {CropMode::Random, 0.999999, 0.999999, false});
        QVERIFY(first->cropX == 0 && first->flip);
        QVERIFY(last->cropX == 512 && last->cropY == 0);
    }

    void strips_areRefused()
    {
        QVERIFY(!squarePlan({1, 100000}, 512, {}));
        QVERIFY(!squarePlan({0, 0}, 512, {}));
        QVERIFY(squarePlan({100, 1600}, 512, {}).has_value());
    }

    void buckets_keepTheAreaAndAreDivisible()
    {
        const auto buckets = *aspectBuckets(512, 64);
        QVERIFY(std::count(buckets.begin(), buckets.end(), PixelSize{512, 512}) == 1);
        for (const auto bucket : buckets) {
            QVERIFY(bucket.width % 64 == 0 && bucket.height % 64 == 0);
            QVERIFY(bucket.width * bucket.height <= 512 * 512);
            QVERIFY(bucket.width * bucket.height > 512 * 512 * 0.8);
            QVERIFY(std::max(bucket.width, bucket.height) <= 2 * std::min(bucket.width, bucket.height));
            QVERIFY(std::count(buckets.begin(), buckets.end(), PixelSize{bucket.height, bucket.width}) == 1);
        }
        QCOMPARE(aspectBuckets(520, 64)->size() > 1, true);
        QVERIFY(!aspectBuckets(500, 64));
        QVERIFY(!aspectBuckets(512, 12));
        QVERIFY(!aspectBuckets(0, 64));
    }

    void bucket_isTheNearestAndThePlanCoversIt()
    {
        const auto buckets = *aspectBuckets(512, 64);
        QCOMPARE(buckets[nearestBucket({900, 900}, buckets)], (PixelSize{512, 512}));
        for (const PixelSize size : {PixelSize{1500, 1000}, {333, 777}, {64, 63}, {4000, 300}}) {
            const auto bucket = buckets[nearestBucket(size, buckets)];
            for (const auto other : buckets)
                QVERIFY(std::abs(std::log(double(size.width) / size.height * bucket.height / bucket.width)) <=
                        std::abs(std::log(double(size.width) / size.height * other.height / other.width)) +
                            1e-12);
            const auto plan = bucketPlan(size, bucket, {});
            QVERIFY(plan->resizeW >= bucket.width && plan->resizeH >= bucket.height);
            QVERIFY(plan->resizeW == bucket.width || plan->resizeH == bucket.height);
            QVERIFY(plan->cropX + plan->cropW <= plan->resizeW && plan->cropY + plan->cropH <= plan->resizeH);
        }
    }

    void aspects_areTheSameWithinRounding()
    {
        QVERIFY(sameAspect({1024, 683}, {512, 341}));
        QVERIFY(sameAspect({64, 43}, {32, 21}));
        QVERIFY(sameAspect({512, 512}, {512, 510}));
        QVERIFY(!sameAspect({512, 512}, {512, 500}));
        QVERIFY(!sameAspect({600, 400}, {400, 600}));
    }
};

QTEST_GUILESS_MAIN(SamplerTest)
#include "sampler_test.moc"
