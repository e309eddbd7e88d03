#!lua name=hotline_2
-- The only writers of tickets (DESIGN §6). They apply a change that was decided elsewhere, whole or not at all.
--
-- A ticket is a list: [0] its revision, [1] its document, [2...] one event for each revision.
-- Every key, or prefix of the ticket's own key, arrives in KEYS and shares one hash tag.
-- Replies are flat: a status word first, then strings.

-- A serial added to the comma-separated list in a hash field.
local function add_serial(key, field, serial)
  local serials = redis.call('HGET', key, field)
  redis.call('HSET', key, field, serials and (serials .. ',' .. serial) or serial)
end

-- A ticket in a sorted set, or not in it (''): its timer, its place in a queue.
local function set_score(key, serial, score)
  if score == '' then
    redis.call('ZREM', key, serial)
  else
    redis.call('ZADD', key, score, serial)
  end
end

-- Opens a ticket unless its idempotency key has opened one before.
-- KEYS: sequence, prefix of ticket keys, idempotency bucket, caller bucket, queue, event stream, timers
-- ARGV: idempotency field, caller field ('' for an anonymous caller), score in the queue, document, event, timer
-- Reply: {'opened', serial} or {'exists', serial, revision, document}
local function open(keys, args)
  local known = redis.call('HGET', keys[3], args[1])
  if known then
    local ticket = redis.call('LRANGE', keys[2] .. known, 0, 1)
    return {'exists', known, ticket[1], ticket[2]}
  end
  local serial = tostring(redis.call('INCR', keys[1]))
  redis.call('RPUSH', keys[2] .. serial, 1, args[4], args[5])
  redis.call('HSET', keys[3], args[1], serial)
  if args[2] ~= '' then add_serial(keys[4], args[2], serial) end
  redis.call('ZADD', keys[5], args[3], serial)
  if args[6] ~= '' then set_score(keys[7], serial, args[6]) end
  redis.call('XADD', keys[6], '*', 't', serial, 'e', args[5])
  return {'opened', serial}
end

-- Replaces a ticket that is still at the revision it was read at.
-- KEYS: ticket, event stream, timers, then sorted sets the ticket leaves, then sorted sets it enters
-- ARGV: serial, expected revision, document, event, score, how many of the sets it leaves, timer
-- Reply: {'committed', revision}, {'stale', revision, document} or {'missing'}
local function commit(keys, args)
  local ticket, serial, leaves = keys[1], args[1], tonumber(args[6])
  local revision = redis.call('LINDEX', ticket, 0)
  if not revision then return {'missing'} end
  if revision ~= args[2] then
    return {'stale', revision, redis.call('LINDEX', ticket, 1)}
  end
  local following = tostring(tonumber(revision) + 1)
  redis.call('LSET', ticket, 0, following)
  redis.call('LSET', ticket, 1, args[3])
  redis.call('RPUSH', ticket, args[4])
  for i = 4, 3 + leaves do redis.call('ZREM', keys[i], serial) end
  for i = 4 + leaves, #keys do redis.call('ZADD', keys[i], args[5], serial) end
  set_score(keys[3], serial, args[7])
  redis.call('XADD', keys[2], '*', 't', serial, 'e', args[4])
  return {'committed', following}
end

-- Files a ticket that is still at the revision it was read at: makes its places in sorted sets and its timer exact.
-- Revision 0 stands for a ticket that does not exist, which is listed nowhere.
-- KEYS: ticket, timers, then sorted sets that do not list it, then sorted sets that do
-- ARGV: serial, expected revision, score, how many of the sets do not list it, timer, 'repair' or 'check' (changes nothing)
-- Reply: {'filed', each key that was wrong ...}, {'stale'} or {'missing'}
local function file(keys, args)
  local serial, absent = args[1], tonumber(args[4])
  local revision = redis.call('LINDEX', keys[1], 0) or '0'
  if revision ~= args[2] then return {revision == '0' and 'missing' or 'stale'} end
  local reply = {'filed'}
  local function place(key, score)
    if (redis.call('ZSCORE', key, serial) or '') == score then return end
    reply[#reply + 1] = key
    if args[6] == 'repair' then set_score(key, serial, score) end
  end
  place(keys[2], args[5])
  for i = 3, 2 + absent do place(keys[i], '') end
  for i = 3 + absent, #keys do place(keys[i], args[3]) end
  return reply
end

-- Replaces what a field of a lookup hash holds, if it holds what was read ('': nothing).
-- KEYS: hash
-- ARGV: field, what was read, what it is to hold
-- Reply: {'indexed'} or {'stale'}
local function index(keys, args)
  if (redis.call('HGET', keys[1], args[1]) or '') ~= args[2] then return {'stale'} end
  if args[3] ~= '' then redis.call('HSET', keys[1], args[1], args[3]) else redis.call('HDEL', keys[1], args[1]) end
  return {'indexed'}
end

redis.register_function('hotline_2_open', open)
redis.register_function('hotline_2_commit', commit)
redis.register_function('hotline_2_file', file)
redis.register_function('hotline_2_index', index)
