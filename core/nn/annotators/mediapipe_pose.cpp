#include "core/nn/annotators/mediapipe_pose.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace armature {

namespace {

// MediaPipe's body points that are used by name.
enum MpJoint {
    kNose = 0,
    kLeftEye = 2,
    kRightEye = 5,
    kLeftEar = 7,
    kRightEar = 8,
    kMouthRight = 10,
    kLeftShoulder = 11,
    kRightShoulder = 12,
    kLeftElbow = 13,
    kRightElbow = 14,
    kLeftWrist = 15,
    kRightWrist = 16,
    kLeftPinky = 17,
    kRightPinky = 18,
    kLeftIndex = 19,
    kRightIndex = 20,
    kLeftHip = 23,
    kRightHip = 24,
    kLeftKnee = 25,
    kRightKnee = 26,
    kLeftAnkle = 27,
    kRightAnkle = 28,
};

constexpr int kNeck = -1;
constexpr std::array<int, kBodyPoints> kCocoFrom{
    kNose,      kNeck,      kRightShoulder, kRightElbow, kRightWrist, kLeftShoulder,
    kLeftElbow, kLeftWrist, kRightHip,      kRightKnee,  kRightAnkle, kLeftHip,
    kLeftKnee,  kLeftAnkle, kRightEye,      kLeftEye,    kRightEar,   kLeftEar};

// The 68 points of iBUG's scheme among the 468 of the face mesh; the two pupils are the middles of the eyes.
constexpr std::array<int, 68> kFaceFrom{
    162, 234, 93,  58,  172, 136, 149, 148, 152, 377, 378, 365, 397, 288, 323, 454, 389, // chin line
    71,  63,  105, 66,  107, 336, 296, 334, 293, 301,                                    // brows
    168, 197, 5,   4,   75,  97,  2,   326, 305,                                         // nose
    33,  160, 158, 133, 153, 144, 362, 385, 387, 263, 373, 380,                          // eyes
    61,  39,  37,  0,   267, 269, 291, 405, 314, 17,  84,  181,                          // lips, outside
    78,  82,  13,  312, 308, 317, 14,  87};                                              // and inside

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

double distance(MpPoint a, MpPoint b) { return std::hypot(a.x - b.x, a.y - b.y); }
MpPoint placeOf(const MpLandmark &landmark) { return {landmark.x, landmark.y}; }

// BlazePose's square: from the middle of the hips to a point on a circle about the whole person.
MpRect bodyRect(const MpDetection &person)
{
    const double side = 2 * distance(person.points[0], person.points[1]);
    const double rotation = mpRotation(person.points[0], person.points[1], std::numbers::pi / 2);
    return mpSquare({person.points[0].x, person.points[0].y, side, side, rotation}, 1.25, 0);
}

MpRect boxRect(const MpDetection &found, double rotation)
{
    return {(found.low.x + found.high.x) / 2, (found.low.y + found.high.y) / 2, found.high.x - found.low.x,
            found.high.y - found.low.y, rotation};
}

// Moves a landmark to the middle of the heat around it, where the heat map is sure: 9x9 cells.
void refine(double &u, double &v, const at::TensorAccessor<float, 3> &heat, int64_t channel)
{
    constexpr int64_t kReach = 4;
    constexpr double kSure = 0.5;
    const int64_t h = heat.size(0), w = heat.size(1);
    const auto column = int64_t(u * double(w)), line = int64_t(v * double(h));
    if (column < 0 || line < 0 || column >= w || line >= h)
        return;
    double sum = 0, sumX = 0, sumY = 0, most = 0;
    for (int64_t y = std::max<int64_t>(line - kReach, 0); y < std::min(line + kReach + 1, h); ++y)
        for (int64_t x = std::max<int64_t>(column - kReach, 0); x < std::min(column + kReach + 1, w); ++x) {
            const double confidence = sigmoid(heat[y][x][channel]);
            sum += confidence;
            sumX += confidence * double(x);
            sumY += confidence * double(y);
            most = std::max(most, confidence);
        }
    if (most < kSure || sum <= 0)
        return;
    u = sumX / double(w) / sum;
    v = sumY / double(h) / sum;
}

// How far apart two bodies are on the average, in parts of the first one's extent.
double difference(const MpBody &a, const MpBody &b)
{
    double sum = 0, low = a[0].y, high = a[0].y;
    for (size_t i = 0; i < a.size(); ++i) {
        sum += distance(placeOf(a[i]), placeOf(b[i]));
        low = std::min(low, a[i].y);
        high = std::max(high, a[i].y);
    }
    return sum / double(a.size()) / std::max(high - low, 1.0);
}

// How much of the smaller one's box, head to hips, lies in the other's.
double shared(const MpBody &a, const MpBody &b)
{
    const auto box = [](const MpBody &body) {
        MpRect rect; // here: low corner and size
        MpPoint low = placeOf(body[0]), high = low;
        for (size_t i = 1; i <= kRightHip; ++i) {
            low = {std::min(low.x, body[i].x), std::min(low.y, body[i].y)};
            high = {std::max(high.x, body[i].x), std::max(high.y, body[i].y)};
        }
        rect.x = low.x;
        rect.y = low.y;
        rect.width = high.x - low.x;
        rect.height = high.y - low.y;
        return rect;
    };
    const auto one = box(a), two = box(b);
    const double w = std::min(one.x + one.width, two.x + two.width) - std::max(one.x, two.x);
    const double h = std::min(one.y + one.height, two.y + two.height) - std::max(one.y, two.y);
    const double least = std::min(one.width * one.height, two.width * two.height);
    return w > 0 && h > 0 && least > 0 ? w * h / least : 0;
}

// The detector sees 224 pixels: in a wide or tall picture of a group each person is small, so squares of the
// short side are looked at as well, half overlapping.
std::vector<MpRect> partsOf(const Image &picture)
{
    constexpr double kLong = 1.3;
    std::vector<MpRect> parts;
    const double side = std::min(picture.width(), picture.height()),
                 length = std::max(picture.width(), picture.height());
    if (length < kLong * side)
        return parts;
    constexpr int kMost = 8;
    const int count = std::min(int(std::ceil(2 * (length / side - 1))) + 1, kMost);
    for (int i = 0; i < count; ++i) {
        const double middle = side / 2 + (length - side) * i / std::max(count - 1, 1);
        const bool isWide = picture.width() >= picture.height();
        parts.push_back({isWide ? middle : side / 2, isWide ? side / 2 : middle, side, side, 0});
    }
    return parts;
}

std::vector<MpPoint> pointsIn(const at::Tensor &values, const MpRect &rect, int64_t size, int64_t stride)
{
    const auto flat = values.reshape({-1}).contiguous();
    std::vector<MpPoint> points;
    for (int64_t i = 0; i + 1 < flat.numel(); i += stride)
        points.push_back(rect.at(flat.const_data_ptr<float>()[i] / double(size),
                                 flat.const_data_ptr<float>()[i + 1] / double(size)));
    return points;
}

Result<TfliteNetwork> openNetwork(const std::string &path, const std::vector<std::vector<int64_t>> &outputs,
                                  const char *name)
{
    ARMATURE_TRY(auto graph, readTflite(path));
    ARMATURE_TRY(auto network, TfliteNetwork::create(std::move(graph)));
    if (network.outputShapes() != outputs)
        return fail(ErrorCode::BadInput, path + " is a TensorFlow Lite file, but not " + name + ".",
                    "Use the file of that name from mediapipe 0.10.14.");
    return network;
}

} // namespace

