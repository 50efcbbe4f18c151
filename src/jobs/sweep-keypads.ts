import type { Keypads } from '../app/keypad.ts';
import type { Resellers } from '../app/resellers.ts';
import type { Language } from '../text/message.ts';
import type { Texts } from '../text/texts.ts';
import type { SendGate } from './send-gate.ts';
import type { Messenger } from './tell-orders.ts';

/** Swept in one go; the rest a minute later. */
const PORTION = 1_000;

export type SweepDeps = {
  keypads: Pick<Keypads, 'sweep'>;
  resellers: Pick<Resellers, 'findByTelegramId'>;
  messenger: Messenger;
  gate: SendGate;
  texts: (language: Language) => Texts;
  now: () => Date;
};

/**
 * Takes away the keypads that ran out, and the dead buttons from the chats that still show them. That is a courtesy: where Telegram
 * cannot take it now the buttons stay, and a press says that they are no longer valid.
 */
export async function sweepKeypads(deps: SweepDeps): Promise<void> {
  for (const { chatId, messageId } of await deps.keypads.sweep(deps.now(), PORTION)) {
    if (messageId === undefined || deps.gate.admit(chatId) > 0) continue;
    const reseller = await deps.resellers.findByTelegramId(chatId);
    const message = deps.texts(reseller?.language ?? 'id').account.keypadExpired();
    try {
      await deps.messenger.edit(chatId, messageId, message);
    } catch (error) {
      const meaning = deps.messenger.explain(error);
      if (meaning.kind === 'wait') deps.gate.postponed(chatId, meaning.afterMs);
      // Each of the others would wait as long in vain.
      if (meaning.kind === 'trouble') return;
    }
  }
}
