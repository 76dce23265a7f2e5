#pragma once
// Threads for work on the files of one folder. A network share that stalls holds up whoever touches it, for
// ever perhaps: so nobody waits for these threads, and who leaves the folder leaves them behind.

#include <filesystem>
#include <functional>
#include <memory>

namespace armature::ui {

class FolderWork
{
public:
    explicit FolderWork(unsigned threads = 1);
    ~FolderWork(); // what has not begun is dropped
    FolderWork(const FolderWork &) = delete;
    FolderWork &operator=(const FolderWork &) = delete;

    // In the order of the calls. The work owns all that it uses.
    void run(std::function<void()> work);
    void drop(); // what has not begun

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
};

// Whether the disk of this folder answers within that time, whatever it answers: to be asked before something that a person
// waits for is done on it.
bool answersSoon(const std::filesystem::path &folder, int milliseconds = 1000);

} // namespace armature::ui
