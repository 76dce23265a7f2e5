#pragma once
// Protocol Buffers' wire format, read in place (protobuf.dev/programming-guides/encoding): numbered fields,
// each a number or a run of bytes. What the bytes mean is the caller's.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace armature {

class WireReader
{
public:
    explicit WireReader(std::span<const std::byte> bytes) : m_rest(bytes) {}

    // Goes to the next field. False at the end, and where the bytes stop making sense (isDamaged()).
    bool next();
    bool isDamaged() const { return m_isDamaged; }

    int field() const { return m_field; }
    bool isBytes() const { return m_type == kBytes; }
    uint64_t number() const { return m_number; } // a varint, or the bits of a fixed number
    float real() const                           // of a fixed number of four bytes
    {
        const auto bits = uint32_t(m_number);
        float value = 0;
        std::memcpy(&value, &bits, sizeof value);
        return value;
    }
    std::span<const std::byte> bytes() const { return m_bytes; }
    std::string text() const { return {reinterpret_cast<const char *>(m_bytes.data()), m_bytes.size()}; }

    // Repeated numbers, packed into one run or given one by one: what this field adds.
    void addNumbers(std::vector<int64_t> &to);
    void addFloats(std::vector<float> &to);

private:
    static constexpr int kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5;

    bool readVarint(uint64_t &value);
    bool readFixed(size_t size);
    bool damaged()
    {
        m_isDamaged = true;
        return false;
    }

    std::span<const std::byte> m_rest, m_bytes;
    uint64_t m_number = 0;
    int m_field = 0, m_type = 0;
    bool m_isDamaged = false;
};

} // namespace armature
