#pragma once
// Every colour and size of the studio, once. Neutral greys so that pictures are judged beside no tint; levels
// about 5 L* apart; body text at least 7:1, second text at least 4.5:1, outlines that mean something at least
// 3:1 (held by tests/ui/theme_test.cpp). Pixels are at 100 % scale.

#include <QRgb>

#include <array>

namespace armature::ui {

struct ThemeColors
{
    QRgb field;  // text fields, lists
    QRgb field2; // every other row
    QRgb window; // the ground
    QRgb raised; // buttons, cards, tool tips
    QRgb hover;
    QRgb line; // dividers, field frames
    QRgb edge; // check boxes, sliders, handles
    QRgb text;
    QRgb text2;  // captions, placeholders; not on hover
    QRgb off;    // disabled text
    QRgb accent; // selection, the one main action; text on it is onAccent
    QRgb focus;  // focus ring, links
    QRgb good;   // saved, verified
    QRgb warn;   // paused, wants attention
    QRgb bad;    // failed
    QRgb info;   // running, notes
    QRgb deep;   // below the field: wells, the rail
    QRgb shadow;
    QRgb scrim; // behind badges over pictures; text on it is onAccent
    QRgb onAccent;
    std::array<QRgb, 3> stage; // what surrounds a picture; the first is the default, a key cycles
    std::array<QRgb, 5> chart; // series in this order, dashed from the fourth
};

inline constexpr ThemeColors kDarkColors{
    .field = 0xff1f1f1f,
    .field2 = 0xff242424,
    .window = 0xff2a2a2a,
    .raised = 0xff383838,
    .hover = 0xff454545,
    .line = 0xff4a4a4a,
    .edge = 0xff7a7a7a,
    .text = 0xffe2e2e2,
    .text2 = 0xffababab,
    .off = 0xff777777,
    .accent = 0xff3b73b9,
    .focus = 0xff7fb2ee,
    .good = 0xff57c084,
    .warn = 0xffe3a93a,
    .bad = 0xfff2817a,
    .info = 0xff7fb2ee,
    .deep = 0xff181818,
    .shadow = 0xff000000,
    .scrim = 0x99000000,
    .onAccent = 0xffffffff,
    .stage = {0xff474747, 0xff777777, 0xff1f1f1f},
    .chart = {0xff3f93f2, 0xfff0b429, 0xff6fecc0, 0xffd7649f, 0xff8c8c33}};

inline constexpr ThemeColors kLightColors{
    .field = 0xfff7f7f7,
    .field2 = 0xffefefef,
    .window = 0xffe6e6e6,
    .raised = 0xfff2f2f2,
    .hover = 0xffd9d9d9,
    .line = 0xffc6c6c6,
    .edge = 0xff7c7c7c,
    .text = 0xff1b1b1b,
    .text2 = 0xff525252,
    .off = 0xff8a8a8a,
    .accent = 0xff2f6ab3,
    .focus = 0xff1f5fae,
    .good = 0xff1b6f3f,
    .warn = 0xff7f5300,
    .bad = 0xffb3261e,
    .info = 0xff1f5fae,
    .deep = 0xffababab,
    .shadow = 0xff000000,
    .scrim = 0x99000000,
    .onAccent = 0xffffffff,
    .stage = {0xffababab, 0xff777777, 0xfff7f7f7},
    .chart = {0xff1d74d1, 0xffb0761f, 0xff114a40, 0xffd93c8e, 0xff4a3d10}};

namespace space {
inline constexpr int kTiny = 4, kSmall = 8, kMedium = 12, kPage = 16, kGroup = 24;
}

namespace size {
inline constexpr int kControl = 28, kRow = 24, kMenuRow = 26, kToolBar = 40, kToolButton = 32, kRailRow = 40;
inline constexpr int kTab = 32, kCheck = 16, kScrollBar = 12, kScrollHandle = 8, kScrollMinimum = 24,
                     kProgress = 6;
inline constexpr int kSplitterGrab = 5, kIcon = 16, kToolIcon = 24;
inline constexpr int kThumbPadding = 4, kThumbGap = 8, kBadge = 16;
inline constexpr std::array<int, 4> kThumbs = {96, 128, 192, 256};
inline constexpr int kDefaultThumb = 128;
} // namespace size

namespace radius {
inline constexpr int kControl = 4, kCard = 6;
}

inline constexpr int kFocusWidth = 2;
inline constexpr int kToolTipDelay = 500; // milliseconds
inline constexpr int kMotion = 120;       // milliseconds, at most

} // namespace armature::ui
