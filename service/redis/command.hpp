// One Redis command, encoded while it is put together.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace hotline::redis {

/// `Command("SET").arg("key").arg(5)`. Arguments may hold any bytes. They are encoded as they come, so that sending is
/// one copy into the output buffer (hiredis' own encoder wants the arguments gathered first and allocates what it
/// returns).
class Command {
public:
    explicit Command(std::string_view name);
    /// `expected_bytes`: of all arguments together, to allocate once.
    Command(std::string_view name, std::size_t expected_bytes);

    template <class Self>
    Self&& arg(this Self&& self, std::string_view value) {
        self.append(value);
        return std::forward<Self>(self);
    }
    template <class Self>
    Self&& arg(this Self&& self, long long value) {
        self.append(value);
        return std::forward<Self>(self);
    }
    /// What observers know this command by, where Redis' own name says too little: for FCALL, the function.
    template <class Self>
    Self&& named(this Self&& self, std::string_view name) {
        self.name_ = name;
        return std::forward<Self>(self);
    }

    [[nodiscard]] std::string_view name() const { return name_; }
    /// Appends the RESP bytes.
    void encode_into(std::string& out) const;

private:
    void append(std::string_view value);
    void append(long long value);

    std::string name_;
    std::string arguments_;  // encoded, the name included; only the array header is missing
    std::size_t count_ = 0;
};

}  // namespace hotline::redis
