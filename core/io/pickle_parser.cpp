#include "core/io/pickle_parser.h"

#include <bit>
#include <cstring>
#include <optional>
#include <unordered_map>

namespace armature {

namespace {

using Kind = PickleValue::Kind;

constexpr size_t kMaxValues = 20'000'000; // an SD checkpoint has some 50,000

// torch.FloatStorage and its like.
std::optional<DType> storageType(const std::string &global)
{
    static const std::unordered_map<std::string, DType> types{
        {"torch.FloatStorage", DType::F32},     {"torch.HalfStorage", DType::F16}, {"torch.BFloat16Storage", DType::BF16},
        {"torch.DoubleStorage", DType::F64},    {"torch.LongStorage", DType::I64}, {"torch.IntStorage", DType::I32},
        {"torch.ShortStorage", DType::I16},     {"torch.CharStorage", DType::I8},  {"torch.ByteStorage", DType::U8},
        {"torch.BoolStorage", DType::Bool}};
    const auto found = types.find(global);
    return found == types.end() ? std::nullopt : std::optional(found->second);
}

// Ends a parse from deep inside; caught in parsePickle().
struct Broken
{
    Error error;
};

class Parser
{
public:
    Parser(std::span<const std::byte> bytes, const std::string &origin) : m_bytes(bytes), m_origin(origin) {}

    PickleResult run()
    {
        while (true) {
            const auto opcode = static_cast<unsigned char>(*take(1));
            if (opcode == '.')
            {
                PicklePtr value = pop();
                PickleResult result;
                result.arena = std::move(m_arena);
                result.value = value;
                result.bytesRead = m_at;
                result.skipped = std::move(m_skipped);
                return result;
            }
            obey(opcode);
        }
    }

private:
    [[noreturn]] void broken(const std::string &why) const
    {
        throw Broken{{ErrorCode::Corrupt, m_origin + " is damaged: " + why + ".", "Get the file again from its source.", {}}};
    }

    // Reading --------------------------------------------------------------------------------------------------
    const char *take(size_t count)
    {
        if (count > m_bytes.size() - m_at)
            broken("it ends too early");
        const auto *start = reinterpret_cast<const char *>(m_bytes.data()) + m_at;
        m_at += count;
        return start;
    }
    template <typename T>
    T number()
    {
        T value;
        std::memcpy(&value, take(sizeof value), sizeof value);
        return value;
    }
    std::string text(size_t count)
    {
        const char *start = take(count);
        return {start, count};
    }
    std::string line()
    {
        std::string result;
        for (char c = *take(1); c != '\n'; c = *take(1))
            result += c;
        return result;
    }

    // The stack ------------------------------------------------------------------------------------------------
    PicklePtr make(Kind kind)
    {
        if (++m_made > kMaxValues)
            broken("it holds more values than any model");
        m_arena.emplace_back().kind = kind;
        return &m_arena.back();
    }
    void push(PicklePtr value) { m_stack.push_back(std::move(value)); }
    void push(Kind kind, int64_t number, std::string words = {})
    {
        auto value = make(kind);
        value->number = number;
        value->text = std::move(words);
        push(std::move(value));
    }
    PicklePtr pop()
    {
        if (m_stack.empty() || (!m_marks.empty() && m_stack.size() <= m_marks.back()))
            broken("its stack runs empty");
        PicklePtr value = m_stack.back();
        m_stack.pop_back();
        return value;
    }
    PicklePtr &top()
    {
        if (m_stack.empty())
            broken("its stack runs empty");
        return m_stack.back();
    }
    std::vector<PicklePtr> popToMark()
    {
        if (m_marks.empty() || m_marks.back() > m_stack.size())
            broken("a mark is missing");
        std::vector<PicklePtr> items(m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back()), m_stack.end());
        m_stack.resize(m_marks.back());
        m_marks.pop_back();
        return items;
    }
    void pushList(std::vector<PicklePtr> items)
    {
        auto list = make(Kind::List);
        list->items = std::move(items);
        push(std::move(list));
    }
    void pushLast(size_t count)
    {
        std::vector<PicklePtr> items(count);
        for (size_t i = count; i-- > 0;)
            items[i] = pop();
        pushList(std::move(items));
    }
    void append(std::vector<PicklePtr> items)
    {
        auto &target = top()->items;
        if (top()->kind == Kind::List || top()->kind == Kind::Dict)
            target.insert(target.end(), items.begin(), items.end());
    }
    void remember(uint32_t index)
    {
        if (m_memo.size() > kMaxValues)
            broken("its memo is too large");
        m_memo[index] = top();
    }
    void recall(uint32_t index)
    {
        const auto found = m_memo.find(index);
        if (found == m_memo.end())
            broken("it refers to a value that is not there");
        push(found->second);
    }

    // Meaning --------------------------------------------------------------------------------------------------
    static std::vector<int64_t> numbers(const PicklePtr &list)
    {
        std::vector<int64_t> values;
        for (const PicklePtr &item : list->items)
            values.push_back(item->number);
        return values;
    }

