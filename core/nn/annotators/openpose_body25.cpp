#include "core/nn/annotators/openpose_body25.h"

#include <ATen/ATen.h>

namespace armature {

bool OpenposeBody25::isIn(const RenamedSource &source)
{
    constexpr int64_t kFields = 52, kHeat = 26;
    return source.size("Mconv7_stage3_L2.weight", 0) == kFields &&
           source.size("Mconv7_stage1_L1.weight", 0) == kHeat;
}

OpenposeBody25::Unit OpenposeBody25::unit(const RenamedSource &source, const Scope &root,
                                          const std::string &conv, const std::string &slope)
{
    const auto weight = conv + ".weight";
    const int64_t out = source.size(weight, 0), kernel = source.size(weight, 2);
    Unit made{Conv2d(root / conv, source.size(weight, 1), out, kernel, 1, kernel / 2)};
    if (!slope.empty())
        made.slope = (root / slope).declare("weight", {source.size(slope + ".weight", 0)}, Init::Ones, out);
    return made;
}

OpenposeBody25::Stage OpenposeBody25::stage(const RenamedSource &source, const Scope &root,
                                            const std::string &name)
{
    Stage made;
    const auto at = [&](int block, const std::string &end) {
        const auto tail = std::to_string(block) + "_" + name + end;
        return unit(source, root, "Mconv" + tail, "Mprelu" + tail);
    };
    for (size_t b = 0; b < made.blocks.size(); ++b)
        for (size_t i = 0; i < made.blocks[b].size(); ++i)
            made.blocks[b][i] = at(int(b) + 1, "_" + std::to_string(i));
    made.narrow = at(6, "");
    made.last = unit(source, root, "Mconv7_" + name, {});
    return made;
}

OpenposeBody25::OpenposeBody25(const RenamedSource &source, const Scope &root)
{
    const std::array<std::vector<std::string>, 4> trunk{
        {{"1_1", "1_2"}, {"2_1", "2_2"}, {"3_1", "3_2", "3_3", "3_4"}, {"4_1", "4_2", "4_3_CPM", "4_4_CPM"}}};
    for (size_t i = 0; i < trunk.size(); ++i)
        for (const auto &name : trunk[i]) {
            const bool hasSlope = i + 1 == trunk.size() && name != "4_1";
            m_trunk[i].push_back(
                unit(source, root, "conv" + name, hasSlope ? "prelu" + name : std::string()));
        }
    for (size_t i = 0; i < m_fields.size(); ++i)
        m_fields[i] = stage(source, root, "stage" + std::to_string(i) + "_L2");
    for (size_t i = 0; i < m_heat.size(); ++i)
        m_heat[i] = stage(source, root, "stage" + std::to_string(i) + "_L1");
}

at::Tensor OpenposeBody25::run(const Unit &unit, const at::Tensor &x)
{
    const auto y = unit.conv(x);
    return unit.slope ? at::prelu(y, unit.slope->value) : at::relu(y);
}

at::Tensor OpenposeBody25::Stage::operator()(at::Tensor x) const
{
    for (const auto &block : blocks) {
        std::vector<at::Tensor> said;
        for (const auto &unit : block)
            said.push_back(x = run(unit, x));
        x = at::cat(said, 1);
    }
    return last.conv(run(narrow, x));
}

std::vector<at::Tensor> OpenposeBody25::operator()(const at::Tensor &bgr) const
{
    auto x = bgr;
    for (size_t i = 0; i < m_trunk.size(); ++i) {
        if (i > 0)
            x = at::max_pool2d(x, {2, 2}, {2, 2});
        for (const auto &unit : m_trunk[i])
            x = run(unit, x);
    }
    at::Tensor fields, heat;
    for (const auto &stage : m_fields)
        fields = stage(fields.defined() ? at::cat({x, fields}, 1) : x);
    for (const auto &stage : m_heat)
        heat = stage(heat.defined() ? at::cat({x, heat, fields}, 1) : at::cat({x, fields}, 1));
    return {fields, heat};
}

} // namespace armature
