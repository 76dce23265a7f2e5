#pragma once
// A folder of pictures and one for their maps, for the tests of batches.

#include "core/image/png_writer.h"
#include "preprocess/batch.h"
#include "preprocess/registry.h"
#include "tests/core/image/golden_files.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace armature {

namespace fs = std::filesystem;

inline std::shared_ptr<const MapMaker> makerOf(std::string_view name,
                                               const ParameterValues &parameters = ParameterValues::object())
{
    auto recipe = makeRecipe(name, parameters);
    auto maker = recipe ? MapMaker::open(*recipe)
                        : Result<std::shared_ptr<const MapMaker>>(tl::unexpected(recipe.error()));
    return maker ? *maker : nullptr;
}

inline Image noise(int width, int height, unsigned seed)
{
    Image image(width, height, 3);
    std::mt19937 random(seed);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width * 3; ++x)
            image.row<std::uint8_t>(y)[x] = std::uint8_t(random() >> 24);
    return image;
}

// Depth that takes as long as the test lets it.
class SlowNetwork final : public AnnotateSession
{
public:
    explicit SlowNetwork(std::shared_ptr<std::atomic<bool>> isHeld) : m_isHeld(std::move(isHeld)) {}
    Result<FloatMap> map(const FloatMap &rgb, std::stop_token) override
    {
        while (*m_isHeld)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return FloatMap{rgb.width, rgb.height, 1,
                        std::vector<float>(std::size_t(rgb.width) * std::size_t(rgb.height), 0.5F)};
    }
    Result<Pose> pose(const Image &picture, const PoseOptions &, std::stop_token) override
    {
        return Pose{picture.width(), picture.height(), {}};
    }
    int sizeMultiple() const override { return 1; }

private:
    std::shared_ptr<std::atomic<bool>> m_isHeld;
};

class BatchFolder
{
protected:
    struct Told
    {
        std::vector<BatchFile> files;
        const BatchFile *of(const std::string &source) const
        {
            const auto found = std::find_if(files.begin(), files.end(),
                                            [&](const auto &one) { return one.source == source; });
            return found == files.end() ? nullptr : &*found;
        }
    };

    Result<BatchSummary> run(const std::shared_ptr<const MapMaker> &maker, BatchRequest request = {})
    {
        if (request.in.empty())
            request.in = m_in;
        if (request.out.empty())
            request.out = m_out;
        m_told = {};
        return runBatch(maker, request, m_control,
                        {[this](const BatchFile &file) { m_told.files.push_back(file); }, {}});
    }

    void addNoise(const std::string &name, unsigned seed, int side = 40)
    {
        fs::create_directories((m_in / name).parent_path());
        QVERIFY(writePng(m_in / name, noise(side, side, seed)));
    }

    void addGolden(const char *name) { fs::copy_file(golden::file(QString::fromLatin1(name)), m_in / name); }

    static std::string bytesOf(const fs::path &file)
    {
        std::ifstream stream(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_in, m_out;
    RunControl m_control;
    Told m_told;

    void makeFolder()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_in = fs::path(m_folder->path().toStdString()) / "in";
        m_out = fs::path(m_folder->path().toStdString()) / "out";
        fs::create_directories(m_in);
    }
    void leaveFolder() { fs::permissions(m_in, fs::perms::owner_all); }
};

} // namespace armature
