#pragma once
// What can be done with the runs of a project while they rest: rename, duplicate, put into the archive and bring back. And
// the queue, which starts one after the other.

#include "core/base/result.h"
#include "ui/train/run_place.h"

#include <optional>
#include <string>
#include <vector>

namespace armature::ui {

// Errors of all: Locked while it runs, Conflict where the name is taken, BadInput for a name that no file may have, Io. After an
// error everything is where it was.
Status renameRun(const RunPlace &place, const std::string &name);
// Another run with the same settings, not started.
Result<RunPlace> duplicateRun(const RunPlace &place);
Status archiveRun(const RunPlace &place); // into runs/archive/
Status bringBack(const RunPlace &archived);
std::vector<RunPlace> archivedRuns(const std::filesystem::path &runs);

// Names in the order in which they will start: runs/queue.txt, one a line, so that the next window goes on with it.
class RunQueue
{
public:
    void open(const std::filesystem::path &runs); // reads it; runs that are not there any more are dropped
    const std::vector<std::string> &names() const { return m_names; }
    int placeOf(const std::string &name) const; // from 1; 0: not in it
    Status add(const std::string &name);        // at its end; harmless where it is in it
    Status remove(const std::string &name);

private:
    Status save() const;

    std::filesystem::path m_runs;
    std::vector<std::string> m_names;
};

// The first run of the project that lives, if one does.
std::optional<RunPlace> livingRun(const std::filesystem::path &runs);

} // namespace armature::ui
