#include "redis/decoder.hpp"

#include <hiredis/read.h>

#include <algorithm>
#include <new>

namespace hotline::redis {
namespace {

// An array's announced length is not to be believed before its elements have come.
constexpr std::size_t kMostReserved = 1024;
// hiredis gives its buffer back when it is empty and larger than this.
constexpr std::size_t kLargestIdleInput = 1024 * 1024;

// Where the reply of this task is built. An element's address holds while it is being filled: its array grows only
// after it.
Reply& place(const redisReadTask* task) {
    if (task->parent == nullptr) {
        auto& root = *static_cast<Reply*>(task->privdata);
        root = Reply{};
        return root;
    }
    return static_cast<Reply*>(task->parent->obj)->elements.emplace_back();
}

Reply::Kind kind_of_text(int type) {
    if (type == REDIS_REPLY_ERROR) return Reply::Kind::kError;
    return type == REDIS_REPLY_STATUS ? Reply::Kind::kStatus : Reply::Kind::kString;
}

void* create_string(const redisReadTask* task, char* text, std::size_t size) {
    Reply& reply = place(task);
    reply.kind = kind_of_text(task->type);
    reply.text.assign(text, size);
    return &reply;
}

void* create_array(const redisReadTask* task, int size) {
    Reply& reply = place(task);
    reply.kind = Reply::Kind::kArray;
    reply.elements.reserve(std::min(static_cast<std::size_t>(std::max(size, 0)), kMostReserved));
    return &reply;
}

void* create_integer(const redisReadTask* task, long long value) {
    Reply& reply = place(task);
    reply.kind = Reply::Kind::kInteger;
    reply.integer = value;
    return &reply;
}

void* create_nil(const redisReadTask* task) { return &place(task); }

void keep(void*) {}  // replies belong to the decoder

redisReplyObjectFunctions functions{create_string, create_array, create_integer, create_nil, keep};

}  // namespace

void Decoder::Free::operator()(redisReader* reader) const { redisReaderFree(reader); }

Decoder::Decoder() : reader_(redisReaderCreateWithFunctions(&functions)) {
    if (!reader_) throw std::bad_alloc();
    reader_->privdata = &root_;
    reader_->maxbuf = kLargestIdleInput;
}

Decoder::~Decoder() = default;

void Decoder::feed(std::string_view bytes) { redisReaderFeed(reader_.get(), bytes.data(), bytes.size()); }

std::expected<std::optional<Reply>, std::string> Decoder::next() {
    void* complete = nullptr;
    if (redisReaderGetReply(reader_.get(), &complete) != REDIS_OK) return std::unexpected(std::string(reader_->errstr));
    if (complete != nullptr) return std::optional<Reply>(std::move(root_));
    if (reader_->len - reader_->pos > kLongestReply) return std::unexpected(std::string("a reply is too long"));
    return std::optional<Reply>();
}

}  // namespace hotline::redis
