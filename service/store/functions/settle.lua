-- What became of a message that was taken.
-- KEYS: prefix of the outbox
-- ARGV: channel, lane, key, instant until which it was taken, 'retry', 'ended' or 'dead', instant (of the next try, or of
--       the end), document, how many ended ones are kept
-- Reply: {'settled'} or {'stale'}: somebody else has it by now
local function settle(keys, args)
  local outbox, channel, lane, key, at = keys[1], args[1], args[2], args[3], args[6]
  local due = outbox .. 'due:' .. channel
  if redis.call('ZSCORE', due, key) ~= args[4] then return {'stale'} end
  if args[5] == 'retry' then
    redis.call('HSET', outbox .. 'deliveries', key, args[7])
    redis.call('ZADD', due, at, key)
    return {'settled'}
  end
  leave_lane(outbox, channel, lane, key)
  if args[5] == 'dead' then
    redis.call('HSET', outbox .. 'deliveries', key, args[7])
    redis.call('ZADD', outbox .. 'dead:' .. channel, at, key)
  else
    log_end(outbox, at, key, args[7], args[8])
  end
  return {'settled'}
end

redis.register_function('hotline_2_settle', settle)
