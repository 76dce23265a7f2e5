#include "core/scenes/palette.h"

#include <algorithm>

namespace armature {

const std::array<NamedColour, 10> &palette()
{
    static constexpr std::array<NamedColour, 10> kPalette{{{"red", {0.86, 0.16, 0.15}},
                                                           {"orange", {0.96, 0.53, 0.10}},
                                                           {"yellow", {0.97, 0.84, 0.20}},
                                                           {"green", {0.18, 0.62, 0.28}},
                                                           {"cyan", {0.20, 0.76, 0.80}},
                                                           {"blue", {0.16, 0.32, 0.82}},
                                                           {"purple", {0.52, 0.22, 0.70}},
                                                           {"pink", {0.96, 0.58, 0.74}},
                                                           {"white", {0.95, 0.95, 0.94}},
                                                           {"black", {0.10, 0.10, 0.12}}}};
    return kPalette;
}

PickedColour pickColour(SplitMix64 &random, std::initializer_list<int> taken)
{
    const auto isTaken = [&](int index) { return std::find(taken.begin(), taken.end(), index) != taken.end(); };
    int index = 0;
    do {
        index = static_cast<int>(random.below(palette().size()));
    } while (isTaken(index));
    const auto &named = palette()[static_cast<size_t>(index)];
    return {index, named.name, named.colour * (0.94 + 0.06 * random.uniform())};
}

} // namespace armature
