import type { Message } from '../message.ts';
import { rows, runButton } from '../order/callback.ts';
import { HELP_TOPICS, type HelpTopic } from './texts.ts';

const TITLES: Record<HelpTopic, string> = {
  order: 'Buy',
  balance: 'Balance',
  prices: 'Prices',
  status: 'Status',
  reports: 'Reports',
  pin: 'PIN',
  settings: 'Settings',
};

const OVERVIEW = `<b>Commands</b> (press to copy)
Buy: <code>PLN20.01105691111.PIN</code>
Balance: <code>SAL</code>
Prices: <code>H.PLN</code>
Status: <code>CEK.10234</code>
Today's recap: <code>LAP</code>
Change PIN: <code>GP.OLDPIN.NEWPIN</code>

Without typing: /beli`;

const PAGES: Record<HelpTopic, string> = {
  order: `<b>Buy</b>
<code>PLN20.01105691111.PIN</code>
Open amount: <code>DNOPEN.0817345544.25000.PIN</code>
The same again on the same day: <code>S10.2.081234567890.PIN</code>
PLN with the buyer's phone: <code>PLN20.01105691111.081234567890.PIN</code>
Many at once: one order a line, the PIN once.
Without a PIN, too: you are asked for it with buttons. A message with a PIN is deleted at once.
Your balance is held when you press [Buy], not before.`,
  balance: `<b>Balance</b>
<code>SAL</code>
Movements of today: <code>MUTASI</code>, of another day: <code>MUTASI.15</code>`,
  prices: `<b>Prices</b>
By code: <code>H.PLN20</code>
By beginning, category or name: <code>H.PLN</code>
Several: <code>H.S10,PLN20</code>`,
  status: `<b>Status</b>
By number: <code>CEK.10234</code>
By destination: <code>CEK.01105691111</code>
Travel tickets are shown whole.`,
  reports: `<b>Reports</b>
Today's recap: <code>LAP</code>, another day: <code>LAP.15</code>, <code>LAP.15/11/2026</code>, yesterday: <code>LAP.-1</code>
History: <code>RIWAYAT</code>
Movements of the balance: <code>MUTASI</code>
Daily summary: /laporan`,
  pin: `<b>PIN</b>
Change it with buttons: /pin
Change it by typing: <code>GP.OLDPIN.NEWPIN</code> (the message is deleted)
Three wrong ones lock the account for 15 minutes, then twice as long each time.
Forgot it: ask the operator to reset it.`,
  settings: `<b>Settings</b>
Language: /bahasa
Daily summary: /laporan
Buy without confirmation: /cepat
PIN: /pin`,
};

export function helpEn(topic: HelpTopic | undefined): Message {
  if (topic !== undefined)
    return { html: PAGES[topic], buttons: rows([runButton('All commands', 'BANTUAN')], 1) };
  const buttons = HELP_TOPICS.map((each) => runButton(TITLES[each], `BANTUAN.${each}`));
  return { html: OVERVIEW, buttons: rows(buttons, 4) };
}
