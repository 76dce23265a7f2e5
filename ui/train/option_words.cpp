#include "ui/train/option_words.h"

#include <QCoreApplication>

namespace armature::ui {

namespace {

// Word for word as in core/config/schema_*.cpp.
constexpr const char *kTexts[] = {
    QT_TRANSLATE_NOOP("options", "Output folder"),
    QT_TRANSLATE_NOOP("options", "Where the ControlNet, its checkpoints and validation pictures go. It must be empty or new, unless a run is resumed."),
    QT_TRANSLATE_NOOP("options", "Seed"),
    QT_TRANSLATE_NOOP("options", "The same seed gives the same order, crops and noise."),
    QT_TRANSLATE_NOOP("options", "Batch size"),
    QT_TRANSLATE_NOOP("options", "Pairs that are computed at once. Lower it when memory runs out."),
    QT_TRANSLATE_NOOP("options", "pairs"),
    QT_TRANSLATE_NOOP("options", "Epochs"),
    QT_TRANSLATE_NOOP("options", "How often every pair is seen, unless max_train_steps is given."),
    QT_TRANSLATE_NOOP("options", "Steps"),
    QT_TRANSLATE_NOOP("options", "Number of optimiser steps; takes precedence over the epochs."),
    QT_TRANSLATE_NOOP("options", "steps"),
    QT_TRANSLATE_NOOP("options", "by epochs"),
    QT_TRANSLATE_NOOP("options", "Batches per step"),
    QT_TRANSLATE_NOOP("options", "Batches that are added up before the weights change: the effect of a larger batch without its memory."),
    QT_TRANSLATE_NOOP("options", "Save memory"),
    QT_TRANSLATE_NOOP("options", "Compute parts twice instead of keeping them: much less memory, about a quarter slower."),
    QT_TRANSLATE_NOOP("options", "Precision"),
    QT_TRANSLATE_NOOP("options", "Number format of the computation; weights are always kept in fp32. auto takes what this machine is fastest in without harm."),
    QT_TRANSLATE_NOOP("options", "Allow TF32"),
    QT_TRANSLATE_NOOP("options", "Let newer NVIDIA cards round fp32 products for speed."),
    QT_TRANSLATE_NOOP("options", "Device"),
    QT_TRANSLATE_NOOP("options", "auto, cpu, cuda or cuda:N; armature-cli devices lists them."),
    QT_TRANSLATE_NOOP("options", "Processor threads"),
    QT_TRANSLATE_NOOP("options", "Threads for computing on the processor."),
    QT_TRANSLATE_NOOP("options", "all"),
    QT_TRANSLATE_NOOP("options", "Learning rate"),
    QT_TRANSLATE_NOOP("options", "How far each step moves the weights. 1e-5 is usual for a ControlNet."),
    QT_TRANSLATE_NOOP("options", "New layers learn faster by"),
    QT_TRANSLATE_NOOP("options", "Multiplies the learning rate of the hint network and the zero convolutions, which start from nothing, while the copied layers keep the learning rate itself."),
    QT_TRANSLATE_NOOP("options", "times"),
    QT_TRANSLATE_NOOP("options", "Scale learning rate"),
    QT_TRANSLATE_NOOP("options", "Multiply the learning rate by batch size and batches per step."),
    QT_TRANSLATE_NOOP("options", "Learning rate over time"),
    QT_TRANSLATE_NOOP("options", "How the learning rate changes during the run."),
    QT_TRANSLATE_NOOP("options", "Warm-up"),
    QT_TRANSLATE_NOOP("options", "Steps in which the learning rate rises from 0. The schedule constant has none."),
    QT_TRANSLATE_NOOP("options", "Restarts"),
    QT_TRANSLATE_NOOP("options", "Restarts of the schedule cosine_with_restarts."),
    QT_TRANSLATE_NOOP("options", "Power"),
    QT_TRANSLATE_NOOP("options", "Exponent of the schedule polynomial."),
    QT_TRANSLATE_NOOP("options", "Optimiser"),
    QT_TRANSLATE_NOOP("options", "The rule that turns gradients into changes of the weights."),
    QT_TRANSLATE_NOOP("options", "8-bit Adam"),
    QT_TRANSLATE_NOOP("options", "Not available yet: a run with it is refused."),
    QT_TRANSLATE_NOOP("options", "Adam beta 1"),
    QT_TRANSLATE_NOOP("options", "How long the direction of earlier steps is remembered."),
    QT_TRANSLATE_NOOP("options", "Adam beta 2"),
    QT_TRANSLATE_NOOP("options", "How long the size of earlier gradients is remembered."),
    QT_TRANSLATE_NOOP("options", "Weight decay"),
    QT_TRANSLATE_NOOP("options", "Pulls all weights a little towards 0 at each step."),
    QT_TRANSLATE_NOOP("options", "Adam epsilon"),
    QT_TRANSLATE_NOOP("options", "Keeps Adam from dividing by 0."),
    QT_TRANSLATE_NOOP("options", "Gradient limit"),
    QT_TRANSLATE_NOOP("options", "A step whose gradient is longer than this is shortened to it; 0 switches the limit off."),
    QT_TRANSLATE_NOOP("options", "Average the weights"),
    QT_TRANSLATE_NOOP("options", "Keep a moving average of the weights (EMA), validate with it and save it as the result."),
    QT_TRANSLATE_NOOP("options", "EMA decay"),
    QT_TRANSLATE_NOOP("options", "How slowly the moving average follows."),
    QT_TRANSLATE_NOOP("options", "Min-SNR gamma"),
    QT_TRANSLATE_NOOP("options", "Weigh noise levels so that easy ones do not dominate (arXiv 2303.09556); 5 is usual."),
    QT_TRANSLATE_NOOP("options", "off"),
    QT_TRANSLATE_NOOP("options", "Noise offset"),
    QT_TRANSLATE_NOOP("options", "Shift the noise of whole pictures, so that very dark and very bright ones are learned; 0.05 to 0.1 is usual."),
    QT_TRANSLATE_NOOP("options", "Base model"),
    QT_TRANSLATE_NOOP("options", "The Stable Diffusion model that the ControlNet is for: a diffusers folder or a single file. Required."),
    QT_TRANSLATE_NOOP("options", "none"),
    QT_TRANSLATE_NOOP("options", "Start from ControlNet"),
    QT_TRANSLATE_NOOP("options", "A ControlNet to train further: a folder or a single file."),
    QT_TRANSLATE_NOOP("options", "a copy of the base model's encoder"),
    QT_TRANSLATE_NOOP("options", "Hint network starts"),
    QT_TRANSLATE_NOOP("options", "default is what diffusers does. calibrated scales the layers that read the condition to your maps before the first step, so that the ControlNet begins to follow them much earlier."),
    QT_TRANSLATE_NOOP("options", "Weight variant"),
    QT_TRANSLATE_NOOP("options", "Which weight files of the base model to read, such as fp16."),
    QT_TRANSLATE_NOOP("options", "the plain ones"),
    QT_TRANSLATE_NOOP("options", "Tokenizer"),
    QT_TRANSLATE_NOOP("options", "A folder with another tokenizer than the base model's."),
    QT_TRANSLATE_NOOP("options", "the base model's"),
    QT_TRANSLATE_NOOP("options", "Prediction"),
    QT_TRANSLATE_NOOP("options", "What the base model predicts, where it does not say so itself, as single files of SD 2 often do not."),
    QT_TRANSLATE_NOOP("options", "Pairs"),
    QT_TRANSLATE_NOOP("options", "The folder with pictures and condition maps: image/ and condition/ with equal names, metadata.jsonl or .csv, or prompt.json. Required."),
    QT_TRANSLATE_NOOP("options", "Picture column"),
    QT_TRANSLATE_NOOP("options", "The column of metadata.jsonl or .csv that names the picture."),
    QT_TRANSLATE_NOOP("options", "Condition column"),
    QT_TRANSLATE_NOOP("options", "The column of metadata.jsonl or .csv that names the condition map."),
    QT_TRANSLATE_NOOP("options", "Caption column"),
    QT_TRANSLATE_NOOP("options", "The column with the caption, or with a list of captions of which one is drawn each time."),
    QT_TRANSLATE_NOOP("options", "At most"),
    QT_TRANSLATE_NOOP("options", "Train on this many pairs only, drawn by the seed."),
    QT_TRANSLATE_NOOP("options", "Empty captions"),
    QT_TRANSLATE_NOOP("options", "Share of draws in which the caption is left empty, so that the ControlNet learns to work from the condition alone."),
    QT_TRANSLATE_NOOP("options", "Resolution"),
    QT_TRANSLATE_NOOP("options", "Size that pictures are trained at. 512 suits SD 1.x, 768 the 768 models of SD 2.x."),
    QT_TRANSLATE_NOOP("options", "px"),
    QT_TRANSLATE_NOOP("options", "Keep aspect ratios"),
    QT_TRANSLATE_NOOP("options", "Group pictures by shape instead of cropping all of them to a square."),
    QT_TRANSLATE_NOOP("options", "Bucket step"),
    QT_TRANSLATE_NOOP("options", "Widths and heights of the groups are multiples of this."),
    QT_TRANSLATE_NOOP("options", "Mirror at random"),
    QT_TRANSLATE_NOOP("options", "Mirror picture and condition together in half of the draws. Leave it off where left and right matter."),
    QT_TRANSLATE_NOOP("options", "Crop the centre"),
    QT_TRANSLATE_NOOP("options", "Cut the square from the centre; off cuts it at random, equally from picture and condition."),
    QT_TRANSLATE_NOOP("options", "Kind of condition"),
    QT_TRANSLATE_NOOP("options", "How condition maps are resized: photo smoothly (depth, normals, blur), lines, pose and labels without mixing colours."),
    QT_TRANSLATE_NOOP("options", "Loader threads"),
    QT_TRANSLATE_NOOP("options", "Threads that read and cut pictures while the model trains."),
    QT_TRANSLATE_NOOP("options", "two"),
    QT_TRANSLATE_NOOP("options", "Cache latents"),
    QT_TRANSLATE_NOOP("options", "Encode pictures and captions once and keep the result on disk, so that steps are faster."),
    QT_TRANSLATE_NOOP("options", "Cache folder"),
    QT_TRANSLATE_NOOP("options", "Where encoded pictures and captions are kept; several runs may share it."),
    QT_TRANSLATE_NOOP("options", "cache/ in the output folder"),
    QT_TRANSLATE_NOOP("options", "Checkpoint every"),
    QT_TRANSLATE_NOOP("options", "Save everything that is needed to continue, this often."),
    QT_TRANSLATE_NOOP("options", "Keep at most"),
    QT_TRANSLATE_NOOP("options", "Delete the oldest checkpoints beyond this number; two verified ones always stay."),
    QT_TRANSLATE_NOOP("options", "checkpoints"),
    QT_TRANSLATE_NOOP("options", "Continue from"),
    QT_TRANSLATE_NOOP("options", "latest, or the name of a checkpoint folder in the output folder. latest without a checkpoint starts afresh."),
    QT_TRANSLATE_NOOP("options", "a fresh start"),
    QT_TRANSLATE_NOOP("options", "Validation prompts"),
    QT_TRANSLATE_NOOP("options", "Prompts to draw during the run. One for all condition maps, one for each, or several for one map."),
    QT_TRANSLATE_NOOP("options", "Validation conditions"),
    QT_TRANSLATE_NOOP("options", "Condition maps to draw from during the run."),
    QT_TRANSLATE_NOOP("options", "Pictures each"),
    QT_TRANSLATE_NOOP("options", "Pictures to draw for each prompt and condition."),
    QT_TRANSLATE_NOOP("options", "pictures"),
    QT_TRANSLATE_NOOP("options", "Validate every"),
    QT_TRANSLATE_NOOP("options", "Draw the validation pictures this often, and once before the first step."),
    QT_TRANSLATE_NOOP("options", "Sampler"),
    QT_TRANSLATE_NOOP("options", "How validation pictures are drawn: a diffusers scheduler name or a short one, such as ddim, euler, dpmpp_2m_karras, unipc."),
    QT_TRANSLATE_NOOP("options", "Sampling steps"),
    QT_TRANSLATE_NOOP("options", "Steps to draw one validation picture."),
    QT_TRANSLATE_NOOP("options", "Guidance"),
    QT_TRANSLATE_NOOP("options", "How strongly validation pictures follow the prompt."),
    QT_TRANSLATE_NOOP("options", "Held-out share"),
    QT_TRANSLATE_NOOP("options", "Share of the pairs that is never trained on; with them the run measures how much the condition helps (control gain)."),
    QT_TRANSLATE_NOOP("options", "Held-out pairs"),
    QT_TRANSLATE_NOOP("options", "A folder of pairs for the control gain, instead of a share."),
    QT_TRANSLATE_NOOP("options", "Progress"),
    QT_TRANSLATE_NOOP("options", "What the terminal shows: auto is a bar on a terminal and plain lines elsewhere; json is one JSON object a line."),
    QT_TRANSLATE_NOOP("options", "Reports"),
    QT_TRANSLATE_NOOP("options", "tensorboard (or all) writes curves for TensorBoard; events.jsonl in the output folder is always written."),
    QT_TRANSLATE_NOOP("options", "Reports folder"),
    QT_TRANSLATE_NOOP("options", "Where TensorBoard's files go, inside the output folder."),
    QT_TRANSLATE_NOOP("options", "Report name"),
    QT_TRANSLATE_NOOP("options", "Name of the run in TensorBoard."),
    QT_TRANSLATE_NOOP("options", "Result precision"),
    QT_TRANSLATE_NOOP("options", "Number format of the finished weights; fp16 halves the file."),
    QT_TRANSLATE_NOOP("options", "Also as single file"),
    QT_TRANSLATE_NOOP("options", "Also write the result as this .safetensors file for ComfyUI and WebUI."),
    QT_TRANSLATE_NOOP("options", "not written"),
    QT_TRANSLATE_NOOP("options", "Models"),
    QT_TRANSLATE_NOOP("options", "Run"),
    QT_TRANSLATE_NOOP("options", "Loss"),
    QT_TRANSLATE_NOOP("options", "Checkpoints"),
    QT_TRANSLATE_NOOP("options", "Validation"),
    QT_TRANSLATE_NOOP("options", "Reports and results"),
};

} // namespace

QString optionWords(std::string_view english)
{
    const QByteArray text(english.data(), qsizetype(english.size()));
    return text.isEmpty() ? QString() : QCoreApplication::translate("options", text.constData());
}

QString defaultWords(const OptionRow &row)
{
    if (!row.emptyMeans.empty())
        return optionWords(row.emptyMeans);
    const std::string text = defaultText(row);
    if (row.kind == OptionKind::Switch)
        return text == "on" ? QCoreApplication::translate("options", "on") : optionWords(text);
    const std::string unit = row.unit.empty() ? std::string() : ' ' + std::string(row.unit);
    const bool hasUnit = !unit.empty() && text.ends_with(unit);
    return QString::fromStdString(text.substr(0, text.size() - (hasUnit ? unit.size() : 0))) + (hasUnit ? QLatin1Char(' ') + optionWords(row.unit) : QString());
}

QStringList optionTexts()
{
    QStringList all;
    for (const char *one : kTexts)
        all += QString::fromUtf8(one);
    return all;
}

} // namespace armature::ui
