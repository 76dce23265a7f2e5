#include "ui/theme/armature_style.h"

#include "ui/theme/style_paint.h"
#include "ui/theme/theme.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QSlider>
#include <QTabBar>
#include <QToolButton>

namespace armature::ui {

namespace {

bool isPrimary(const QWidget *widget) { return widget && widget->property("primary").toBool(); }
template <typename Option>
const Option &as(const QStyleOption *option)
{
    return *qstyleoption_cast<const Option *>(option);
}
template <typename Option>
bool is(const QStyleOption *option)
{
    return qstyleoption_cast<const Option *>(option) != nullptr;
}

} // namespace

ArmatureStyle::ArmatureStyle() : QProxyStyle(QStringLiteral("Fusion"))
{
    setObjectName(QStringLiteral("armature"));
}

void ArmatureStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget) ||
        qobject_cast<QSlider *>(widget) || qobject_cast<QScrollBar *>(widget) ||
        qobject_cast<QTabBar *>(widget) || qobject_cast<QAbstractSpinBox *>(widget))
        widget->setAttribute(Qt::WA_Hover);
    if (qobject_cast<QScrollBar *>(widget))
        widget->setAttribute(Qt::WA_OpaquePaintEvent, false); // only the handle is painted
}

int ArmatureStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return size::kScrollBar;
    case PM_ScrollBarSliderMin:
        return size::kScrollMinimum;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return size::kCheck;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
    case PM_TabBarIconSize:
        return size::kIcon;
    case PM_ToolBarIconSize:
        return size::kToolIcon;
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin:
        return space::kMedium;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return space::kSmall;
    case PM_DefaultFrameWidth:
        return 1;
    case PM_SplitterWidth:
        return size::kSplitterGrab;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_ButtonDefaultIndicator:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal:
        return 0;
    case PM_SliderThickness:
    case PM_SliderControlThickness:
        return 20;
    case PM_SliderLength:
        return 16;
    case PM_ButtonMargin:
        return space::kMedium;
    case PM_FocusFrameHMargin: // what lies before the text of a row
    case PM_HeaderMargin:
        return 6;
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuVMargin:
        return space::kTiny;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int ArmatureStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                             QStyleHintReturn *returnData) const
{
    switch (hint) {
    case SH_ToolTip_WakeUpDelay:
        return kToolTipDelay;
    case SH_EtchDisabledText:
        return 0;
    case SH_ComboBox_Popup:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
        return 1;
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 0;
    case SH_Slider_AbsoluteSetButtons:
        return Qt::LeftButton;
    case SH_Widget_Animation_Duration:
        return 0;
    case SH_UnderlineShortcut:
        return 1;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

QSize ArmatureStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &contents,
                                      const QWidget *widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, contents, widget);
    switch (type) {
    case CT_PushButton:
        result =
            QSize(std::max(result.width() + space::kSmall, 64), std::max(result.height(), size::kControl));
        break;
    case CT_ComboBox:
        result = QSize(result.width() + space::kMedium, std::max(contents.height() + 10, size::kControl));
        break;
    case CT_LineEdit:
    case CT_SpinBox:
        result.setHeight(std::max(contents.height() + 10, size::kControl));
        break;
    case CT_ToolButton:
        result = result.expandedTo({size::kControl, size::kControl});
        break;
    case CT_ItemViewItem:
        result.setHeight(std::max(result.height(), size::kRow));
        break;
    case CT_HeaderSection:
        result.setHeight(std::max(result.height(), size::kRow));
        break;
    case CT_MenuItem:
        if (is<QStyleOptionMenuItem>(option) &&
            as<QStyleOptionMenuItem>(option).menuItemType != QStyleOptionMenuItem::Separator)
            result.setHeight(std::max(result.height(), size::kMenuRow));
        break;
    case CT_MenuBarItem:
        result = QSize(result.width() + space::kTiny, size::kMenuRow);
        break;
    case CT_TabBarTab:
        result = QSize(result.width() + space::kSmall, std::max(result.height(), size::kTab));
        break;
    case CT_CheckBox:
    case CT_RadioButton:
        result.setHeight(std::max(result.height(), size::kRow));
        break;
    default:
        break;
    }
    return result;
}

QRect ArmatureStyle::subElementRect(SubElement element, const QStyleOption *option,
                                    const QWidget *widget) const
{
    QRect rect = QProxyStyle::subElementRect(element, option, widget);
    if (element == SE_LineEditContents && is<QStyleOptionFrame>(option) &&
        as<QStyleOptionFrame>(option).lineWidth > 0)
        rect.adjust(4, 0, -4, 0);
    if (element == SE_ProgressBarGroove || element == SE_ProgressBarContents)
        return option->rect;
    return rect;
}

