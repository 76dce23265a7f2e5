#include "core/train/base/recipe.h"

namespace armature {

namespace {

constexpr const char *kDiffusers = "0.42.1"; // whose keys these are

} // namespace

nlohmann::json BaseRecipe::vaeJson() const
{
    return {{"seed", seed},
            {"size", size},
            {"crop_steps", vaeCropSteps},
            {"crop_batch", vaeCropBatch},
            {"crop", vaeCrop},
            {"whole_steps", vaeWholeSteps},
            {"whole_batch", vaeWholeBatch},
            {"learning_rate", vaeLearningRate},
            {"kl_weight", vaeKlWeight},
            {"ema_decay", emaDecay},
            {"config", starterVaeConfig(size)}};
}

nlohmann::json BaseRecipe::diffusionJson() const
{
    return {{"scenes", scenes},
            {"steps", diffusionSteps},
            {"batch", diffusionBatch},
            {"learning_rate", diffusionLearningRate},
            {"empty_captions", emptyCaptions},
            {"timesteps", {{"logit_normal", {timestepMean, timestepDeviation}}, {"even", evenTimesteps}}},
            {"mixed_precision", diffusionPrecision},
            {"ema_decay", emaDecay},
            {"unet", starterUNetConfig(size)},
            {"scheduler", starterSchedulerConfig()},
            {"vae", vaeJson()}};
}

// Few channels where the maps are wide, since that is where an autoencoder's time goes.
nlohmann::json starterVaeConfig(int size)
{
    return {{"_class_name", "AutoencoderKL"},
            {"_diffusers_version", kDiffusers},
            {"act_fn", "silu"},
            {"block_out_channels", {16, 32, 64, 96}},
            {"down_block_types", {"DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"}},
            {"up_block_types", {"UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"}},
            {"force_upcast", false},
            {"in_channels", 3},
            {"latent_channels", 4},
            {"layers_per_block", 1},
            {"mid_block_add_attention", false},
            {"norm_num_groups", 8},
            {"out_channels", 3},
            {"sample_size", size},
            {"scaling_factor", 1.0},
            {"use_post_quant_conv", true},
            {"use_quant_conv", true}};
}

// No attention on the widest map: colours and kinds are decided below it, edges come with the ControlNet.
nlohmann::json starterUNetConfig(int size)
{
    return {{"_class_name", "UNet2DConditionModel"},
            {"_diffusers_version", kDiffusers},
            {"act_fn", "silu"},
            {"attention_head_dim", 4},
            {"block_out_channels", {64, 128, 176}},
            {"center_input_sample", false},
            {"cross_attention_dim", kStarterTextWidth},
            {"down_block_types", {"DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"}},
            {"up_block_types", {"CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"}},
            {"mid_block_type", "UNetMidBlock2DCrossAttn"},
            {"downsample_padding", 1},
            {"flip_sin_to_cos", true},
            {"freq_shift", 0},
            {"in_channels", 4},
            {"layers_per_block", 1},
            {"mid_block_scale_factor", 1},
            {"norm_eps", 1e-05},
            {"norm_num_groups", 16},
            {"out_channels", 4},
            {"sample_size", size / 8},
            {"use_linear_projection", true}};
}

nlohmann::json starterTextConfig(int64_t vocabSize, int64_t bosId, int64_t eosId)
{
    return {{"architectures", {"CLIPTextModel"}},
            {"attention_dropout", 0.0},
            {"bos_token_id", bosId},
            {"eos_token_id", eosId},
            {"pad_token_id", eosId},
            {"dtype", "float16"},
            {"hidden_act", "quick_gelu"},
            {"hidden_size", kStarterTextWidth},
            {"initializer_factor", 1.0},
            {"initializer_range", 0.02},
            {"intermediate_size", 4 * kStarterTextWidth},
            {"layer_norm_eps", 1e-05},
            {"max_position_embeddings", kStarterTokens},
            {"model_type", "clip_text_model"},
            {"num_attention_heads", 4},
            {"num_hidden_layers", 2},
            {"projection_dim", kStarterTextWidth},
            {"vocab_size", vocabSize}};
}

// Stable Diffusion's noise, predicted as velocity (Salimans and Ho 2022): a small model finds colours sooner with it
// than with epsilon, which says least about the picture where there is most noise.
nlohmann::json starterSchedulerConfig()
{
    return {{"_class_name", "DDIMScheduler"},
            {"_diffusers_version", kDiffusers},
            {"beta_end", 0.012},
            {"beta_schedule", "scaled_linear"},
            {"beta_start", 0.00085},
            {"clip_sample", false},
            {"num_train_timesteps", 1000},
            {"prediction_type", "v_prediction"},
            {"set_alpha_to_one", false},
            {"steps_offset", 1},
            {"timestep_spacing", "trailing"},
            {"trained_betas", nullptr}};
}

nlohmann::json starterModelIndex()
{
    const nlohmann::json none = {nullptr, nullptr};
    return {{"_class_name", "StableDiffusionPipeline"},
            {"_diffusers_version", kDiffusers},
            {"feature_extractor", none},
            {"image_encoder", none},
            {"requires_safety_checker", false},
            {"safety_checker", none},
            {"scheduler", {"diffusers", "DDIMScheduler"}},
            {"text_encoder", {"transformers", "CLIPTextModel"}},
            {"tokenizer", {"transformers", "CLIPTokenizer"}},
            {"unet", {"diffusers", "UNet2DConditionModel"}},
            {"vae", {"diffusers", "AutoencoderKL"}}};
}

} // namespace armature