Result<MediapipePose> MediapipePose::open(const std::map<std::string, std::string> &files)
{
    const std::map<std::string, std::vector<std::vector<int64_t>>> outputs{
        {kBodyBox, {{1, 2254, 12}, {1, 2254, 1}}},
        {kBody, {{1, 195}, {1, 1}, {1, 256, 256, 1}, {1, 64, 64, 39}, {1, 117}}},
        {kPalm, {{1, 2016, 18}, {1, 2016, 1}}},
        {kHand, {{1, 63}, {1, 1}, {1, 1}, {1, 63}}},
        {kFaceBox, {{1, 896, 16}, {1, 896, 1}}},
        {kFace, {{1, 1, 1, 1404}, {1, 1, 1, 1}}}};
    MediapipePose pose;
    for (const auto &[name, path] : files) {
        const auto shapes = outputs.find(name);
        if (shapes == outputs.end())
            continue;
        ARMATURE_TRY(auto network, openNetwork(path, shapes->second, name.c_str()));
        pose.m_networks.emplace(name, std::move(network));
    }
    for (const char *name : {kBodyBox, kBody})
        if (!pose.m_networks.count(name))
            return fail(ErrorCode::NotFound,
                        std::string("MediaPipe's pose needs ") + name + ", which was not given.",
                        "tools/bootstrap.sh installs it; or name the folder that holds it.");
    return pose;
}

