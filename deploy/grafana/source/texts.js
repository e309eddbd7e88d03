// The words of the boards in one language. A missing one ends the generation.
import { kPanels } from './texts_panels.js';
import { kBoardTexts, kValues, kVariables, kWords } from './texts_words.js';

export const kLanguages = ['zh', 'en'];

/** Every table of words, for the test that looks for holes. */
export const kTables = { panels: kPanels, boards: kBoardTexts, values: kValues, variables: kVariables, words: kWords };

export class Texts {
  constructor(language, tables = kTables) {
    Object.assign(this, { language, tables });
  }

  #of(table, key) {
    const found = this.tables[table][key]?.[this.language];
    if (!found) throw new Error(`no ${this.language} text for ${table}.${key}`);
    return found;
  }

  title(key) {
    return [].concat(this.#of('panels', key))[0];
  }

  /** Rows have a title only. */
  description(key) {
    const found = this.#of('panels', key)[1];
    if (!found) throw new Error(`no ${this.language} description for panels.${key}`);
    return found;
  }

  board(name) {
    return this.#of('boards', name)[0];
  }

  boardDescription(name) {
    return this.#of('boards', name)[1];
  }

  variable(name) {
    return this.#of('variables', name);
  }

  word(key) {
    return this.#of('words', key);
  }

  /** {value of a label: word}, all those of one label. */
  values(kind) {
    return Object.fromEntries(Object.keys(this.tables.values[kind]).map((value) => [value, this.tables.values[kind][value][this.language] ?? this.#of('values', `${kind}.${value}`)]));
  }
}
