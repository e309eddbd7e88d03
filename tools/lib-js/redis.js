// The one place that knows the Redis client.

import { Redis } from 'ioredis';

/** A connection that fails at once instead of waiting for a Redis that is away. Takes a unix socket or a redis:// address. */
export function connectRedis(address) {
  const redis = new Redis(address.replace(/^unix:\/\//, ''), { lazyConnect: false, maxRetriesPerRequest: 0, retryStrategy: () => null, enableReadyCheck: false });
  redis.on('error', () => {});  // each command reports its own failure
  return redis;
}
