#include "ui/project/project.h"

#include "core/base/hash.h"
#include "ui/project/paths.h"

#include <QJsonDocument>
#include <QStandardPaths>

#include <unistd.h>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr int kVersion = 1;
constexpr uint64_t kLargestProject = 64u << 20;
const char *const kFileName = "project.json";
const char *const kHiddenFolder = ".armature";
const auto kFormat = QStringLiteral("armature-project");

struct Places
{
    fs::path pictures;
    fs::path folder; // where project.json lies or will lie
};

bool hasProjectFile(const fs::path &folder)
{
    std::error_code error;
    return fs::is_regular_file(folder / kFileName, error);
}

// Absolute and without links, so that two ways to one folder are one project.
fs::path resolved(const fs::path &path)
{
    std::error_code error;
    const fs::path canonical = fs::canonical(path, error);
    return error ? fs::absolute(path, error) : canonical;
}

Result<Places> locate(const fs::path &given)
{
    std::error_code error;
    const fs::file_status status = fs::status(given, error);
    if (!fs::exists(status)) {
        const bool forbidden = error == std::errc::permission_denied;
        return fail(forbidden ? ErrorCode::Io : ErrorCode::NotFound,
                    forbidden ? given.string() + " cannot be looked into: " + error.message() + "."
                              : given.string() + " is not there.",
                    forbidden ? "Ask its owner for the right to read it."
                              : "It may have been moved, or its disk is not connected.");
    }
    fs::path folder = resolved(given);
    if (!fs::is_directory(status))
        folder = folder.parent_path();
    if (::access(folder.c_str(), R_OK | X_OK) != 0)
        return fail(ErrorCode::Io, folder.string() + " cannot be read: you have no right to.",
                    "Ask its owner for the right to read it.");
    if (folder.filename() == kHiddenFolder)
        return Places{folder.parent_path(), folder};
    if (hasProjectFile(folder))
        return Places{{}, folder};
    return Places{folder, folder / kHiddenFolder};
}

// Where the project of pictures lies that may not be written beside them.
fs::path folderInUserData(const fs::path &pictures)
{
    const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return pathFromQt(data) / "armature" / "projects" / hashHex(pictures.native());
}

Result<QJsonObject> readProject(const fs::path &file)
{
    ARMATURE_TRY(const std::string text, readText(file, kLargestProject));
    QJsonParseError fault;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(text), &fault);
    const QJsonObject root = document.object();
    if (!document.isObject() || root.value(u"format").toString() != kFormat)
        return fail(ErrorCode::Corrupt,
                    file.string() + " is not a project of Armature" +
                        (document.isNull() ? " (" + fault.errorString().toStdString() + " at byte " +
                                                 std::to_string(fault.offset) + ")."
                                           : "."),
                    "Set it aside to start anew: it is renamed, not deleted.", "The pictures are untouched.");
    const int version = root.value(u"version").toInt(0);
    if (version > kVersion)
        return fail(ErrorCode::Unsupported,
                    file.string() + " was written by a newer Armature (format " + std::to_string(version) +
                        ", this one reads up to " + std::to_string(kVersion) + ").",
                    "Open it with that Armature, or update this one.", "Nothing was changed.");
    return root;
}

QJsonObject newProject(const QString &pictures)
{
    return {{QStringLiteral("format"), kFormat},
            {QStringLiteral("version"), kVersion},
            {QStringLiteral("pictures"), pictures}};
}

Error lockedBy(const fs::path &pictures, const fs::path &folder, const Error &cause)
{
    if (cause.code != ErrorCode::Locked)
        return cause;
    const auto holder = readStart(folder / "run.lock", 200);
    return {ErrorCode::Locked,
            pictures.string() + " is open in another Armature window" +
                (holder && !holder->empty() ? " (" + *holder + ")" : std::string()) + ".",
            "Use that window, or close it first.", "Nothing was changed."};
}

} // namespace

Result<std::unique_ptr<Project>> Project::open(const fs::path &path)
{
    ARMATURE_TRY(Places places, locate(path));
    QJsonObject root;
    bool isNew = !hasProjectFile(places.folder);
    if (!isNew) {
        ARMATURE_TRY(root, readProject(places.folder / kFileName));
    }
    if (places.pictures.empty()) {
        const fs::path named = pathFromStored(root.value(u"pictures").toString());
        places.pictures = resolved(named.is_absolute() ? named : places.folder / named);
        std::error_code error;
        if (!fs::is_directory(places.pictures, error))
            return fail(ErrorCode::NotFound,
                        "The pictures of this project, " + places.pictures.string() + ", are not there.",
                        "Connect their disk, or move them back.", "The project itself is whole.");
    }

    std::error_code error;
    fs::create_directory(places.folder, error);
    const bool isBeside = ::access(places.folder.c_str(), W_OK) == 0;
    if (!isBeside) {
        if (error == std::errc::no_space_on_device)
            return fail(ErrorCode::DiskFull,
                        "No project can be made in " + places.pictures.string() + ": the disk is full.",
                        "Free some space.");
        places.folder = folderInUserData(places.pictures);
        ARMATURE_CHECK(ensureWritableFolder(places.folder));
        if (hasProjectFile(places.folder)) {
            ARMATURE_TRY(root, readProject(places.folder / kFileName));
            isNew = false;
        } else if (!isNew) {
            root.insert(QStringLiteral("pictures"), storedPath(places.pictures));
            isNew = true;
        }
    }
    auto lock = RunLock::acquire(places.folder);
    if (!lock)
        return fail(lockedBy(places.pictures, places.folder, lock.error()));
    if (root.isEmpty())
        root = newProject(isBeside ? QStringLiteral("..") : storedPath(places.pictures));
    std::unique_ptr<Project> project(new Project(places.pictures, places.folder, isBeside, std::move(*lock)));
    project->m_root = root;
    project->m_isChanged = isNew;
    return project;
}

Result<fs::path> Project::setAside(const fs::path &path)
{
    ARMATURE_TRY(const Places places, locate(path));
    fs::path folder = places.folder;
    if (::access(folder.c_str(), W_OK) != 0)
        folder = folderInUserData(places.pictures);
    const fs::path file = folder / kFileName;
    for (int number = 1;; ++number) {
        const fs::path target = folder / ("project.broken-" + std::to_string(number) + ".json");
        std::error_code error;
        if (fs::exists(target, error))
            continue;
        fs::rename(file, target, error);
        if (error)
            return fail(ErrorCode::Io, file.string() + " cannot be renamed: " + error.message() + ".");
        return target;
    }
}

QString Project::name() const { return displayName(m_pictures); }

const fs::path &Project::place() const
{
    return m_isBesidePictures && m_folder != m_pictures / kHiddenFolder ? m_folder : m_pictures;
}

QJsonObject Project::section(const QString &key) const { return m_root.value(key).toObject(); }

void Project::setSection(const QString &key, const QJsonObject &value)
{
    if (section(key) == value)
        return;
    m_root.insert(key, value);
    m_isChanged = true;
}

std::string Project::takeChanges()
{
    m_isChanged = false;
    return QJsonDocument(m_root).toJson(QJsonDocument::Indented).toStdString();
}

Status Project::save()
{
    if (!m_isChanged)
        return {};
    Status written = writeFileAtomically(file(), takeChanges());
    m_isChanged = !written;
    return written;
}

} // namespace armature::ui
