-- Replaces messages that are due by one that stands for all of them, and takes that.
-- KEYS: prefix of the outbox
-- ARGV: channel, instant until which it is taken, now, how many ended ones are kept, lane, key and document of the one
--       message, then of each that it replaces: lane, key, instant it was due at, document
-- Reply: {'folded'} or {'stale'}: one of them is not as it was read
local function fold(keys, args)
  local outbox, channel = keys[1], args[1]
  local due = outbox .. 'due:' .. channel
  for i = 8, #args, 4 do
    if redis.call('ZSCORE', due, args[i + 1]) ~= args[i + 2] then return {'stale'} end
  end
  for i = 8, #args, 4 do
    leave_lane(outbox, channel, args[i], args[i + 1])
    log_end(outbox, args[3], args[i + 1], args[i + 3], args[4])
  end
  enqueue(outbox, channel, args[5], args[2], args[6], args[7])
  return {'folded'}
end

redis.register_function('hotline_2_fold', fold)
