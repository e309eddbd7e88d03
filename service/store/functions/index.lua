-- Replaces what a field of a lookup hash holds, if it holds what was read ('': nothing).
-- KEYS: hash
-- ARGV: field, what was read, what it is to hold
-- Reply: {'indexed'} or {'stale'}
local function index(keys, args)
  if (redis.call('HGET', keys[1], args[1]) or '') ~= args[2] then return {'stale'} end
  if args[3] ~= '' then redis.call('HSET', keys[1], args[1], args[3]) else redis.call('HDEL', keys[1], args[1]) end
  return {'indexed'}
end

redis.register_function('hotline_2_index', index)
