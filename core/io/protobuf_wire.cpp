#include "core/io/protobuf_wire.h"

namespace armature {

bool WireReader::readVarint(uint64_t &value)
{
    constexpr int kBits = 7, kMost = 64;
    value = 0;
    for (int shift = 0; shift < kMost && !m_rest.empty(); shift += kBits) {
        const auto byte = std::to_integer<uint64_t>(m_rest.front());
        m_rest = m_rest.subspan(1);
        value |= (byte & 0x7f) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

bool WireReader::readFixed(size_t size)
{
    if (m_rest.size() < size)
        return false;
    m_number = 0;
    std::memcpy(&m_number, m_rest.data(), size); // little-endian, as the machines that this runs on
    m_rest = m_rest.subspan(size);
    return true;
}

bool WireReader::next()
{
    if (m_rest.empty() || m_isDamaged)
        return false;
    uint64_t tag = 0;
    constexpr uint64_t kMostField = (uint64_t(1) << 29) - 1;
    if (!readVarint(tag) || tag >> 3 == 0 || tag >> 3 > kMostField)
        return damaged();
    m_field = int(tag >> 3);
    m_type = int(tag & 7);
    m_bytes = {};
    switch (m_type) {
    case kVarint:
        return readVarint(m_number) || damaged();
    case kFixed64:
        return readFixed(8) || damaged();
    case kFixed32:
        return readFixed(4) || damaged();
    case kBytes:
        if (!readVarint(m_number) || m_number > m_rest.size())
            return damaged();
        m_bytes = m_rest.first(size_t(m_number));
        m_rest = m_rest.subspan(size_t(m_number));
        return true;
    default: // groups are long out of use
        return damaged();
    }
}

void WireReader::addNumbers(std::vector<int64_t> &to)
{
    if (!isBytes()) {
        to.push_back(int64_t(m_number));
        return;
    }
    WireReader packed(m_bytes);
    for (uint64_t value = 0; !packed.m_rest.empty();) {
        if (!packed.readVarint(value)) {
            m_isDamaged = true;
            return;
        }
        to.push_back(int64_t(value));
    }
}

void WireReader::addFloats(std::vector<float> &to)
{
    if (!isBytes()) {
        to.push_back(real());
        return;
    }
    const auto count = m_bytes.size() / sizeof(float), before = to.size();
    m_isDamaged = m_isDamaged || m_bytes.size() % sizeof(float) != 0;
    to.resize(before + count);
    if (count > 0)
        std::memcpy(to.data() + before, m_bytes.data(), count * sizeof(float));
}

} // namespace armature
