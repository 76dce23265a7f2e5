#include "ui/project/paths.h"
#include "ui/project/project.h"
#include "ui/project/recent_projects.h"

#include <QTemporaryDir>
#include <QUrl>
#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace armature;
using namespace armature::ui;
namespace fs = std::filesystem;

namespace {

void writeFile(const fs::path &path, const std::string &text) { QVERIFY(writeFileAtomically(path, text)); }

} // namespace

class ProjectTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_folder = fs::path(m_dir->path().toStdString()) / "pictures";
        fs::create_directory(m_folder);
        writeFile(m_folder / "a.png", "not really");
    }

    void plainFolder_becomesProjectWithoutTouchingPictures()
    {
        const auto before = fs::last_write_time(m_folder / "a.png");
        auto project = Project::open(m_folder);
        QVERIFY(project);
        QCOMPARE((*project)->pictures(), fs::canonical(m_folder));
        QCOMPARE((*project)->name(), QStringLiteral("pictures"));
        QCOMPARE((*project)->place(), fs::canonical(m_folder));
        QVERIFY((*project)->save());
        QVERIFY(fs::is_regular_file(m_folder / ".armature" / "project.json"));
        QVERIFY(before == fs::last_write_time(m_folder / "a.png"));
        QCOMPARE(std::distance(fs::directory_iterator(m_folder), {}), 2);
    }

    void sections_comeBack_andForeignOnesAreKept()
    {
        {
            auto project = Project::open(m_folder);
            (*project)->setSection(QStringLiteral("dataset"),
                                   {{QStringLiteral("filter"), QStringLiteral("size:<512")}});
            (*project)->setSection(QStringLiteral("of a newer version"), {{QStringLiteral("x"), 1}});
            QVERIFY((*project)->save());
        }
        auto again = Project::open(m_folder / ".armature" / "project.json");
        QVERIFY(again);
        QCOMPARE((*again)->pictures(), fs::canonical(m_folder));
        QCOMPARE((*again)->section(QStringLiteral("dataset")).value(u"filter").toString(),
                 QStringLiteral("size:<512"));
        QCOMPARE((*again)->section(QStringLiteral("of a newer version")).value(u"x").toInt(), 1);
        QVERIFY(!(*again)->isChanged());
    }

    void secondOpening_isRefusedAndNamesTheHolder()
    {
        auto first = Project::open(m_folder);
        QVERIFY(first);
        auto second = Project::open(m_folder);
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Locked);
        QVERIFY(QString::fromStdString(second.error().message)
                    .contains(QStringLiteral("process %1").arg(::getpid())));
        first->reset();
        QVERIFY(Project::open(m_folder));
    }

    void linkToTheFolder_isTheSameProject()
    {
        fs::create_directory_symlink(m_folder, m_folder.parent_path() / "link");
        auto first = Project::open(m_folder);
        QVERIFY(!Project::open(m_folder.parent_path() / "link"));
    }

    void damagedProject_isNamedAndCanBeSetAside_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("cut short") << QByteArray("{\"format\": \"armature-project\", \"vers");
        QTest::newRow("another file") << QByteArray("[1, 2]");
        QTest::newRow("binary") << QByteArray("\x00\xff\xfe{", 4);
    }
    void damagedProject_isNamedAndCanBeSetAside()
    {
        QFETCH(QByteArray, text);
        fs::create_directory(m_folder / ".armature");
        writeFile(m_folder / ".armature" / "project.json", text.toStdString());
        auto project = Project::open(m_folder);
        QVERIFY(!project);
        QCOMPARE(project.error().code, ErrorCode::Corrupt);
        QVERIFY(project.error().message.find("project.json") != std::string::npos);
        auto aside = Project::setAside(m_folder);
        QVERIFY(aside);
        QVERIFY(fs::exists(*aside));
        QVERIFY(Project::open(m_folder));
    }

    void newerProject_isRefusedUnchanged()
    {
        fs::create_directory(m_folder / ".armature");
        const std::string text = R"({"format": "armature-project", "version": 99, "pictures": ".."})";
        writeFile(m_folder / ".armature" / "project.json", text);
        auto project = Project::open(m_folder);
        QVERIFY(!project);
        QCOMPARE(project.error().code, ErrorCode::Unsupported);
        QCOMPARE(*readText(m_folder / ".armature" / "project.json"), text);
    }

    void missingFolder_isNotFound()
    {
        auto project = Project::open(m_folder / "nowhere");
        QVERIFY(!project);
        QCOMPARE(project.error().code, ErrorCode::NotFound);
    }

    void projectElsewhere_namesItsPictures()
    {
        const fs::path elsewhere = m_folder.parent_path() / "project";
        fs::create_directory(elsewhere);
        writeFile(elsewhere / "project.json",
                  R"({"format": "armature-project", "version": 1, "pictures": "../pictures"})");
        auto project = Project::open(elsewhere);
        QVERIFY(project);
        QCOMPARE((*project)->pictures(), fs::canonical(m_folder));
        QCOMPARE((*project)->place(),
                 fs::canonical(elsewhere)); // not the pictures: those would be another project
        fs::rename(m_folder, m_folder.parent_path() / "moved");
        project->reset();
        auto gone = Project::open(elsewhere);
        QVERIFY(!gone);
        QVERIFY(gone.error().message.find("pictures") != std::string::npos);
    }

    void readOnlyFolder_keepsTheProjectInUserData()
    {
        if (::geteuid() == 0)
            QSKIP("root may write everywhere");
        ::chmod(m_folder.c_str(), 0555);
        auto project = Project::open(m_folder);
        ::chmod(m_folder.c_str(), 0755);
        QVERIFY(project);
        QVERIFY(!(*project)->isBesidePictures());
        QVERIFY((*project)->save());
        QVERIFY(!fs::exists(m_folder / ".armature"));
    }

    void pathsKeepEveryByte_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("invalid UTF-8") << QByteArray("/p/\xff\xfe name");
        QTest::newRow("newline") << QByteArray("/p/a\nb");
        QTest::newRow("right-to-left mark") << QByteArray("/p/\xe2\x80\xae gnp.exe");
        QTest::newRow("percent") << QByteArray("/p/100%25 #1?.png");
    }
    void pathsKeepEveryByte()
    {
        QFETCH(QByteArray, bytes);
        const fs::path path(bytes.toStdString());
        QVERIFY(pathFromStored(storedPath(path)) == path);
        QVERIFY(pathFromUrl(QUrl(storedPath(path))) == path);
        QVERIFY(!displayPath(path).contains(QLatin1Char('\n')));
        QVERIFY(!displayPath(path).contains(QChar(0x202e)));
    }

    void folderWithAnOddName_opens()
    {
        const fs::path odd = m_folder.parent_path() / "\xff\n\xe2\x80\xae";
        fs::create_directory(odd);
        {
            auto project = Project::open(odd);
            QVERIFY(project);
            QVERIFY((*project)->save());
        }
        QVERIFY(Project::open(odd));
    }

    void recentFolders_areNewestFirstAndLimited()
    {
        QSettings settings(m_dir->filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        RecentProjects recent(settings);
        for (int i = 0; i < 30; ++i)
            recent.add("/f/" + std::to_string(i));
        recent.add("/f/25");
        QCOMPARE(recent.folders().size(), size_t(12));
        QCOMPARE(recent.folders()[0], fs::path("/f/25"));
        QCOMPARE(recent.folders()[1], fs::path("/f/29"));
        recent.remove("/f/25");
        QCOMPARE(recent.folders()[0], fs::path("/f/29"));
    }

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_folder;
};

QTEST_GUILESS_MAIN(ProjectTest)
#include "project_test.moc"
