-- Replaces a ticket that is still at the revision it was read at.
-- KEYS: ticket, event stream, timers, chain, then sorted sets the ticket leaves, then sorted sets it enters
-- ARGV: serial, expected revision, document, event, score, how many of the sets it leaves, timer, the event's two chain
--       keys
-- Reply: {'committed', revision}, {'stale', revision, document} or {'missing'}
local function commit(keys, args)
  local ticket, serial, leaves = keys[1], args[1], tonumber(args[6])
  local revision = redis.call('LINDEX', ticket, 0)
  if not revision then return {'missing'} end
  if revision ~= args[2] then
    return {'stale', revision, redis.call('LINDEX', ticket, 1)}
  end
  local link = link_after(redis.call('GET', keys[4]), keys[2], args[8], args[9], serial)
  local following = tostring(tonumber(revision) + 1)
  redis.call('LSET', ticket, 0, following)
  redis.call('LSET', ticket, 1, args[3])
  redis.call('RPUSH', ticket, args[4])
  for i = 5, 4 + leaves do redis.call('ZREM', keys[i], serial) end
  for i = 5 + leaves, #keys do redis.call('ZADD', keys[i], args[5], serial) end
  set_score(keys[3], serial, args[7])
  log_event(keys[2], keys[4], serial, args[4], link)
  return {'committed', following}
end

redis.register_function('hotline_2_commit', commit)
