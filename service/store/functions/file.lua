-- Files a ticket that is still at the revision it was read at: makes its places in sorted sets and its timer exact.
-- Revision 0 stands for a ticket that does not exist, which is listed nowhere.
-- KEYS: ticket, timers, then sorted sets that do not list it, then sorted sets that do
-- ARGV: serial, expected revision, score, how many of the sets do not list it, timer, 'repair' or 'check' (changes nothing)
-- Reply: {'filed', each key that was wrong ...}, {'stale'} or {'missing'}
local function file(keys, args)
  local serial, absent = args[1], tonumber(args[4])
  local revision = redis.call('LINDEX', keys[1], 0) or '0'
  if revision ~= args[2] then return {revision == '0' and 'missing' or 'stale'} end
  local reply = {'filed'}
  local function place(key, score)
    if (redis.call('ZSCORE', key, serial) or '') == score then return end
    reply[#reply + 1] = key
    if args[6] == 'repair' then set_score(key, serial, score) end
  end
  place(keys[2], args[5])
  for i = 3, 2 + absent do place(keys[i], '') end
  for i = 3 + absent, #keys do place(keys[i], args[3]) end
  return reply
end

redis.register_function('hotline_2_file', file)
