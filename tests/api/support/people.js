// Who works at the hotline under test, with tokens made for this run.
import { createHash, randomBytes } from 'node:crypto';
import { stringify } from 'yaml';

function person(id, roles, taskForces = []) {
  return { id, name: `测试·${id}`, roles, task_forces: taskForces, token: randomBytes(24).toString('base64url') };
}

const staff = ['ind1:IND', 'ind2:IND', 'con1:CON', 'tra1:TRA', 'tra2:TRA', 'com1:COM', 'key1:KEY', 'ins1:INS'];

export function hotlinePeople() {
  return [
    person('op1', ['operator']),
    person('op2', ['operator']),
    person('disp1', ['dispatcher']),
    ...staff.map((entry) => entry.split(':')).map(([id, taskForce]) => person(id, ['staff'], [taskForce])),
    ...['IND', 'CON', 'TRA', 'COM', 'KEY', 'INS'].map((id) => person(`${id.toLowerCase()}-lead`, ['lead'], [id])),
    person('ind-lead2', ['lead'], ['IND']),
    // Takes calls and works on tickets: the one who could call back on an own ticket.
    person('both1', ['operator', 'staff'], ['IND']),
    person('mgr1', ['manager']),
    person('insp1', ['inspector']),
    person('aud1', ['auditor']),
    person('adm1', ['admin']),
    person('int1', ['integration']),
  ];
}

/** `count` more staff of a task force: crowd1, crowd2 … */
export function crowd(count, taskForce) {
  return Array.from({ length: count }, (_, i) => person(`crowd${i + 1}`, ['staff'], [taskForce]));
}

export function peopleFile(people) {
  return stringify({
    people: people.map(({ token, ...known }) => ({ ...known, token_sha256: createHash('sha256').update(token).digest('hex') })),
  });
}
