// Caffe models and ONNX graphs: read as they were written, told from other files, and harmless when damaged.

#include "core/base/fs.h"
#include "core/io/foreign_model.h"
#include "core/io/onnx_file.h"
#include "core/io/tensor_source.h"

#include <QTemporaryDir>
#include <QTest>

using namespace armature;

namespace {

const std::string kNetworks = ARMATURE_TEST_DATA "/goldens/networks/";
const std::string kCaffe = kNetworks + "openpose_body25.caffemodel",
                  kOnnx = kNetworks + "dw-ll_ucoco_384.onnx";

} // namespace

class ForeignTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string written(const char *name, const std::string &bytes)
    {
        const auto path = m_folder.filePath(name).toStdString();
        return writeFileAtomically(path, bytes) ? path : std::string();
    }

private Q_SLOTS:
    void layersOfCaffe_areTensors()
    {
        const auto source = openTensorFile(kCaffe);
        QVERIFY2(source, source ? "" : describe(source.error()).c_str());
        const auto weight = (*source)->find("Mconv7_stage3_L2.weight"),
                   bias = (*source)->find("Mconv7_stage3_L2.bias");
        QVERIFY(weight && weight->shape.size() == 4 && weight->shape[0] == 52);
        QVERIFY(bias && bias->shape == std::vector<int64_t>{52});
        QVERIFY((*source)->find("prelu4_2.weight"));
        const auto old = openTensorFile(kNetworks + "openpose_coco_old.caffemodel");
        QVERIFY2(old, old ? "" : describe(old.error()).c_str());
        QVERIFY(((*old)->find("conv1_1.bias")->shape.size() == 1)); // [1, 1, 1, N] in the file
        QVERIFY(!openTensorFile(kNetworks + "make_caffe.py"));
    }

    void graphOfOnnx_isReadWhole()
    {
        const auto graph = readOnnx(kOnnx);
        QVERIFY2(graph, graph ? "" : describe(graph.error()).c_str());
        QCOMPARE(graph->inputs.size(), size_t(1));
        QVERIFY((graph->values[size_t(graph->inputs[0])].shape == std::vector<int64_t>{1, 3, 96, 64}));
        QCOMPARE(graph->outputs.size(), size_t(2));
        QCOMPARE(graph->opset, int64_t(11));
        QVERIFY(graph->nodes.size() > 50 && graph->constants.size() > 20);
    }

    void programsAreTold_fromWeights()
    {
        QCOMPARE(*foreignModelOf(kOnnx), ForeignModel::Onnx);
        QCOMPARE(*foreignModelOf(ARMATURE_TEST_DATA "/goldens/io/script.pt"), ForeignModel::TorchScript);
        for (const auto &name :
             {"pidinet.pth", "mlsd_large.pth", "openpose_body25.caffemodel", "dpt.safetensors"})
            QCOMPARE(*foreignModelOf(kNetworks + name), ForeignModel::None);
        QVERIFY(!foreignModelOf(kNetworks + "nowhere"));
        const auto asWeights = openTensorFile(kOnnx);
        QVERIFY(!asWeights && asWeights.error().message.find("ONNX") != std::string::npos);
    }

    void cutFiles_areCorruptByName()
    {
        for (const auto &file : {kCaffe, kOnnx}) {
            const auto text = *readText(file);
            for (const double part : {0.001, 0.1, 0.5, 0.9, 0.99999}) {
                const auto path = written("cut", text.substr(0, size_t(double(text.size()) * part)));
                const bool isCaffe = file == kCaffe;
                const auto code = isCaffe ? openTensorFile(path).error() : readOnnx(path).error();
                QVERIFY2(code.message.find("cut") != std::string::npos, code.message.c_str());
                QVERIFY(code.code == ErrorCode::Corrupt || code.code == ErrorCode::Unsupported);
            }
        }
        QVERIFY(!openTensorFile(written("empty", "")));
        QVERIFY(!readOnnx(written("empty", "")));
    }

    void damagedFiles_neverCrash()
    {
        for (const auto &file : {kCaffe, kOnnx}) {
            const auto text = *readText(file);
            for (size_t i = 0; i < 150; ++i) {
                auto damaged = text;
                for (size_t k = 0; k < 20; ++k)
                    damaged[(i * 7919 + k * 104729) % (k % 2 ? 3000 : damaged.size())] ^=
                        char(1 + (i + k) % 255);
                const auto path = written("damaged", damaged);
                (void)openTensorFile(path);
                (void)readOnnx(path);
            }
        }
    }

    // A shape of 2^40 numbers in a file of a few bytes.
    void impossibleShape_isRefusedBeforeItIsBelieved()
    {
        const std::string blob = std::string("\x3a\x07\x0a\x05", 4) + "\x80\x80\x80\x80" + "\x10";
        const std::string layer = "\x0a\x01x" + std::string("\x3a") + char(blob.size()) + blob;
        const std::string net = "\x0a\x01n" + std::string("\xa2\x06") + char(layer.size()) + layer;
        const auto source = openTensorFile(written("liar.caffemodel", net));
        QVERIFY(!source);
        QCOMPARE(source.error().code, ErrorCode::Corrupt);
    }
};

QTEST_GUILESS_MAIN(ForeignTest)
#include "foreign_test.moc"
