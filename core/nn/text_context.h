#pragma once
// The text that a network reads, with what can be kept of it between the steps of one picture.

#include <ATen/core/Tensor.h>

#include <unordered_map>
#include <utility>

namespace armature {

class Attention;

// Keys and values of a text, kept from one denoising step to the next: they depend on the text alone. One for
// each text; every network that reads it may keep its own in the same.
class TextMemory
{
public:
    struct Pair
    {
        at::Tensor keys, values; // [B, T, heads * d]
    };
    // nullptr: not asked for yet.
    const Pair *find(const Attention *of) const
    {
        const auto found = m_pairs.find(of);
        return found == m_pairs.end() ? nullptr : &found->second;
    }
    const Pair &keep(const Attention *of, Pair pair) { return m_pairs[of] = std::move(pair); }

private:
    std::unordered_map<const Attention *, Pair> m_pairs;
};

// A text and where its keys and values are kept, or null: worked out each time.
struct TextContext
{
    TextContext(at::Tensor states, TextMemory *keptIn = nullptr) : hidden(std::move(states)), memory(keptIn)
    {
    }

    at::Tensor hidden; // [B, T, contextDim]
    TextMemory *memory;
};

// `x` [b, ...] repeated to `rows` rows, a multiple of b: both halves of guidance have the same rows until
// they first look at their texts, and are worked out once until then.
at::Tensor withRows(const at::Tensor &x, int64_t rows);

} // namespace armature
