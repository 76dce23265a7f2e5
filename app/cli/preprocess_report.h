#pragma once
// What `preprocess` says: lines for people or JSON lines.

#include "preprocess/batch.h"

#include <chrono>
#include <memory>
#include <string>

namespace armature {

class PreprocessReport
{
public:
    // kind: auto, bar, plain, json or none. Errors: BadInput.
    static Result<std::unique_ptr<PreprocessReport>> open(const std::string &kind);
    virtual ~PreprocessReport() = default;

    virtual void start(const Recipe &recipe, const std::string &in, const std::string &out) = 0;
    virtual void file(const BatchFile &file) = 0;
    virtual void progress(const BatchProgress &progress) = 0;
    virtual void finish(const BatchSummary &summary) = 0;
    virtual void failed(const Error &error) = 0; // nothing could be done; the caller prints it for people
};

std::string annotatorsAsText();
std::string versionsAsText(const MapStore &store);
nlohmann::json versionsAsJson(const MapStore &store);

} // namespace armature
