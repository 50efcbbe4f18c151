import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cluesIn, LONGEST_COMPLAINT, maskComplaint } from './complaint.ts';

const OWN: ReadonlySet<number> = new Set([10234, 9876]);
const isOwn = (number: number) => OWN.has(number);

test.each([
  ['S10 ke 081234567890 belum masuk', 'S10 ke 081234567890 belum masuk'],
  ['S10 081234567890 1234 belum masuk', 'S10 081234567890 •••• belum masuk'],
  ['S10 081234567890 1234 2', 'S10 081234567890 •••• 2'],
  ['PLN20 01105691111 1234 R#TOKO-17', 'PLN20 01105691111 •••• R#TOKO-17'],
  ['TIKET 500000 1234 sudah transfer', 'TIKET •••• •••• sudah transfer'],
  ['saya ketik 1234 tapi ditolak', 'saya ketik •••• tapi ditolak'],
  ['S10 081234567890 #1234', 'S10 081234567890 #••••'],
  ['S10 081234567890 #123456', 'S10 081234567890 #••••'],
  ['S10#081234567890#10234#2', 'S10#081234567890#••••#2'],
  ['GP 1234 5678', 'GP •••• ••••'],
  ['GP-1234-5678', 'GP-••••-••••'],
  ['081234567890-1234', '081234567890-••••'],
  ['0812-3456-7890-1234', '••••-••••-••••-••••'],
  ['(1234) "5678" 1234/5678', '(••••) "••••" ••••/••••'],
  ['pin1234 dan pinnya1234', 'pin•••• dan pinnya••••'],
  ['1234tapi ditolak', '••••tapi ditolak'],
  ['belum masuk 1234', 'belum masuk ••••'],
  ['belum masuk.1234', 'belum masuk.••••'],
  ['belum masuk 123456!', 'belum masuk ••••!'],
  ['PLN20.01105691111.1234 belum masuk', 'PLN20.01105691111.•••• belum masuk'],
  ['PLN20.01105691111.1234', 'PLN20.01105691111.••••'],
  ['S10*081234567890*1234 gagal', 'S10*081234567890*•••• gagal'],
  ['REG#NAMA#1234#x', 'REG#NAMA#••••#x'],
  ['pin saya 1234 tolong', 'pin saya •••• tolong'],
  ['PIN: 736291, kenapa', 'PIN: ••••, kenapa'],
  ['PIN #10234', 'PIN #••••'],
  ['#10234 belum masuk', '#10234 belum masuk'],
  ['tolong cek #10234', 'tolong cek #10234'],
  ['tolong cek #9876', 'tolong cek #9876'],
  ['tolong cek #10235', 'tolong cek #••••'],
  ['bayar Rp25000', 'bayar Rp25000'],
  ['bayar Rp.25000', 'bayar Rp.25000'],
  ['kurang Rp 25000 lagi', 'kurang Rp 25000 lagi'],
  ['harga 25000 tapi terpotong', 'harga •••• tapi terpotong'],
  ['harga 10.500', 'harga 10.500'],
  ['harga 1.234.567', 'harga 1.234.567'],
  ['S10.081234567890.1234.567', 'S10.081234567890.••••.567'],
  ['kode AX5000 dari K0002', 'kode AX5000 dari K0002'],
  ['saya1234', 'saya••••'],
  ['token 1111-2222-3333-4444-5555', 'token 1111-2222-3333-4444-5555'],
  ['nomor 0812-3456-7890', 'nomor 0812-3456-7890'],
  ['١٢٣٤ baris\n١٢٣٤', '•••• baris\n••••'],
  ['12345678', '12345678'],
])('%j is kept as %j', (typed, kept) => {
  expect(maskComplaint(typed, isOwn)).toBe(kept);
});

test.each([
  ['tolong cek #10234 lagi', 'tolong cek #10234 lagi'],
  ['tolong cek #9876 lagi', 'tolong cek #•••• lagi'],
])('%j is kept as %j where nobody knows his orders', (typed, kept) => {
  expect(maskComplaint(typed)).toBe(kept);
});

test('whatever is written, it is bounded, and a PIN at its end is not in it', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 1_500 }),
      fc.constantFrom('.', ' ', ',', '\n'),
      (said, gap) => {
        const kept = maskComplaint(`${said}${gap}736291`);
        expect(kept.length).toBeLessThanOrEqual(LONGEST_COMPLAINT);
        if (!/(#|rp\.?)$/i.test(said.normalize('NFKC').replace(/[\s\p{C}\p{M}]+/gu, '')))
          expect(kept).not.toContain('736291');
      },
    ),
    { numRuns: 500, seed: 7 },
  );
});

test.each([
  ['#10234 belum masuk', { numbers: [10234], destinations: [], words: [] }],
  ['tolong cek 10234 dan 1234', { numbers: [], destinations: [], words: [] }],
  ['S10 ke 0812-3456-7890 belum', { numbers: [], destinations: ['081234567890'], words: ['0812-3456-7890'] }],
  ['nomor +62 812 3456 7890', { numbers: [], destinations: ['081234567890'], words: [] }],
  ['meter 01105691111 dan 085712345678', { numbers: [], destinations: ['01105691111', '085712345678'] }],
  ['trx 14429004', { numbers: [], destinations: ['14429004'], words: ['14429004'] }],
  ['R#TOKO.17/A belum masuk', { numbers: [], references: ['TOKO.17/A'], destinations: [] }],
  ['belum masuk, r#toko-17.', { numbers: [], references: ['TOKO-17.', 'TOKO-17'] }],
  ['R#10234 belum', { numbers: [], references: ['10234'] }],
  ['trx#10234 belum', { numbers: [10234], references: [] }],
  ['tolong dibantu', { numbers: [], destinations: [], words: [] }],
])('%j is about %j', (text, clues) => {
  expect(cluesIn(text)).toMatchObject(clues);
});
