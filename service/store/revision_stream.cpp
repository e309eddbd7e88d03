#include "store/revision_stream.hpp"

#include "store/replies.hpp"

namespace hotline {
namespace {

/// [id, [field, value, …]]; the id is "revision-0".
RevisionStream::Entry entry_of(const redis::Reply& written) {
    RevisionStream::Entry entry;
    entry.revision = to_number(written.elements.at(0).text);
    const auto& fields = written.elements.at(1).elements;
    for (std::size_t i = 0; i + 1 < fields.size(); i += 2) entry.fields.emplace(fields[i].text, fields[i + 1].text);
    return entry;
}

Result<std::vector<RevisionStream::Entry>> entries_of(Result<redis::Reply> reply) {
    const auto read = checked_read(std::move(reply));
    if (!read) return std::unexpected(read.error());
    std::vector<RevisionStream::Entry> entries;
    for (const redis::Reply& written : read->elements) entries.push_back(entry_of(written));
    return entries;
}

bool is_taken(const Result<redis::Reply>& reply) {
    return reply && reply->is_error() && reply->text.find("equal or smaller") != std::string::npos;
}

}  // namespace

Awaitable<Result<std::vector<RevisionStream::Entry>>> RevisionStream::last(int most) {
    co_return entries_of(co_await link_.call(
        redis::Command("XREVRANGE").arg(key_).arg("+").arg("-").arg("COUNT").arg(static_cast<long long>(most))));
}

Awaitable<Result<std::vector<RevisionStream::Entry>>> RevisionStream::after(Revision known) {
    co_return entries_of(
        co_await link_.call(redis::Command("XRANGE").arg(key_).arg("(" + std::to_string(known) + "-0").arg("+")));
}

Awaitable<Result<bool>> RevisionStream::append(Entry entry) {
    redis::Command command("XADD");
    command.arg(key_).arg(std::to_string(entry.revision) + "-0");
    for (const auto& [name, value] : entry.fields) command.arg(name).arg(value);
    auto reply = co_await link_.call(std::move(command));
    if (is_taken(reply)) co_return false;
    const auto added = checked_write(std::move(reply));
    if (!added) co_return std::unexpected(added.error());
    co_return true;
}

}  // namespace hotline
