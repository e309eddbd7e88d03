// The people of an instance that a tool or a test starts for itself, each with a fresh token.

import { createHash, randomBytes } from 'node:crypto';

function person(roles, taskForces = []) {
  return { token: randomBytes(24).toString('base64url'), roles, task_forces: taskForces };
}

/** Somebody in every role, and `staffEach` people for each task force. */
export function makePeople(taskForces, staffEach = 3) {
  const people = {
    operator1: person(['operator']),
    operator2: person(['operator']),
    disp1: person(['dispatcher']),
    manager1: person(['manager']),
    inspector1: person(['inspector']),
    admin1: person(['admin']),
    integration1: person(['integration']),
  };
  for (const id of taskForces) {
    for (let i = 1; i <= staffEach; ++i) people[`${id.toLowerCase()}${i}`] = person(['staff'], [id]);
    people[`${id.toLowerCase()}-lead`] = person(['lead'], [id]);
  }
  return people;
}

/** people.yaml (JSON is YAML): tokens only as their hashes. */
export function peopleFile(people) {
  const entries = Object.entries(people).map(([id, { token, roles, task_forces: taskForces }]) => ({
    id,
    name: id,
    roles,
    task_forces: taskForces,
    token_sha256: createHash('sha256').update(token).digest('hex'),
  }));
  return JSON.stringify({ people: entries }, null, 1);
}

export function withRole(people, role) {
  return Object.entries(people)
    .filter(([, { roles }]) => roles.includes(role))
    .map(([id, rest]) => ({ id, ...rest }));
}
