import { InputFile } from 'grammy';
import { expect, test } from 'vitest';
import { clientSignal } from '../../src/chat/telegram.ts';
import { BUDI, openChat } from './telegram-under-test.ts';

test('files are sent', async () => {
  const { api, budi } = await openChat();
  await api.sendDocument(BUDI, new InputFile(Buffer.from('kode;harga\n'), 'harga.csv'), { caption: 'Harga' });
  expect(budi.chat.messages.at(-1)).toMatchObject({ from: 'bot', text: 'Harga' });
});

test('a call can be given up', async () => {
  const { api, telegram } = await openChat();
  const giveUp = new AbortController();
  telegram.nextFault({ method: 'getMe', kind: 'hang' });
  const asked = api.getMe(clientSignal(giveUp.signal));
  giveUp.abort();
  await expect(asked).rejects.toMatchObject({ name: 'HttpError' });
});

test('many calls share few connections', async () => {
  const { api, telegram, budi } = await openChat();
  await Promise.all(Array.from({ length: 50 }, (_, i) => api.sendMessage(BUDI, `pesan ${i}`)));
  expect(budi.chat.messages.filter(({ from }) => from === 'bot')).toHaveLength(50);
  expect(telegram.calls.every(({ result }) => result.kind === 'ok')).toBe(true);
});
