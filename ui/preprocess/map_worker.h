#pragma once
// Maps for the eye, made on a thread of their own: one picture while a slider moves, nine for a contact
// sheet. The newest request wins; one that it overtakes is stopped.

#include "preprocess/map_maker.h"

#include <QImage>
#include <QObject>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace armature::ui {

struct MapRequest
{
    Recipe recipe;
    MapMakerOptions options;
    std::vector<std::filesystem::path> files;
    int trainingSize = 0; // 0: as the batch writes it; else cut and resized as the trainer will
    // Where poses that somebody edited lie, and what the files are called there; none: they are not looked
    // for.
    std::filesystem::path maps;
    std::vector<std::string> sources;
};

struct MadeMap
{
    std::filesystem::path file;
    QImage picture, map;
    QString nothing; // why there is no map: "no person found"
    QString note;
    QString error; // what failed, and what helps
    // Of recipes that find people, where the map lies on the picture: the people, on the picture's pixels.
    std::optional<Pose> pose;
    bool isEdited = false; // the people are those that somebody edited
    Recipe recipe;         // with the weights' hashes
};

class MapWorker : public QObject
{
    Q_OBJECT

public:
    explicit MapWorker(QObject *parent = nullptr);
    ~MapWorker() override; // waits for a network that is in the middle of a picture

    void request(MapRequest request);
    void cancel();
    bool isBusy() const { return m_isBusy; }

Q_SIGNALS:
    void made(int index, const armature::ui::MadeMap &map);
    void failed(const armature::Error &error); // of the recipe or its weights; no map comes
    void finished();                           // of the newest request; also after cancel() and failed()

private:
    struct Shared;
    void run(std::stop_token stop);

    std::shared_ptr<Shared> m_shared;
    quint64 m_age = 0;
    bool m_isBusy = false;
    std::jthread m_thread;
};

// openNetwork that opens each network once and hands it to whoever asks again; one picture at a time goes
// through it.
OpenNetwork sharedNetworks(OpenNetwork open);

} // namespace armature::ui
