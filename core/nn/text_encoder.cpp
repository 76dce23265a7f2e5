#include "core/nn/text_encoder.h"

#include "core/nn/attention.h"

#include <ATen/ATen.h>

#include <vector>

namespace armature {

namespace {

class EncoderLayer
{
public:
    EncoderLayer(const Scope &scope, const TextEncoderConfig &config)
        : m_norm1(scope / "layer_norm1", config.hiddenSize, config.layerNormEps),
          m_norm2(scope / "layer_norm2", config.hiddenSize, config.layerNormEps),
          m_query(scope / "self_attn" / "q_proj", config.hiddenSize, config.hiddenSize),
          m_key(scope / "self_attn" / "k_proj", config.hiddenSize, config.hiddenSize),
          m_value(scope / "self_attn" / "v_proj", config.hiddenSize, config.hiddenSize),
          m_out(scope / "self_attn" / "out_proj", config.hiddenSize, config.hiddenSize),
          m_fc1(scope / "mlp" / "fc1", config.hiddenSize, config.intermediateSize),
          m_fc2(scope / "mlp" / "fc2", config.intermediateSize, config.hiddenSize), m_heads(config.headCount),
          m_activation(activationNamed(config.activation))
    {
    }

    at::Tensor operator()(at::Tensor x) const
    {
        const auto normed = m_norm1(x);
        x = addInto(m_out(attend(m_query(normed), m_key(normed), m_value(normed), m_heads, true)), x);
        return addInto(m_fc2(activate(m_activation, m_fc1(m_norm2(x)))), x);
    }

private:
    LayerNorm m_norm1, m_norm2;
    Linear m_query, m_key, m_value, m_out, m_fc1, m_fc2;
    int64_t m_heads;
    Activation m_activation;
};

} // namespace

struct TextEncoder::Impl
{
    explicit Impl(TextEncoderConfig given) : config(std::move(given))
    {
        const Scope root(table);
        tokens = Embedding(root / "embeddings" / "token_embedding", config.vocabSize, config.hiddenSize);
        positions =
            Embedding(root / "embeddings" / "position_embedding", config.maxPositions, config.hiddenSize);
        for (int64_t i = 0; i < config.layerCount; ++i)
            layers.emplace_back(root / "encoder" / "layers" / i, config);
        norm = LayerNorm(root / "final_layer_norm", config.hiddenSize, config.layerNormEps);
    }

    TextEncoderConfig config;
    ParameterTable table;
    Embedding tokens, positions;
    std::vector<EncoderLayer> layers;
    LayerNorm norm;
};

TextEncoder::TextEncoder(TextEncoderConfig config) : m(std::make_unique<Impl>(std::move(config))) {}
TextEncoder::~TextEncoder() = default;
TextEncoder::TextEncoder(TextEncoder &&) noexcept = default;

const TextEncoderConfig &TextEncoder::config() const { return m->config; }
ParameterTable &TextEncoder::parameters() { return m->table; }

TextEncoding TextEncoder::forward(const at::Tensor &inputIds) const
{
    auto x = m->tokens(inputIds) + m->positions.weight->value.slice(0, 0, inputIds.size(1)).unsqueeze(0);
    for (const auto &layer : m->layers)
        x = layer(x);
    x = m->norm(x);
    // argmax gives the first of equals: the first end token, or where an old config says 2, the largest id.
    const auto end = m->config.eosTokenId == 2 ? inputIds.argmax(1)
                                               : (inputIds == m->config.eosTokenId).to(at::kInt).argmax(1);
    const auto rows = at::arange(x.size(0), inputIds.options());
    return {x, x.index({rows, end})};
}

} // namespace armature
