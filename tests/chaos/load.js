// What goes on while things are killed: complaints come in, staff work on them, and rivals claim under the staff's hands and
// give back what they got.

import { ApiProblem } from '../../tools/lib-js/api_client.js';
import { withRole } from '../../tools/lib-js/people.js';
import { Board } from '../../tools/lib-js/replay/board.js';
import { Catalogue } from '../../tools/lib-js/replay/catalogue.js';
import { Intake } from '../../tools/lib-js/replay/intake.js';
import { Staff } from '../../tools/lib-js/replay/staff.js';

const kBatch = 60;
const kCallers = 40;
const kMatters = [
  '货车通行证办不下来 the lorry has no transport pass', '工地停工，工人无法返岗 the building site stands still', '超市缺货 the shop has no goods',
  '工厂缺原材料，无法复工 the factory has no raw material', '停水停电 no water, no power', '关于防疫检查的问题 prevention rules',
];

export class Load {
  constructor({ client, people, dice }) {
    Object.assign(this, { client, people, dice });
    this.board = new Board();
    this.rows = 0;
    this.stopping = false;
  }

  async start() {
    const { token } = withRole(this.people, 'operator')[0];
    const catalogue = new Catalogue(await this.client.get('/configuration', token));
    this.intake = new Intake({
      client: this.client, token, catalogue, mayImport: false,
      file: { kind: `chaos-${this.dice.seed}`, idColumn: 'id', columns: ['id', 'title', 'body', 'user_id'] },
      onTicket: (ticket, row) => this.board.learn(ticket, row),
    });
    // The leads are the rivals; the played staff does not know what they hold.
    const played = Object.fromEntries(Object.entries(this.people).filter(([, { roles }]) => !roles.includes('lead')));
    const staff = new Staff({
      client: this.client, people: played, board: this.board, catalogue, workers: 12, settled: () => this.intake.settled(),
    });
    this.running = Promise.all([
      this.#callIn(), staff.run(), ...withRole(this.people, 'lead').map((rival) => this.#claimAndGiveBack(rival)),
    ]);
    this.running.catch((error) => {
      this.failure = error;
    });
  }

  /** After what is under way has been answered. */
  async stop() {
    this.#sendHome();
    await this.running;
  }

  /** When nothing more is to be learnt from it: nobody waits for a service that may never come back. */
  abandon() {
    this.client.patienceMs = 0;
    this.#sendHome();
  }

  #sendHome() {
    this.stopping = true;
    this.board.stop();
  }

  async #callIn() {
    while (!this.stopping) await this.intake.run(Array.from({ length: kBatch }, () => this.#complaint()), { concurrency: 6 });
  }

  #complaint() {
    const matter = this.dice.pick(kMatters);
    const anonymous = this.dice.below(4) === 0;
    return { id: String(++this.rows), title: matter.slice(0, 20), body: matter, user_id: anonymous ? '' : `caller${this.dice.below(kCallers)}` };
  }

  async #claimAndGiveBack(rival) {
    while (!this.stopping) {
      try {
        await this.#rivalRound(rival);
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
      }
    }
  }

  async #rivalRound({ token, task_forces: [taskForce] }) {
    const held = await this.client.list({ assignee: 'me' }, token);
    for (const { number } of held) await this.client.act(number, 'release', token);
    const { tickets } = await this.client.get(`/tickets?task_force=${taskForce}&limit=8`, token);
    if (tickets.length > 0) await this.client.act(this.dice.pick(tickets).number, 'claim', token);
  }
}
