import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHtml } from './html.ts';
import { normalise, toHtml } from './text.ts';

/** `type@offset+length`, and what else the entity carries. */
function read(html: string): { text: string; entities: string[] } {
  const { text, entities } = normalise(parseHtml(html));
  return {
    text,
    entities: entities.map(({ type, offset, length, url, language }) =>
      [`${type}@${offset}+${length}`, url, language].filter(Boolean).join(' '),
    ),
  };
}

describe('HTML that Telegram takes', () => {
  test.each([
    ['plain', 'plain', []],
    ['<b>a</b><strong>b</strong>', 'ab', ['bold@0+1', 'bold@1+1']],
    ['<i>a</i><em>b</em>', 'ab', ['italic@0+1', 'italic@1+1']],
    ['<u>a</u><ins>b</ins>', 'ab', ['underline@0+1', 'underline@1+1']],
    [
      '<s>a</s><strike>b</strike><del>c</del>',
      'abc',
      ['strikethrough@0+1', 'strikethrough@1+1', 'strikethrough@2+1'],
    ],
    ['<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>', 'ab', ['spoiler@0+1', 'spoiler@1+1']],
    ['<code>1111-2222</code>', '1111-2222', ['code@0+9']],
    ['<pre>x</pre>', 'x', ['pre@0+1']],
    ['<pre><code class="language-json">{}</code></pre>', '{}', ['pre@0+2 json']],
    ['<code class="language-json"><pre>{}</pre></code>', '{}', ['pre@0+2 json']],
    ['<blockquote>q</blockquote>', 'q', ['blockquote@0+1']],
    ['<blockquote expandable>q</blockquote>', 'q', ['expandable_blockquote@0+1']],
    ['<a href="https://t.me/x?a=1&amp;b=2">go</a>', 'go', ['text_link@0+2 https://t.me/x?a=1&b=2']],
    ["<a href='example.com'>go</a>", 'go', ['text_link@0+2 http://example.com/']],
    ['<a href="no spaces here">go</a>', 'go', []],
    ['<B>a</b>', 'a', ['bold@0+1']],
    ['<b>a</>', 'a', ['bold@0+1']],
    ['<b>a<i>b</i></b>', 'ab', ['bold@0+2', 'italic@1+1']],
    ['<i><b>ab</b></i>', 'ab', ['bold@0+2', 'italic@0+2']],
    ['<b></b>x', 'x', []],
    ['&lt;&gt;&amp;&quot; &#65;&#x42;', '<>&" AB', []],
    ['&lt5 &nbsp; & &; &#12345678;', '<5 &nbsp; & &; &#12345678;', []],
    ['😀<b>😀</b>', '😀😀', ['bold@2+2']],
    ['<b>a<code>b</code>c</b>', 'abc', ['bold@0+1', 'code@1+1', 'bold@2+1']],
    ['<code>a<b>b</b></code>', 'ab', ['code@0+2']],
    ['\n \n<b>a</b> \n', 'a', ['bold@0+1']],
    ['<b>a \n</b>', 'a', ['bold@0+1']],
    ['a\r\n<b>b\r</b>', 'a\nb', ['bold@2+1']],
  ])('%s', (html, text, entities) => {
    expect(read(html)).toEqual({ text, entities });
  });
});

describe('HTML that Telegram refuses', () => {
  test.each([
    ['<customer>', 'Unsupported start tag "customer" at byte offset 0'],
    ['é😀<x y>', 'Unsupported start tag "x" at byte offset 6'],
    ['a < b', 'Unsupported start tag "" at byte offset 2'],
    ['<br/>', 'Unsupported start tag "br/" at byte offset 0'],
    ['<b', 'Unclosed start tag at byte offset 0'],
    ['<b>x', 'Can\'t find end tag corresponding to start tag "b"'],
    ['<b>x<i>y</b>', 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"'],
    ['x</b>', 'Unexpected end tag at byte offset 1'],
    ['<b>x</b ', 'Unclosed end tag at byte offset 4'],
    ['<a =x>y</a>', 'Empty attribute name in the tag "a" at byte offset 0'],
    ['<a href=', 'Unclosed start tag "a" at byte offset 0'],
    ['<a href=a/b>c</a>', 'Unexpected end of name token at byte offset 8'],
    ['<a href="x>c</a>', 'Unclosed start tag at byte offset 0'],
    ['<span class="red">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
    [
      '&#xD83C;',
      'Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units',
    ],
  ])('%s', (html, reason) => {
    expect(() => parseHtml(html)).toThrow(`400: Bad Request: can't parse entities: ${reason}`);
  });

  test('whatever is typed is read or refused, never anything else, and escaped text comes back as it was', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('<b>', '</b>', '<a href="', '&', '<', '"'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const typed = pieces.join('');
        try {
          parseHtml(typed);
        } catch (error) {
          expect(String(error)).toContain("Bad Request: can't parse entities: ");
        }
        const escaped = toHtml({ text: typed, entities: [] });
        expect(parseHtml(escaped)).toEqual({ text: typed, entities: [] });
      }),
    );
  });
});

test('text and entities become HTML that reads back the same', () => {
  const html =
    '<blockquote>a &amp; <b>b<i>c</i></b></blockquote><a href="http://x.id/?q=&quot;">l</a> <code>1</code>' +
    '<pre><code class="language-json">{}</code></pre><tg-spoiler>s</tg-spoiler><u>u</u><s>t</s>';
  expect(toHtml(normalise(parseHtml(html)))).toBe(html);
});
