#pragma once
// Attention, BasicTransformerBlock and Transformer2DModel as SD 1.x / 2.x use them (diffusers
// models/attention*.py, transformers/transformer_2d.py), and the single-head attention of the VAE's middle.

#include "core/nn/layers.h"
#include "core/nn/text_context.h"

#include <vector>

namespace armature {

// softmax(q k^T / sqrt d) v over heads. q [B, S, heads * d], k and v [B, T, heads * d] -> [B, S, heads * d].
// isUpcast computes it in fp32 and returns q's type: SD 2.1 overflows fp16 otherwise.
at::Tensor attend(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, int64_t heads,
                  bool isCausal = false, bool isUpcast = false);

struct AttentionShape
{
    int64_t queryDim = 0, contextDim = 0; // channels of x and of the context
    int64_t heads = 8, headDim = 40;
    bool hasInputBias = false; // of to_q, to_k, to_v
    bool isUpcast = false;
};

class Attention
{
public:
    Attention(const Scope &scope, const AttentionShape &shape);
    // x [b, S, queryDim]; context [B, T, contextDim] where B is a multiple of b -> [B, S, queryDim]
    at::Tensor operator()(const at::Tensor &x, const TextContext &context) const;

private:
    Linear m_query, m_key, m_value, m_out;
    int64_t m_heads;
    bool m_isUpcast;
};

struct TransformerShape
{
    int64_t channels = 0, heads = 8, contextDim = 768, layers = 1, groups = 32;
    bool useLinearProjection = false, onlyCrossAttention = false, upcastAttention = false;
};

class TransformerBlock
{
public:
    TransformerBlock(const Scope &scope, int64_t width, int64_t headDim, const TransformerShape &shape);
    at::Tensor operator()(at::Tensor x, const TextContext &context) const;

private:
    LayerNorm m_norm1, m_norm2, m_norm3;
    Attention m_attention1, m_attention2;
    Linear m_gate, m_out;
    bool m_onlyCrossAttention;
};

class SpatialTransformer
{
public:
    SpatialTransformer(const Scope &scope, const TransformerShape &shape);
    // x [b, C, H, W], context of B rows, a multiple of b -> [B, C, H, W]
    at::Tensor operator()(const at::Tensor &x, const TextContext &context) const;

private:
    GroupNorm m_norm;
    Linear m_projectIn, m_projectOut;
    std::vector<TransformerBlock> m_blocks;
};

// Attention over the cells of a map, with its own GroupNorm and residual.
class MapAttention
{
public:
    MapAttention(const Scope &scope, int64_t channels, int64_t groups, double eps);
    at::Tensor operator()(const at::Tensor &x) const;

private:
    GroupNorm m_norm;
    Attention m_attention;
};

} // namespace armature
