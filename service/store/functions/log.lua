-- Appends to a chain an event that is about no ticket in particular: the access log.
-- KEYS: event stream, chain
-- ARGV: event, its two chain keys
-- Reply: {'logged'}
local function log(keys, args)
  local link = link_after(redis.call('GET', keys[2]), keys[1], args[2], args[3], '1')
  log_event(keys[1], keys[2], '1', args[1], link)
  return {'logged'}
end

redis.register_function('hotline_2_log', log)
