import { describe, expect, test } from 'vitest';
import { plainText, splitHtml } from './split-html.ts';

describe('a message that is too long', () => {
  test('is cut at line ends, and nothing of it is lost', () => {
    const html = Array.from({ length: 40 }, (_, i) => `<b>${i}</b> baris &amp; isi`).join('\n');
    const pieces = splitHtml(html, 100);
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces) expect(plainText(piece).length).toBeLessThanOrEqual(100);
    expect(pieces.join('\n')).toBe(html);
  });

  test('keeps each piece valid where a tag spans the cut', () => {
    expect(splitHtml('<pre><code class="x">satu\ndua\ntiga</code></pre>', 8)).toEqual([
      '<pre><code class="x">satu\ndua</code></pre>',
      '<pre><code class="x">tiga</code></pre>',
    ]);
  });

  test('has a single line shortened, without breaking an entity, a character or a tag', () => {
    expect(splitHtml(`<b>${'&lt;'.repeat(20)}</b>`, 10)).toEqual([`${'&lt;'.repeat(9)}…<b></b>`]);
    expect(splitHtml(`a${'😀'.repeat(10)}`, 10)).toEqual([`a${'😀'.repeat(4)}…`]);
  });

  test('is counted without its tags', () => {
    const html = '<b>1234567890</b>';
    expect(splitHtml(html, 10)).toEqual([html]);
    expect(splitHtml('&amp;'.repeat(10), 10)).toHaveLength(1);
  });
});

test('plain text has neither tags nor entities', () => {
  expect(plainText('<b>Budi &amp; Siti</b> &lt;3 <a href="https://x.id">di sini</a>')).toBe(
    'Budi & Siti <3 di sini',
  );
  expect(plainText('1 < 2, &amp;lt;')).toBe('1 < 2, &lt;');
});
