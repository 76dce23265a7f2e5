#include "core/nn/attention.h"

#include "core/nn/frozen_ops.h"

#include <ATen/ATen.h>

namespace armature {

namespace {

// [B, C, H, W] -> [B, H * W, C]; a view where x is channels-last.
at::Tensor tokensOf(const at::Tensor &x)
{
    return x.permute({0, 2, 3, 1}).reshape({x.size(0), x.size(2) * x.size(3), x.size(1)});
}

// The way back, in the layout of `like`.
at::Tensor mapOf(const at::Tensor &tokens, const at::Tensor &like)
{
    const auto map =
        tokens.reshape({like.size(0), like.size(2), like.size(3), tokens.size(2)}).permute({0, 3, 1, 2});
    return map.contiguous(like.suggest_memory_format());
}

at::Tensor geglu(const at::Tensor &x)
{
    const auto halves = x.chunk(2, -1);
    return halves[0] * at::gelu(halves[1]);
}

} // namespace

at::Tensor withRows(const at::Tensor &x, int64_t rows)
{
    if (x.size(0) == rows)
        return x;
    std::vector<int64_t> times(static_cast<size_t>(x.dim()), 1);
    times[0] = rows / x.size(0);
    const bool isMap = x.dim() == 4;
    return x.repeat(times).contiguous(isMap ? x.suggest_memory_format() : at::MemoryFormat::Contiguous);
}

at::Tensor attend(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, int64_t heads, bool isCausal,
                  bool isUpcast)
{
    const auto split = [&](const at::Tensor &x) {
        const auto parts = x.reshape({x.size(0), x.size(1), heads, x.size(2) / heads}).transpose(1, 2);
        return isUpcast && x.element_size() < 4 ? parts.to(at::kFloat) : parts;
    };
    const auto mixed = at::scaled_dot_product_attention(split(q), split(k), split(v), {}, 0.0, isCausal);
    return mixed.transpose(1, 2).reshape(q.sizes()).to(q.scalar_type());
}

Attention::Attention(const Scope &scope, const AttentionShape &shape)
    : m_query(scope / "to_q", shape.queryDim, shape.heads * shape.headDim, shape.hasInputBias),
      m_key(scope / "to_k", shape.contextDim, shape.heads * shape.headDim, shape.hasInputBias),
      m_value(scope / "to_v", shape.contextDim, shape.heads * shape.headDim, shape.hasInputBias),
      m_out(scope / "to_out" / 0, shape.heads * shape.headDim, shape.queryDim), m_heads(shape.heads),
      m_isUpcast(shape.isUpcast)
{
}

at::Tensor Attention::operator()(const at::Tensor &x, const TextContext &context) const
{
    const auto query = withRows(m_query(x), context.hidden.size(0));
    const auto read = [&] { return TextMemory::Pair{m_key(context.hidden), m_value(context.hidden)}; };
    const auto *kept = context.memory ? context.memory->find(this) : nullptr;
    const auto pair = kept ? *kept : context.memory ? context.memory->keep(this, read()) : read();
    return m_out(attend(query, pair.keys, pair.values, m_heads, false, m_isUpcast));
}

TransformerBlock::TransformerBlock(const Scope &scope, int64_t width, int64_t headDim,
                                   const TransformerShape &shape)
    : m_norm1(scope / "norm1", width), m_norm2(scope / "norm2", width), m_norm3(scope / "norm3", width),
      m_attention1(scope / "attn1", {width, shape.onlyCrossAttention ? shape.contextDim : width, shape.heads,
                                     headDim, false, shape.upcastAttention}),
      m_attention2(scope / "attn2",
                   {width, shape.contextDim, shape.heads, headDim, false, shape.upcastAttention}),
      m_gate(scope / "ff" / "net" / 0 / "proj", width, 8 * width),
      m_out(scope / "ff" / "net" / 2, 4 * width, width), m_onlyCrossAttention(shape.onlyCrossAttention)
{
}

at::Tensor TransformerBlock::operator()(at::Tensor x, const TextContext &context) const
{
    const auto normed = m_norm1(x);
    const auto attendInto = [&](at::Tensor attended) {
        return addInto(attended, withRows(x, attended.size(0)));
    };
    x = attendInto(m_attention1(normed, m_onlyCrossAttention ? context : TextContext{normed}));
    x = attendInto(m_attention2(m_norm2(x), context));
    // GEGLU (Shazeer 2020, arXiv 2002.05202): value * gelu(gate), with the exact gelu.
    return addInto(m_out(m_gate.isFrozen() ? frozenGeglu(m_gate(m_norm3(x))) : geglu(m_gate(m_norm3(x)))), x);
}

SpatialTransformer::SpatialTransformer(const Scope &scope, const TransformerShape &shape)
    : m_norm(scope / "norm", shape.groups, shape.channels, 1e-6)
{
    const auto headDim =
        shape.channels / shape.heads; // rounds down, and then the inner width is less than channels
    const auto width = headDim * shape.heads;
    const auto project = [&](const char *name, int64_t in, int64_t out) {
        return shape.useLinearProjection ? Linear(scope / name, in, out)
                                         : Linear::pointwise(scope / name, in, out);
    };
    m_projectIn = project("proj_in", shape.channels, width);
    for (int64_t i = 0; i < shape.layers; ++i)
        m_blocks.emplace_back(scope / "transformer_blocks" / i, width, headDim, shape);
    m_projectOut = project("proj_out", width, shape.channels);
}

at::Tensor SpatialTransformer::operator()(const at::Tensor &x, const TextContext &context) const
{
    auto tokens = m_projectIn(tokensOf(m_norm(x)));
    for (const auto &block : m_blocks)
        tokens = block(tokens, context);
    const auto whole = withRows(x, tokens.size(0));
    return addInto(mapOf(m_projectOut(tokens), whole), whole);
}

MapAttention::MapAttention(const Scope &scope, int64_t channels, int64_t groups, double eps)
    : m_norm(scope / "group_norm", groups, channels, eps),
      m_attention(scope, {channels, channels, 1, channels, true})
{
}

at::Tensor MapAttention::operator()(const at::Tensor &x) const
{
    const auto tokens = tokensOf(m_norm(x));
    return addInto(mapOf(m_attention(tokens, TextContext{tokens}), x), x);
}

} // namespace armature
