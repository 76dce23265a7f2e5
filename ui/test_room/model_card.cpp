#include "ui/test_room/model_card.h"

#include "core/image/codec.h"
#include "ui/test_room/condition_maker.h"

#include <QFile>
#include <QSaveFile>

#include <algorithm>
#include <cmath>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr size_t kMostSamples = 6;
constexpr const char *kRecipeKey = "armature.condition_recipe";

// A value of YAML in quotes, whatever is in it: JSON's strings are YAML's.
std::string quoted(const std::string &text)
{
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Text of others inside a line of Markdown.
std::string plain(const std::string &text)
{
    std::string out;
    for (const char character : text) {
        if (character == '\n' || character == '\r' || character == '|') {
            out += ' ';
            continue;
        }
        if (std::string_view("\\`*_[]<>#!").find(character) != std::string_view::npos)
            out += '\\';
        out += character;
    }
    return out;
}

// How the maps were made that it was trained with, for people; the JSON itself where it is of a newer
// program.
std::string recipeWords(const std::string &json)
{
    const auto recipe = recipeFromJson(nlohmann::json::parse(json, nullptr, false), "recipe");
    return recipe ? recipeText(*recipe) : json.substr(0, 2000);
}

std::string head(const ModelCard &card)
{
    std::string text = "---\n";
    if (!card.licence.empty())
        text += "license: " + quoted(card.licence) + "\n";
    if (!card.base.empty())
        text += "base_model: " + quoted(card.base) + "\n";
    text += "library_name: diffusers\npipeline_tag: image-to-image\ntags:\n"
            "- stable-diffusion\n- controlnet\n- armature\n---\n\n";
    text += "# " + plain(card.name) + "\n\nA ControlNet for " +
            (card.base.empty() ? "Stable Diffusion" : plain(card.base)) + ", trained with Armature.\n\n";
    const auto width = card.config.find("cross_attention_dim");
    text += "| | |\n|---|---|\n| base model | " + (card.base.empty() ? "not said" : plain(card.base)) +
            " |\n| licence | " + (card.licence.empty() ? "not said" : plain(card.licence)) +
            " |\n| precision | " + card.dtype + " |\n";
    if (width != card.config.end())
        text += "| text width | " + plain(width->dump()) + " |\n";
    for (const auto &[key, value] : card.metadata) {
        if (key == kRecipeKey)
            text += "| condition made by | " + plain(recipeWords(value)) + " |\n";
        else if (key != "format" && key != "armature.config" && value != "auto" && value.size() <= 2000)
            text += "| " + plain(key) + " | " + plain(value) + " |\n";
    }
    return text + "\n";
}

// The recipe as a file that `armature-cli preprocess --workflow` takes.
std::string recipePart(const ModelCard &card)
{
    const auto told = card.metadata.find(kRecipeKey);
    if (told == card.metadata.end())
        return {};
    const auto json = nlohmann::json::parse(told->second, nullptr, false);
    if (!json.is_object())
        return {};
    return "## Condition\n\nThe maps that it was trained with were made so; `armature-cli preprocess "
           "--workflow FILE` makes "
           "more of them, and Armature's test room does it by itself.\n\n```json\n" +
           json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n```\n\n";
}

std::string use(const ModelCard &card)
{
    std::string text = "## Use\n\n";
    if (card.hasFolder)
        text += "In diffusers:\n\n```python\nfrom diffusers import ControlNetModel\n\ncontrolnet = "
                "ControlNetModel.from_pretrained(\"path/to/this/folder\")\n```\n\n";
    if (card.hasFile)
        text += "In the WebUI and ComfyUI: put `" + plain(card.name) +
                ".safetensors` where their ControlNet models lie.\n\n";
    return text + "The condition has to look as its training maps did, white lines on black where they are lines.\n";
}

// Empty where the picture carries nothing that can be shown.
std::string sampleRow(const fs::path &sample, const fs::path &net, size_t number, const fs::path &images,
                      const ConditionMaker &maker)
{
    const auto settings = settingsOf(sample);
    if (!settings || settings->controls.empty() || settings->controls.front().net != net ||
        !settings->label.isEmpty()) // sheets and their parts show something else
        return {};
    const auto picture = decode(sample);
    if (!picture)
        return {};
    const auto condition = maker.make(settings->controls.front(), std::max(8, settings->width),
                                      std::max(8, settings->height), settings->fit);
    const std::string name = "sample-" + std::to_string(number);
    // Paths of this machine stay here: the pictures go on without their texts.
    if (!condition || !writePng(images / (name + "-condition.png"), condition->image) ||
        !writePng(images / (name + ".png"), *picture))
        return {};
    std::string words = plain(settings->prompt.toStdString()) + "; seed " + std::to_string(settings->seed) +
                        ", " + std::to_string(settings->steps) + " steps";
    if (settings->adherence)
        words +=
            ", follows its condition to " + std::to_string(std::lround(*settings->adherence * 100)) + " %";
    return "| ![condition](images/" + name + "-condition.png) | ![picture](images/" + name + ".png) | " +
           words + " |\n";
}

} // namespace

Status writeModelCard(const ModelCard &card, const fs::path &folder)
{
    const fs::path images = folder / "images";
    std::error_code error;
    fs::create_directories(card.samples.empty() ? folder : images, error);
    std::string rows;
    size_t number = 0;
    const auto maker = card.maker ? card.maker : std::make_shared<const ConditionMaker>();
    for (const fs::path &sample : card.samples) {
        if (number == kMostSamples)
            break;
        if (const std::string row = sampleRow(sample, card.net, number + 1, images, *maker); !row.empty()) {
            rows += row;
            ++number;
        }
    }
    std::string text = head(card);
    if (!rows.empty())
        text += "## Samples\n\n| condition | picture | made with |\n|---|---|---|\n" + rows + "\n";
    text += recipePart(card) + use(card);
    const fs::path readme = folder / "README.md";
    QSaveFile file(QFile::decodeName(readme.c_str()));
    if (!file.open(QIODevice::WriteOnly) ||
        file.write(text.data(), qint64(text.size())) != qint64(text.size()) || !file.commit())
        return fail(ErrorCode::Io,
                    "The model card " + readme.string() +
                        " cannot be written: " + file.errorString().toStdString() + ".",
                    "Check the folder's permissions and the space on its disk.",
                    "The model itself is complete.");
    return {};
}

} // namespace armature::ui
