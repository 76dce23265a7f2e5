#pragma once
// Where the weights of learned annotators are, as the preprocessing room keeps it in the project.

#include <map>
#include <string>
#include <vector>

namespace armature::ui {

class Project;

using WeightFiles = std::map<std::string, std::vector<std::string>>; // by network key

WeightFiles locatedWeights(const Project &project);

} // namespace armature::ui
