#pragma once
// Where the runs of a project lie: PROJECT/runs/NAME is the run's own folder, as armature-cli train writes it; beside it
// NAME.json (its options), NAME.jsonl (what it tells) and NAME.log (what it says on its way down).

#include <filesystem>
#include <string>
#include <vector>

namespace armature::ui {

struct RunPlace
{
    std::filesystem::path runs; // PROJECT/runs
    std::string name;

    std::filesystem::path folder() const { return runs / name; }
    std::filesystem::path options() const { return runs / (name + ".json"); }
    std::filesystem::path events() const { return runs / (name + ".jsonl"); }
    std::filesystem::path log() const { return runs / (name + ".log"); }
    std::filesystem::path notes() const { return runs / (name + ".notes"); } // pins and remarks, ui/train/run_notes.h
    std::filesystem::path result() const { return runs / (name + ".safetensors"); } // the single file
};

// Newest first.
std::vector<RunPlace> findRuns(const std::filesystem::path &runs);
// "run-1", "run-2", ...: the first that is free.
RunPlace newRun(const std::filesystem::path &runs);

} // namespace armature::ui
