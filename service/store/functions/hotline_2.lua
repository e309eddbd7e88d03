#!lua name=hotline_2
-- The only writers of tickets (DESIGN §6). They apply a change that was decided elsewhere, whole or not at all.
-- What the functions share stands here; each has a file of its own, and the build joins them (CMakeLists.txt).
--
-- A ticket is a list: [0] its revision, [1] its document, [2...] one event for each revision.
-- Every key, or prefix of the ticket's own key, arrives in KEYS and shares one hash tag.
-- Replies are flat: a status word first, then strings.

-- A ticket in a sorted set, or not in it (''): its timer, its place in a queue.
local function set_score(key, serial, score)
  if score == '' then
    redis.call('ZREM', key, serial)
  else
    redis.call('ZADD', key, score, serial)
  end
end

-- The 20 bytes of 40 hexadecimal digits.
local function bytes_of(hex)
  return struct.pack('>I4I4I4I4I4', tonumber(hex:sub(1, 8), 16), tonumber(hex:sub(9, 16), 16), tonumber(hex:sub(17, 24), 16),
    tonumber(hex:sub(25, 32), 16), tonumber(hex:sub(33, 40), 16))
end

-- The link that follows `head` in a partition's chain of events (store/event_chain.hpp): a digest of 20 bytes, then
-- the running count. Without a head the chain begins, and counts on from what the stream held before there was one.
-- The two keys are for this event only, each as long as a block of SHA-1: one for each round, as in HMAC.
local function link_after(head, stream, inner_key, outer_key, serial)
  head = head or string.rep('\0', 20) .. redis.call('XLEN', stream)
  local count = tonumber(head:sub(21)) or redis.call('XLEN', stream)
  local inner = redis.sha1hex(inner_key .. head .. ' ' .. serial)
  return bytes_of(redis.sha1hex(outer_key .. inner)) .. (count + 1)
end

-- An event at the end of its partition's stream, with its link, which becomes the head.
local function log_event(stream, chain, serial, event, link)
  redis.call('SET', chain, link)
  redis.call('XADD', stream, '*', 't', serial, 'e', event, 'h', link)
end
