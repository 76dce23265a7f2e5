// The studio: builds the services, opens the window.
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QTimer>

#include <cstdio>
#include <string>
#include <vector>

namespace {

constexpr const char *kHelp =
    "Usage: armature [FOLDER|PROJECT]\n"
    "Opens the studio: on a folder of pictures, on a project, or on what was open last.\n\n"
    "  --new        open on the home page, whatever was open last\n"
    "  --version    print the version\n"
    "  --help       print this\n";

struct Arguments
{
    std::string path; // raw bytes: a name need not be UTF-8
    bool isNew = false;
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

} // namespace

int main(int argc, char **argv)
{
    using namespace armature::ui;
    Arguments arguments;
    if (const int code = parse(argc, argv, arguments); code >= 0)
        return code;
    QCoreApplication::setOrganizationName(QStringLiteral("Armature"));
    QCoreApplication::setApplicationName(QStringLiteral("Armature"));
    QCoreApplication::setApplicationVersion(QStringLiteral(ARMATURE_VERSION));
    QApplication application(argc, argv);
    QSettings settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("armature"),
                       QStringLiteral("studio"));
    Theme theme(application, ThemeChoice(settings.value(QStringLiteral("theme")).toInt()));
    DialogAsker asker;
    MainWindow window(theme, asker, settings);
    window.show();
    QTimer::singleShot(0, &window, [&] {
        theme.followSystem();
        if (!arguments.path.empty())
            window.openPath(arguments.path);
        else if (!arguments.isNew)
            window.reopenLast();
    });
    return QApplication::exec();
}
