import { describe, expect, test } from 'vitest';
import { rupiah } from '../money.ts';
import type { Commands } from './command.ts';
import { parseMessage } from './parse.ts';
import { containsPinLike } from './pin-like.ts';
import { DEFAULT_WORDS } from './words.ts';

function read(text: string, words = DEFAULT_WORDS): Commands {
  const parsed = parseMessage(text, words);
  if (parsed.kind !== 'commands') throw new Error(parsed.kind);
  return parsed;
}

const today = { kind: 'days_ago', days: 0 };

describe('commands', () => {
  test.each([
    ['S', { kind: 'balance' }],
    ['sal', { kind: 'balance' }],
    ['SALDO', { kind: 'balance' }],
    ['S.1234', { kind: 'balance', pin: '1234' }],
    ['Sal.2627', { kind: 'balance', pin: '2627' }],
    ['CS.1234', { kind: 'balance', pin: '1234' }],
    ['/saldo', { kind: 'balance' }],
    ['/saldo@KonterBot', { kind: 'balance' }],
    ['/sal', { kind: 'balance' }],
    ['H', { kind: 'prices', terms: [] }],
    ['H.PLN', { kind: 'prices', terms: ['PLN'] }],
    ['H.S10,IM10', { kind: 'prices', terms: ['S10', 'IM10'] }],
    ['H.sj10.IM10.xl10.1234', { kind: 'prices', terms: ['sj10', 'IM10', 'xl10'], pin: '1234' }],
    ['CH.SN.123456', { kind: 'prices', terms: ['SN'], pin: '123456' }],
    ['H.1234.S', { kind: 'prices', terms: ['S'], pin: '1234' }],
    ['HARGA.SIMPATI.1234', { kind: 'prices', terms: ['SIMPATI'], pin: '1234' }],
    ['H.0812', { kind: 'prices', terms: [], pin: '0812' }],
    ['/harga paket data', { kind: 'prices', terms: ['paket', 'data'] }],
    ['CEK.14429004', { kind: 'status', query: '14429004' }],
    ['/cek 14429004', { kind: 'status', query: '14429004' }],
    ['CEK.10234', { kind: 'status', query: '10234' }],
    ['CEK #10234', { kind: 'status', query: '10234' }],
    ['CEK#10234', { kind: 'status', query: '10234' }],
    ['CEK.081234567890', { kind: 'status', query: '081234567890' }],
    ['CEK.+6281234567890', { kind: 'status', query: '081234567890' }],
    ['CEK 0812 3456 7890', { kind: 'status', query: '081234567890' }],
    ['CEK +62 812-3456-7890', { kind: 'status', query: '081234567890' }],
    ['CEK.0812345.1234', { kind: 'status', query: '0812345', pin: '1234' }],
    ['STA.085755008888.1234', { kind: 'status', query: '085755008888', pin: '1234' }],
    ['CEK.10234.1234', { kind: 'status', query: '10234', pin: '1234' }],
    ['CEK.01105691111', { kind: 'status', query: '01105691111' }],
    [
      'CEK.6d654219-d9b7-4e1a-8b51-99a5cafb11cb',
      { kind: 'status', query: '6d654219-d9b7-4e1a-8b51-99a5cafb11cb' },
    ],
    ['CEK R#TOKO.17/A', { kind: 'status', query: 'R#TOKO.17/A' }],
    ['cek.r#toko.17/a', { kind: 'status', query: 'R#toko.17/a' }],
    ['/cek R#TOKO_17', { kind: 'status', query: 'R#TOKO_17' }],
    ['/status R#TOKO-17', { kind: 'status', query: 'R#TOKO-17' }],
    ['CEK.1234 R#TOKO.17', { kind: 'status', query: 'R#TOKO.17', pin: '1234' }],
    // The whole may be the reference; nothing is checked as a PIN, and the message goes.
    ['CEK R#TOKO.1234', { kind: 'status', query: 'R#TOKO.1234' }],
    ['CEK.TOKO.17/A', { kind: 'status', query: 'R#TOKO.17/A' }],
    ['CEK.TOKO.17', { kind: 'status', query: 'R#TOKO.17' }],
    ['CEK.S10.081234567890', { kind: 'status', query: '081234567890', code: 'S10' }],
    ['BTL R#TOKO.17/A', { kind: 'cancel', query: 'R#TOKO.17/A' }],
    ['TOKEN.R#TOKO.17/A', { kind: 'token', query: 'R#TOKO.17/A' }],
    ['STRUK R#TOKO.17/A', { kind: 'receipt', query: 'R#TOKO.17/A' }],
    ['STRUK.25000 R#TOKO.17/A', { kind: 'receipt', query: 'R#TOKO.17/A', retailPrice: rupiah(25_000) }],
    ['STRUK.25000.1234 R#A', { kind: 'receipt', query: 'R#A', retailPrice: rupiah(25_000), pin: '1234' }],
    ['RIWAYAT R#TOKO.17/A', { kind: 'history', query: 'R#TOKO.17/A' }],
    ['CEK', { kind: 'guided', flow: 'status' }],
    ['/status', { kind: 'guided', flow: 'status' }],
    ['LAP', { kind: 'recap', day: today }],
    ['/rekap', { kind: 'recap', day: today }],
    ['LAP.15.11.2026', { kind: 'recap', day: { kind: 'date', day: '2026-11-15' } }],
    ['LAP.15.11.26.1234', { kind: 'recap', day: { kind: 'date', day: '2026-11-15' }, pin: '1234' }],
    ['LAP.15', { kind: 'recap', day: { kind: 'day_of_month', dayOfMonth: 15 } }],
    ['LAP.2', { kind: 'recap', day: { kind: 'day_of_month', dayOfMonth: 2 } }],
    ['LAP.-2', { kind: 'recap', day: { kind: 'days_ago', days: 2 } }],
    ['LAP.\u22122', { kind: 'recap', day: { kind: 'days_ago', days: 2 } }],
    ['LAP.1511', { kind: 'recap', day: { kind: 'day_and_month', dayOfMonth: 15, month: 11 } }],
    ['LAP.151126', { kind: 'recap', day: { kind: 'date', day: '2026-11-15' } }],
    ['LAP.15/11/2026', { kind: 'recap', day: { kind: 'date', day: '2026-11-15' } }],
    ['LAP.121013.1234', { kind: 'recap', day: { kind: 'date', day: '2013-10-12' }, pin: '1234' }],
    ['R.09042018.1234', { kind: 'recap', day: { kind: 'date', day: '2018-04-09' }, pin: '1234' }],
    ['RKP.18/08/10.1234', { kind: 'recap', day: { kind: 'date', day: '2010-08-18' }, pin: '1234' }],
    ['LAP.1234.250511', { kind: 'recap', day: { kind: 'date', day: '2011-05-25' }, pin: '1234' }],
    ['LAP.0.1234', { kind: 'recap', day: today, pin: '1234' }],
    ['R.1234', { kind: 'recap', day: today, pin: '1234' }],
    [
      'LAP.1511.1212',
      { kind: 'recap', day: { kind: 'day_and_month', dayOfMonth: 15, month: 11 }, pin: '1212' },
    ],
    ['REK', { kind: 'ledger', day: today }],
    ['REK.18', { kind: 'ledger', day: { kind: 'day_of_month', dayOfMonth: 18 } }],
    ['REK.01-01-13.1234', { kind: 'ledger', day: { kind: 'date', day: '2013-01-01' }, pin: '1234' }],
    ['/mutasi 18', { kind: 'ledger', day: { kind: 'day_of_month', dayOfMonth: 18 } }],
    ['RIWAYAT', { kind: 'history' }],
    ['/riwayat', { kind: 'history' }],
    ['RIWAYAT.10001', { kind: 'history', query: '10001' }],
    ['RIWAYAT #10001', { kind: 'history', query: '10001' }],
    ['RIWAYAT.9999', { kind: 'history', query: '9999' }],
    ['/riwayat 100001', { kind: 'history', query: '100001' }],
    ['RIWAYAT.10001.1234', { kind: 'history', query: '10001', pin: '1234' }],
    ['RIWAYAT.1511', { kind: 'history', day: { kind: 'day_and_month', dayOfMonth: 15, month: 11 } }],
    ['RIWAYAT.151126', { kind: 'history', day: { kind: 'date', day: '2026-11-15' } }],
    ['RIWAYAT.15.1234', { kind: 'history', day: { kind: 'day_of_month', dayOfMonth: 15 }, pin: '1234' }],
    ['RIWAYAT.PLN20', { kind: 'history', query: 'PLN20' }],
    ['RIWAYAT.+6281234567890', { kind: 'history', query: '081234567890' }],
    ['GP', { kind: 'change_pin' }],
    ['/pin', { kind: 'change_pin' }],
    ['GP.5555', { kind: 'change_pin', first: '5555' }],
    ['GP.765432.123456', { kind: 'change_pin', first: '765432', second: '123456' }],
    ['G.8888.12345', { kind: 'change_pin', first: '8888', second: '12345' }],
    ['Gpin.1234.4444.4444', { kind: 'change_pin', first: '1234', second: '4444' }],
    ['GPIN.4444.4444.1234', { kind: 'change_pin', first: '4444', second: '1234' }],
    ['FORMAT', { kind: 'help' }],
    ['/bantuan', { kind: 'help' }],
    ['CENTER', { kind: 'help' }],
    ['FORMAT.1234', { kind: 'help', pin: '1234' }],
    ['BANTUAN cek status', { kind: 'help', topic: 'cek status' }],
    ['YA', { kind: 'yes' }],
    ['ya.', { kind: 'yes' }],
    ['Y', { kind: 'yes' }],
    ['YA 1234', { kind: 'yes', pin: '1234' }],
    ['TIDAK', { kind: 'no' }],
    ['batal', { kind: 'no' }],
    ['/beli', { kind: 'guided', flow: 'buy' }],
    ['beli', { kind: 'guided', flow: 'buy' }],
    ['/beli pln20', { kind: 'guided', flow: 'buy', code: 'PLN20' }],
    ['BELI.1234', { kind: 'guided', flow: 'buy', pin: '1234' }],
    // Downlines, one's own and money between people.
    ['SD.DR0005', { kind: 'downline_balance', id: 'DR0005' }],
    ['S.LU12345.1234', { kind: 'downline_balance', id: 'LU12345', pin: '1234' }],
    ['S.081234567890.1234', { kind: 'downline_balance', id: '081234567890', pin: '1234' }],
    ['SD', { kind: 'guided', flow: 'downline_balance' }],
    ['LDL', { kind: 'downlines' }],
    ['/downline', { kind: 'downlines' }],
    ['BLOK.k0002.1234', { kind: 'downline_off', id: 'K0002', pin: '1234' }],
    ['UNBLOK.K0002.1234', { kind: 'downline_on', id: 'K0002', pin: '1234' }],
    ['TRF.085241234567.100000.1234', { kind: 'transfer', to: '085241234567', amount: 100_000, pin: '1234' }],
    ['T.SP0176.100000.1234', { kind: 'transfer', to: 'SP0176', amount: 100_000, pin: '1234' }],
    ['TRANS.50000.0812345678.8989', { kind: 'transfer', to: '0812345678', amount: 50_000, pin: '8989' }],
    ['TS.100000.EP00212.1234', { kind: 'transfer', to: 'EP00212', amount: 100_000, pin: '1234' }],
    ['T.1234.081234567890.100000', { kind: 'transfer', to: '081234567890', amount: 100_000, pin: '1234' }],
    ['TRANSFER.1234.GRM!A00001.50000', { kind: 'transfer', to: 'GRM!A00001', amount: 50_000, pin: '1234' }],
    ['T.100000.K0002.123456', { kind: 'transfer', to: 'K0002', amount: 100_000, pin: '123456' }],
    ['T.K0002.500.000.1234', { kind: 'transfer', to: 'K0002', amount: 500_000, pin: '1234' }],
    ['T.K0002.Rp25.500', { kind: 'transfer', to: 'K0002', amount: 25_500 }],
    ['T.K0002.100000', { kind: 'transfer', to: 'K0002', amount: 100_000 }],
    ['/transfer', { kind: 'guided', flow: 'transfer' }],
    ['T.1234', { kind: 'guided', flow: 'transfer', pin: '1234' }],
    ['T.123456', { kind: 'guided', flow: 'transfer', pin: '123456' }],
    ['TARIK.RS8999.-100000.1234', { kind: 'take_back', to: 'RS8999', amount: 100_000, pin: '1234' }],
    ['UP.100.1234', { kind: 'markup', targets: [], amount: 100, pin: '1234' }],
    ['MARKUP.ALF10000.100.1234', { kind: 'markup', targets: ['ALF10000'], amount: 100, pin: '1234' }],
    ['SET.k0002.s10.150.1234', { kind: 'markup', targets: ['K0002', 'S10'], amount: 150, pin: '1234' }],
    ['GS.EL00001.PLN50.400', { kind: 'markup', targets: ['EL00001', 'PLN50'], amount: 400 }],
    ['MARKUP.K0002.0.1234', { kind: 'markup', targets: ['K0002'], amount: 0, pin: '1234' }],
    [
      'DAFTAR.BINTANGCELL.PALU.085641234235.100.1234',
      {
        kind: 'register_downline',
        name: 'BINTANGCELL',
        town: 'PALU',
        phone: '085641234235',
        markup: 100,
        pin: '1234',
      },
    ],
    [
      'REG.PUJI CELL.085755008888.100.SURABAYA.1234',
      {
        kind: 'register_downline',
        name: 'PUJI',
        town: 'CELL SURABAYA',
        phone: '085755008888',
        markup: 100,
        pin: '1234',
      },
    ],
    [
      'REG*ARDY JAYA*ACEH*085358205020*100*1234*Nasional',
      {
        kind: 'register_downline',
        name: 'ARDY JAYA',
        town: 'ACEH Nasional',
        phone: '085358205020',
        markup: 100,
        pin: '1234',
      },
    ],
    [
      'DAFTAR#SIGIT#JAKARTA#081765432',
      { kind: 'register_downline', name: 'SIGIT', town: 'JAKARTA', phone: '081765432' },
    ],
    ['REG', { kind: 'guided', flow: 'register_downline' }],
    // Tickets.
    ['TIKET.500000.1234', { kind: 'ticket', amount: 500_000, pin: '1234' }],
    ['TIKET.500000.123456', { kind: 'ticket', amount: 500_000, pin: '123456' }],
    ['TIKET.500.000.1234', { kind: 'ticket', amount: 500_000, pin: '1234' }],
    ['TIKET.200000', { kind: 'ticket', amount: 200_000 }],
    ['DEP.BCA.200000.1234', { kind: 'ticket', bank: 'BCA', amount: 200_000, pin: '1234' }],
    ['TIKET.500000.bca.1234', { kind: 'ticket', bank: 'BCA', amount: 500_000, pin: '1234' }],
    ['DP.1234.BRI.50000', { kind: 'ticket', bank: 'BRI', amount: 50_000, pin: '1234' }],
    ['/deposit 100000', { kind: 'ticket', amount: 100_000 }],
    ['TIKET.1234', { kind: 'guided', flow: 'ticket', pin: '1234' }],
    // Bills.
    ['CEKPLN.524540566523.1234', { kind: 'bill', code: 'PLN', customer: '524540566523', pin: '1234' }],
    [
      'TAG.PLN.51452012312.08123456789.1234',
      { kind: 'bill', code: 'PLN', customer: '51452012312', msisdn: '08123456789', pin: '1234' },
    ],
    [
      'TAG.BPJS.0001234567890.3.1234',
      {
        kind: 'bill',
        code: 'BPJS',
        customer: '0001234567890',
        period: { kind: 'months', months: 3 },
        pin: '1234',
      },
    ],
    [
      'TAG.BPJS.0001234567890.202611.1234',
      {
        kind: 'bill',
        code: 'BPJS',
        customer: '0001234567890',
        period: { kind: 'month', month: '2026-11' },
        pin: '1234',
      },
    ],
    ['/tagihan', { kind: 'guided', flow: 'bill' }],
    ['BAYAR.PLN.524540566523.1234', { kind: 'pay_bill', code: 'PLN', customer: '524540566523', pin: '1234' }],
    ['BYRPLN.524540566523.1234', { kind: 'pay_bill', code: 'PLN', customer: '524540566523', pin: '1234' }],
    ['BAYAR.000001789.1234', { kind: 'pay_bill', customer: '000001789', pin: '1234' }],
    [
      'BAYARPLN.511453309620.129045.1234.08562446233',
      {
        kind: 'pay_bill',
        code: 'PLN',
        customer: '511453309620',
        amount: 129_045,
        msisdn: '08562446233',
        pin: '1234',
      },
    ],
    // The rest.
    ['BTL.085212345678.1234', { kind: 'cancel', query: '085212345678', pin: '1234' }],
    ['/batal', { kind: 'guided', flow: 'cancel' }],
    ['BATAL.10234', { kind: 'cancel', query: '10234' }],
    ['BTL', { kind: 'guided', flow: 'cancel' }],
    ['TOKEN.01105691111', { kind: 'token', query: '01105691111' }],
    ['STRUK.10234', { kind: 'receipt', query: '10234' }],
    ['STRUK.10234.25000', { kind: 'receipt', query: '10234', retailPrice: 25_000 }],
    ['STRUK.10234.25000.1234', { kind: 'receipt', query: '10234', retailPrice: 25_000, pin: '1234' }],
    ['STRUK.10234.25.000', { kind: 'receipt', query: '10234', retailPrice: 25_000 }],
    ['KOSONG.1234', { kind: 'outages', pin: '1234' }],
    [
      'CEK.31.081250007000.123456',
      { kind: 'status', query: '081250007000', day: { kind: 'day_of_month', dayOfMonth: 31 }, pin: '123456' },
    ],
    [
      'CEK.0.S20.08123456789.1234',
      { kind: 'status', query: '08123456789', day: today, code: 'S20', pin: '1234' },
    ],
    [
      'CEK.08212344444.20-03-2012.1234',
      { kind: 'status', query: '08212344444', day: { kind: 'date', day: '2012-03-20' }, pin: '1234' },
    ],
    [
      'R.21-03-2012.22-03-2012.1234',
      {
        kind: 'recap',
        day: { kind: 'date', day: '2012-03-21' },
        until: { kind: 'date', day: '2012-03-22' },
        pin: '1234',
      },
    ],
    [
      'LAP.01012025.31012025',
      { kind: 'recap', day: { kind: 'date', day: '2025-01-01' }, until: { kind: 'date', day: '2025-01-31' } },
    ],
    ['PAR.085755008888.1234', { kind: 'add_account', label: '085755008888', pin: '1234' }],
    ['TAMBAH', { kind: 'add_account' }],
    ['HNO.085241234567.1234', { kind: 'remove_account', which: '085241234567', pin: '1234' }],
    ['HAPUS.2', { kind: 'remove_account', which: '2' }],
    ['LIST', { kind: 'accounts' }],
    ['BANK.1234', { kind: 'help', topic: 'bank', pin: '1234' }],
    ['GANTIPIN.RS000123.1234.4321', { kind: 'change_pin', first: '1234', second: '4321' }],
    ['K. T10 ke 085358205020 belum MASUK', { kind: 'complaint', text: 'T10 ke 085358205020 belum MASUK' }],
    [
      'K.1234.0857111111.TRX BELUM MASUK',
      { kind: 'complaint', text: '0857111111.TRX BELUM MASUK', pin: '1234' },
    ],
    [
      'INFO.S10 ke 0812 belum masuk.1234',
      { kind: 'complaint', text: 'S10 ke 0812 belum masuk', pin: '1234' },
    ],
    ['K.belum masuk\nsejak pagi', { kind: 'complaint', text: 'belum masuk\nsejak pagi' }],
    ['/komplain', { kind: 'guided', flow: 'complaint' }],
  ])('%j', (text, command) => {
    expect(read(text).commands).toEqual([{ line: 0, ...command }]);
  });

  test.each([
    ['S.1234.5678', 'bad_arguments'],
    ['CEK.08123456 78 1234', 'bad_arguments'],
    ['LAP.32', 'bad_day'],
    ['LAP.besok', 'bad_day'],
    ['LAP.15.13.2026', 'bad_day'],
    ['LAP.15.11.2026.PIN', 'bad_day'],
    ['BLOK.081', 'bad_arguments'],
    ['T.K0002.50000.1234.5678', 'bad_arguments'],
    ['T.K0002.K0003.50000.1234', 'bad_arguments'],
    ['T.K0002.-.1234', 'bad_arguments'],
    ['T.K0002.5e4.1234', 'bad_arguments'],
    ['T.50000', 'no_person'],
    ['/transfer 250000', 'no_person'],
    ['T.50000.1234', 'no_person'],
    ['T.1234.Rp50000', 'no_person'],
    ['T.1.000.000.1234', 'no_person'],
    ['TARIK.100000', 'no_person'],
    ['T.100000.K0002.250000', 'unclear_amount'],
    ['T.123456.K0002.50500', 'unclear_amount'],
    ['T.1500.K0002.1234', 'unclear_amount'],
    ['T.K0002.1234.50000', 'unclear_amount'],
    ['T.K0002.12345.50000', 'unclear_amount'],
    ['T.K0002.1234', 'unclear_amount'],
    ['T.K0002.123456', 'unclear_amount'],
    ['T.081234567890.1234', 'unclear_amount'],
    ['T.K0002.2.100.000.1234', 'unclear_amount'],
    ['T.K0002.50.000.123', 'unclear_amount'],
    ['TARIK.K0002.1234', 'unclear_amount'],
    ['TIKET.123456.100000', 'unclear_amount'],
    ['BAYAR.PLN.524540566523.1234.20000', 'unclear_amount'],
    ['BAYAR.PLN.524540566523.20000', 'unclear_amount'],
    ['BAYAR.PLN.524540566523.2', 'bad_arguments'],
    ['BAYAR.BPJS.0001234567890.3.1234', 'unclear_amount'],
    ['REG.BUDI.081234567890.1000', 'unclear_amount'],
    ['REG.BUDI.JAKARTA.081234567890.100.50000', 'unclear_amount'],
    ['REG.BUDI.JAKARTA.1000000.1234', 'bad_arguments'],
    ['REG*BUDI*08-.345678*1-8989', 'bad_arguments'],
    ['STRUK.10234.1234', 'unclear_amount'],
    ['MARKUP.K0002.1500', 'unclear_amount'],
    ['MARKUP.K0002.S10.X.100.1234', 'bad_arguments'],
    ['TIKET.9999.BCA.BRI', 'bad_arguments'],
    ['TIKET.100000.200000.1234', 'bad_arguments'],
    ['TAG.PLN.524540566523.13', 'bad_arguments'],
    ['TAG.PLN.524540566523.511453309620', 'bad_arguments'],
    ['TUKAR.1234', 'reserved_word'],
    ['GN.MITRACELL.123456', 'reserved_word'],
    ['NA.PP23450.8989', 'reserved_word'],
    ['/tukar', 'unknown_slash'],
    ['GP.abc', 'bad_arguments'],
    ['GP.1111.2222.3333', 'bad_arguments'],
    ['GP.081234567890.1234', 'bad_arguments'],
    ['YA PLN20', 'bad_arguments'],
    ['H.S.1234.X', 'bad_arguments'],
    ['/start', 'unknown_slash'],
    ['SД', 'non_ascii'],
    ['🙏', 'non_ascii'],
  ])('%j is not understood: %s', (text, reason) => {
    expect(read(text).commands).toMatchObject([{ kind: 'not_understood', reason }]);
  });
});