    void call()
    {
        const PicklePtr arguments = pop(), callable = pop();
        const auto &args = arguments->items;
        const std::string &name = callable->text;
        const bool isGlobal = callable->kind == Kind::Global;
        if (isGlobal && name == "torch._utils._rebuild_tensor_v2" && args.size() >= 4 && args[0]->kind == Kind::Storage) {
            auto tensor = make(Kind::Tensor);
            tensor->items = {args[0]};
            tensor->number = args[1]->number;
            tensor->size = numbers(args[2]);
            tensor->stride = numbers(args[3]);
            if (tensor->size.size() != tensor->stride.size())
                broken("a tensor's shape and strides do not fit");
            return push(std::move(tensor));
        }
        if (isGlobal && name == "torch._utils._rebuild_parameter" && !args.empty())
            return push(args[0]);
        if (isGlobal && name == "collections.OrderedDict") {
            auto dict = make(Kind::Dict);
            for (const PicklePtr &pair : args.empty() ? std::vector<PicklePtr>() : args[0]->items)
                if (pair->items.size() == 2)
                    dict->items.insert(dict->items.end(), pair->items.begin(), pair->items.end());
            return push(std::move(dict));
        }
        if (isGlobal && name == "torch.Size" && !args.empty())
            return push(args[0]);
        pushOpaque(name);
    }

    void pushOpaque(const std::string &name)
    {
        if (!name.empty())
            m_skipped.insert(name);
        push(Kind::Opaque, 0, name);
    }

    // ("storage", type, key, device, element count, ...)
    void persistent()
    {
        const PicklePtr id = pop();
        if (id->items.size() < 5 || id->items[0]->text != "storage")
            broken("a storage is described wrongly");
        const std::string &typeName = id->items[1]->text;
        const auto type = storageType(typeName);
        if (!type)
            throw Broken{{ErrorCode::Unsupported, m_origin + " holds tensors of the type " + typeName + ", which Armature does not read.",
                          "Save the model as safetensors in fp32, fp16 or bf16.", {}}};
        auto storage = make(Kind::Storage);
        storage->type = *type;
        storage->text = id->items[2]->kind == Kind::Int ? std::to_string(id->items[2]->number) : id->items[2]->text;
        storage->number = id->items[4]->number;
        push(std::move(storage));
    }

    void pushLong(size_t count)
    {
        const std::string digits = text(count);
        uint64_t value = !digits.empty() && (digits.back() & 0x80) ? ~uint64_t(0) : 0;
        std::memcpy(&value, digits.data(), std::min<size_t>(digits.size(), sizeof value)); // longer ones are no sizes
        push(Kind::Int, static_cast<int64_t>(value));
    }

    void obey(unsigned char opcode)
    {
        switch (opcode) {
        case 0x80: take(1); break;                                    // PROTO
        case 0x95: take(8); break;                                    // FRAME
        case '(': m_marks.push_back(m_stack.size()); break;
        case '0': pop(); break;
        case '1': popToMark(); break;
        case '2': push(top()); break;
        case 'N': push(Kind::None, 0); break;
        case 0x88: push(Kind::Bool, 1); break;
        case 0x89: push(Kind::Bool, 0); break;
        case 'J': push(Kind::Int, number<int32_t>()); break;
        case 'K': push(Kind::Int, number<uint8_t>()); break;
        case 'M': push(Kind::Int, number<uint16_t>()); break;
        case 0x8a: pushLong(number<uint8_t>()); break;
        case 'G': take(8); push(Kind::Float, 0); break;
        case 'X': push(Kind::Text, 0, text(number<uint32_t>())); break;
        case 0x8c: push(Kind::Text, 0, text(number<uint8_t>())); break;
        case 0x8d: push(Kind::Text, 0, text(number<uint64_t>())); break;
        case 'T': case 'B': push(Kind::Text, 0, text(number<uint32_t>())); break;
        case 'U': case 'C': push(Kind::Text, 0, text(number<uint8_t>())); break;
        case 0x8e: push(Kind::Text, 0, text(number<uint64_t>())); break;
        case ']': case 0x8f: case ')': push(make(Kind::List)); break;
        case '}': push(make(Kind::Dict)); break;
        case 't': case 'l': case 0x91: pushList(popToMark()); break;
        case 0x85: pushLast(1); break;
        case 0x86: pushLast(2); break;
        case 0x87: pushLast(3); break;
        case 'a': { auto item = pop(); append({std::move(item)}); break; }
        case 'e': case 0x90: case 'u': append(popToMark()); break;
        case 's': { auto value = pop(); auto key = pop(); append({std::move(key), std::move(value)}); break; }
        case 'q': remember(number<uint8_t>()); break;
        case 'r': remember(number<uint32_t>()); break;
        case 0x94: remember(static_cast<uint32_t>(m_memo.size())); break;
        case 'h': recall(number<uint8_t>()); break;
        case 'j': recall(number<uint32_t>()); break;
        case 'c': { const std::string module = line(); push(Kind::Global, 0, module + "." + line()); break; }
        case 0x93: { const auto name = pop(); const auto module = pop(); push(Kind::Global, 0, module->text + "." + name->text); break; }
        case 'R': call(); break;
        case 'b': pop(); break;                                       // BUILD: state of what is data already
        case 0x81: { pop(); const auto made = pop(); pushOpaque(made->text); break; } // NEWOBJ
        case 'Q': persistent(); break;
        default: broken("it uses a pickle instruction that no state dict needs (" + std::to_string(opcode) + ")");
        }
    }

    std::span<const std::byte> m_bytes;
    const std::string &m_origin;
    size_t m_at = 0, m_made = 0;
    std::deque<PickleValue> m_arena;
    std::vector<PicklePtr> m_stack;
    std::vector<size_t> m_marks;
    std::unordered_map<uint32_t, PicklePtr> m_memo;
    std::set<std::string> m_skipped;
};

} // namespace

Result<PickleResult> parsePickle(std::span<const std::byte> bytes, const std::string &origin)
{
    static_assert(std::endian::native == std::endian::little);
    try {
        return Parser(bytes, origin).run();
    } catch (const Broken &broken) {
        return fail(broken.error);
    }
}

} // namespace armature
