-- Takes messages that are due, until an instant: whoever is not done with one by then loses it to somebody else.
-- KEYS: prefix of the outbox
-- ARGV: channel, that instant, then of each message: key, instant it was due at
-- Reply: {'taken', each key that nobody else has taken since ...}
local function take(keys, args)
  local due, reply = keys[1] .. 'due:' .. args[1], {'taken'}
  for i = 3, #args, 2 do
    if redis.call('ZSCORE', due, args[i]) == args[i + 1] then
      redis.call('ZADD', due, args[2], args[i])
      reply[#reply + 1] = args[i]
    end
  end
  return reply
end

redis.register_function('hotline_2_take', take)
