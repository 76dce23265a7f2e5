#pragma once
// Paths may hold any bytes. What is shown is made readable; what is opened and stored keeps its bytes.

#include <QString>

#include <filesystem>

class QUrl;

namespace armature::ui {

QString displayPath(const std::filesystem::path &path); // on one line, without marks that turn text around
QString displayName(const std::filesystem::path &path); // the last part
std::filesystem::path pathFromQt(const QString &path);
std::filesystem::path pathFromUrl(const QUrl &url); // empty where the URL is not a local file
QString
storedPath(const std::filesystem::path &path); // for JSON and settings: a file URL, every odd byte escaped
std::filesystem::path pathFromStored(const QString &stored);

} // namespace armature::ui
