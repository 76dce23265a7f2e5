// Editing the people of a picture: into the editor, and what was made there onto the disk.
#include "preprocess/map_file.h"
#include "preprocess/map_poses.h"
#include "preprocess/registry.h"
#include "ui/preprocess/batch_panel.h"
#include "ui/preprocess/in_background.h"
#include "ui/preprocess/pose_canvas.h"
#include "ui/preprocess/pose_editor.h"
#include "ui/preprocess/preprocess_page.h"
#include "ui/project/paths.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/error_bar.h"

#include <QCheckBox>
#include <QStackedWidget>

#include <algorithm>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

bool findsPeople(const RecipeStep &step)
{
    const auto found = findAnnotator(step.annotator);
    return found && (*found)->info().group == AnnotatorGroup::Pose;
}

// The map drawn, encoded and put in its place.
Status keep(const Recipe &recipe, const MapMakerOptions &options, const fs::path &maps,
            const std::string &source, KeptPose kept)
{
    ARMATURE_TRY(const auto maker, MapMaker::open(recipe, options));
    if (!kept.pose.people.empty()) {
        ARMATURE_TRY(const auto made, maker->makeFromPose(kept.pose, kept.pose.width, kept.pose.height));
        ARMATURE_TRY(kept.map, encodeMap(made.map));
    }
    ARMATURE_CHECK(armature::keepPose(maps, maker->recipe(), source, kept));
    return {};
}

} // namespace

bool PreprocessPage::hasPoseStep() const
{
    const Recipe steps = recipe();
    return std::any_of(steps.steps.begin(), steps.steps.end(), findsPeople);
}

bool PreprocessPage::isEditing() const { return m_previewStack->currentWidget() == m_poses; }

void PreprocessPage::editPose()
{
    if (m_pictures.empty() || isRunning() || isEditing() || !hasPoseStep())
        return;
    showTab(Preview);
    m_wanted = Wanted::Editor;
    if (m_asTrained->isChecked())
        m_asTrained->setChecked(false); // asks for the whole picture
    else if (m_shown.pose && !m_previewer->isBusy())
        openPoseEditor();
    else
        requestPreview();
}

void PreprocessPage::openPoseEditor()
{
    m_wanted = Wanted::Nothing;
    if (!m_shown.pose)
        return;
    const Recipe steps = recipe();
    const auto step = std::find_if(steps.steps.begin(), steps.steps.end(), findsPeople);
    if (step == steps.steps.end())
        return;
    const fs::path source = m_pictures[size_t(m_current)];
    m_poses->open(m_shown.picture, *m_shown.pose, step->parameters, displayName(source.stem()));
    m_previewStack->setCurrentWidget(m_poses);
    m_poses->canvas()->setFocus();
    showState();
    Q_EMIT commandsChanged();
}

void PreprocessPage::closePoseEditor()
{
    if (!isEditing())
        return;
    const Question question{tr("Leave the pose as it was?"),
                            tr("What you changed on the people of this picture is not kept yet."),
                            {},
                            {tr("Leave it as it was"), tr("Go on editing")},
                            true};
    if (m_poses->isChanged() && m_services.asker.ask(this, question) != 0)
        return;
    m_previewStack->setCurrentIndex(0);
    showState();
    Q_EMIT commandsChanged();
}

void PreprocessPage::requestFound()
{
    const auto options = makerOptions();
    if (m_pictures.empty() || !options)
        return;
    MapRequest request = previewRequest(*options);
    request.maps.clear(); // not what was edited
    request.trainingSize = 0;
    m_wanted = Wanted::Found;
    m_poses->setBusy(true);
    m_previewer->request(std::move(request));
}

void PreprocessPage::keepPose()
{
    const auto options = makerOptions();
    if (!m_project || !options)
        return;
    m_poses->setBusy(true);
    const KeptPose kept{m_poses->pose(), {}, !m_poses->isAsFound()};
    inBackground(
        this,
        [steps = recipe(), options = *options, maps = m_place.maps, source = m_pictures[size_t(m_current)],
         kept] { return keep(steps, options, maps, source, kept); },
        [this, age = m_age](const Status &status) {
            if (age != m_age)
                return;
            m_poses->setBusy(false);
            if (!status) {
                m_errors->show(ErrorReport::from(status.error()));
            } else {
                m_previewStack->setCurrentIndex(0);
                Q_EMIT messageShown(tr("The pose is kept with the maps."));
                requestPreview();
                readVersions();
                Q_EMIT commandsChanged();
            }
            showState();
            Q_EMIT poseKept(status.has_value());
        });
}

} // namespace armature::ui
