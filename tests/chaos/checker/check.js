// Reads a data set and tells everything that is wrong with it.

import { readDataset } from './dataset.js';
import { kOfDataset, kOfPartition } from './invariants.js';

/** `secret`: the data set's. @returns {{tickets: number, events: number, problems: string[], partitions: object[]}} */
export async function checkDataset(redis, secret) {
  const { partitions, problems } = await readDataset(redis, secret);
  for (const partition of partitions) {
    for (const invariant of kOfPartition) {
      for (const problem of invariant(partition)) problems.push(`partition ${partition.number}: ${problem} (${invariant.name})`);
    }
  }
  for (const invariant of kOfDataset) {
    for (const problem of invariant(partitions)) problems.push(`${problem} (${invariant.name})`);
  }
  const all = partitions.flatMap(({ tickets }) => [...tickets.values()]);
  return {
    tickets: all.length,
    events: all.reduce((sum, { events }) => sum + events.length, 0),
    problems,
    partitions,
  };
}