std::optional<MpBody> MediapipePose::landmarks(const Image &rgb, const MpRect &rect) const
{
    constexpr int64_t kSize = 256, kValues = 5, kCount = 39;
    constexpr float kPresent = 0.5f;
    const auto &network = m_networks.at(kBody);
    const auto outputs = network(cropSquare(rgb, rect, kSize, MpBorder::Replicate, 0, 1));
    if (outputs[1].item<float>() < kPresent)
        return std::nullopt;
    const auto flat = outputs[0].reshape({kCount, kValues}).contiguous();
    const auto heat = outputs[3][0].contiguous();
    MpBody body;
    for (size_t i = 0; i < body.size(); ++i) {
        const auto *values = flat.const_data_ptr<float>() + int64_t(i) * kValues;
        double u = values[0] / double(kSize), v = values[1] / double(kSize);
        refine(u, v, heat.accessor<float, 3>(), int64_t(i));
        const auto place = rect.at(u, v);
        body[i] = {place.x, place.y, sigmoid(values[3])};
    }
    return body;
}

std::vector<MpBody> MediapipePose::bodies(const Image &rgb, const MpPoseLimits &limits,
                                          std::stop_token stop) const
{
    constexpr double kSamePerson = 0.1, kSameBox = 0.4, kSurePart = 0.7;
    const MpDetector detector{&m_networks.at(kBodyBox), {8, 16, 32, 32, 32}, -1, 1, 4};
    std::vector<MpBody> bodies;
    const auto look = [&](const MpRect &part, double minScore, const auto &isKnown) {
        for (const auto &person : detector(rgb, part, minScore)) {
            if (stop.stop_requested() || int(bodies.size()) >= limits.maxPeople)
                break;
            const auto body = landmarks(rgb, bodyRect(person));
            if (body && std::none_of(bodies.begin(), bodies.end(),
                                     [&](const MpBody &other) { return isKnown(*body, other); }))
                bodies.push_back(*body);
        }
    };
    look(wholePicture(rgb), limits.minScore,
         [](const MpBody &body, const MpBody &other) { return difference(body, other) < kSamePerson; });
    if (bodies.empty()) // parts of a picture without people are easily taken for some
        return bodies;
    for (const auto &part : partsOf(rgb)) // people are cut off there, so more is needed to be someone else
        look(part, std::max(limits.minScore, kSurePart),
             [](const MpBody &body, const MpBody &other) { return shared(body, other) > kSameBox; });
    return bodies;
}

// The palm detector looks around the wrist; the hand network where it found a palm.
std::vector<Keypoint> MediapipePose::hand(const Image &rgb, const MpLandmark &wrist, const MpLandmark &elbow,
                                          const MpRect &palmArea) const
{
    constexpr int64_t kSize = 224;
    constexpr double kSure = 0.5;
    const MpDetector detector{&m_networks.at(kPalm), {8, 16, 16, 16}, 0, 1, 7};
    const auto palms = detector(rgb, palmArea, kSure);
    const auto away = [&](const MpDetection &palm) { return distance(palm.points[0], placeOf(wrist)); };
    const auto nearest = std::min_element(palms.begin(), palms.end(),
                                          [&](const auto &a, const auto &b) { return away(a) < away(b); });
    if (nearest == palms.end() || away(*nearest) > 0.75 * distance(placeOf(wrist), placeOf(elbow)))
        return {};
    const double rotation = mpRotation(nearest->points[0], nearest->points[2], std::numbers::pi / 2);
    const auto rect = mpSquare(boxRect(*nearest, rotation), 2.6, -0.5);
    const auto outputs = m_networks.at(kHand)(cropSquare(rgb, rect, kSize, MpBorder::Replicate, 0, 1));
    const double present = outputs[1].item<float>();
    if (present < kSure)
        return {};
    std::vector<Keypoint> points; // MediaPipe counts the joints of a hand as OpenPose does
    for (const auto &place : pointsIn(outputs[0], rect, kSize, 3))
        points.push_back({place.x, place.y, present});
    return points;
}

