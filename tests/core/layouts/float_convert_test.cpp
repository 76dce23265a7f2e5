// Goldens: torch's .half() and .bfloat16() (tests/goldens/layouts/make_layouts.py).
#include "core/io/layouts/float_convert.h"
#include "core/io/safetensors.h"

#include <QtTest>

#include <cmath>
#include <cstring>
#include <limits>

using namespace armature;

namespace {

TensorView viewOf(const std::vector<float> &values)
{
    return {DType::F32, {static_cast<int64_t>(values.size())}, std::as_bytes(std::span(values))};
}

} // namespace

class FloatConvertTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void halfAndBfloat_areTorchsBitForBit()
    {
        const auto file = openSafetensors(ARMATURE_TEST_DATA "/goldens/layouts/half.safetensors");
        QVERIFY(file.has_value());
        const TensorView values = *(*file)->find("values");
        for (const auto &[name, type] : {std::pair("half", DType::F16), std::pair("bfloat", DType::BF16)}) {
            const auto bytes = convertFloats(values, type, name);
            QVERIFY(bytes.has_value());
            const TensorView expected = *(*file)->find(name);
            for (size_t i = 0; i < bytes->size() / 2; ++i) {
                uint16_t ours = 0, theirs = 0;
                std::memcpy(&ours, bytes->data() + 2 * i, 2);
                std::memcpy(&theirs, expected.bytes.data() + 2 * i, 2);
                QVERIFY2(ours == theirs,
                         qPrintable(QString("%1 at %2: %3 %4").arg(name).arg(i).arg(ours).arg(theirs)));
            }
        }
    }

    void everyHalf_survivesTheWayToFloatAndBack()
    {
        for (uint32_t bits = 0; bits < 0x10000; ++bits) {
            const auto half = static_cast<uint16_t>(bits);
            const bool isNan = (bits & 0x7c00) == 0x7c00 && (bits & 0x3ff) != 0;
            if (!isNan)
                QCOMPARE(halfFrom(floatFromHalf(half)), half);
            else
                QVERIFY(std::isnan(floatFromHalf(half)));
        }
    }

    void numberTooLargeForHalf_isRefusedWithTheTensorsName()
    {
        const std::vector<float> values{1.0f, 65504.5f};
        const auto bytes = convertFloats(viewOf(values), DType::F16, "conv_in.weight");
        QVERIFY(!bytes.has_value());
        QCOMPARE(int(bytes.error().code), int(ErrorCode::Numeric));
        QVERIFY(bytes.error().message.find("conv_in.weight") != std::string::npos);
        QVERIFY(convertFloats(viewOf(values), DType::BF16, "conv_in.weight").has_value());
    }

    void infinityAndNan_areRefused()
    {
        const float infinity = std::numeric_limits<float>::infinity();
        for (const float bad : {infinity, -infinity, std::nanf("")}) {
            const std::vector<float> values{bad};
            QVERIFY(!convertFloats(viewOf(values), DType::F16, "x").has_value());
            QVERIFY(!convertFloats(viewOf(values), DType::BF16, "x").has_value());
        }
    }

    void integers_areNotWeights()
    {
        const std::vector<int32_t> values{1};
        const TensorView view{DType::I32, {1}, std::as_bytes(std::span(values))};
        QVERIFY(!convertFloats(view, DType::F16, "x").has_value());
    }
};

QTEST_GUILESS_MAIN(FloatConvertTest)
#include "float_convert_test.moc"
