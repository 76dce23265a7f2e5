// Pictures one after another from the test room's warm session, timed: our side of race_pictures.py.
//
//   bench_picture MODEL CONTROLNET CONDITION OUT DTYPE STEPS COUNT SCHEDULER PROMPT
//
// Makes COUNT pictures of the condition's size with the seeds 1, 2, ... into OUT-1.png, ... and prints the
// clock's reading (seconds since 1970) after each, then the peak memory in bytes, as JSON.
#include "core/base/process_memory.h"
#include "core/image/codec.h"
#include "core/image/png_writer.h"
#include "core/session/test_session.h"

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

using namespace armature;

namespace {

Status bench(char **argument)
{
    ARMATURE_TRY(const Image condition, decode(argument[3]));
    const auto session = makeTestSessionIn(argument[5]);
    TestRequest request;
    request.models = {argument[1], {argument[2]}};
    request.controls.push_back({toRgb8(condition)});
    request.width = condition.width();
    request.height = condition.height();
    request.steps = std::atoi(argument[6]);
    request.scheduler = argument[8];
    request.prompt = argument[9];
    request.readsWeights = false;
    const int count = std::atoi(argument[7]);
    std::printf("{\"finished_at\": [");
    for (int i = 1; i <= count; ++i) {
        request.seed = uint64_t(i);
        ARMATURE_TRY(const TestPicture picture, session->sample(request, {}, {}));
        ARMATURE_CHECK(
            writePng(std::string(argument[4]) + "-" + std::to_string(i) + ".png", picture.image, {}));
        const std::chrono::duration<double> now = std::chrono::system_clock::now().time_since_epoch();
        std::printf("%s%.3f", i > 1 ? ", " : "", now.count());
    }
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("], \"peak_bytes\": %ld}\n", usage.ru_maxrss * 1024L);
    return {};
}

} // namespace

int main(int count, char **arguments)
{
    if (count != 10) {
        std::fprintf(stderr,
                     "bench_picture MODEL CONTROLNET CONDITION OUT DTYPE STEPS COUNT SCHEDULER PROMPT\n");
        return 2;
    }
    keepFreedMemory(); // as the studio and armature-cli do
    if (const Status done = bench(arguments); !done) {
        std::fprintf(stderr, "%s %s\n", done.error().message.c_str(), done.error().remedy.c_str());
        return 1;
    }
    return 0;
}
