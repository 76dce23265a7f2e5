#include "core/nn/annotators/dwpose.h"

#include "core/nn/annotators/picture_sampler.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace armature {

namespace {

constexpr int kFrame = 640;
constexpr std::uint8_t kPadding = 114;
constexpr int64_t kDetectorValues = 85, kDetectorCells = 8400;

// As cv::resize with INTER_LINEAR on bytes: weights of 11 bits, rounded as its vector code does.
class LinearTaps
{
public:
    LinearTaps(int from, int to)
    {
        const double scale = double(from) / to;
        for (int i = 0; i < to; ++i) {
            float part = float((i + 0.5) * scale - 0.5);
            int first = int(std::floor(part));
            part -= float(first);
            if (first < 0) {
                first = 0;
                part = 0;
            }
            if (first >= from - 1) {
                first = from - 1;
                part = 0;
            }
            m_first.push_back(first);
            m_second.push_back(std::min(first + 1, from - 1));
            m_weights.push_back({int(std::lrint((1 - part) * 2048)), int(std::lrint(part * 2048))});
        }
    }
    int first(int i) const { return m_first[std::size_t(i)]; }
    int second(int i) const { return m_second[std::size_t(i)]; }
    const std::array<int, 2> &weights(int i) const { return m_weights[std::size_t(i)]; }

private:
    std::vector<int> m_first, m_second;
    std::vector<std::array<int, 2>> m_weights;
};

// The picture at the frame's upper left corner: [1, 3, 640, 640], 0..255.
at::Tensor framed(const Image &rgb, int width, int height, bool isBgr)
{
    auto frame = at::full({1, 3, kFrame, kFrame}, double(kPadding), at::kFloat);
    auto planes = frame.accessor<float, 4>();
    const LinearTaps across(rgb.width(), width), down(rgb.height(), height);
    for (int y = 0; y < height; ++y) {
        const auto *above = rgb.row<std::uint8_t>(down.first(y)),
                   *below = rgb.row<std::uint8_t>(down.second(y));
        const auto &[wa, wb] = down.weights(y);
        for (int x = 0; x < width; ++x) {
            const int left = 3 * across.first(x), right = 3 * across.second(x);
            const auto &[wl, wr] = across.weights(x);
            for (int c = 0; c < 3; ++c) {
                const int a = above[left + c] * wl + above[right + c] * wr,
                          b = below[left + c] * wl + below[right + c] * wr;
                const int value = (((wa * (a >> 4)) >> 16) + ((wb * (b >> 4)) >> 16) + 2) >> 2;
                planes[0][isBgr ? 2 - c : c][y][x] = float(value);
            }
        }
    }
    return frame;
}

double overlap(const DwBox &a, const DwBox &b)
{
    const auto area = [](const DwBox &box) {
        return (box.right - box.left + 1) * (box.bottom - box.top + 1);
    };
    const double w = std::max(0.0, std::min(a.right, b.right) - std::max(a.left, b.left) + 1),
                 h = std::max(0.0, std::min(a.bottom, b.bottom) - std::max(a.top, b.top) + 1);
    return w * h / (area(a) + area(b) - w * h);
}

std::vector<Keypoint> pointsOf(const DwBody &body, std::size_t first, std::size_t count, double least)
{
    std::vector<Keypoint> points(body.begin() + std::ptrdiff_t(first),
                                 body.begin() + std::ptrdiff_t(first + count));
    bool isAny = false;
    for (auto &point : points) {
        if (point.score < least)
            point = {};
        isAny = isAny || point.isFound();
    }
    return isAny ? points : std::vector<Keypoint>();
}

// Tried on an empty frame, unless the graph itself says that it takes something else.
bool isDetector(const GraphNetwork &network)
{
    const auto shape = network.inputShape();
    if (shape.size() == 4 && shape[2] > 0 && (shape[2] != kFrame || shape[3] != kFrame))
        return false;
    try {
        const auto outputs = network(at::zeros({1, 3, kFrame, kFrame}));
        return outputs.size() == 1 && outputs[0].numel() == kDetectorCells * kDetectorValues;
    } catch (const std::exception &) {
        return false;
    }
}

bool isWholeBody(const std::vector<at::Tensor> &outputs, int64_t width, int64_t height)
{
    return outputs.size() == 2 && outputs[0].dim() == 3 && outputs[1].dim() == 3 &&
           outputs[0].size(1) == int64_t(kWholeBodyPoints) &&
           outputs[1].size(1) == int64_t(kWholeBodyPoints) && outputs[0].size(2) == 2 * width &&
           outputs[1].size(2) == 2 * height;
}

} // namespace

