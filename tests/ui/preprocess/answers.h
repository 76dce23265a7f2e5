#pragma once
// A person who gives the answer and names the file that a test has set, and a file's bytes, for the
// preprocessing room's tests.

#include "ui/widgets/ask.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace armature::ui {

class Answers : public Asker
{
public:
    int ask(QWidget *, const Question &question) override
    {
        asked << question.title;
        return answer;
    }
    std::optional<QString> folder(QWidget *, const QString &, const QString &) override { return {}; }
    std::optional<QString> openFile(QWidget *, const QString &, const QString &, const QString &) override
    {
        return file;
    }
    std::optional<QString> saveFile(QWidget *, const QString &, const QString &, const QString &) override
    {
        return file;
    }
    QStringList asked;
    int answer = 0;
    std::optional<QString> file;
};

} // namespace armature::ui

inline std::string bytesOf(const std::filesystem::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}