describe('help that fits', () => {
  test.each([
    ['SADLO', ['SALDO', 'SAL']],
    ['/slado', ['SALDO']],
    ['RIWAYT', ['RIWAYAT']],
    ['qwerty', []],
  ])('%s may have meant %j', (text, candidates) => {
    expect(read(text).commands).toMatchObject([{ candidates: expect.arrayContaining(candidates) }]);
  });

  test('an unknown word is handed on, to be looked up among the products', () => {
    expect(read('pln200').commands).toMatchObject([{ reason: 'unknown_word', word: 'PLN200' }]);
  });

  test('wrong arguments name the command they were meant for', () => {
    expect(read('LAP.32').commands).toMatchObject([{ about: 'recap', candidates: [] }]);
  });

  test('prose over several lines is answered once', () => {
    expect(read('halo bang\nsaya mau tanya\nharganya berapa').commands).toHaveLength(1);
  });

  test('a line beside others that are understood is answered, too, and says which one it was', () => {
    const { commands } = read('tolong bang\n\nS10.081234567890');
    expect(commands).toMatchObject([
      { kind: 'not_understood', line: 0 },
      { kind: 'order', line: 2 },
    ]);
  });
});

describe('the PIN', () => {
  test('an order line that is not understood as a whole gives no order', () => {
    expect(read('S10.081234567890.XX.1234').commands).toMatchObject([{ kind: 'not_understood' }]);
  });

  test.each([
    ['halo pin saya 1234', 'halo pin saya ••••'],
    ['S1234', '••••'],
    ['PIN:123456!', 'PIN:••••!'],
    ['TUKAR.1234.0857111111', 'TUKAR.••••.0857111111'],
    ['١٢٣٤ apa', '•••• apa'],
  ])('is masked in %j', (typed, shown) => {
    const { commands, carriesPin } = read(typed);
    expect(commands).toMatchObject([{ kind: 'not_understood', text: expect.stringContaining(shown) }]);
    expect(JSON.stringify(commands)).not.toMatch(/1234/);
    expect(carriesPin).toBe(true);
  });

  test.each([
    ['S.1234', true],
    ['GP', false],
    ['GP.1234.5678', true],
    ['S10.081234567890', false],
    ['S10.081234567890.1234', true],
    ['MAX.12345.25000.1234', true],
    ['halo', false],
    ['halo\nS10.081234567890\nini 1234', true],
    ['1234', true],
    ['CEK.10234', false],
    ['BTL.1234', true],
    ['/batal 123456', true],
    ['BTL.10234.1234', true],
    ['TOKEN.12345', true],
    ['BTL', false],
    ['BTL.TOKO-17', false],
    ['BTL.081234567890', false],
    ['TOKEN.01105691111', false],
    ['LAP.1511', false],
    ['RIWAYAT.10001', true],
    ['/riwayat 1234', true],
    ['RIWAYAT.1511', true],
    ['RIWAYAT.15', false],
    ['RIWAYAT.2026-11-15', false],
    ['RIWAYAT.081234567890', false],
    ['RIWAYAT.14429004', false],
  ])('%j carries one: %s', (text, expected) => {
    expect(read(text).carriesPin).toBe(expected);
  });

  test.each([
    ['1234', true],
    ['PIN1234', true],
    ['nomor 081234567890 belum masuk', false],
    ['jam 16:09', false],
    ['123 1234567', false],
    ['１２３４５', true],
    ['12\u200b34', true],
  ])('something in %j looks like one: %s', (text, expected) => {
    expect(containsPinLike(text)).toBe(expected);
  });
});

describe('a message', () => {
  test.each(['', ' \n ', '. . .', '\u200b', '\ufeff\n\u202e'])('with nothing in it (%j) is empty', (text) => {
    expect(parseMessage(text)).toEqual({ kind: 'empty' });
  });

  test('of 2,000 characters is read, of one more refused', () => {
    expect(parseMessage('x'.repeat(2_000)).kind).toBe('commands');
    expect(parseMessage('x'.repeat(2_001)).kind).toBe('too_long');
  });

  test('is read with the words it is given', () => {
    const words = new Map([...DEFAULT_WORDS, ['DUIT', 'balance' as const]]);
    expect(read('duit', words).commands).toMatchObject([{ kind: 'balance' }]);
    expect(read('/duit', words).commands).toMatchObject([{ kind: 'balance' }]);
    expect(read('duit').commands).toMatchObject([{ kind: 'not_understood' }]);
  });
});
