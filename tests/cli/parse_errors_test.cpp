#include "app/cli/commands.h"
#include "app/cli/parse_errors.h"

#include <QTest>

#include <CLI/CLI.hpp>

using namespace armature;

namespace {

// The error that a small program of two commands gives for these words.
Error errorFor(const QString &words)
{
    CLI::App app("test", "armature-cli");
    app.require_subcommand(1);
    CLI::App *sample = app.add_subcommand("sample", "draw");
    std::string out;
    int steps = 0;
    sample->add_option("--out", out)->required();
    sample->add_option("--steps", steps);
    app.add_subcommand("inspect", "look");
    std::vector<std::string> reversed;
    for (const QString &word : words.split(' ', Qt::SkipEmptyParts))
        reversed.insert(reversed.begin(), word.toStdString());
    try {
        app.parse(reversed);
    } catch (const CLI::ParseError &error) {
        return explainParseError(app, error);
    }
    return {};
}

} // namespace

class ParseErrorsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void wrongUse_isOneSentenceWithAWayOut_data();
    void wrongUse_isOneSentenceWithAWayOut();
    void errors_becomeExitCodes();
};

void ParseErrorsTest::wrongUse_isOneSentenceWithAWayOut_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("remedy");
    QTest::newRow("no command") << ""
                                << "A command is missing."
                                << "sample, inspect";
    QTest::newRow("unknown command") << "smaple"
                                     << "'smaple'"
                                     << "'sample'";
    QTest::newRow("unknown option") << "sample --out x --stpes 3"
                                    << "--stpes"
                                    << "--steps";
    QTest::newRow("unknown option with value") << "sample --out x --ste=3"
                                               << "--ste."
                                               << "--steps";
    QTest::newRow("unknown option first") << "--verson"
                                          << "--verson"
                                          << "armature-cli --help";
    QTest::newRow("one word too many") << "inspect a"
                                       << "'a'"
                                       << "quotes";
    QTest::newRow("required option") << "sample"
                                     << "--out"
                                     << "armature-cli sample --help";
    QTest::newRow("wrong number") << "sample --out x --steps many"
                                  << "many"
                                  << "armature-cli sample --help";
    QTest::newRow("no value") << "sample --out"
                              << "--out"
                              << "armature-cli sample --help";
}

void ParseErrorsTest::wrongUse_isOneSentenceWithAWayOut()
{
    QFETCH(QString, words);
    QFETCH(QString, message);
    QFETCH(QString, remedy);
    const Error error = errorFor(words);
    QVERIFY(error.code == ErrorCode::BadInput);
    QVERIFY2(QString::fromStdString(error.message).contains(message), describe(error).c_str());
    QVERIFY2(QString::fromStdString(error.remedy).contains(remedy), describe(error).c_str());
    QVERIFY2(error.message.ends_with('.') && !error.message.ends_with(".."), describe(error).c_str());
}

void ParseErrorsTest::errors_becomeExitCodes()
{
    QCOMPARE(report({ErrorCode::BadInput, "x", "", ""}), 2);
    QCOMPARE(report({ErrorCode::Interrupted, "x", "", ""}), 130);
    QCOMPARE(report({ErrorCode::NotFound, "x", "", ""}), 1);
    QCOMPARE(report({ErrorCode::Internal, "x", "", ""}), 1);
}

QTEST_GUILESS_MAIN(ParseErrorsTest)
#include "parse_errors_test.moc"
