// Without Qt, for machines that build the core alone: three optimiser steps give diffusers' losses.

#include "core/io/safetensors.h"
#include "core/session/step_session.h"

#include <cmath>
#include <cstdio>
#include <cstring>

using namespace armature;

int main()
{
    const std::string goldens = std::string(ARMATURE_TEST_DATA) + "/goldens/";
    StepRequest request;
    request.modelFolder = goldens + "pipeline/sd1/model";
    request.controlNet = goldens + "pipeline/sd1/controlnet";
    request.input = goldens + "step/sd1.safetensors";
    request.output = "step-smoke.safetensors";
    request.steps = 3;
    request.options.learning_rate = 1e-3;
    if (const Status done = runSteps(request); !done) {
        std::fprintf(stderr, "%s\n", describe(done.error()).c_str());
        return 1;
    }
    const auto ours = openTensorFile(request.output), theirs = openTensorFile(request.input);
    if (!ours || !theirs)
        return 1;
    for (size_t i = 0; i < 3; ++i) {
        float a = 0, b = 0;
        std::memcpy(&a, (*ours)->find("loss")->bytes.data() + i * sizeof a, sizeof a);
        std::memcpy(&b, (*theirs)->find("loss")->bytes.data() + i * sizeof b, sizeof b);
        if (!(std::abs(a - b) <= 1e-4f * b)) {
            std::fprintf(stderr, "step %zu: loss %g, diffusers %g\n", i, double(a), double(b));
            return 1;
        }
    }
    std::puts("losses equal diffusers'");
    return 0;
}
