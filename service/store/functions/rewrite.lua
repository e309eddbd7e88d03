-- Writes a ticket's document in another way: the same ticket, at the revision it was read at.
-- KEYS: ticket
-- ARGV: expected revision, document
-- Reply: {'rewritten'}, {'stale'} or {'missing'}
local function rewrite(keys, args)
  local revision = redis.call('LINDEX', keys[1], 0)
  if not revision then return {'missing'} end
  if revision ~= args[1] then return {'stale'} end
  redis.call('LSET', keys[1], 1, args[2])
  return {'rewritten'}
end

redis.register_function('hotline_2_rewrite', rewrite)
