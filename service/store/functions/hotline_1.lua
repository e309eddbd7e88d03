#!lua name=hotline_1
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

local function log_event(stream, serial, event)
  redis.call('XADD', stream, '*', 't', serial, 'e', event)
end

-- The timer of a ticket: one entry, or none ('').
local function set_timer(timers, serial, wake)
  if wake == '' then
    redis.call('ZREM', timers, serial)
  else
    redis.call('ZADD', timers, wake, serial)
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
  if args[6] ~= '' then set_timer(keys[7], serial, args[6]) end
  log_event(keys[6], serial, args[5])
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
  set_timer(keys[3], serial, args[7])
  log_event(keys[2], serial, args[4])
  return {'committed', following}
end

-- Sets the timer of a ticket that is still at the revision it was read at.
-- KEYS: ticket, timers
-- ARGV: serial, expected revision, timer
-- Reply: {'armed'}, {'stale'} or {'missing'}
local function arm(keys, args)
  local revision = redis.call('LINDEX', keys[1], 0)
  if not revision then return {'missing'} end
  if revision ~= args[2] then return {'stale'} end
  set_timer(keys[2], args[1], args[3])
  return {'armed'}
end

redis.register_function('hotline_1_open', open)
redis.register_function('hotline_1_commit', commit)
redis.register_function('hotline_1_arm', arm)
