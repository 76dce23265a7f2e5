#pragma once
// What the tests of the training room's parts share: pairs, good options, runs that were never trained.
#include "core/base/fs.h"
#include "core/config/train_options.h"
#include "tests/support/cli.h"
#include "ui/theme/theme.h"
#include "ui/train/run_place.h"

#include <QApplication>
#include <QTemporaryDir>

#include <filesystem>
#include <memory>

namespace testing {

class TrainParts
{
protected:
    void makeFolder()
    {
        if (!m_theme)
            m_theme = std::make_unique<armature::ui::Theme>(*qApp, armature::ui::ThemeChoice::Dark);
        m_folder = std::make_unique<QTemporaryDir>();
        m_runs = (m_folder->path() + "/runs").toStdString();
        std::filesystem::create_directories(m_runs);
    }
    armature::TrainOptions goodOptions() const
    {
        const QString pairs = m_folder->filePath("pairs");
        writeCircles(pairs, 8);
        armature::TrainOptions options;
        options.pretrained_model_name_or_path = golden("pipeline/sd1/model").toStdString();
        options.train_data_dir = pairs.toStdString();
        options.resolution = 64;
        options.max_train_steps = 100;
        options.holdout_share = 0.1;
        options.validation_prompt = {"a circle"};
        options.validation_image = {(pairs + "/condition/0001.png").toStdString()};
        options.device = "cpu";
        return options;
    }
    armature::ui::RunPlace makeRun(const std::string &name) const
    {
        const armature::ui::RunPlace place{m_runs, name};
        std::filesystem::create_directories(place.folder() / "samples");
        for (const std::filesystem::path &file : {place.options(), place.events(), place.log()})
            (void)armature::writeFileAtomically(file, "{}\n");
        return place;
    }

    std::unique_ptr<armature::ui::Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_runs;
};

} // namespace testing
