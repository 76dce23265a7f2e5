// The engine's sentences, said again in another language.
#include "ui/widgets/core_words.h"

#include <QDirIterator>
#include <QRegularExpression>
#include <QTranslator>
#include <QtTest>

using namespace armature::ui;

namespace {

// A language in which every sentence begins with a mark and names what is put in the other way round.
class Backwards : public QTranslator
{
public:
    QString translate(const char *context, const char *source, const char *, int) const override
    {
        if (qstrcmp(context, "core") != 0)
            return {};
        QString text = QString::fromUtf8(source);
        const bool hasTwo = text.contains(QLatin1String("%2")) && !text.contains(QLatin1String("%3"));
        if (hasTwo)
            text.replace(QLatin1String("%1"), QLatin1String("%0"))
                .replace(QLatin1String("%2"), QLatin1String("%1"))
                .replace(QLatin1String("%0"), QLatin1String("%2"));
        return QLatin1Char('~') + text;
    }
    bool isEmpty() const override { return false; }
};

} // namespace

class CoreWordsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPattern_isSaidByTheEngine()
    {
        QString all;
        for (const char *folder : {"/core", "/ui/project", "/ui/dataset"}) {
            for (QDirIterator at(QStringLiteral(ARMATURE_SOURCE_DIR) + QLatin1String(folder),
                                 {QStringLiteral("*.cpp")}, QDir::Files, QDirIterator::Subdirectories);
                 at.hasNext();) {
                QFile file(at.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                all += QString::fromUtf8(file.readAll());
            }
        }
        all.replace(QRegularExpression(QStringLiteral("\"\\s*\\n\\s*\"")), QString()); // literals in parts
        QVERIFY(coreSentences().size() > 100);
        for (const auto &sentence : coreSentences()) {
            for (const auto &piece : sentence.split(QRegularExpression(QStringLiteral("%[0-9]|: |\\.$")))) {
                // Some words within may come from a list: a few at one of its ends must not.
                const auto words = piece.split(QLatin1Char(' '), Qt::SkipEmptyParts);
                if (words.size() < 4)
                    continue;
                QVERIFY2(all.contains(words.mid(0, 4).join(QLatin1Char(' '))) ||
                             all.contains(words.mid(words.size() - 3).join(QLatin1Char(' '))),
                         qPrintable(sentence));
            }
        }
    }

    void aSentence_isSaidAgainWithWhatWasPutIn()
    {
        Backwards translator;
        QCoreApplication::installTranslator(&translator);
        QCOMPARE(inWords("image/my cat.png looks like image/%1 dog.png."),
                 QStringLiteral("~image/%1 dog.png looks like image/my cat.png."));
        QCOMPARE(inWords("The folder /a is empty."), QStringLiteral("~The folder /a is empty."));
        QCOMPARE(inWords("no caption"), QStringLiteral("~no caption"));
        QCOMPARE(inWords("Something that nobody has heard of."),
                 QStringLiteral("Something that nobody has heard of."));
        QCOMPARE(inWords(""), QString());
    }
};

QTEST_GUILESS_MAIN(CoreWordsTest)
#include "core_words_test.moc"
