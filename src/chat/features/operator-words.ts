import type { Composer } from 'grammy';
import type { Meaning } from '../../domain/command/command.ts';
import { normalise } from '../../domain/command/normalise.ts';
import {
  addWord,
  meaningNamed,
  type OwnWord,
  removeWord,
  type WordChange,
} from '../../domain/command/own-words.ts';
import { DEFAULT_WORDS, type Words } from '../../domain/command/words.ts';
import type { Message } from '../../text/message.ts';
import type { KonterContext } from '../context.ts';
import { originOf } from '../read-commands.ts';
import { reply } from '../reply.ts';
import { actorOf } from './operator-arguments.ts';

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
  const { commandWords, catalog } = ctx.parts;
  const key = `alias:${originOf(ctx)}`;
  if (await commandWords.wasDone(key)) return texts.stands(word, words.get(word));

  const codes = new Set((await catalog.find(word)) === undefined ? [] : [word]);
  const named = added?.[2] ?? '';
  const meaning = added === null ? undefined : meaningNamed(named, words);
  if (added !== null && meaning === undefined) return texts.unknownMeaning(named);
  const change: WordChange =
    meaning === undefined ? removeWord(words, word, codes) : addWord(words, word, meaning, codes);
  if (change.kind === 'refused') return texts.refused(word, change.fault, change.meaning);
  if (words.get(word) !== meaning) await tellOperators(ctx, word, meaning);
  await commandWords.put({ word, meaning, key, actorId: actorOf(ctx) });
  return meaning === undefined
    ? texts.removed(word, wordsFor(change.words, words.get(word)))
    : texts.added(word, meaning);
}

/** Before it is so: what comes again after a crash finds it done, and would tell nobody. */
async function tellOperators(ctx: KonterContext, word: string, meaning: Meaning | undefined): Promise<void> {
  const { adminIds, alarms, now } = ctx.parts;
  if (adminIds.size < 2) return;
  // When it was written, so that the same message again is the same alarm.
  const at = ctx.message === undefined ? now() : new Date(ctx.message.date * 1000);
  await alarms.raise({ kind: 'command_word', word, meaning, operatorId: actorOf(ctx), at });
}

function wordsFor(words: Words, meaning: Meaning | undefined): string[] {
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
