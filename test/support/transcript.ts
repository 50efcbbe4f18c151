import type { Fault } from '../../src/sandbox/klikoo/faults.ts';
import { OPERATOR, SEED_RESELLERS, type SeedPerson } from '../../src/sandbox/seed.ts';
import type { TelegramUser } from '../../src/sandbox/telegram/user.ts';
import type { MessageView } from '../../src/sandbox/telegram/view.ts';
import type { Desk } from './desk.ts';

/*
A transcript is a chat as people read it. Lines of these shapes are done, in sequence; all others are what comes of it, and are
compared as a whole:

    budi > PLN20.01105691111.1234      he types
    budi > [Beli]                      he presses the button, on the newest message that has it
    budi > [Beli] #2                   … on the second newest that has it
    budi > [Beli] twice                … and the tap arrives twice
    budi > reply: YA                   he replies to the newest message with buttons
    budi > pin: 567890                 he presses these digits on the keypad, then OK
    budi > contact                     he shares his own contact; `contact of siti`: somebody else's
    rini > code of budi                she types the code for a further account that he was shown last; `code 2 of` the one before,
                                       `/start code of budi`, `KODE code of budi` in those forms
    siti > forge budi [Beli]           she sends what the last such button in his chat carried
    operators: operator, rini          who the operators are; at the top, without it one alone
    tono > link of budi                … presses the newest link of the bot in budi's chat
    new tono                           somebody opens Telegram
    + 5s                               time passes (s, m, h)
    klikoo: fault buy reset_after      the next call of that kind goes wrong
    klikoo: price PLN20 20600          the price list there changes; `off S10`, `down`, `up`, `balance 1000`
    klikoo: callback                   says that it has news of the newest order; `callback 10001` of that one
    klikoo: decide SUCCESS             the newest order stands so there from now on; `decide FAILED 10001` that one
    klikoo: elsewhere S10 0812… [ref]  something is bought there by hand; `lose 10001`: that order of ours is lost there
    sql: update …                      something happens in the database
    again 2                            Telegram delivers the last two updates again
    summaries                          the minute's upkeep runs
    hour                               the upkeep of the hour runs: uplines are paid
    night                              the comparison with Klikoo runs, if its time has come
    ledger budi                        shows his balances
*/

const UNITS_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** Whom a transcript names as operators; one alone where it names none. */
export function operatorsOf(script: string): SeedPerson[] {
  const [, named = OPERATOR.name] = /^operators: (.+)$/m.exec(script) ?? [];
  return named.split(', ').map((name, index) => ({
    telegramId: OPERATOR.telegramId + index,
    name: name.charAt(0).toUpperCase() + name.slice(1),
  }));
}

export async function play(desk: Desk, script: string): Promise<string> {
  const player = await createPlayer(desk);
  const lines: string[] = [];
  for (const line of script.split('\n')) {
    if (line.startsWith('#') || (line.trim() === '' && lines.at(-1) !== '')) lines.push(line);
    if (!isInput(line)) continue;
    lines.push(line);
    lines.push(...(await player(line)));
  }
  while (lines.at(-1) === '') lines.pop();
  return `${lines.join('\n')}\n`;
}

function isInput(line: string): boolean {
  return (
    /^(\S+ > |operators: |new |\+ \d|klikoo: |sql: |again|summaries$|hour$|night$|ledger )/.test(line) &&
    !line.startsWith('bot')
  );
}

