#include <QXmlStreamReader>
#include <QtTest>

// lint for people: every word of the studio has its German one. tools/translate.sh brings the files up to the
// sources.
class TranslationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyString_isTranslated_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("German") << QStringLiteral("armature_de.ts");
        QTest::newRow("English plurals") << QStringLiteral("armature_en.ts");
    }
    void everyString_isTranslated()
    {
        QFETCH(QString, file);
        QFile ts(QStringLiteral(ARMATURE_SOURCE_DIR "/resources/translations/") + file);
        QVERIFY(ts.open(QIODevice::ReadOnly));
        QXmlStreamReader xml(&ts);
        QString source;
        int count = 0;
        while (!xml.atEnd()) {
            xml.readNext();
            if (!xml.isStartElement())
                continue;
            if (xml.name() == QLatin1String("source"))
                source = xml.readElementText();
            else if (xml.name() == QLatin1String("translation")) {
                const bool isFinished =
                    xml.attributes().value(QLatin1String("type")) != QLatin1String("unfinished");
                QVERIFY2(isFinished, qPrintable(source));
                const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements);
                for (int number = 1; number <= 9; ++number) {
                    const QString mark = QStringLiteral("%%1").arg(number);
                    QVERIFY2(source.contains(mark) == text.contains(mark), qPrintable(source));
                }
                ++count;
            }
        }
        QVERIFY(!xml.hasError());
        QVERIFY(count > 0);
    }
};

QTEST_GUILESS_MAIN(TranslationsTest)
#include "translations_test.moc"