QRect ArmatureStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option,
                                    SubControl part, const QWidget *widget) const
{
    if (control == CC_ScrollBar && is<QStyleOptionSlider>(option)) {
        // No arrow buttons: the whole length is groove.
        const auto &bar = as<QStyleOptionSlider>(option);
        const bool upright = bar.orientation == Qt::Vertical;
        const int length = upright ? bar.rect.height() : bar.rect.width();
        if (part == SC_ScrollBarAddLine || part == SC_ScrollBarSubLine)
            return {};
        if (part == SC_ScrollBarGroove)
            return bar.rect;
        const qint64 range = qint64(bar.maximum) - bar.minimum;
        int handle = range > 0 ? int(qint64(length) * bar.pageStep / (range + bar.pageStep)) : length;
        handle = std::min(length, std::max(handle, size::kScrollMinimum));
        const int start = sliderPositionFromValue(bar.minimum, bar.maximum, bar.sliderPosition,
                                                  length - handle, bar.upsideDown);
        const auto slice = [&](int from, int extent) {
            const QRect r = upright
                                ? QRect(bar.rect.left(), bar.rect.top() + from, bar.rect.width(), extent)
                                : QRect(bar.rect.left() + from, bar.rect.top(), extent, bar.rect.height());
            return r;
        };
        if (part == SC_ScrollBarSlider)
            return slice(start, handle);
        if (part == SC_ScrollBarSubPage)
            return slice(0, start);
        if (part == SC_ScrollBarAddPage)
            return slice(start + handle, length - start - handle);
    }
    QRect rect = QProxyStyle::subControlRect(control, option, part, widget);
    if (control == CC_Slider && (part == SC_SliderGroove || part == SC_SliderHandle)) {
        // Without ticks the groove runs through the middle, whatever height a layout gives.
        if (is<QStyleOptionSlider>(option) &&
            as<QStyleOptionSlider>(option).tickPosition == QSlider::NoTicks) {
            if (as<QStyleOptionSlider>(option).orientation == Qt::Horizontal)
                rect.moveTop(option->rect.top() + (option->rect.height() - rect.height()) / 2);
            else
                rect.moveLeft(option->rect.left() + (option->rect.width() - rect.width()) / 2);
        }
        return rect;
    }
    if (control == CC_SpinBox && part == SC_SpinBoxEditField)
        rect.adjust(4, 0, 0, 0);
    if (control == CC_ComboBox && part == SC_ComboBoxEditField)
        rect.adjust(4, 0, 0, 0);
    return rect;
}

void ArmatureStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                                  const QWidget *widget) const
{
    const ThemeColors &c = themeColors(option->palette);
    switch (element) {
    case PE_PanelLineEdit:
        // The line edit inside a spin box or an editable combo box has no frame; its owner paints the field.
        if (is<QStyleOptionFrame>(option) && as<QStyleOptionFrame>(option).lineWidth > 0)
            paint::field(*painter, *option, option->state & State_HasFocus);
        return;
    case PE_FrameLineEdit:
    case PE_FrameStatusBarItem:
    case PE_PanelStatusBar:
    case PE_FrameTabWidget:
    case PE_FrameTabBarBase:
    case PE_FrameDefaultButton:
        return;
    case PE_Frame:
    case PE_FrameGroupBox:
        paint::panel(*painter, option->rect, radius::kControl, 0, c.line);
        return;
    case PE_PanelMenu:
    case PE_FrameMenu:
        paint::panel(*painter, option->rect, 0, element == PE_PanelMenu ? c.raised : 0, c.line);
        return;
    case PE_PanelTipLabel:
        paint::panel(*painter, option->rect, 0, c.raised, c.line);
        return;
    case PE_FrameFocusRect:
        if (option->state & State_KeyboardFocusChange)
            paint::focusRing(*painter, option->rect, radius::kControl, c.focus);
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        paint::checkBox(*painter, *option);
        return;
    case PE_IndicatorRadioButton:
        paint::radioButton(*painter, *option);
        return;
    case PE_PanelButtonCommand: {
        const bool flat = is<QStyleOptionButton>(option) &&
                          (as<QStyleOptionButton>(option).features & QStyleOptionButton::Flat);
        paint::button(*painter, *option, isPrimary(widget), flat);
        return;
    }
    case PE_PanelButtonTool:
        paint::button(*painter, *option, false, true);
        return;
    case PE_PanelItemViewItem:
        if (is<QStyleOptionViewItem>(option))
            paint::itemPanel(*painter, as<QStyleOptionViewItem>(option));
        return;
    case PE_PanelItemViewRow:
        if (is<QStyleOptionViewItem>(option) &&
            (as<QStyleOptionViewItem>(option).features & QStyleOptionViewItem::Alternate))
            painter->fillRect(option->rect, color(c.field2));
        return;
    case PE_IndicatorArrowDown:
        paint::arrow(*painter, option->rect, Qt::DownArrow, c.text2);
        return;
    case PE_IndicatorArrowUp:
        paint::arrow(*painter, option->rect, Qt::UpArrow, c.text2);
        return;
    case PE_IndicatorArrowLeft:
        paint::arrow(*painter, option->rect, Qt::LeftArrow, c.text2);
        return;
    case PE_IndicatorArrowRight:
        paint::arrow(*painter, option->rect, Qt::RightArrow, c.text2);
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void ArmatureStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                                const QWidget *widget) const
{
    const ThemeColors &c = themeColors(option->palette);
    switch (element) {
    case CE_PushButton: {
        // Bevel and label only: focus is a ring inside the bevel, not Fusion's dotted rectangle over the
        // label.
        proxy()->drawControl(CE_PushButtonBevel, option, painter, widget);
        QStyleOptionButton label = as<QStyleOptionButton>(option);
        label.rect = subElementRect(SE_PushButtonContents, option, widget);
        proxy()->drawControl(CE_PushButtonLabel, &label, painter, widget);
        return;
    }
    case CE_PushButtonLabel:
        if (is<QStyleOptionButton>(option) &&
            !(as<QStyleOptionButton>(option).features & QStyleOptionButton::HasMenu)) {
            const auto &label = as<QStyleOptionButton>(option);
            const bool enabled = label.state & State_Enabled, accented = enabled && isPrimary(widget);
            paint::buttonLabel(*painter, label.rect, label.icon, label.iconSize, label.text,
                               accented  ? c.onAccent
                               : enabled ? c.text
                                         : c.off,
                               accented  ? QIcon::Selected
                               : enabled ? QIcon::Normal
                                         : QIcon::Disabled,
                               label.direction);
            return;
        }
        break;
    case CE_ToolButtonLabel:
        if (is<QStyleOptionToolButton>(option) &&
            as<QStyleOptionToolButton>(option).toolButtonStyle == Qt::ToolButtonTextBesideIcon) {
            const auto &label = as<QStyleOptionToolButton>(option);
            const bool enabled = label.state & State_Enabled;
            paint::buttonLabel(*painter, label.rect, label.icon, label.iconSize, label.text,
                               enabled ? c.text : c.off, enabled ? QIcon::Normal : QIcon::Disabled,
                               label.direction);
            return;
        }
        break;
    case CE_ProgressBarGroove:
    case CE_ProgressBarLabel:
        return;
    case CE_ProgressBarContents:
        if (is<QStyleOptionProgressBar>(option))
            paint::progress(*painter, as<QStyleOptionProgressBar>(option));
        return;
    case CE_Splitter: {
        const bool upright = !(option->state & State_Horizontal);
        const QRect r = option->rect;
        const QRect line = upright ? QRect(r.left(), r.center().y(), r.width(), 1)
                                   : QRect(r.center().x(), r.top(), 1, r.height());
        painter->fillRect(line, color(option->state & State_MouseOver ? c.focus : c.line));
        return;
    }
    case CE_TabBarTabShape:
        if (is<QStyleOptionTab>(option))
            paint::tab(*painter, as<QStyleOptionTab>(option));
        return;
    case CE_HeaderSection:
        if (is<QStyleOptionHeader>(option))
            paint::headerSection(*painter, as<QStyleOptionHeader>(option));
        return;
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, color(c.window));
        return;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void ArmatureStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                       QPainter *painter, const QWidget *widget) const
{
    const ThemeColors &c = themeColors(option->palette);
    const bool hasFocus = option->state & State_HasFocus;
    switch (control) {
    case CC_ComboBox:
        if (is<QStyleOptionComboBox>(option)) {
            const auto &box = as<QStyleOptionComboBox>(option);
            if (box.editable)
                paint::field(*painter, box, hasFocus);
            else
                paint::button(*painter, box, false, !box.frame);
            const QRect arrow = subControlRect(control, option, SC_ComboBoxArrow, widget);
            paint::arrow(*painter, arrow, Qt::DownArrow, option->state & State_Enabled ? c.text2 : c.off);
        }
        return;
    case CC_SpinBox:
        if (is<QStyleOptionSpinBox>(option)) {
            const auto &box = as<QStyleOptionSpinBox>(option);
            paint::field(*painter, box, hasFocus);
            if (box.buttonSymbols == QAbstractSpinBox::NoButtons)
                return;
            const auto tint = [&](QAbstractSpinBox::StepEnabledFlag step) {
                return (box.stepEnabled & step) && (box.state & State_Enabled) ? c.text2 : c.off;
            };
            paint::arrow(*painter, subControlRect(control, option, SC_SpinBoxUp, widget), Qt::UpArrow,
                         tint(QAbstractSpinBox::StepUpEnabled));
            paint::arrow(*painter, subControlRect(control, option, SC_SpinBoxDown, widget), Qt::DownArrow,
                         tint(QAbstractSpinBox::StepDownEnabled));
        }
        return;
    case CC_ScrollBar:
        if (is<QStyleOptionSlider>(option))
            paint::scrollBar(*painter, as<QStyleOptionSlider>(option),
                             subControlRect(control, option, SC_ScrollBarSlider, widget));
        return;
    case CC_Slider:
        if (is<QStyleOptionSlider>(option))
            paint::slider(*painter, as<QStyleOptionSlider>(option),
                          subControlRect(control, option, SC_SliderGroove, widget),
                          subControlRect(control, option, SC_SliderHandle, widget));
        return;
    default:
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

} // namespace armature::ui
