#pragma once
// The test room's engine: pictures one after another from models that stay loaded in between. Torch-free.

#include "core/base/result.h"
#include "core/image/image.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace armature {

struct TestModels
{
    std::string base;                     // diffusers folder or single file
    std::vector<std::string> controlNets; // folder or file each; may be empty

    bool operator==(const TestModels &) const = default;
};

// What the room has to know about a base model before it can offer sizes.
struct TestModelFacts
{
    std::string family;    // "SD 1", "SD 2", "SD-like"
    std::string scheduler; // diffusers' class name: what it samples with unless told otherwise
    std::string compute;   // "fp32 on the CPU"
    int64_t side = 512;    // px, what it was trained for
    int64_t grid = 8;      // sizes divide by this
    int64_t tokenRoom = 75;
    std::vector<std::string> notes; // what was assumed about a single file
};

struct TestControl
{
    Image condition; // RGB8, width x height of the request: what the model sees, pixel for pixel
    double conditioningScale = 1.0;
    double guidanceStart = 0.0, guidanceEnd = 1.0; // as SampleOptions
};

// One picture; several are several requests, so that each has a seed of its own.
struct TestRequest
{
    TestModels models;
    std::vector<TestControl> controls; // one for each ControlNet
    std::string prompt, negativePrompt;
    bool readsWeights = true; // "(word:1.2)" and the like, see core/text/prompt_weights.h
    std::string scheduler; // empty: the model's own
    int64_t steps = 20;
    double guidanceScale = 7.5;
    bool guessMode = false;
    uint64_t seed = 0;
    int64_t width = 512, height = 512;
};

struct TestStep
{
    int64_t done = 0, total = 0; // calls of the network; PNDM and Heun need more than steps
    Image preview;               // RGB8, one pixel for each latent cell: the picture as it forms
};

struct TestPicture
{
    Image image; // RGB8
    std::string schedulerClass;
    size_t promptTokens = 0;
    std::vector<std::string> notes; // truncated prompt, models gone, retried in fp32
};

// One thread at a time. A failure leaves what was loaded as it was.
class TestSession
{
public:
    virtual ~TestSession() = default;

    // Loads what is not loaded yet and lets go of what is not named. Errors: those of openBaseModel() and
    // openControlNet(), BadInput naming both families where they do not fit, OutOfMemory.
    virtual Result<TestModelFacts> open(const TestModels &models) = 0;
    // Opens, then samples. onStep may be empty. Errors: those of open(), BadInput (steps, sizes, windows,
    // scheduler, condition), Numeric (not finite in fp32 either), OutOfMemory, Interrupted (at the latest
    // after one network).
    virtual Result<TestPicture> sample(const TestRequest &request, std::stop_token stop,
                                       const std::function<void(const TestStep &)> &onStep) = 0;
    // Gives the memory back; the next open() loads again.
    virtual void release() = 0;
};

// fp32 on the CPU, fp16 on a GPU.
std::unique_ptr<TestSession> makeTestSession();
// In fp32, fp16 or bf16 wherever it computes. Half precision that runs over is made up for in fp32, and said.
std::unique_ptr<TestSession> makeTestSessionIn(const std::string &dtype);

} // namespace armature
