// The preprocessing room's preview while a slider moves: from the request to the map in the window's thread.
//
//   bench_preview PICTURE [TIMES]
#include "preprocess/recipe.h"
#include "preprocess/registry.h"
#include "ui/preprocess/map_worker.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace armature;
using namespace armature::ui;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc < 2)
        return std::fprintf(stderr, "bench_preview PICTURE [TIMES]\n"), 2;
    const int times = argc > 2 ? std::max(1, std::atoi(argv[2])) : 30;
    MapWorker worker;
    QSize size;
    std::vector<double> took;
    for (int i = 0; i < times; ++i) {
        const auto recipe =
            makeRecipe("canny", {{"low_threshold", 50.0 + i}, {"high_threshold", 150.0 + 2 * i}});
        if (!recipe)
            return 1;
        QEventLoop loop;
        QObject::connect(&worker, &MapWorker::finished, &loop, &QEventLoop::quit);
        QObject::connect(&worker, &MapWorker::made, &loop,
                         [&](int, const MadeMap &made) { size = made.map.size(); });
        QElapsedTimer clock;
        clock.start();
        worker.request({*recipe, {}, {argv[1]}, 0});
        loop.exec();
        took.push_back(double(clock.nsecsElapsed()) / 1e6);
    }
    std::sort(took.begin(), took.end());
    std::printf("Canny of %d x %d: median %.1f ms, worst %.1f ms, of %d\n", size.width(), size.height(),
                took[took.size() / 2], took.back(), times);
}
