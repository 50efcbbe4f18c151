import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cluesIn, LONGEST_COMPLAINT, maskComplaint } from './complaint.ts';

test.each([
  ['S10 ke 081234567890 belum masuk', 'S10 ke 081234567890 belum masuk'],
  ['belum masuk 1234', 'belum masuk ••••'],
  ['belum masuk.1234', 'belum masuk.••••'],
  ['belum masuk 123456!', 'belum masuk ••••!'],
  ['PLN20.01105691111.1234 belum masuk', 'PLN20.01105691111.•••• belum masuk'],
  ['PLN20.01105691111.1234', 'PLN20.01105691111.••••'],
  ['S10*081234567890*1234 gagal', 'S10*081234567890*•••• gagal'],
  ['REG#NAMA#1234#x', 'REG#NAMA#••••#x'],
  ['pin saya 1234 tolong', 'pin saya •••• tolong'],
  ['PIN: 736291, kenapa', 'PIN: ••••, kenapa'],
  ['#10234 belum masuk', '#10234 belum masuk'],
  ['tolong cek #10234', 'tolong cek #10234'],
  ['bayar Rp25000', 'bayar Rp25000'],
  ['kurang Rp 25000 lagi', 'kurang Rp 25000 lagi'],
  ['harga 25000 tapi terpotong', 'harga 25000 tapi terpotong'],
  ['harga 10.500', 'harga 10.500'],
  ['harga 1234.567', 'harga 1234.567'],
  ['token 1111-2222-3333-4444-5555', 'token 1111-2222-3333-4444-5555'],
  ['١٢٣٤ baris\n١٢٣٤', '1234 baris\n••••'],
  ['12345678', '12345678'],
])('%j is kept as %j', (typed, kept) => {
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
        if (!/(#|rp\.?|[0-9]-?)$/i.test(said.normalize('NFKC').replace(/[\s\p{C}\p{M}]+/gu, '')))
          expect(kept).not.toContain('736291');
      },
    ),
    { numRuns: 500, seed: 7 },
  );
});

test.each([
  ['#10234 belum masuk', { numbers: [10234], destinations: [], words: ['10234'] }],
  ['S10 ke 0812-3456-7890 belum', { numbers: [], destinations: ['081234567890'], words: ['0812-3456-7890'] }],
  ['nomor +62 812 3456 7890', { numbers: [], destinations: ['081234567890'], words: ['3456', '7890'] }],
  ['meter 01105691111 dan 085712345678', { numbers: [], destinations: ['01105691111', '085712345678'] }],
  ['trx 14429004', { numbers: [], destinations: ['14429004'], words: ['14429004'] }],
  ['tolong dibantu', { numbers: [], destinations: [], words: [] }],
])('%j is about %j', (text, clues) => {
  expect(cluesIn(text)).toMatchObject(clues);
});

test('what was read as a PIN may be the number of an order', () => {
  expect(cluesIn('belum masuk', '10234').words).toEqual(['10234']);
});
