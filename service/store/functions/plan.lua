-- Puts the messages of a partition's next events into the outbox, if nobody has done that since the cursor was read.
-- KEYS: prefix of the outbox
-- ARGV: partition, cursor as it was read ('' for none), its next value, then of each message: channel, lane, instant from
--       which on it is due, key, document
-- Reply: {'planned'} or {'stale', cursor}
local function plan(keys, args)
  local outbox = keys[1]
  local cursor = redis.call('HGET', outbox .. 'cursors', args[1]) or ''
  if cursor ~= args[2] then return {'stale', cursor} end
  redis.call('HSET', outbox .. 'cursors', args[1], args[3])
  for i = 4, #args, 5 do enqueue(outbox, args[i], args[i + 1], args[i + 2], args[i + 3], args[i + 4]) end
  return {'planned'}
end

redis.register_function('hotline_2_plan', plan)