Result<Dwpose> Dwpose::open(const std::vector<std::string> &files)
{
    Dwpose made;
    std::string posePath;
    for (const auto &path : files) {
        ARMATURE_TRY(std::shared_ptr<GraphNetwork> network, openGraphNetwork(path));
        const bool isBox = isDetector(*network);
        auto &place = isBox ? made.m_detector : made.m_pose;
        if (place)
            return fail(
                ErrorCode::BadInput, path + " is a second network of its kind.",
                "Give yolox_l.onnx, which finds people, and dw-ll_ucoco_384.onnx, which finds their points.");
        if (!isBox)
            posePath = path;
        place = std::move(network);
    }
    if (!made.m_detector || !made.m_pose)
        return fail(ErrorCode::NotFound,
                    made.m_pose ? "DWPose needs the network that finds people."
                                : "DWPose needs the network that finds people's points.",
                    made.m_pose ? "Locate yolox_l.onnx." : "Locate dw-ll_ucoco_384.onnx.");
    if (const auto shape = made.m_pose->inputShape(); shape.size() == 4 && shape[2] > 0 && shape[3] > 0) {
        made.m_batch = std::max<int64_t>(shape[0], 1);
        made.m_height = shape[2];
        made.m_width = shape[3];
    }
    // TorchScript files of five at a time do not say so.
    constexpr int64_t kScriptBatch = 5;
    for (const int64_t batch : {made.m_batch, kScriptBatch})
        try {
            const auto outputs = (*made.m_pose)(at::zeros({batch, 3, made.m_height, made.m_width}));
            if (isWholeBody(outputs, made.m_width, made.m_height)) {
                made.m_batch = batch;
                return made;
            }
        } catch (const std::exception &) { // then it is another network, said below
        }
    return fail(ErrorCode::BadInput, posePath + " is a network, but not DWPose's for whole bodies.",
                "Choose dw-ll_ucoco_384.onnx.");
}

void Dwpose::to(at::Device device)
{
    m_device = device;
    m_detector->to(device);
    m_pose->to(device);
}

std::vector<DwBox> boxesFrom(const at::Tensor &predictions, double ratio, double minScore)
{
    constexpr double kLeast = 0.1, kSame = 0.45;
    const auto rows = predictions.to(at::kCPU, at::kFloat).contiguous();
    const auto values = rows.accessor<float, 2>();
    std::vector<DwBox> found, kept;
    int64_t row = 0;
    for (const int stride : {8, 16, 32})
        for (int y = 0; y < kFrame / stride; ++y)
            for (int x = 0; x < kFrame / stride; ++x, ++row) {
                constexpr int kPerson = 5; // the first class
                const double score = double(values[row][4]) * double(values[row][kPerson]);
                if (!(score > kLeast))
                    continue;
                const double centreX = (double(values[row][0]) + x) * stride,
                             centreY = (double(values[row][1]) + y) * stride,
                             width = std::exp(double(values[row][2])) * stride,
                             height = std::exp(double(values[row][3])) * stride;
                found.push_back({(centreX - width / 2) / ratio, (centreY - height / 2) / ratio,
                                 (centreX + width / 2) / ratio, (centreY + height / 2) / ratio, score});
            }
    std::stable_sort(found.begin(), found.end(),
                     [](const DwBox &a, const DwBox &b) { return a.score > b.score; });
    for (const auto &box : found)
        if (std::none_of(kept.begin(), kept.end(),
                         [&](const DwBox &other) { return overlap(other, box) > kSame; }))
            kept.push_back(box);
    std::erase_if(kept, [&](const DwBox &box) {
        return !(box.score > minScore) || !std::isfinite(box.right - box.left) ||
               !std::isfinite(box.bottom - box.top);
    });
    return kept;
}

std::vector<DwBox> Dwpose::people(const Image &rgb, const DwposeOptions &options) const
{
    const double ratio = std::min(double(kFrame) / rgb.height(), double(kFrame) / rgb.width());
    const int width = int(rgb.width() * ratio), height = int(rgb.height() * ratio);
    if (width < 1 || height < 1)
        return {};
    const auto outputs =
        (*m_detector)(framed(rgb, width, height, options.channels != DwposeChannels::Rgb).to(m_device));
    TORCH_CHECK(outputs.size() == 1 && outputs[0].numel() == kDetectorCells * kDetectorValues,
                "the network is not this detector");
    return boxesFrom(outputs[0].reshape({kDetectorCells, kDetectorValues}), ratio, options.minScore);
}

