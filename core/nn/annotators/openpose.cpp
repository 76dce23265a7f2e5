#include "core/nn/annotators/openpose.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace armature {

namespace {

constexpr double kBoxSide = 368; // what the networks were trained at
constexpr float kPadding = 128;

// 8-bit values as floats, in the port's order of channels.
FloatMap bgrOf(const Image &rgb)
{
    FloatMap map{rgb.width(), rgb.height(), 3, {}};
    map.values.reserve(std::size_t(map.width) * std::size_t(map.height) * 3);
    for (int y = 0; y < map.height; ++y) {
        const auto *row = rgb.row<std::uint8_t>(y);
        for (int x = 0; x < map.width; ++x)
            for (int c = 2; c >= 0; --c)
                map.values.push_back(float(row[3 * x + c]));
    }
    return map;
}

// As pictures of 8 bit are resized: whole numbers again.
FloatMap resizedPicture(const FloatMap &picture, int width, int height)
{
    auto map = smartResized(picture, width, height);
    for (auto &value : map.values)
        value = std::clamp(std::nearbyint(value), 0.0f, 255.0f);
    return map;
}

FloatMap part(const FloatMap &picture, const PoseBox &box)
{
    FloatMap map{
        std::min(box.side, picture.width - box.x), std::min(box.side, picture.height - box.y), 3, {}};
    for (int y = 0; y < map.height; ++y) {
        const auto *row = picture.row(box.y + y) + std::ptrdiff_t(box.x) * 3;
        map.values.insert(map.values.end(), row, row + std::ptrdiff_t(map.width) * 3);
    }
    return map;
}

// Gauss' curve of deviation 0.8 over seven pixels, the border mirrored about its last pixel.
FloatMap softened(const FloatMap &picture)
{
    constexpr int kRadius = 3;
    constexpr double kDeviation = 0.8;
    std::array<float, 2 * kRadius + 1> weights{};
    double total = 0;
    for (int k = -kRadius; k <= kRadius; ++k)
        total += std::exp(-0.5 * k * k / (kDeviation * kDeviation));
    for (int k = -kRadius; k <= kRadius; ++k)
        weights[std::size_t(k + kRadius)] = float(std::exp(-0.5 * k * k / (kDeviation * kDeviation)) / total);
    const auto mirrored = [](int i, int size) {
        if (size == 1)
            return 0;
        const int period = 2 * (size - 1), place = ((i % period) + period) % period;
        return place < size ? place : period - place;
    };
    auto rows = picture, result = picture;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x)
            for (int c = 0; c < 3; ++c) {
                float sum = 0;
                for (int k = -kRadius; k <= kRadius; ++k)
                    sum += weights[std::size_t(k + kRadius)] *
                           picture.row(y)[3 * mirrored(x + k, picture.width) + c];
                rows.row(y)[3 * x + c] = sum;
            }
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x)
            for (int c = 0; c < 3; ++c) {
                float sum = 0;
                for (int k = -kRadius; k <= kRadius; ++k)
                    sum += weights[std::size_t(k + kRadius)] *
                           rows.row(mirrored(y + k, picture.height))[3 * x + c];
                result.row(y)[3 * x + c] = std::nearbyint(sum);
            }
    return result;
}

FloatMap padded(const FloatMap &picture)
{
    const auto up = [](int side) { return (side + kPoseStride - 1) / kPoseStride * kPoseStride; };
    FloatMap map{up(picture.width), up(picture.height), 3, {}};
    map.values.assign(std::size_t(map.width) * std::size_t(map.height) * 3, kPadding);
    for (int y = 0; y < picture.height; ++y)
        std::copy_n(picture.row(y), std::ptrdiff_t(picture.width) * 3, map.row(y));
    return map;
}

FloatMap mapFrom(const at::Tensor &maps)
{
    const auto values = maps[0].permute({1, 2, 0}).to(at::kCPU, at::kFloat).contiguous();
    const auto *from = values.const_data_ptr<float>();
    return {int(values.size(1)), int(values.size(0)), int(values.size(2)), {from, from + values.numel()}};
}

} // namespace

void Openpose::to(at::Device device)
{
    m_device = device;
    for (const auto &network : {m_body, m_hand, m_face})
        if (network)
            network->parameters().to(device, at::kFloat, false);
}

FloatMap Openpose::look(const OpenposeNetwork &network, const FloatMap &bgr, FloatMap *fields) const
{
    const auto map = padded(bgr);
    const auto values = at::from_blob(const_cast<float *>(map.values.data()), {1, map.height, map.width, 3});
    const auto outputs = network((values.permute({0, 3, 1, 2}) / 256 - 0.5).contiguous().to(m_device));
    if (fields)
        *fields = mapFrom(outputs.front());
    return mapFrom(outputs.back());
}

std::vector<Keypoint> Openpose::hand(const FloatMap &bgr, const PoseBox &box) const
{
    const auto soft = softened(part(bgr, box));
    std::vector<FloatMap> maps;
    for (const double scale : {0.5, 1.0, 1.5, 2.0})
        maps.push_back(look(*m_hand, resizedPicture(soft, int(scale * kBoxSide), int(scale * kBoxSide))));
    return handFromMaps(maps, box.side);
}

std::vector<Keypoint> Openpose::face(const FloatMap &bgr, const PoseBox &box) const
{
    constexpr int kFaceSide = 384;
    const auto seen = part(bgr, box);
    const auto maps = look(*m_face, resizedPicture(seen, kFaceSide, kFaceSide));
    const auto values =
        at::from_blob(const_cast<float *>(maps.values.data()), {1, maps.height, maps.width, maps.channels});
    return faceFromMaps(mapFrom(
        at::upsample_bilinear2d(values.permute({0, 3, 1, 2}).contiguous(), {seen.height, seen.width}, true)));
}

Pose Openpose::operator()(const Image &rgb, const OpenposeOptions &options, const std::stop_token &stop) const
{
    Pose pose{rgb.width(), rgb.height(), {}};
    // Public ControlNets saw the port's poses, which looks at half of the height that the networks were
    // trained at.
    const double scale = (m_body->layout() == PoseLayout::Body25 ? 1.0 : 0.5) * kBoxSide / rgb.height();
    const int width = scaledSide(rgb.width(), scale), height = scaledSide(rgb.height(), scale);
    if (width < 1 || height < 1 || stop.stop_requested())
        return pose;
    const auto bgr = bgrOf(rgb);
    FloatMap fields;
    const auto heat = look(*m_body, resizedPicture(bgr, width, height), &fields);
    pose.people = groupPeople(heat, fields, {rgb.width(), rgb.height(), width, height}, m_body->layout());
    const auto placed = [](std::vector<Keypoint> points, const PoseBox &box) {
        for (auto &point : points)
            if (point.isFound()) {
                point.x += box.x;
                point.y += box.y;
            }
        return points;
    };
    for (auto &person : pose.people) {
        for (const bool isLeft : {true, false}) {
            const auto box = handBox(person, isLeft, rgb.width(), rgb.height());
            if (options.hands && hasHands() && box && !stop.stop_requested())
                (isLeft ? person.leftHand : person.rightHand) = placed(hand(bgr, *box), *box);
        }
        const auto box = faceBox(person, rgb.width(), rgb.height());
        if (options.face && hasFace() && box && !stop.stop_requested())
            person.face = placed(face(bgr, *box), *box);
    }
    return pose;
}

} // namespace armature
