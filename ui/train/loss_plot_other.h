#pragma once
// A run that lies over the one that is shown: LossPlot's own.

#include "ui/train/loss_plot.h"

class QCPGraph;

namespace armature::ui {

struct LossPlot::Other
{
    CurvePyramid curve;
    ZeroLag smoother;
    std::vector<double> places;
    size_t steps = 0, gains = 0;
    int64_t lastStep = -1;
    double firstTime = 0;
    int slot = 0; // colour and dash
    QCPGraph *loss = nullptr, *gain = nullptr;
};

} // namespace armature::ui
