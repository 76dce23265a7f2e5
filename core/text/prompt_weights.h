#pragma once
// Weights in a prompt, with the rules of the Stable Diffusion WebUI (AUTOMATIC1111, modules/prompt_parser.py,
// parse_prompt_attention, and modules/sd_hijack_clip.py):
//   (text)        1.1 times the attention        (text:1.4)    1.4 times
//   [text]        divided by 1.1                 \( \) \[ \]   brackets that are meant
// They nest and multiply. What is left open holds to the end; what closes nothing is text. The WebUI's BREAK,
// which begins another 75 tokens, is text here: only the first 75 are read.

#include "core/text/clip_tokenizer.h"

#include <string>
#include <string_view>
#include <vector>

namespace armature {

struct WeightedText
{
    std::string text;
    double weight = 1.0;

    bool operator==(const WeightedText &) const = default;
};

// Neighbours of one weight are joined; never empty: the empty prompt is one empty text of weight 1.
std::vector<WeightedText> parsePromptWeights(std::string_view prompt);

struct WeightedEncoding
{
    Encoding encoding;
    std::vector<float> weights; // one for each id; 1 for bos, eos and padding
    bool isWeighted = false;    // any weight but 1
};

// Each part of the prompt is tokenized by itself, as the WebUI does.
WeightedEncoding encodeWeighted(const ClipTokenizer &tokenizer, std::string_view prompt);
// Tokens that encodeWeighted() would need, without bos and eos.
size_t countWeightedTokens(const ClipTokenizer &tokenizer, std::string_view prompt);

} // namespace armature
