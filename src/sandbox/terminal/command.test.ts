import { expect, test } from 'vitest';
import { readCommand } from './command.ts';

test('what resellers type goes to the bot, and a line break can be typed into it', () => {
  for (const text of ['PLN20.01105691111.1234', 'SAL', '1', '1234', '/saldo', '/start', 'YA', '/asli']) {
    expect(readCommand(` ${text} `)).toEqual({ kind: 'send', text });
  }
  expect(readCommand('S5.0812.1234\\nS10.0812.1234')).toEqual({
    kind: 'send',
    text: 'S5.0812.1234\nS10.0812.1234',
  });
});

test('a button is pressed by its number or by its words, several at once by words alone', () => {
  expect(readCommand(':7')).toEqual({ kind: 'press', buttons: [7] });
  expect(readCommand(': 12 ')).toEqual({ kind: 'press', buttons: [12] });
  expect(readCommand(':[Beli]')).toEqual({ kind: 'press', buttons: ['Beli'] });
  expect(readCommand(':[1][9][ OK ]')).toEqual({ kind: 'press', buttons: ['1', '9', 'OK'] });
});

test('a colon that presses nothing is explained instead of sent', () => {
  for (const line of [':', ':Beli', ':[', ':1 2', ':[Beli', ':-1']) {
    expect(readCommand(line)).toMatchObject({ kind: 'wrong' });
  }
});

test('the words of the terminal are its own, and a second slash gives them to the bot', () => {
  expect(readCommand('/HELP')).toEqual({ kind: 'help' });
  expect(readCommand('/quit')).toEqual({ kind: 'quit' });
  expect(readCommand('/as')).toEqual({ kind: 'seat', name: undefined });
  expect(readCommand('/as Pak  Rahmat')).toEqual({ kind: 'seat', name: 'Pak  Rahmat' });
  expect(readCommand('//help')).toEqual({ kind: 'send', text: '/help' });
  expect(readCommand('   ')).toEqual({ kind: 'nothing' });
});
