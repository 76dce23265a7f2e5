// Prompt weights against goldens/pipeline/sd1/weights.json, made by make_weights.py there.
#include "core/text/prompt_weights.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace armature;

namespace {

const QString kFamily = QStringLiteral(ARMATURE_TEST_DATA "/goldens/pipeline/sd1");

} // namespace

class PromptWeightsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void weights_equalAnIndependentParser_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QJsonArray>("parts");
        QFile file(kFamily + QStringLiteral("/weights.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        for (const QJsonValue &row :
             QJsonDocument::fromJson(file.readAll()).object()[QStringLiteral("parses")].toArray()) {
            const QString prompt = row[QStringLiteral("prompt")].toString();
            QTest::newRow(qPrintable(QLatin1Char('"') + prompt + QLatin1Char('"')))
                << prompt << row[QStringLiteral("parts")].toArray();
        }
    }
    void weights_equalAnIndependentParser()
    {
        QFETCH(QString, prompt);
        QFETCH(QJsonArray, parts);
        // Empty parts carry nothing; equal weights may meet across them.
        std::vector<WeightedText> ours;
        for (const WeightedText &part : parsePromptWeights(prompt.toStdString())) {
            if (part.text.empty())
                continue;
            if (!ours.empty() && std::abs(ours.back().weight - part.weight) < 1e-9)
                ours.back().text += part.text;
            else
                ours.push_back(part);
        }
        QJsonArray theirs;
        for (const QJsonValue &part : parts)
            if (!part[0].toString().isEmpty())
                theirs.append(part);
        QCOMPARE(qsizetype(ours.size()), theirs.size());
        for (size_t i = 0; i < ours.size(); ++i) {
            QCOMPARE(QString::fromStdString(ours[i].text), theirs[qsizetype(i)][0].toString());
            QVERIFY(std::abs(ours[i].weight - theirs[qsizetype(i)][1].toDouble()) < 1e-9);
        }
    }

    void eachTokenHasItsWeight()
    {
        const auto tokenizer = ClipTokenizer::load((kFamily + QStringLiteral("/model")).toStdString());
        QVERIFY(tokenizer);
        const WeightedEncoding weighted = encodeWeighted(*tokenizer, "red (star:1.5) on");
        QVERIFY(weighted.isWeighted);
        QCOMPARE(weighted.encoding.ids, tokenizer->encode("red star on").ids);
        QCOMPARE(weighted.weights.size(), weighted.encoding.ids.size());
        QCOMPARE(weighted.weights[0], 1.0F);
        QCOMPARE(weighted.weights[1], 1.0F);
        QCOMPARE(weighted.weights[2], 1.5F);
        QCOMPARE(weighted.weights[3], 1.0F);
        QCOMPARE(countWeightedTokens(*tokenizer, "red (star:1.5) on"), size_t(3));
    }

    void longAndHostilePrompts_fillTheRoomAndNoMore()
    {
        const auto tokenizer = ClipTokenizer::load((kFamily + QStringLiteral("/model")).toStdString());
        QVERIFY(tokenizer);
        std::string stars = "(", brackets(10000, '('), closing(10000, ')'), pairs;
        for (int i = 0; i < 2000; ++i)
            stars += "star ";
        for (int i = 0; i < 3000; ++i)
            pairs += "(:9)";
        for (const std::string &prompt : {stars + ":1.5)", brackets, closing, pairs, "\xff(" + stars,
                                          std::string("(a:") + std::string(400, '9') + ")"}) {
            const WeightedEncoding weighted = encodeWeighted(*tokenizer, prompt);
            QCOMPARE(weighted.encoding.ids.size(), tokenizer->maxLength());
            QCOMPARE(weighted.weights.size(), tokenizer->maxLength());
            QVERIFY(
                std::ranges::all_of(weighted.weights, [](float weight) { return std::isfinite(weight); }));
        }
        QVERIFY(encodeWeighted(*tokenizer, stars).encoding.isTruncated);
    }
};

QTEST_GUILESS_MAIN(PromptWeightsTest)
#include "prompt_weights_test.moc"
