import type { WordFault } from '../../domain/command/own-words.ts';
import { bold, fit, lines } from '../format.ts';
import { yesNo } from '../operator/layout.ts';
import { meaningLines, ownLines, shown } from './layout.ts';
import type { WordTexts } from './texts.ts';

const USAGE = lines(
  'Add: <code>/alias STOK = prices</code> or <code>/alias STOK = H</code>',
  'Remove: <code>/alias hapus STOK</code>',
  'List: <code>/alias</code>',
);

const FAULTS: Record<WordFault, string> = {
  bad_word: 'is no word. Letters, digits and dashes, a letter first, at most 20.',
  taken: 'has another meaning. Remove that first.',
  protected: 'stays as it is: without it resellers could not answer or ask for help.',
  product: 'is the code of a product. It would be read as an order, or the other way round.',
  glued: 'is read already as a word and a code in one.',
  moves_money: 'is a default word for something else. Who types it from habit could lose money.',
  only_yes: 'cannot stand for yes: what is said in passing must not buy anything.',
  last: 'is the last word for that command. Add another one first.',
  not_there: 'is not there.',
};

export const wordsEn: WordTexts = {
  list: (words, own) => ({
    html: fit(
      bold('Command words'),
      [
        ...ownLines(own, 'removed'),
        ...(own.length === 0 ? ['Nothing has been changed.'] : []),
        '',
        ...meaningLines(words),
      ],
      `\n${USAGE}`,
      (left) => `… and ${left} more`,
    ),
  }),
  usage: () => ({ html: `Format:\n${USAGE}` }),
  unknownMeaning: (typed) => ({ html: `There is no command ${shown(typed)}. The list: /alias` }),
  ask: ({ word, from, to }, token) => ({
    html: lines(
      `Word ${shown(word)}: ${from ?? 'none'} → ${bold(to ?? 'removed')}?`,
      'Valid for 10 minutes.',
    ),
    buttons: yesNo(token, 'Yes', 'Cancel'),
  }),
  added: (word, meaning) => ({ html: `✅ ${shown(word)} stands for ${bold(meaning)} now.` }),
  removed: (word, left) => ({
    html: lines(
      `✅ ${shown(word)} was removed.`,
      left.length > 0 ? `Other words for that command: ${left.slice(0, 10).map(shown).join(' ')}` : undefined,
      'Buttons, the menu and commands with a slash go on.',
    ),
  }),
  refused: (word, fault, meaning) => ({
    html: `${shown(word)} ${FAULTS[fault]}${meaning === undefined ? '' : ` (${bold(meaning)})`}`,
  }),
  stands: (word, meaning) => ({
    html:
      meaning === undefined ? `${shown(word)} is no command.` : `${shown(word)} stands for ${bold(meaning)}.`,
  }),
};
