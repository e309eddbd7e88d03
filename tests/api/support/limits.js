// The most characters of each text, as the shipped configuration has them.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const configured = parse(readFileSync(new URL('../../../config/service.yaml', import.meta.url), 'utf8')).limits;

export const limits = {
  title: configured.title_characters,
  text: configured.text_characters,
  note: configured.note_characters,
  answer: configured.answer_characters,
};
