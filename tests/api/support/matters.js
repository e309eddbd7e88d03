// What callers of a return-to-work line say, and how a ticket gets into each of its states. All invented.

/** No rule matches: the duty desk's. */
export function unclear(more = {}) {
  return { title: '来电人请求回电', text: '来电人未说明单位，稍后请回电核实。', ...more };
}

/** By sector to its task force, without facts to ask for; urgency 3. */
export function about(sector, more = {}) {
  return { title: '咨询返岗安排', text: '来电人希望了解返岗安排，请回电说明。', sector, ...more };
}

/** A lorry turned back at a checkpoint: the transport task force's, urgency 2. */
export function checkpoint(more = {}) {
  return {
    title: '货车在收费站被劝返',
    text: '司机持通行证，48小时核酸阴性，仍被卡口劝返。',
    category: 'B2',
    facts: { plate: '吉A·0X73Q', stuck_at: '长春北收费站外广场' },
    ...more,
  };
}

export const sectorOf = { IND: 'industry', CON: 'construction', TRA: 'transport', COM: 'commerce' };
export const staffOf = { IND: 'ind1', CON: 'con1', TRA: 'tra1', COM: 'com1', KEY: 'key1', INS: 'ins1' };

export const outcome = {
  justified: true,
  solved: true,
  internal_account: '已与街道核实，次日放行。',
  public_answer: '您可于次日凭复工证明返岗。',
};

let calls = 0;
/** A mobile number that no other ticket of this run has. */
export function freshPhone() {
  calls += 1;
  return `139${String(71_000_000 + calls * 37)}`;
}

/** Brings tickets into the state a test begins with. */
export class Stage {
  constructor(service) {
    this.as = service.as;
  }

  async triage(more) {
    const ticket = (await this.as.op1.open(unclear(more))).expect(201);
    return ticket;
  }

  async queued(taskForce = 'IND', more = {}) {
    return (await this.as.op1.open(about(sectorOf[taskForce], more))).expect(201);
  }

  async claimed(taskForce = 'IND', more = {}, who = staffOf[taskForce]) {
    const ticket = await this.queued(taskForce, more);
    return (await this.as[who].act(ticket, 'claim')).expect(200);
  }

  async waiting(taskForce = 'IND', more = {}) {
    const ticket = await this.claimed(taskForce, more);
    return (await this.as[staffOf[taskForce]].act(ticket, 'wait', { reason: 'third_party' })).expect(200);
  }

  async resolved(taskForce = 'IND', more = {}) {
    const ticket = await this.claimed(taskForce, more);
    return (await this.as[staffOf[taskForce]].act(ticket, 'resolve', outcome)).expect(200);
  }

  async closed(taskForce = 'IND', more = {}) {
    const ticket = await this.resolved(taskForce, more);
    return (await this.as.op2.act(ticket, 'callback', { reached: true, solved: true, satisfaction: 5 })).expect(200);
  }

  async cancelled(more = {}) {
    const ticket = await this.triage(more);
    return (await this.as.disp1.act(ticket, 'cancel', { reason: 'withdrawn' })).expect(200);
  }
}
