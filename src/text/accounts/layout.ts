import type { ResellerAccount } from '../../app/accounts.ts';
import { escapeLine } from '../format.ts';
import type { Button } from '../message.ts';
import { runButton } from '../order/callback.ts';
import type { AccountName } from './texts.ts';

/** `Toko (1001)` */
export function accountLabel({ telegramId, label }: AccountName): string {
  const id = `<code>${telegramId}</code>`;
  return label === undefined ? id : `<b>${escapeLine(label, 120)}</b> (${id})`;
}

/** By its id and not by its place in the list, which may have changed when it is pressed. */
export const removeCommand = (telegramId: number) => `HAPUS.A${telegramId}`;

/** The first removes all others, everyone himself; nobody the only one. */
export function removeButtons(
  accounts: readonly ResellerAccount[],
  ownId: number,
  label: (place: number) => string,
): Button[][] {
  if (accounts.length < 2) return [];
  const isFirst = accounts[0]?.telegramId === ownId;
  return accounts.flatMap(({ telegramId }, index) => {
    if (!isFirst && telegramId !== ownId) return [];
    const button = runButton(label(index + 1), removeCommand(telegramId));
    return button === undefined ? [] : [[button]];
  });
}

export function decideButtons(token: string, yes: string, no: string): Button[][] {
  return [
    [
      { text: yes, data: `acc:yes:${token}` },
      { text: no, data: `acc:no:${token}` },
    ],
  ];
}

export const PHONE_DATA = 'acc:phone';
export const resetData = (requestId: number) => `lupa:${requestId}`;
