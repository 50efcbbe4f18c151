import { COMMAND_FORMS, type CommandForms, type DocumentedMeaning, type Form } from './forms.ts';
import { DEFAULT_WORDS, gluedMeaning, type Words } from './words.ts';

const HEAD = /^([A-Za-z][A-Za-z0-9-]*)(?:([.* ])(.*))?$/;

/**
 * How a command is typed with the words in force. A default word that was taken away, or means something else now, is replaced by one
 * that stands for the command, and where there is none by the word with a slash, which nobody can take away. A form with a code glued
 * to a word that was taken away is left out: there is one with the code apart.
 */
export function formsInForce(
  { meaning, forms }: Pick<CommandForms, 'meaning' | 'forms'>,
  words: Words,
): readonly Form[] {
  if (words === DEFAULT_WORDS) return forms;
  const inForce = [...words].find(([, each]) => each === meaning)?.[0];
  const typed = (text: string): string => {
    const [, head = '', separator = '', rest = ''] = HEAD.exec(text) ?? [];
    const word = head.toUpperCase();
    // A code, a face value, a code glued to a word; or a word that is as it always was.
    if (DEFAULT_WORDS.get(word) !== meaning || words.get(word) === meaning) return text;
    if (inForce !== undefined) return `${inForce}${separator}${rest}`;
    // Where fields hold spaces, the star must be the first separator.
    return `/${head.toLowerCase()}${separator === '*' ? '*' : ' '}${rest}`.trimEnd();
  };
  const isLeft = ({ example }: Form): boolean => {
    const glued = gluedMeaning(HEAD.exec(example)?.[1] ?? '');
    return glued === undefined || words.has(glued.head);
  };
  return forms.filter(isLeft).map(({ form, example }) => ({ form: typed(form), example: typed(example) }));
}

/** How a command is typed with the words in force; see {@link formsInForce}. */
export function formsOf(meaning: DocumentedMeaning, words: Words): readonly Form[] {
  const command = COMMAND_FORMS.find((each) => each.meaning === meaning);
  return command === undefined ? [] : formsInForce(command, words);
}
