// The window's language knows every word that the engine calls its options and annotators, and no others.
#include "core/config/schema.h"
#include "preprocess/registry.h"
#include "ui/widgets/engine_labels.h"

#include <QSet>
#include <QTranslator>
#include <QtTest>

using namespace armature;
using namespace armature::ui;

namespace {

void add(QSet<QString> &words, std::string_view text)
{
    if (!text.empty())
        words << QString::fromUtf8(text.data(), qsizetype(text.size()));
}

QSet<QString> saidByTheEngine()
{
    QSet<QString> words{QStringLiteral("on"), QStringLiteral("off"), QStringLiteral("no edges"),
                        QStringLiteral("no person found")};
    for (const OptionRow &row : trainSchema()) {
        add(words, sectionTitle(row.section));
        for (const auto text : {row.label, row.help, row.unit, row.emptyMeans})
            add(words, text);
    }
    for (const Annotator *annotator : annotators()) {
        const AnnotatorInfo &info = annotator->info();
        add(words, annotatorGroupTitle(info.group));
        add(words, info.title);
        add(words, info.help);
        for (const Parameter &parameter : info.parameters)
            for (const std::string &text : {parameter.label, parameter.help, parameter.unit})
                add(words, text);
    }
    words.remove(QStringLiteral("%")); // the same everywhere
    return words;
}

class Marking : public QTranslator
{
public:
    QString translate(const char *context, const char *source, const char *, int) const override
    {
        return qstrcmp(context, "labels") == 0 ? QLatin1Char('~') + QString::fromUtf8(source) : QString();
    }
    bool isEmpty() const override { return false; }
};

} // namespace

class EngineLabelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyLabelOfTheEngine_isKnownToTheTranslation_andNoOther()
    {
        const QStringList list = engineLabels();
        const QSet<QString> known(list.begin(), list.end()), said = saidByTheEngine();
        QCOMPARE(known.size(), list.size()); // none twice
        QVERIFY2((said - known).isEmpty(), qPrintable(QStringList((said - known).values()).join('\n')));
        QVERIFY2((known - said).isEmpty(), qPrintable(QStringList((known - said).values()).join('\n')));
    }

    void aLabel_isSaidInTheWindowsLanguage_andAnUnknownOneAsItIs()
    {
        Marking translator;
        QCoreApplication::installTranslator(&translator);
        QCOMPARE(inLabels("Learning rate"), QStringLiteral("~Learning rate"));
        QCOMPARE(inLabels(""), QString());
        QCoreApplication::removeTranslator(&translator);
        QCOMPARE(inLabels("Learning rate"), QStringLiteral("Learning rate"));
    }
};

QTEST_GUILESS_MAIN(EngineLabelsTest)
#include "engine_labels_test.moc"
