#include "app/cli/commands.h"
#include "core/io/layouts/ldm_names.h"
#include "core/io/tensor_source.h"
#include "core/text/clip_tokenizer.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

namespace armature {

namespace {

struct TokenizeOptions
{
    std::string model;
    bool padsWithId0 = false;
};

// Stable Diffusion 2, whose text encoder is OpenCLIP's, was trained with another padding.
bool hasOpenClip(const TensorSource &checkpoint)
{
    const std::vector<std::string> names = checkpoint.names();
    return std::any_of(names.begin(), names.end(),
                       [](const std::string &name) { return name.starts_with(kLdmOpenClipPrefix); });
}

Result<ClipTokenizer> openTokenizer(const TokenizeOptions &options)
{
    std::error_code error;
    bool padsWithId0 = options.padsWithId0;
    if (!options.model.empty()) {
        if (!std::filesystem::is_regular_file(options.model, error))
            return ClipTokenizer::load(options.model);
        ARMATURE_TRY(const TensorSourcePtr checkpoint, openTensorFile(options.model));
        padsWithId0 = padsWithId0 || hasOpenClip(*checkpoint);
    }
    return ClipTokenizer::shipped(padsWithId0 ? PadWith::Id0 : PadWith::Eos);
}

// One JSON array a line, passed on at once so that a program on the other side can ask line by line.
Status tokenize(const TokenizeOptions &options, std::istream &lines)
{
    ARMATURE_TRY(const ClipTokenizer tokenizer, openTokenizer(options));
    for (std::string line; std::getline(lines, line);) {
        const Encoding encoding = tokenizer.encode(line);
        const std::string json = fmt::format("[{}]\n", fmt::join(encoding.ids, ", "));
        if (std::fwrite(json.data(), 1, json.size(), stdout) != json.size() || std::fflush(stdout) != 0)
            return fail(ErrorCode::Io, "The token ids could not be written to standard output.",
                        "Check the disk or the program that reads them.");
    }
    if (lines.bad())
        return fail(ErrorCode::Io, "Standard input could not be read.", "Pipe the lines into the command.");
    return {};
}

} // namespace

void addTokenizeCommand(CLI::App &app, int &exitCode)
{
    CLI::App *command = app.add_subcommand(
        "tokenize", "Turn each line of standard input into the padded token ids that the text encoder gets");
    const auto options = std::make_shared<TokenizeOptions>();
    command
        ->add_option("--model", options->model,
                     "Model folder, its tokenizer folder, or a single-file checkpoint; "
                     "without it CLIP's own vocabulary")
        ->type_name("DIR");
    command->add_flag(
        "--pad_id0", options->padsWithId0,
        "With CLIP's own vocabulary: fill up with id 0, as SD 2 does, instead of the end token");
    command->footer("Only a newline ends a line. Each answer is one JSON array, for CLIP of 77 ids.");
    command->callback([options, &exitCode] {
        std::ios::sync_with_stdio(false);
        const Status done = tokenize(*options, std::cin);
        exitCode = done ? kExitDone : report(done.error());
    });
}

} // namespace armature
