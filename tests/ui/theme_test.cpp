#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/error_bar.h"

#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QSlider>
#include <QtTest>

#include <cmath>

using namespace armature::ui;

namespace {

// WCAG 2.1, relative luminance and contrast ratio.
double luminance(QRgb rgb)
{
    const auto linear = [](int channel) {
        const double share = channel / 255.0;
        return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(qRed(rgb)) + 0.7152 * linear(qGreen(rgb)) + 0.0722 * linear(qBlue(rgb));
}
double contrast(QRgb a, QRgb b)
{
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

struct Pair
{
    const char *what;
    QRgb ThemeColors::*front, ThemeColors::*ground;
    double least;
};

using C = ThemeColors;
const Pair kPairs[] = {
    {"text on field", &C::text, &C::field, 7},       {"text on field2", &C::text, &C::field2, 7},
    {"text on window", &C::text, &C::window, 7},     {"text on raised", &C::text, &C::raised, 7},
    {"text on hover", &C::text, &C::hover, 7},       {"text2 on field", &C::text2, &C::field, 4.5},
    {"text2 on field2", &C::text2, &C::field2, 4.5}, {"text2 on window", &C::text2, &C::window, 4.5},
    {"text2 on raised", &C::text2, &C::raised, 4.5}, {"accent's text", &C::onAccent, &C::accent, 4.5},
    {"good on field", &C::good, &C::field, 4.5},     {"good on window", &C::good, &C::window, 4.5},
    {"good on raised", &C::good, &C::raised, 4.5},   {"warn on field", &C::warn, &C::field, 4.5},
    {"warn on window", &C::warn, &C::window, 4.5},   {"warn on raised", &C::warn, &C::raised, 4.5},
    {"bad on field", &C::bad, &C::field, 4.5},       {"bad on window", &C::bad, &C::window, 4.5},
    {"bad on raised", &C::bad, &C::raised, 4.5},     {"info on field", &C::info, &C::field, 4.5},
    {"info on window", &C::info, &C::window, 4.5},   {"info on raised", &C::info, &C::raised, 4.5},
    {"focus on field", &C::focus, &C::field, 3},     {"focus on window", &C::focus, &C::window, 3},
    {"focus on raised", &C::focus, &C::raised, 3},   {"focus on hover", &C::focus, &C::hover, 3},
    {"edge on field", &C::edge, &C::field, 3},       {"edge on window", &C::edge, &C::window, 3},
};

} // namespace

class ThemeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPair_isReadable_data()
    {
        QTest::addColumn<int>("pair");
        QTest::addColumn<bool>("dark");
        for (int i = 0; i < int(std::size(kPairs)); ++i)
            for (const bool dark : {true, false})
                QTest::newRow(
                    qPrintable(QStringLiteral("%1, %2").arg(kPairs[i].what, dark ? "dark" : "light")))
                    << i << dark;
    }
    void everyPair_isReadable()
    {
        QFETCH(int, pair);
        QFETCH(bool, dark);
        const ThemeColors &colors = dark ? kDarkColors : kLightColors;
        const double ratio = contrast(colors.*kPairs[pair].front, colors.*kPairs[pair].ground);
        QVERIFY2(ratio >= kPairs[pair].least, qPrintable(QString::number(ratio)));
    }

    void everyGround_isNeutralGrey()
    {
        for (const ThemeColors *colors : {&kDarkColors, &kLightColors})
            for (const QRgb grey : {colors->field, colors->window, colors->raised, colors->hover,
                                    colors->stage[0], colors->stage[1]}) {
                QCOMPARE(qRed(grey), qGreen(grey));
                QCOMPARE(qGreen(grey), qBlue(grey));
            }
    }

    void everyRole_isSetInEveryGroup()
    {
        const QPalette palette = paletteFor(kDarkColors);
        for (int role = 0; role < QPalette::NColorRoles; ++role) {
            if (role == QPalette::NoRole)
                continue;
            QVERIFY2(palette.isBrushSet(QPalette::Active, QPalette::ColorRole(role)),
                     qPrintable(QString::number(role)));
            QCOMPARE(palette.brush(QPalette::Inactive, QPalette::ColorRole(role)),
                     palette.brush(QPalette::Active, QPalette::ColorRole(role)));
        }
    }

    void switching_reachesOpenWindowsAtOnce()
    {
        Theme theme(*qApp, ThemeChoice::Dark);
        QLabel label(QStringLiteral("words"));
        label.setAutoFillBackground(true);
        label.show();
        QVERIFY(isDark(label.palette()));
        QCOMPARE(label.grab().toImage().pixel(0, 0) & 0xffffff, kDarkColors.window & 0xffffff);
        QSignalSpy changed(&theme, &Theme::changed);
        theme.setChoice(ThemeChoice::Light);
        QCOMPARE(changed.count(), 1);
        QTRY_VERIFY(!isDark(label.palette())); // Qt tells widgets at once only inside exec()
        QCOMPARE(label.grab().toImage().pixel(0, 0) & 0xffffff, kLightColors.window & 0xffffff);
    }

    void icons_takeTheTextColourOfTheMoment()
    {
        Theme theme(*qApp, ThemeChoice::Dark);
        const QIcon stop = icon(QStringLiteral("stop-fill"));
        const QRgb dark = stop.pixmap(16, 16).toImage().pixel(8, 8);
        QCOMPARE(dark, kDarkColors.text);
        theme.setChoice(ThemeChoice::Light);
        QCOMPARE(stop.pixmap(16, 16).toImage().pixel(8, 8), kLightColors.text);
        QCOMPARE(stop.pixmap(QSize(16, 16), QIcon::Disabled).toImage().pixel(8, 8), kLightColors.off);
    }

    void slider_liesInTheMiddleOfAnyHeight()
    {
        Theme theme(*qApp, ThemeChoice::Dark);
        QSlider slider(Qt::Horizontal);
        slider.resize(200, 40);
        const QImage image = slider.grab().toImage();
        int top = image.height(), bottom = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                if ((image.pixel(x, y) & 0xffffff) != (kDarkColors.window & 0xffffff)) {
                    top = std::min(top, y);
                    bottom = std::max(bottom, y);
                }
        QVERIFY2(std::abs(top + bottom - 39) <= 2,
                 qPrintable(QStringLiteral("%1 to %2").arg(top).arg(bottom)));
    }

    void errorBar_saysWhatHappenedAndWhatWasKept()
    {
        ErrorBar bar;
        QVERIFY(!bar.isVisible());
        bool isPressed = false;
        const armature::Error error{armature::ErrorCode::DiskFull, "The disk is full.", "Free some space.",
                                    "The old file is whole."};
        bar.show(ErrorReport::from(error, QStringLiteral("Try again"), [&] { isPressed = true; }));
        QVERIFY(bar.isVisible());
        QVERIFY(bar.text().contains(QStringLiteral("The disk is full. Free some space.")));
        QVERIFY(bar.text().contains(QStringLiteral("The old file is whole.")));
        QCOMPARE(bar.accessibleName(), bar.text());
        QTest::mouseClick(bar.findChild<QWidget *>(QStringLiteral("errorBarAction")), Qt::LeftButton);
        QVERIFY(isPressed);
        QVERIFY(!bar.isVisible());
    }

    void errorBar_showsHostileNamesOnOneLine()
    {
        ErrorBar bar;
        bar.show({QStringLiteral("a\nb\u202Ec.png <b>cannot</b> be read."), {}, {}, {}, {}});
        QVERIFY(!bar.text().contains(QLatin1Char('\n')));
        QVERIFY(!bar.text().contains(QChar(0x202e)));
        QVERIFY(bar.text().contains(QStringLiteral("<b>cannot</b>"))); // shown, not obeyed
    }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
