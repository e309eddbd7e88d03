// What GET /configuration says about the words a ticket may use, and how a foreign word is recognised among them.

// Where the configuration does not say; no service of ours allows less.
const kUsualLimits = { title: 200, text: 10_000, answer: 10_000 };

const kChannelSynonyms = {
  mobile: ['app', 'mobile', 'web'],
  online: ['web', 'online', 'internet', 'website'],
  api: ['integration', 'import', 'api'],
  internal: ['integration', 'import', 'internal'],
};

const namesOf = (entry) => [entry.id, entry.code, entry.name, entry.name_zh, entry.name_en].filter((name) => name);

function index(entries, valueOf) {
  const byName = new Map();
  for (const entry of entries ?? []) {
    for (const name of namesOf(entry)) byName.set(String(name).toLowerCase(), valueOf(entry));
  }
  return byName;
}

export class Catalogue {
  constructor(configuration) {
    this.configuration = configuration;
    this.limits = { ...kUsualLimits, ...configuration.limits };
    this.categories = index(configuration.categories, (entry) => entry);
    this.districts = index(configuration.districts, (entry) => entry.code ?? entry.id);
    this.sectors = index(configuration.sectors, (entry) => entry.id);
    this.facts = new Map((configuration.categories ?? []).flatMap(({ facts = [] }) => facts.map((fact) => [fact.id, fact])));
    this.channels = index(configuration.channels, (entry) => entry.id);
  }

  /** A category whose required facts are all there: the service does not take one without them. */
  category(word, facts) {
    const found = this.categories.get(word.toLowerCase());
    const complete = (found?.facts ?? []).every((fact) => !fact.required || facts[fact.id]);
    return found && complete ? found.id : null;
  }

  /** Whether the configuration has a fact of this name that takes such a value. */
  takesFact(id, value) {
    const fact = this.facts.get(id);
    if (!fact || !value) return false;
    switch (fact.kind) {
      case 'number': return /^[0-9.]+$/.test(value);
      case 'yes_no': return value === 'yes' || value === 'no';
      case 'choice': return (fact.choices ?? []).some((choice) => choice.id === value);
      default: return fact.kind !== undefined;
    }
  }

  district(word) {
    return this.districts.get(word.toLowerCase()) ?? null;
  }

  sector(word) {
    return this.sectors.get(word.toLowerCase()) ?? null;
  }

  channel(word) {
    const wanted = word.toLowerCase();
    const candidates = [wanted, ...(kChannelSynonyms[wanted] ?? [])];
    const known = candidates.find((candidate) => this.channels.has(candidate));
    return known ? this.channels.get(known) : null;
  }

  /** The codes of one kind of reason: return, cancel, wait, hand_off, unsolved. */
  reasons(kind) {
    return (this.configuration.reasons?.[kind] ?? []).map((reason) => reason.id ?? reason);
  }
}
