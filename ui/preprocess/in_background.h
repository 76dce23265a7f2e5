#pragma once
// Work for the pool whose result comes back to an object on the window's thread.

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include <memory>

namespace armature::ui {

// Runs `work` on the pool and hands its result to `take` on the window's thread, if `page` still is there.
template <typename Owner, typename Work, typename Take>
void inBackground(Owner *page, Work work, Take take)
{
    QThreadPool::globalInstance()->start([self = QPointer(page), work, take] {
        auto result = std::make_shared<decltype(work())>(work());
        QMetaObject::invokeMethod(qApp, [self, take, result] {
            if (self)
                take(std::move(*result));
        });
    });
}

} // namespace armature::ui
