#pragma once
// OpenPose's BODY_25 (CMU-Perceptual-Computing-Lab/openpose, models/pose/body_25/pose_deploy.prototxt; Cao et
// al., arXiv 1812.08008): limb fields are refined first, heat follows from them; each stage's five blocks
// keep what each of their three convolutions says.

#include "core/nn/annotators/renamed_source.h"
#include "core/nn/layers.h"

#include <array>
#include <vector>

namespace armature {

class OpenposeBody25
{
public:
    static bool isIn(const RenamedSource &source);
    // Widths as the file's.
    OpenposeBody25(const RenamedSource &source, const Scope &root);

    // [1, 3, H, W] -> 52 limb fields, then 26 of heat, at an eighth.
    std::vector<at::Tensor> operator()(const at::Tensor &bgr) const;

private:
    struct Unit
    {
        Conv2d conv;
        Parameter *slope = nullptr; // none: rectified, or not at all where it is the last of a stage
    };
    struct Stage
    {
        std::array<std::array<Unit, 3>, 5> blocks;
        Unit narrow, last;
        at::Tensor operator()(at::Tensor x) const;
    };

    static at::Tensor run(const Unit &unit, const at::Tensor &x);
    static Unit unit(const RenamedSource &source, const Scope &root, const std::string &conv,
                     const std::string &slope);
    static Stage stage(const RenamedSource &source, const Scope &root, const std::string &name);

    std::array<std::vector<Unit>, 4> m_trunk; // halved between them
    std::array<Stage, 4> m_fields;
    std::array<Stage, 2> m_heat;
};

} // namespace armature