async function createPlayer(desk: Desk): Promise<(line: string) => Promise<string[]>> {
  const { telegram } = desk;
  const people = new Map<string, TelegramUser>();
  for (const { telegramId, name } of [...desk.operators, ...SEED_RESELLERS]) {
    const user = telegram.user(telegramId);
    user.start();
    people.set(name.toLowerCase(), user);
  }
  // Their greetings are the same everywhere.
  await desk.settle();
  const heard: string[][] = [];
  /** Every button that was ever shown, the newest last: phones keep old ones on the screen, and programs remember them. */
  const buttons: { owner: number; label: string; data: string }[] = [];
  telegram.subscribe((event) => {
    if (event.type === 'callback_answered' && event.answer.text)
      heard.push([`  (toast) ${event.answer.text}`]);
    if (!('messageId' in event) || !('by' in event)) return;
    const message = telegram.chat(event.chatId).messages.find(({ id }) => id === event.messageId);
    if (message === undefined) return;
    const name = nameOf(event.chatId);
    if (event.type === 'message_deleted')
      heard.push([`  × ${name}: ${message.from === 'bot' ? 'bot' : name}'s message deleted`]);
    if (event.by !== 'bot') return;
    for (const b of message.keyboard.flat()) {
      if (b.kind === 'callback') buttons.push({ owner: event.chatId, label: b.text, data: b.data });
    }
    if (event.type === 'message_sent') heard.push(show(`bot → ${name}`, message));
    if (event.type === 'message_edited') heard.push(show(`bot ✎ ${name}`, message));
  });

  function nameOf(id: number): string {
    return [...people].find(([, user]) => user.id === id)?.[0] ?? String(id);
  }

  function person(name: string): TelegramUser {
    const user = people.get(name);
    if (user === undefined) throw new Error(`nobody is called ${name}`);
    return user;
  }

  function withButton(user: TelegramUser, label: string, nth = 1): { message: MessageView; button: string } {
    const found = user.chat.messages
      .filter((m) => !m.isDeleted && m.keyboard.flat().some((b) => b.text === label))
      .at(-nth);
    if (found === undefined) throw new Error(`no message shows [${label}]`);
    return { message: found, button: label };
  }

  async function act(name: string, what: string): Promise<void> {
    const user = person(name);
    const tap = /^\[(.+)\](?: #(\d+))?( twice)?$/.exec(what);
    if (tap) {
      const [, label = '', nth, twice] = tap;
      const { message, button } = withButton(user, label, Number(nth ?? 1));
      if (twice) user.tapRepeated(message, button, 2);
      else user.tap(message, button);
    } else if (what.startsWith('pin: ')) {
      for (const digit of what.slice(5)) user.tap(withButton(user, digit).message, digit);
      user.tap(withButton(user, 'OK').message, 'OK');
    } else if (what.startsWith('reply: ')) {
      const asked = user.chat.messages.filter((m) => m.from === 'bot' && m.keyboard.length > 0).at(-1);
      if (asked === undefined) throw new Error('there is nothing to reply to');
      user.send(what.slice(7), { replyTo: asked.id });
    } else if (what.startsWith('forge ')) {
      const [, owner = '', label = ''] = /^forge (\S+) \[(.+)\]$/.exec(what) ?? [];
      const old = buttons.findLast((b) => b.owner === person(owner).id && b.label === label);
      const message = user.chat.messages.at(-1);
      if (old === undefined || message === undefined)
        throw new Error(`[${label}] was never shown to ${owner}`);
      user.forgeTap(message, old.data);
    } else if (/code (?:\d )?of \S+$/.test(what)) {
      user.send(withCode(what));
    } else if (what === 'contact') {
      user.shareContact();
    } else if (what.startsWith('contact of ')) {
      user.sendContact(person(what.slice(11)));
    } else if (what.startsWith('link of ')) {
      const { messages } = person(what.slice(8)).chat;
      const links = messages.flatMap(({ text }) => /\?start=([A-Za-z0-9_-]+)/.exec(text)?.[1] ?? []);
      user.send(`/start ${links.at(-1) ?? 'nothing'}`);
    } else if (what === 'block') {
      user.block();
    } else if (what === 'unblock') {
      user.unblock();
    } else {
      user.send(what.replaceAll('↵', '\n'));
    }
  }

  function withCode(what: string): string {
    const [, form = '', nth = '1', owner = ''] = /^(.*?)code (?:(\d) )?of (\S+)$/.exec(what) ?? [];
    const codes = person(owner).chat.messages.flatMap(
      ({ text }) => /akun baru: ([A-Z2-9]{8})$/m.exec(text)?.[1] ?? [],
    );
    const code = codes.at(-Number(nth)) ?? '';
    return form === '/start ' ? `/start a_${code}` : form === 'KODE ' ? `KODE.${code}` : code;
  }

  /** Of the order of this number; without one, of the newest. */
  async function refIdOf(number: string): Promise<string> {
    const [row] = await desk.sql<{ ref_id: string }[]>`
      select ref_id from orders where ${number} in ('', number::text) order by number desc limit 1`;
    return row?.ref_id ?? '';
  }

  async function atKlikoo(what: string): Promise<void> {
    const { klikoo } = desk;
    const [verb, ...rest] = what.split(' ');
    const [first = '', second = ''] = rest;
    if (verb === 'fault') klikoo.nextFault({ call: first, kind: second, ...times(rest[2]) } as Fault);
    else if (verb === 'clear') klikoo.clearFaults();
    else if (verb === 'price') klikoo.setProduct(first, { cost: Number(second) });
    else if (verb === 'off') klikoo.setProduct(first, { enabled: false });
    else if (verb === 'down') await klikoo.goDown();
    else if (verb === 'up') await klikoo.comeUp();
    else if (verb === 'callback') await desk.konter.hint(await refIdOf(first));
    else if (verb === 'decide') klikoo.decide(await refIdOf(second), { status: first });
    else if (verb === 'balance') klikoo.setBalance(Number(first));
    else if (verb === 'elsewhere')
      klikoo.buyElsewhere({ code: first, destination: second, reference: rest[2] ?? 'by-hand-1' });
    else if (verb === 'lose') klikoo.lose(await refIdOf(first));
    else throw new Error(`klikoo cannot ${what}`);
  }

  async function extra(line: string): Promise<string[]> {
    const [word, ...rest] = line.split(' ');
    const text = rest.join(' ');
    if (word === 'new') {
      const id = 2_000 + people.size;
      const name = text.charAt(0).toUpperCase() + text.slice(1);
      people.set(
        text,
        telegram.addUser({ id, firstName: name, languageCode: 'id', phoneNumber: `62812000${id}` }),
      );
    } else if (word === '+') {
      const [, amount = '', unit = ''] = /^(\d+)([smh])$/.exec(text) ?? [];
      await desk.advance(Number(amount) * (UNITS_MS[unit] ?? Number.NaN));
    } else if (word === 'klikoo:') {
      await atKlikoo(text);
    } else if (word === 'sql:') {
      await desk.sql.unsafe(text);
    } else if (word === 'again') {
      telegram.redeliver({ last: Number(text || 1) });
    } else if (word === 'summaries') {
      await desk.konter.sendSummaries();
      await desk.konter.tellTickets();
    } else if (word === 'hour') {
      await desk.konter.payCommissions();
    } else if (word === 'night') {
      await desk.konter.reconcileNights();
    } else if (word === 'ledger') {
      const rows = await desk.sql<{ name: string; balance: number }[]>`
        select split_part(name, ':', 3) as name, balance from account where reseller_id = (
          select reseller_id from telegram_account where telegram_id = ${person(text).id}) order by id`;
      return [`  ${rows.map(({ name, balance }) => `${name} ${balance}`).join(', ')}`];
    }
    return [];
  }

  return async (line) => {
    const said = /^(\S+) > (.+)$/.exec(line);
    const shown: string[] = [];
    if (said?.[1] !== undefined && said[2] !== undefined) await act(said[1], said[2]);
    else shown.push(...(await extra(line)));
    await desk.settle();
    shown.push(...heard.splice(0).filter(isWorthReading).flat());
    if (desk.errors.length > 0) shown.push(...desk.errors.splice(0).map((error) => `  ! ${String(error)}`));
    return shown;
  };
}

/** A keypad after each of its digits shows only one dot more. */
function isWorthReading(
  block: readonly string[],
  index: number,
  blocks: readonly (readonly string[])[],
): boolean {
  const next = blocks[index + 1];
  const isKeypadEdit = block[0]?.startsWith('bot ✎') && block.at(-1)?.endsWith('[keypad]');
  return !(isKeypadEdit && next?.[0] === block[0]);
}

const KEYPAD = '[1] [2] [3] [4] [5] [6] [7] [8] [9] [⌫] [0] [OK]';

function times(word: string | undefined): { times?: number } {
  return word === undefined ? {} : { times: word === 'always' ? Number.POSITIVE_INFINITY : Number(word) };
}

function show(head: string, message: MessageView): string[] {
  const quote = message.replyTo === undefined ? '' : ' ↩';
  const rows = message.keyboard.map((row) =>
    row.map((b) => (b.kind === 'callback' ? `[${b.text}]` : `[${b.text} ⧉]`)).join(' '),
  );
  // [Lupa PIN] below a keypad goes without saying.
  const buttons = rows.slice(0, 4).join(' ') === KEYPAD ? ['[keypad]'] : rows;
  return [
    `${head}${quote}`,
    ...[...message.text.split('\n'), ...buttons].map((line) => `  | ${line}`.trimEnd()),
  ];
}