DwBody Dwpose::body(const Image &rgb, const DwBox &box, const DwposeOptions &options) const
{
    constexpr double kWider = 1.25;
    constexpr std::array<double, 3> kMean{123.675, 116.28, 103.53}, kDeviation{58.395, 57.12, 57.375};
    const double centreX = (box.left + box.right) / 2, centreY = (box.top + box.bottom) / 2,
                 aspect = double(m_width) / double(m_height);
    double width = (box.right - box.left) * kWider, height = (box.bottom - box.top) * kWider;
    (width > height * aspect ? height : width) = width > height * aspect ? width / aspect : height * aspect;
    const double step = width / double(m_width);
    auto seen = at::zeros({m_batch, 3, m_height, m_width});
    auto planes = seen.accessor<float, 4>();
    const PictureSampler sample(rgb, false, PictureSampler::Places::Exact);
    for (int64_t y = 0; y < m_height; ++y)
        for (int64_t x = 0; x < m_width; ++x) {
            double values[3];
            sample(centreX + (double(x) - double(m_width) / 2) * step,
                   centreY + (double(y) - double(m_height) / 2) * step, values);
            for (int c = 0; c < 3; ++c) {
                const int from = options.channels == DwposeChannels::Bgr ? 2 - c : c;
                planes[0][c][y][x] =
                    float((values[from] - kMean[std::size_t(c)]) / kDeviation[std::size_t(c)]);
            }
        }
    const auto outputs = (*m_pose)(seen.to(m_device));
    TORCH_CHECK(isWholeBody(outputs, m_width, m_height), "the network is not DWPose's");
    const auto [bestX, placeX] = outputs[0][0].to(at::kCPU, at::kFloat).max(1);
    const auto [bestY, placeY] = outputs[1][0].to(at::kCPU, at::kFloat).max(1);
    DwBody points;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto k = int64_t(i);
        points[i].score = std::min(bestX[k].item<float>(), bestY[k].item<float>());
        if (!(points[i].score > 0)) {
            points[i] = {};
            continue;
        }
        points[i].x = double(placeX[k].item<int64_t>()) / 2 / double(m_width) * width + centreX - width / 2;
        points[i].y =
            double(placeY[k].item<int64_t>()) / 2 / double(m_height) * height + centreY - height / 2;
    }
    return points;
}

PosePerson openposeFrom(const DwBody &body, const DwposeOptions &options)
{
    // COCO's points by OpenPose's places: nose, neck (below), right arm, left arm, right leg, left leg, eyes,
    // ears.
    constexpr std::array<int, kBodyPoints> kFrom{0,  -1, 6,  8,  10, 5, 7, 9, 12,
                                                 14, 16, 11, 13, 15, 2, 1, 4, 3};
    constexpr std::size_t kFirstFace = 23, kFace = 68, kFirstLeftHand = 91, kFirstRightHand = 112;
    PosePerson person;
    for (std::size_t i = 0; i < kBodyPoints; ++i)
        if (kFrom[i] >= 0 && body[std::size_t(kFrom[i])].score > options.minJointScore)
            person.body[i] = body[std::size_t(kFrom[i])];
    const auto &left = person.body[5], &right = person.body[2];
    if (left.isFound() && right.isFound())
        person.body[1] = {(left.x + right.x) / 2, (left.y + right.y) / 2, std::min(left.score, right.score)};
    if (options.hands) {
        person.leftHand = pointsOf(body, kFirstLeftHand, kHandPoints, options.minJointScore);
        person.rightHand = pointsOf(body, kFirstRightHand, kHandPoints, options.minJointScore);
    }
    if (options.face)
        person.face = pointsOf(body, kFirstFace, kFace, options.minJointScore);
    if (!person.face.empty()) { // OpenPose's two pupils are the body's eyes, as the WebUI has it
        person.face.push_back(person.body[14]);
        person.face.push_back(person.body[15]);
    }
    return person;
}

Pose Dwpose::operator()(const Image &rgb, const DwposeOptions &options, const std::stop_token &stop) const
{
    Pose pose{rgb.width(), rgb.height(), {}};
    for (const auto &box : people(rgb, options)) {
        if (stop.stop_requested() || int(pose.people.size()) >= options.maxPeople)
            break;
        auto person = openposeFrom(body(rgb, box, options), options);
        const auto isFound = [](const Keypoint &point) { return point.isFound(); };
        if (std::any_of(person.body.begin(), person.body.end(), isFound))
            pose.people.push_back(std::move(person));
    }
    return pose;
}

} // namespace armature
