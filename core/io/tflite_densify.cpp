#include "core/io/tflite_file.h"

#include <algorithm>
#include <cstring>

namespace armature {

namespace {

// Walks a sparse tensor's dimensions in traversal order and puts each stored value where it belongs.
class Densifier
{
public:
    explicit Densifier(const TfliteTensor &tensor)
        : m_tensor(tensor), m_sparsity(*tensor.sparsity), m_rank(tensor.shape.size()),
          m_element(sizeOf(tensor.type)), m_place(m_sparsity.dimensions.size(), 0)
    {
    }

    bool run(std::vector<std::byte> &dense)
    {
        if (!isSane())
            return false;
        m_dense = &dense;
        return walk(0, 0);
    }

private:
    bool isSane() const
    {
        const size_t levels = m_sparsity.dimensions.size();
        if (levels != m_rank + m_sparsity.blockMap.size() || m_sparsity.traversalOrder.size() != levels)
            return false;
        std::vector<bool> seen(levels, false);
        for (const auto dimension : m_sparsity.traversalOrder) {
            if (dimension < 0 || size_t(dimension) >= levels || seen[size_t(dimension)])
                return false;
            seen[size_t(dimension)] = true;
        }
        return std::all_of(m_sparsity.blockMap.begin(), m_sparsity.blockMap.end(),
                           [&](int32_t d) { return d >= 0 && size_t(d) < m_rank; });
    }

    int64_t blockSize(size_t dimension) const // of a dimension of the shape; 1 where it has no blocks
    {
        for (size_t b = 0; b < m_sparsity.blockMap.size(); ++b)
            if (size_t(m_sparsity.blockMap[b]) == dimension)
                for (size_t level = 0; level < m_sparsity.traversalOrder.size(); ++level)
                    if (size_t(m_sparsity.traversalOrder[level]) == m_rank + b)
                        return m_sparsity.dimensions[level].denseSize;
        return 1;
    }

    bool put(size_t from)
    {
        int64_t at = 0;
        for (size_t d = 0; d < m_rank; ++d) {
            int64_t inside = 0;
            for (size_t b = 0; b < m_sparsity.blockMap.size(); ++b)
                if (size_t(m_sparsity.blockMap[b]) == d)
                    inside = m_place[m_rank + b];
            const int64_t place = m_place[d] * blockSize(d) + inside;
            if (place < 0 || place >= m_tensor.shape[d])
                return false;
            at = at * m_tensor.shape[d] + place;
        }
        if ((from + 1) * m_element > m_tensor.data.size())
            return false;
        std::memcpy(m_dense->data() + size_t(at) * m_element, m_tensor.data.data() + from * m_element,
                    m_element);
        return true;
    }

    bool walk(size_t level, size_t from)
    {
        if (level == m_sparsity.dimensions.size())
            return put(from);
        const auto &dimension = m_sparsity.dimensions[level];
        auto &place = m_place[size_t(m_sparsity.traversalOrder[level])];
        if (!dimension.isSparse) {
            for (int32_t i = 0; i < dimension.denseSize; ++i) {
                place = i;
                if (!walk(level + 1, from * size_t(dimension.denseSize) + size_t(i)))
                    return false;
            }
            return true;
        }
        if (from + 1 >= dimension.segments.size())
            return false;
        for (int32_t i = dimension.segments[from]; i < dimension.segments[from + 1]; ++i) {
            if (i < 0 || size_t(i) >= dimension.indices.size())
                return false;
            place = dimension.indices[size_t(i)];
            if (!walk(level + 1, size_t(i)))
                return false;
        }
        return true;
    }

    const TfliteTensor &m_tensor;
    const TfliteSparsity &m_sparsity;
    size_t m_rank, m_element;
    std::vector<int64_t> m_place;
    std::vector<std::byte> *m_dense = nullptr;
};

} // namespace

Result<std::vector<std::byte>> densify(const TfliteTensor &tensor)
{
    size_t count = 1; // the reader has bounded it
    for (const auto size : tensor.shape)
        count *= size_t(size);
    std::vector<std::byte> dense(count * sizeOf(tensor.type), std::byte(0));
    if (!tensor.sparsity || !Densifier(tensor).run(dense))
        return fail(ErrorCode::Corrupt, "The sparse tensor " + tensor.name + " points outside its shape.",
                    "Copy the file again from the mediapipe wheel (tools/bootstrap.sh does).");
    return dense;
}

} // namespace armature