std::vector<Keypoint> MediapipePose::face(const Image &rgb, const MpBody &body) const
{
    constexpr int64_t kSize = 192;
    constexpr double kSure = 0.5;
    MpPoint low = placeOf(body[0]), high = low;
    for (size_t i = 1; i <= kMouthRight; ++i) {
        low = {std::min(low.x, body[i].x), std::min(low.y, body[i].y)};
        high = {std::max(high.x, body[i].x), std::max(high.y, body[i].y)};
    }
    const double side = 3 * std::max({high.x - low.x, high.y - low.y, 8.0});
    const MpRect head{(low.x + high.x) / 2, (low.y + high.y) / 2, side, side, 0};
    const MpDetector detector{&m_networks.at(kFaceBox), {8, 16, 16, 16}, -1, 1, 6};
    const auto faces = detector(rgb, head, kSure);
    if (faces.empty())
        return {};
    const double rotation = mpRotation(faces[0].points[0], faces[0].points[1], 0);
    const auto rect = mpSquare(boxRect(faces[0], rotation), 1.5, 0);
    const auto outputs = m_networks.at(kFace)(cropSquare(rgb, rect, kSize, MpBorder::Replicate, 0, 1));
    const double present = sigmoid(outputs[1].item<float>());
    if (present < kSure)
        return {};
    const auto mesh = pointsIn(outputs[0], rect, kSize, 3);
    std::vector<Keypoint> points;
    for (const int from : kFaceFrom)
        points.push_back({mesh[size_t(from)].x, mesh[size_t(from)].y, present});
    for (const size_t eye : {size_t(36), size_t(42)}) {
        Keypoint pupil{0, 0, present};
        for (size_t i = eye; i < eye + 6; ++i) {
            pupil.x += points[i].x / 6;
            pupil.y += points[i].y / 6;
        }
        points.push_back(pupil);
    }
    return points;
}

namespace {

// Where a palm can be: about the hand as the body network sees it.
MpRect palmAreaOf(const MpLandmark &wrist, const MpLandmark &elbow, const MpLandmark &pinky,
                  const MpLandmark &index)
{
    const double reach =
        std::max(distance(placeOf(index), placeOf(wrist)), distance(placeOf(pinky), placeOf(wrist)));
    const double side = std::max({4 * reach, distance(placeOf(elbow), placeOf(wrist)), 16.0});
    return {(wrist.x + pinky.x + index.x) / 3, (wrist.y + pinky.y + index.y) / 3, side, side, 0};
}

} // namespace

Pose MediapipePose::operator()(const Image &rgb, const MpPoseLimits &limits, std::stop_token stop) const
{
    Pose pose{rgb.width(), rgb.height(), {}};
    for (const auto &body : bodies(rgb, limits, stop)) {
        if (stop.stop_requested())
            break;
        PosePerson person;
        person.body = cocoFromMediapipe(body, rgb.width(), rgb.height(), limits.minJointScore);
        const auto handAt = [&](int wrist, int elbow, int pinky, int index) -> std::vector<Keypoint> {
            const auto &w = body[size_t(wrist)], &e = body[size_t(elbow)];
            if (!limits.hands || !hasHands() || w.visibility < limits.minJointScore)
                return {};
            return hand(rgb, w, e, palmAreaOf(w, e, body[size_t(pinky)], body[size_t(index)]));
        };
        person.leftHand = handAt(kLeftWrist, kLeftElbow, kLeftPinky, kLeftIndex);
        person.rightHand = handAt(kRightWrist, kRightElbow, kRightPinky, kRightIndex);
        if (limits.face && hasFace() && body[kNose].visibility >= limits.minJointScore)
            person.face = face(rgb, body);
        pose.people.push_back(std::move(person));
    }
    return pose;
}

std::array<Keypoint, kBodyPoints> cocoFromMediapipe(const MpBody &body, int width, int height,
                                                    double minJointScore)
{
    std::array<Keypoint, kBodyPoints> points{};
    for (size_t i = 0; i < kBodyPoints; ++i) {
        MpLandmark joint;
        if (kCocoFrom[i] == kNeck) {
            const auto &left = body[kLeftShoulder], &right = body[kRightShoulder];
            joint = {(left.x + right.x) / 2, (left.y + right.y) / 2,
                     std::min(left.visibility, right.visibility)};
        } else {
            joint = body[size_t(kCocoFrom[i])];
        }
        const bool isInside = joint.x >= 0 && joint.y >= 0 && joint.x < width && joint.y < height;
        if (isInside && joint.visibility >= minJointScore)
            points[i] = {joint.x, joint.y, joint.visibility};
    }
    return points;
}

} // namespace armature
