#pragma once
// The preprocessing room over a folder of its own, which is filled before it is opened.

#include "tests/ui/preprocess/answers.h"
#include "tests/ui/preprocess/pictures.h"
#include "ui/preprocess/batch_panel.h"
#include "ui/preprocess/preprocess_page.h"
#include "ui/project/project.h"
#include "ui/theme/theme.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QComboBox>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

#include <filesystem>
#include <memory>

namespace armature::ui {

class PreprocessRoom
{
protected:
    static constexpr int kLong = 60'000; // milliseconds, for a machine that is busy otherwise

    void loadTheme() { m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Dark); }
    void makeFolder()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_asker.asked.clear();
        m_asker.answer = 0;
        m_asker.file.reset();
    }
    void leave()
    {
        m_page.reset();
        m_project.reset();
        m_dir.reset();
    }

    std::filesystem::path root() const { return m_dir->path().toStdString(); }
    std::filesystem::path maps() const { return root() / "condition"; }
    void addPictures(int count, int width = 96, int height = 72)
    {
        for (int i = 0; i < count; ++i)
            QVERIFY(
                writePicture(root() / "image" / ("p" + std::to_string(100 + i) + ".png"), width, height, i));
    }
    // So many and so large that there is time to stop them.
    static constexpr int kMany = 150;
    void addManyPictures()
    {
        const std::filesystem::path first = root() / "image/p100.png";
        QVERIFY(writePicture(first, 1200, 900, 1));
        for (int i = 1; i < kMany; ++i)
            std::filesystem::copy_file(first, root() / "image" / ("p" + std::to_string(100 + i) + ".png"));
    }
    void openPage()
    {
        m_page = std::make_unique<PreprocessPage>(PageServices{*m_theme, m_jobs, m_asker, m_engine});
        m_page->resize(1280, 800);
        m_page->show();
        if (!m_project) {
            auto opened = Project::open(root());
            QVERIFY(opened);
            m_project = std::move(*opened);
        }
        QSignalSpy listed(m_page.get(), &PreprocessPage::picturesListed);
        m_page->openProject(*m_project);
        QTRY_COMPARE_WITH_TIMEOUT(listed.size(), 1, kLong);
    }
    template <typename T>
    T *find(const char *name)
    {
        return m_page->findChild<T *>(QLatin1String(name));
    }
    void click(QWidget *widget)
    {
        QVERIFY(widget && widget->isVisible() && widget->isEnabled());
        QTest::mouseClick(widget, Qt::LeftButton);
    }
    void addStep(const char *title)
    {
        for (auto *part : find<QToolButton>("preprocess.addStep")->menu()->findChildren<QMenu *>())
            for (auto *action : part->actions())
                if (action->text() == QLatin1String(title))
                    return action->trigger();
        QFAIL(title);
    }
    QAction *menuAction(const char *button, const char *begins)
    {
        for (auto *action : find<QToolButton>(button)->menu()->actions())
            if (action->text().startsWith(QLatin1String(begins)))
                return action;
        qFatal("no action %s", begins);
    }
    void runBatch()
    {
        QSignalSpy ended(m_page.get(), &PreprocessPage::batchEnded);
        click(find<QPushButton>("preprocess.run"));
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, kLong);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->batch()->versions()->isEnabled(), kLong);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Theme> m_theme;
    JobList m_jobs;
    Answers m_asker;
    EngineLink m_engine;
    std::unique_ptr<Project> m_project;
    std::unique_ptr<PreprocessPage> m_page;
};

} // namespace armature::ui
