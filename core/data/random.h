#pragma once
// Random numbers that are the same with every compiler and library: SplitMix64 (Steele, Lea and Flood 2014,
// "Fast Splittable Pseudorandom Number Generators", OOPSLA), keyed by what the draw is for.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

namespace armature {

// SplitMix64's finaliser: every output bit depends on every input bit.
constexpr uint64_t mixBits(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

class SplitMix64
{
public:
    // The key is the whole of what the draws depend on, for example {seed, purpose, epoch}.
    constexpr explicit SplitMix64(std::initializer_list<uint64_t> key)
    {
        for (const uint64_t part : key)
            m_state = mixBits(m_state + kGolden) ^ part;
        m_state = mixBits(m_state + kGolden);
    }

    constexpr uint64_t next() { return mixBits(m_state += kGolden); }

    // Uniform in [0, 1), 53 bits.
    constexpr double uniform() { return double(next() >> 11) * 0x1.0p-53; }

    // Uniform in [0, bound), without bias; bound > 0.
    constexpr uint64_t below(uint64_t bound)
    {
        const uint64_t rest = (0 - bound) % bound; // 2^64 mod bound
        uint64_t value = next();
        while (value < rest)
            value = next();
        return value % bound;
    }

private:
    static constexpr uint64_t kGolden = 0x9E3779B97F4A7C15ULL;
    uint64_t m_state = 0;
};

// Fisher and Yates; std::shuffle may differ from library to library.
template <typename T>
constexpr void shuffle(std::vector<T> &items, SplitMix64 &random)
{
    for (std::size_t i = items.size(); i > 1; --i)
        std::swap(items[i - 1], items[random.below(i)]);
}

} // namespace armature
