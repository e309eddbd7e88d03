-- A dead letter is tried again, or discarded.
-- KEYS: prefix of the outbox
-- ARGV: channel, lane, key, 'retry' or 'discard', now, document, how many ended ones are kept
-- Reply: {'revived'}, {'discarded'} or {'missing'}: it is no dead letter (any more)
local function revive(keys, args)
  local outbox, channel, lane, key = keys[1], args[1], args[2], args[3]
  if redis.call('ZREM', outbox .. 'dead:' .. channel, key) == 0 then return {'missing'} end
  if args[4] == 'retry' then
    enqueue(outbox, channel, lane, args[5], key, args[6])
    return {'revived'}
  end
  log_end(outbox, args[5], key, args[6], args[7])
  return {'discarded'}
end

redis.register_function('hotline_2_revive', revive)
