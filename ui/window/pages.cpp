#include "ui/window/pages.h"

#include "ui/dataset/dataset_page.h"
#include "ui/preprocess/preprocess_page.h"
#include "ui/test_room/test_page.h"
#include "ui/train/train_page.h"

#include <QCoreApplication>

namespace armature::ui {

namespace {

QString say(const char *text) { return QCoreApplication::translate("armature::ui::Pages", text); }

} // namespace

std::vector<PageEntry> makePages(const PageServices &services, QWidget *parent)
{
    std::vector<PageEntry> pages;
    const auto add = [&](const char *id, const QString &title, const char *icon, Page *page) {
        pages.push_back({QLatin1String(id), title, QLatin1String(icon), page});
    };
    const QString dataset = say(QT_TRANSLATE_NOOP("armature::ui::Pages", "Dataset"));
    add("dataset", dataset, "images", new DatasetPage(services, parent));
    const QString preprocess = say(QT_TRANSLATE_NOOP("armature::ui::Pages", "Preprocess"));
    add("preprocess", preprocess, "magic", new PreprocessPage(services, parent));
    const QString train = say(QT_TRANSLATE_NOOP("armature::ui::Pages", "Train"));
    auto *trainPage = new TrainPage(services, parent);
    add("train", train, "graph-up", trainPage);
    const QString test = say(QT_TRANSLATE_NOOP("armature::ui::Pages", "Test"));
    auto *testPage = new TestPage(services, parent);
    testPage->setTraining(&trainPage->door());
    add("test", test, "eye", testPage);
    return pages;
}

} // namespace armature::ui
