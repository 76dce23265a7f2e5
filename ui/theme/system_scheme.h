#pragma once
// Whether the desktop is dark, and when that changes. Qt 6.4 cannot tell, the desktop portal can (GNOME, KDE
// and others answer org.freedesktop.portal.Settings); without a portal the palette that Qt starts with
// decides.

#include <QDBusVariant>
#include <QObject>

namespace armature::ui {

class SystemScheme : public QObject
{
    Q_OBJECT

public:
    explicit SystemScheme(bool startsDark, QObject *parent);
    bool isDark() const { return m_isDark; }
    void follow();

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void settingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    void take(const QVariant &value);

    bool m_isDark;
    bool m_isFollowing = false;
};

} // namespace armature::ui
