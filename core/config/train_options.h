#pragma once
// Every option of a training run, under the name that diffusers' train_controlnet.py gives it, with its default. The
// schema (core/config/schema.h) has one row per field: help, range and unit live there, and the command line, the JSON
// files and the studio's form are all made from it.

#include <cstdint>
#include <string>
#include <vector>

namespace armature {

struct TrainOptions {
    // Models
    std::string pretrained_model_name_or_path;      // diffusers folder or single file; required
    std::string controlnet_model_name_or_path;      // start from this ControlNet; empty copies the UNet
    std::string conditioning_embedding_init = "default"; // or "calibrated"
    std::string variant;                            // weight-file variant, e.g. "fp16"
    std::string tokenizer_name;                     // folder with another tokenizer
    std::string prediction_type = "auto";           // auto (what the model says), epsilon, v_prediction, sample

    // Data
    std::string train_data_dir;                     // required
    std::string image_column = "image";
    std::string conditioning_image_column = "conditioning_image";
    std::string caption_column = "text";
    int64_t max_train_samples = 0;                  // 0 = all; truncates after a seeded shuffle
    double proportion_empty_prompts = 0;            // 0..1, decided at every draw
    int64_t resolution = 512;                       // px, divisible by 8
    bool aspect_buckets = false;                    // else: square centre crop
    int64_t bucket_step = 64;                       // px
    bool random_flip = false;
    bool center_crop = true;                        // false: random crop, the same for both of a pair
    std::string condition_kind = "auto";            // auto, photo (depth, normals), lines, pose, labels: how maps are resampled
    int64_t dataloader_num_workers = 0;             // threads that prepare pictures; 0 = two
    bool cache_latents = true;
    std::string cache_dir;                          // default: OUT/cache

    // Run
    std::string output_dir = "controlnet-model";
    uint64_t seed = 42;
    int64_t train_batch_size = 4;
    int64_t num_train_epochs = 1;
    int64_t max_train_steps = 0;                    // optimiser steps; 0 = by epochs
    int64_t gradient_accumulation_steps = 1;
    bool gradient_checkpointing = false;
    std::string mixed_precision = "auto";           // auto, no, fp16, bf16
    bool allow_tf32 = false;
    bool set_grads_to_none = false;
    std::string device = "auto";                    // auto, cpu, cuda, cuda:N
    int64_t threads = 0;                            // CPU threads; 0 = all

    // Optimiser
    std::string optimizer = "adamw";                // adamw (fused)
    double learning_rate = 5e-6;
    double new_layers_lr_scale = 1; // times learning_rate for the hint network and the zero convolutions
    bool scale_lr = false;
    std::string lr_scheduler = "constant";          // linear, cosine, cosine_with_restarts, polynomial, constant, constant_with_warmup
    int64_t lr_warmup_steps = 500;
    int64_t lr_num_cycles = 1;
    double lr_power = 1.0;
    bool use_8bit_adam = false;                     // refused for now, with a sentence
    double adam_beta1 = 0.9;
    double adam_beta2 = 0.999;
    double adam_weight_decay = 1e-2;
    double adam_epsilon = 1e-8;
    double max_grad_norm = 1.0;
    bool use_ema = false;
    double ema_decay = 0.9999;

    // Loss
    double snr_gamma = 0;                           // 0 = off; min-SNR-gamma (Hang et al. 2023, arXiv 2303.09556)
    double noise_offset = 0;

    // Checkpoints
    int64_t checkpointing_steps = 500;
    int64_t checkpoints_total_limit = 0;            // 0 = keep all; never fewer than two verified ones remain
    std::string resume_from_checkpoint;             // "latest" or a folder name

    // Validation
    std::vector<std::string> validation_prompt;
    std::vector<std::string> validation_image;
    int64_t num_validation_images = 4;
    int64_t validation_steps = 100;
    std::string validation_scheduler = "unipc";
    int64_t validation_inference_steps = 20;
    double validation_guidance_scale = 7.5;
    double holdout_share = 0;                       // share of pairs kept out of training for the control gain
    std::string holdout_data_dir;                   // or a folder of its own

    // Reporting
    std::string logging_dir = "logs";
    std::string report_to = "tensorboard";          // tensorboard, all, jsonl, none; events.jsonl is written with any
    std::string tracker_project_name = "train_controlnet";
    std::string progress = "auto";                  // auto, bar, plain, json, none
    std::string export_dtype = "fp32";              // dtype of the final weights: fp32, fp16, bf16

    // Accepted for compatibility
    bool enable_xformers_memory_efficient_attention = false; // our attention is memory-efficient already; said once
    std::string single_file;                        // also write the result as this single file (LDM naming)

    bool operator==(const TrainOptions &) const = default;
};

} // namespace armature
