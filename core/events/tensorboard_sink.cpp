#include "core/events/tensorboard_sink.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <chrono>
#include <cstring>

namespace armature {

namespace {

// CRC-32C (Castagnoli), reflected, as TFRecord frames carry it.
std::array<uint32_t, 256> crcTable()
{
    std::array<uint32_t, 256> table;
    for (uint32_t i = 0; i < 256; ++i) {
        uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = value & 1 ? (value >> 1) ^ 0x82F63B78u : value >> 1;
        table[i] = value;
    }
    return table;
}

// TFRecord stores each checksum rotated and offset, so that a checksum of checksums stays meaningful.
uint32_t maskedCrc(std::string_view bytes)
{
    static const std::array<uint32_t, 256> table = crcTable();
    uint32_t crc = 0xFFFFFFFFu;
    for (const char c : bytes)
        crc = table[(crc ^ static_cast<unsigned char>(c)) & 0xFF] ^ (crc >> 8);
    return std::rotr(crc ^ 0xFFFFFFFFu, 15) + 0xA282EAD8u;
}

template <typename T>
std::string littleEndian(T value)
{
    static_assert(std::endian::native == std::endian::little);
    std::string bytes(sizeof(T), '\0');
    std::memcpy(bytes.data(), &value, sizeof(T));
    return bytes;
}

std::string varint(uint64_t value)
{
    std::string bytes;
    for (; value >= 0x80; value >>= 7)
        bytes += static_cast<char>((value & 0x7F) | 0x80);
    return bytes + static_cast<char>(value);
}

enum class Wire { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };
std::string field(int number, Wire wire)
{
    return varint(static_cast<uint64_t>(number << 3 | static_cast<int>(wire)));
}
std::string bytesField(int number, std::string_view bytes)
{
    return field(number, Wire::Bytes) + varint(bytes.size()) + std::string(bytes);
}

// tensorflow.Event: wall_time = 1, step = 2, file_version = 3, summary = 5.
std::string eventMessage(int64_t step, const std::string &content)
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return field(1, Wire::Fixed64) + littleEndian(std::chrono::duration<double>(now).count()) +
           field(2, Wire::Varint) + varint(static_cast<uint64_t>(step)) + content;
}

// Summary.value = 1 { tag = 1, simple_value = 2 }.
std::string scalar(std::string_view tag, double value)
{
    return bytesField(1,
                      bytesField(1, tag) + field(2, Wire::Fixed32) + littleEndian(static_cast<float>(value)));
}

std::string summaryOf(const StepDone &e)
{
    return scalar("loss", e.loss) + scalar("lr", e.learningRate) + scalar("smoothed_loss", e.smoothedLoss) +
           scalar("gradient_norm", e.gradientNorm) + scalar("samples_per_second", e.samplesPerSecond);
}

std::string summaryOf(const ControlGain &e)
{
    return scalar("control_gain/true", e.lossTrue) + scalar("control_gain/shuffled", e.lossShuffled) +
           scalar("control_gain/blank", e.lossBlank);
}

} // namespace

Result<std::unique_ptr<TensorBoardSink>> TensorBoardSink::open(const std::filesystem::path &folder)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
    const auto file = folder / fmt::format("events.out.tfevents.{}.armature.{}.0", seconds, ::getpid());
    std::FILE *opened = std::fopen(file.c_str(), "abe");
    if (!opened) {
        return fail(ErrorCode::Io,
                    fmt::format("{} cannot be written: {}.", file.string(), std::strerror(errno)),
                    "Check the folder given with --logging_dir, or use --report_to none.");
    }
    std::unique_ptr<TensorBoardSink> sink(new TensorBoardSink(opened));
    sink->writeRecord(eventMessage(0, bytesField(3, "brain.Event:2")));
    return sink;
}

TensorBoardSink::~TensorBoardSink() { std::fclose(m_file); }

void TensorBoardSink::onEvent(const TrainEvent &event)
{
    const std::lock_guard lock(m_mutex);
    if (const auto *step = std::get_if<StepDone>(&event))
        writeRecord(eventMessage(step->step, bytesField(5, summaryOf(*step))));
    else if (const auto *gain = std::get_if<ControlGain>(&event))
        writeRecord(eventMessage(gain->step, bytesField(5, summaryOf(*gain))));
}

// length, its checksum, the message, its checksum.
void TensorBoardSink::writeRecord(std::string_view message)
{
    const std::string length = littleEndian(static_cast<uint64_t>(message.size()));
    std::string record = length + littleEndian(maskedCrc(length));
    record.append(message);
    record += littleEndian(maskedCrc(message));
    std::fwrite(record.data(), 1, record.size(), m_file);
    std::fflush(m_file);
}

} // namespace armature
