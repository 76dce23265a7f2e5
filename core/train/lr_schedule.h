#pragma once
// Learning rate as a function of the step, by the names and formulas of diffusers' optimization.py (get_scheduler).

#include <cstdint>
#include <string>

#include "core/base/result.h"

namespace armature {

struct LrScheduleOptions {
    std::string name = "constant"; // linear, cosine, cosine_with_restarts, polynomial, constant, constant_with_warmup
    double learningRate = 5e-6;
    int64_t warmupSteps = 500;     // ignored by "constant", as in diffusers
    int64_t totalSteps = 0;
    int64_t cycles = 1;            // hard restarts of cosine_with_restarts
    double power = 1.0;            // of polynomial
};

class LrSchedule
{
public:
    // Errors: BadInput for an unknown name, or a polynomial whose start is not above its end (1e-7).
    static Result<LrSchedule> create(LrScheduleOptions options);

    // The rate used for the optimiser step that follows `stepsDone` finished ones.
    double rateAfter(int64_t stepsDone) const;

private:
    explicit LrSchedule(LrScheduleOptions options) : m_options(std::move(options)) {}
    double factorAfter(int64_t stepsDone) const;

    LrScheduleOptions m_options;
};

} // namespace armature
