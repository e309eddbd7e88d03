-- A serial added to the comma-separated list in a hash field.
local function add_serial(key, field, serial)
  local serials = redis.call('HGET', key, field)
  redis.call('HSET', key, field, serials and (serials .. ',' .. serial) or serial)
end

-- Opens a ticket unless its idempotency key has opened one before.
-- KEYS: sequence, prefix of ticket keys, idempotency bucket, caller bucket, queue, event stream, timers, chain
-- ARGV: idempotency field, caller field ('' for an anonymous caller), score in the queue, document, event, timer,
--       the event's two chain keys
-- Reply: {'opened', serial} or {'exists', serial, revision, document}
local function open(keys, args)
  local known = redis.call('HGET', keys[3], args[1])
  if known then
    local ticket = redis.call('LRANGE', keys[2] .. known, 0, 1)
    return {'exists', known, ticket[1], ticket[2]}
  end
  local head = redis.call('GET', keys[8])
  local serial = tostring(redis.call('INCR', keys[1]))
  local link = link_after(head, keys[6], args[7], args[8], serial)
  redis.call('RPUSH', keys[2] .. serial, 1, args[4], args[5])
  redis.call('HSET', keys[3], args[1], serial)
  if args[2] ~= '' then add_serial(keys[4], args[2], serial) end
  redis.call('ZADD', keys[5], args[3], serial)
  if args[6] ~= '' then set_score(keys[7], serial, args[6]) end
  log_event(keys[6], keys[8], serial, args[5], link)
  return {'opened', serial}
end

redis.register_function('hotline_2_open', open)
