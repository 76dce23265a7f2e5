#pragma once
// What the tests of the test room share: the tiny models of goldens/pipeline, drops, prepared answers.

#include "core/io/layouts/controlnet_file.h"
#include "core/io/layouts/controlnet_writer.h"
#include "ui/project/paths.h"
#include "ui/test_room/result_strip.h"
#include "ui/test_room/test_page.h"
#include "ui/test_room/test_settings.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/error_bar.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QUrl>
#include <QWidget>

#include <filesystem>

namespace testing {

using namespace armature;
using namespace armature::ui;
namespace fs = std::filesystem;

inline const fs::path kFamily = fs::path(ARMATURE_TEST_DATA) / "goldens/pipeline/sd1";
constexpr int kWait = 30000;

class PreparedAsker : public Asker
{
public:
    int ask(QWidget *, const Question &question) override
    {
        asked << question.text;
        return answer;
    }
    std::optional<QString> folder(QWidget *, const QString &, const QString &) override { return {}; }
    std::optional<QString> openFile(QWidget *, const QString &, const QString &, const QString &) override
    {
        return nextFile;
    }
    std::optional<QString> nextFile;
    int answer = 0;
    QStringList asked;
};

inline void drop(QWidget &widget, const fs::path &file, const QPoint &at = {9, 9})
{
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(displayPath(file))});
    QDragEnterEvent enter(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&widget, &enter);
    QDropEvent event(QPointF(at), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&widget, &event);
}

inline TestSettings goldenSettings()
{
    TestSettings settings;
    settings.base = kFamily / "model";
    settings.controls.push_back({kFamily / "controlnet", kFamily / "condition.png"});
    settings.prompt = QStringLiteral("a red star on a blue background");
    settings.steps = 4;
    settings.seed = 7;
    settings.width = 64;
    settings.height = 48;
    return settings;
}

// The tiny ControlNet with this in its header, as a training would leave it.
inline Status writeNetWithRecipe(const fs::path &folder, const std::string &recipe)
{
    ARMATURE_TRY(const ControlNetSource source, openControlNet((kFamily / "controlnet").string()));
    ControlNetWrite write;
    for (const std::string &name : source.weights->names())
        write.tensors.push_back({name, *source.weights->find(name)});
    write.config = source.config;
    write.metadata["armature.condition_recipe"] = recipe;
    return writeControlNetFolder(write, folder.string());
}

// Presses Generate once and waits: the newest picture's file, empty where there is none.
inline fs::path madeBy(TestPage &page)
{
    QSignalSpy made(&page, &TestPage::pictureMade);
    if (!QTest::qWaitFor([&] { return page.form()->missing().isEmpty(); }, kWait))
        qWarning("not ready: %s", qPrintable(page.form()->missing()));
    page.generate();
    if (!made.wait(kWait))
        qWarning("%s", qPrintable(page.errors()->text()));
    return page.strip()->count() > 0 ? page.strip()->file(0) : fs::path();
}

} // namespace testing
