#include "core/image/pose_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace armature {

namespace {

using nlohmann::json;
using Points = std::vector<Keypoint>;

constexpr std::size_t kBody25Points = 25;
constexpr std::size_t kMiddleHip = 8, kFirstToe = 19; // BODY_25 is COCO-18 with these put in
constexpr std::size_t kMostPeople = 1000;
constexpr double kFarthest = 1e6; // pixels; nothing real lies beyond

tl::unexpected<Error> wrong(const std::string &name, const std::string &what)
{
    return fail(ErrorCode::BadInput, name + " is no pose: " + what + ".",
                "Use the JSON that OpenPose, the WebUI's OpenPose editor or Armature writes.");
}

Result<Points> pointsAt(const json &person, const char *key, const std::string &name)
{
    const auto found = person.find(key);
    if (found == person.end() || found->is_null())
        return Points();
    if (!found->is_array() || found->size() % 3 != 0 || found->size() > 1000)
        return wrong(name, std::string(key) + " is not a list of x, y and confidence");
    Points points;
    for (std::size_t i = 0; i + 2 < found->size(); i += 3) {
        for (std::size_t k = i; k < i + 3; ++k)
            if (!(*found)[k].is_number() || !std::isfinite((*found)[k].get<double>()) ||
                std::abs((*found)[k].get<double>()) > kFarthest)
                return wrong(name, std::string(key) + " holds something that is not a number in a picture");
        points.push_back(
            {(*found)[i].get<double>(), (*found)[i + 1].get<double>(), (*found)[i + 2].get<double>()});
    }
    return points;
}

Result<std::array<Keypoint, kBodyPoints>> bodyFrom(const Points &points, const std::string &name)
{
    std::array<Keypoint, kBodyPoints> body{};
    if (points.size() != 0 && points.size() != kBodyPoints && points.size() != kBody25Points)
        return wrong(name, "pose_keypoints_2d has " + std::to_string(points.size()) +
                               " points; 18 and 25 are known");
    std::size_t to = 0;
    for (std::size_t i = 0; i < points.size() && i < kFirstToe; ++i)
        if (points.size() == kBodyPoints || i != kMiddleHip)
            body[to++] = points[i];
    return body;
}

Result<PosePerson> personFrom(const json &value, const std::string &name)
{
    if (!value.is_object())
        return wrong(name, "a person is not an object");
    PosePerson person;
    ARMATURE_TRY(const auto body, pointsAt(value, "pose_keypoints_2d", name));
    ARMATURE_TRY(person.body, bodyFrom(body, name));
    ARMATURE_TRY(person.leftHand, pointsAt(value, "hand_left_keypoints_2d", name));
    ARMATURE_TRY(person.rightHand, pointsAt(value, "hand_right_keypoints_2d", name));
    ARMATURE_TRY(person.face, pointsAt(value, "face_keypoints_2d", name));
    const auto fit = [](Points &points, std::size_t count) {
        if (!points.empty())
            points.resize(count);
    };
    fit(person.leftHand, kHandPoints);
    fit(person.rightHand, kHandPoints);
    fit(person.face, kFacePoints);
    return person;
}

template <typename Work>
void forEachPoint(Pose &pose, Work &&work)
{
    for (auto &person : pose.people) {
        std::for_each(person.body.begin(), person.body.end(), work);
        for (auto *part : {&person.leftHand, &person.rightHand, &person.face})
            std::for_each(part->begin(), part->end(), work);
    }
}

// Parts of the picture rather than pixels: nothing beyond 1, something beyond 0.
bool isNormalised(Pose &pose)
{
    double most = 0;
    forEachPoint(pose, [&](const Keypoint &point) { most = std::max({most, point.x, point.y}); });
    return most > 0 && most <= 1;
}

int sizeAt(const json &root, const char *key, int fallback)
{
    const auto found = root.find(key);
    const bool isSize = found != root.end() && found->is_number() && found->get<double>() >= 1 &&
                        found->get<double>() <= kFarthest;
    return isSize ? int(found->get<double>()) : fallback;
}

json listOf(const Keypoint *points, std::size_t count, PoseDialect dialect)
{
    json list = json::array();
    for (std::size_t i = 0; i < count; ++i) {
        const Keypoint point = points[i].isFound() ? points[i] : Keypoint();
        list.push_back(point.x);
        list.push_back(point.y);
        list.push_back(dialect == PoseDialect::WebUi && point.isFound() ? 1.0 : point.score);
    }
    return list;
}

json partOf(const Points &points, PoseDialect dialect)
{
    if (points.empty() && dialect == PoseDialect::WebUi)
        return nullptr;
    return listOf(points.data(), points.size(), dialect);
}

} // namespace

Result<Pose> poseFromJson(std::string_view text, const std::string &name, const PoseJsonOptions &options)
{
    auto root = json::parse(text, nullptr, false);
    if (root.is_discarded())
        return wrong(name, "it is not JSON");
    if (root.is_array() && root.size() == 1) // the WebUI's API answers with a list of pictures
        root = json(root[0]);
    const auto people = root.is_object() ? root.find("people") : root.end();
    if (!root.is_object() || people == root.end() || !people->is_array() || people->size() > kMostPeople)
        return wrong(name, "it has no list of people");
    Pose pose{sizeAt(root, "canvas_width", options.width), sizeAt(root, "canvas_height", options.height), {}};
    for (const auto &value : *people) {
        ARMATURE_TRY(auto person,
                     personFrom(value, name + ", person " + std::to_string(pose.people.size() + 1)));
        pose.people.push_back(std::move(person));
    }
    const bool isScaled = isNormalised(pose);
    if (isScaled && (pose.width < 1 || pose.height < 1))
        return wrong(name, "its points are parts of a picture, and it does not say how large that is");
    forEachPoint(pose, [&](Keypoint &point) {
        if (isScaled)
            point = {point.x * pose.width, point.y * pose.height, point.score};
        if (!(point.score >= options.minConfidence) || point.score <= 0)
            point = {};
    });
    return pose;
}

std::string poseToJson(const Pose &pose, PoseDialect dialect)
{
    json people = json::array();
    for (const auto &person : pose.people) {
        json one{{"pose_keypoints_2d", listOf(person.body.data(), person.body.size(), dialect)},
                 {"face_keypoints_2d", partOf(person.face, dialect)},
                 {"hand_left_keypoints_2d", partOf(person.leftHand, dialect)},
                 {"hand_right_keypoints_2d", partOf(person.rightHand, dialect)}};
        if (dialect == PoseDialect::Cmu)
            one["person_id"] = json::array({-1});
        people.push_back(std::move(one));
    }
    json root{{"people", std::move(people)}, {"canvas_width", pose.width}, {"canvas_height", pose.height}};
    if (dialect == PoseDialect::Cmu)
        root["version"] = 1.3;
    else
        root["animals"] = json::array();
    return root.dump();
}

} // namespace armature
