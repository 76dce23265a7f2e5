// The studio: builds the services, opens the window.
#include "core/base/process_memory.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/window/main_window.h"
#include "ui/window/tour.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTimer>
#include <QTranslator>

#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

namespace {

constexpr const char *kHelp =
    "Usage: armature [FOLDER|PROJECT]\n"
    "Opens the studio: on a folder of pictures, on a project, or on what was open last.\n\n"
    "  --starter    open the starter: painted pairs to try everything on\n"
    "  --new        open on the home page, whatever was open last\n"
    "  --version    print the version\n"
    "  --help       print this\n";

struct Arguments
{
    std::string path; // raw bytes: a name need not be UTF-8
    std::string tourFolder;
    bool isNew = false, isStarter = false, isSecondTour = false, isTiming = false;
};

// Returns an exit code where there is nothing to open.
int parse(int argc, char **argv, Arguments &arguments)
{
    bool isOption = true;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (isOption && word == "--") {
            isOption = false;
        } else if (isOption && word == "--help") {
            return std::fputs(kHelp, stdout) < 0;
        } else if (isOption && word == "--version") {
            return std::puts("armature " ARMATURE_VERSION) < 0;
        } else if (isOption && word == "--new") {
            arguments.isNew = true;
        } else if (isOption && word == "--starter") {
            arguments.isStarter = true;
        } else if (isOption && word == "--time-start") {
            arguments.isTiming = arguments.isNew = true;
        } else if (isOption && (word == "--tour" || word == "--tour-at-twice")) {
            if (i + 1 == argc)
                return std::fputs("--tour wants the folder for its pictures.\n", stderr), 2;
            arguments.tourFolder = argv[++i];
            arguments.isSecondTour = word != "--tour";
        } else if (isOption && word.size() > 1 && word[0] == '-') {
            std::fprintf(stderr, "There is no option %s.\n%s", word.c_str(), kHelp);
            return 2;
        } else if (arguments.path.empty()) {
            arguments.path = word;
        } else {
            std::fputs("One folder or project at a time, please.\n", stderr);
            return 2;
        }
    }
    return -1;
}

// Since the kernel started this process, in steps of 10 ms; loading the libraries is part of a start.
long millisecondsSinceStart()
{
    std::ifstream file("/proc/self/stat");
    const std::string stat((std::istreambuf_iterator<char>(file)), {});
    std::istringstream fields(stat.substr(stat.rfind(')') + 2));
    std::string field;
    for (int number = 3; number <= 22; ++number) // proc(5): starttime is field 22
        fields >> field;
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000 - std::stol(field) * 1000 / ::sysconf(_SC_CLK_TCK);
}

} // namespace

int main(int argc, char **argv)
{
    using namespace armature::ui;
    armature::shareFewHeaps();
    Arguments arguments;
    if (const int code = parse(argc, argv, arguments); code >= 0)
        return code;
    QCoreApplication::setOrganizationName(QStringLiteral("Armature"));
    QCoreApplication::setApplicationName(QStringLiteral("Armature"));
    QGuiApplication::setDesktopFileName(QStringLiteral("armature"));
    QCoreApplication::setApplicationVersion(QStringLiteral(ARMATURE_VERSION));
    QApplication application(argc, argv);
    QTranslator own, qt; // English too: its plurals
    const QString folder = QStringLiteral(":/translations");
    if (own.load(QLocale(), QStringLiteral("armature"), QStringLiteral("_"), folder) ||
        own.load(QStringLiteral("armature_en"), folder))
        QCoreApplication::installTranslator(&own);
    if (qt.load(QLocale(), QStringLiteral("qtbase"), QStringLiteral("_"),
                QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&qt);
    QSettings settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("armature"),
                       QStringLiteral("studio"));
    Theme theme(application, ThemeChoice(settings.value(QStringLiteral("theme")).toInt()));
    if (!arguments.tourFolder.empty())
        return tourMain(theme, arguments.tourFolder, arguments.isSecondTour);
    DialogAsker asker;
    MainWindow window(theme, asker, settings);
    if (arguments.isTiming)
        QObject::connect(
            &window, &MainWindow::firstPainted, &application,
            [] {
                std::printf("%ld ms to the first paint\n", millisecondsSinceStart());
                QCoreApplication::exit(0);
            },
            Qt::QueuedConnection);
    window.show();
    QTimer::singleShot(0, &window, [&] {
        theme.followSystem();
        if (!arguments.path.empty())
            window.openPath(arguments.path);
        else if (arguments.isStarter)
            window.openStarter();
        else if (!arguments.isNew)
            window.reopenLast();
    });
    return QApplication::exec();
}
