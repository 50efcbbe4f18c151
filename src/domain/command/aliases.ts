import type { Meaning } from './command.ts';
import type { Intent } from './intent.ts';
import { isMeaning, type Words, withAlias } from './words.ts';

/** `line`: from 1. */
export type AliasesFault = { line: number; fault: string };
export type AliasesRead = { words: Words; faults: AliasesFault[] };

/** The meaning of a word given an intent's name. Intents that are results, not commands, are none. */
const MEANING_OF_INTENT: Readonly<Partial<Record<Intent, Meaning>>> = {
  order_repeat: 'order',
  order_with_phone: 'order',
  order_multi: 'order',
  postpaid_inquiry: 'bill',
  postpaid_pay: 'pay_bill',
  price: 'prices',
  product_outage: 'outages',
  deposit_ticket: 'ticket',
  downline: 'downlines',
  parallel_number: 'add_account',
  remove_number: 'remove_account',
  list_numbers: 'accounts',
};

/** A meaning by its own name, or by the name under which messages of its kind are collected. */
export function meaningOf(name: string): Meaning | undefined {
  const meaning: string = Object.entries(MEANING_OF_INTENT).find(([intent]) => intent === name)?.[1] ?? name;
  return isMeaning(meaning) ? meaning : undefined;
}

type Entry = { line: number; word: string; meaning: string };

/**
 * An operator's own words on top of `words`, from JSON (`{"WORD":"meaning"}`) or from lines `WORD meaning` (empty ones and those that
 * begin with `#` say nothing). A word that has another meaning gets the new one; every fault is named with its line.
 */
export function readAliases(text: string, words: Words): AliasesRead {
  const read = text.trimStart().startsWith('{') ? readJson(text) : readLines(text);
  const faults = [...read.faults];
  const seen = new Map<string, string>();
  let changed = words;
  for (const { line, word, meaning: name } of read.entries) {
    const meaning = meaningOf(name);
    const key = word.toUpperCase();
    const before = seen.get(key);
    if (meaning === undefined) {
      faults.push({ line, fault: `no such meaning: ${name}` });
      continue;
    }
    if (before !== undefined && before !== meaning) {
      faults.push({ line, fault: `${word} stands for ${before} above` });
      continue;
    }
    seen.set(key, meaning);
    if (changed.get(key) === meaning) continue;
    const free = withAlias(changed, word, undefined);
    const result = free.kind === 'refused' ? free : withAlias(free.words, word, meaning);
    if (result.kind === 'words') changed = result.words;
    else faults.push({ line, fault: explain(word, result.fault) });
  }
  return { words: changed, faults: faults.toSorted((a, b) => a.line - b.line) };
}

function explain(word: string, fault: 'bad_word' | 'taken' | 'protected'): string {
  if (fault === 'bad_word')
    return `no word: ${word} (letters, digits and dashes, a letter first, at most 20)`;
  return `${word} ${fault === 'taken' ? 'has another meaning' : 'keeps its meaning'}`;
}

function readLines(text: string): { entries: Entry[]; faults: AliasesFault[] } {
  const entries: Entry[] = [];
  const faults: AliasesFault[] = [];
  for (const [i, typed] of text.split('\n').entries()) {
    const line = typed.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [word = '', meaning, ...more] = line.split(/[ \t]+/);
    if (meaning === undefined || more.length > 0)
      faults.push({ line: i + 1, fault: 'expected: WORD meaning' });
    else entries.push({ line: i + 1, word, meaning });
  }
  return { entries, faults };
}

/** Strings of a JSON text, one pattern without alternatives that overlap. */
const STRING = /"(?:[^"\\]|\\.)*"/g;

function readJson(text: string): { entries: Entry[]; faults: AliasesFault[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = /\(line ([0-9]+)/.exec(message)?.[1] ?? String(text.split('\n').length);
    return { entries: [], faults: [{ line: Number(line), fault: `no JSON: ${message}` }] };
  }
  const entries: Entry[] = [];
  const faults: AliasesFault[] = [];
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { entries, faults: [{ line: 1, fault: 'expected: {"WORD":"meaning"}' }] };
  const lines = linesOfKeys(text);
  for (const [word, meaning] of Object.entries(value)) {
    const line = lines.get(word) ?? 1;
    if (typeof meaning === 'string') entries.push({ line, word, meaning });
    else faults.push({ line, fault: `${word}: a meaning is text` });
  }
  return { entries, faults };
}

/** Where each key of a flat object stands. */
function linesOfKeys(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  let line = 1;
  let at = 0;
  for (const match of text.matchAll(STRING)) {
    for (; at < match.index; at += 1) if (text[at] === '\n') line += 1;
    const isKey = /^\s*:/.test(text.slice(match.index + match[0].length, match.index + match[0].length + 20));
    const key: unknown = isKey ? JSON.parse(match[0]) : undefined;
    if (typeof key === 'string') lines.set(key, line);
  }
  return lines;
}
