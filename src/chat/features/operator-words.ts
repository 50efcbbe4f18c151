import type { Composer } from 'grammy';
import type { OperatorAction } from '../../app/operator-actions.ts';
import type { Performed } from '../../app/perform-action.ts';
import type { Meaning } from '../../domain/command/command.ts';
import { normalise } from '../../domain/command/normalise.ts';
import {
  addWord,
  meaningNamed,
  type OwnWord,
  removeWord,
  type WordChange,
} from '../../domain/command/own-words.ts';
import { DEFAULT_WORDS, isMeaning, type Words } from '../../domain/command/words.ts';
import type { Message } from '../../text/message.ts';
import type { KonterContext } from '../context.ts';
import { reply } from '../reply.ts';
import { ask } from './operator-ask.ts';

/** `/alias`: which words stand for which command. */
export function addOperatorWords(desk: Composer<KonterContext>): void {
  desk.command('alias', async (ctx) => {
    // Another operator may have changed them a moment ago.
    await ctx.parts.commandWords.refresh();
    await reply(ctx, await answerAlias(ctx, normalise(ctx.match)));
  });
}

async function answerAlias(ctx: KonterContext, typed: string): Promise<Message> {
  const texts = ctx.texts.words;
  const words = ctx.parts.words();
  if (typed === '') return texts.list(words, ownWords(words));

  const added = /^(?:(?:tambah|add) +)?([^ =]+) *= *([^ =]+)$/i.exec(typed);
  const removed = /^(?:hapus|remove|delete) +([^ =]+)$/i.exec(typed);
  const word = (added?.[1] ?? removed?.[1])?.toUpperCase();
  if (word === undefined) return texts.usage();
  const codes = new Set((await ctx.parts.catalog.find(word)) === undefined ? [] : [word]);
  const named = added?.[2] ?? '';
  const meaning = added === null ? undefined : meaningNamed(named, words);
  if (added !== null && meaning === undefined) return texts.unknownMeaning(named);
  const change: WordChange =
    meaning === undefined ? removeWord(words, word, codes) : addWord(words, word, meaning, codes);
  if (change.kind === 'refused') return texts.refused(word, change.fault, change.meaning);
  const from = words.get(word);
  if (from === meaning) return texts.stands(word, meaning);
  const token = await ask(ctx, { kind: 'command_word', word, from: from ?? null, meaning: meaning ?? null });
  return texts.ask({ word, from, to: meaning }, token);
}

/** What the operator is told in place of his question; tells all operators first. */
export async function wordMessage(
  ctx: KonterContext,
  performed: Performed,
  action: Extract<OperatorAction, { kind: 'command_word' }>,
): Promise<Message> {
  const { adminIds, alarms, now } = ctx.parts;
  const texts = ctx.texts.words;
  const { word } = action;
  const [from, meaning] = [readMeaning(action.from), readMeaning(action.meaning)];
  if (performed.kind === 'word_refused') return texts.refused(word, performed.fault, undefined);
  const { askerId: operatorId } = performed;
  if (adminIds.size > 1) await alarms.raise({ kind: 'command_word', word, meaning, operatorId, at: now() });
  return meaning === undefined
    ? texts.removed(word, wordsFor(ctx.parts.words(), from))
    : texts.added(word, meaning);
}

function readMeaning(name: string | null): Meaning | undefined {
  return name !== null && isMeaning(name) ? name : undefined;
}

function wordsFor(words: Words, meaning: Meaning | undefined): string[] {
  if (meaning === undefined) return [];
  return [...words].flatMap(([word, each]) => (each === meaning ? [word] : []));
}

/** What differs from the default words. */
function ownWords(words: Words): OwnWord[] {
  const all = new Set([...DEFAULT_WORDS.keys(), ...words.keys()]);
  return [...all]
    .filter((word) => words.get(word) !== DEFAULT_WORDS.get(word))
    .toSorted()
    .map((word) => ({ word, meaning: words.get(word) }));
}
