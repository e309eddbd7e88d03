-- What the functions of the outbox share. All of its keys begin with one prefix, which arrives in KEYS:
--   cursors (hash: partition, the last of its events that was planned)    deliveries (hash: key, document)
--   due:<channel>, dead:<channel>, ended (sorted sets: key, instant)      channels (set)
--   lane:<lane> (list of '<instant> <key>': only the first is due, so a lane is told in its order)

local function set_due(outbox, channel, place)
  local at, key = place:match('^(%d+) (.*)$')
  redis.call('ZADD', outbox .. 'due:' .. channel, at, key)
end

-- At the end of its lane.
local function enqueue(outbox, channel, lane, at, key, document)
  redis.call('HSET', outbox .. 'deliveries', key, document)
  redis.call('SADD', outbox .. 'channels', channel)
  local place = at .. ' ' .. key
  if redis.call('RPUSH', outbox .. 'lane:' .. lane, place) == 1 then set_due(outbox, channel, place) end
end

-- The first of its lane is done with: the next one's turn.
local function leave_lane(outbox, channel, lane, key)
  redis.call('ZREM', outbox .. 'due:' .. channel, key)
  redis.call('LPOP', outbox .. 'lane:' .. lane)
  local following = redis.call('LINDEX', outbox .. 'lane:' .. lane, 0)
  if following then set_due(outbox, channel, following) end
end

-- Keeps what has ended for whoever asks what became of it, the latest `kept` of them.
local function log_end(outbox, at, key, document, kept)
  redis.call('HSET', outbox .. 'deliveries', key, document)
  redis.call('ZADD', outbox .. 'ended', at, key)
  local beyond = redis.call('ZCARD', outbox .. 'ended') - tonumber(kept)
  if beyond > 0 then
    for _, oldest in ipairs(redis.call('ZRANGE', outbox .. 'ended', 0, math.min(beyond, 10) - 1)) do
      redis.call('ZREM', outbox .. 'ended', oldest)
      redis.call('HDEL', outbox .. 'deliveries', oldest)
    end
  end
end
