import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type SandboxPage, startPage } from '../../src/sandbox/web/server.ts';
import { besideTheBot } from '../process/people.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { poorContrast } from './contrast.ts';

const BUDI = 1001;
const SITI = 1002;
const WITHIN_MS = 20_000;
/** A poll that was cut off by a kill is made up for after a minute. */
const AFTER_KILL_MS = 90_000;
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP8z4APMOGVHbHSAEEsAROxCnMTAAAAAElFTkSuQmCC',
  'base64',
);

/** Of Siti, as they stand when they have ended well. */
const TWENTY_THREE_ORDERS = `
  insert into card (token, reseller_id, telegram_id, chat_id, origin, created_at, expires_at)
  values ('history', 2, ${SITI}, ${SITI}, 'history', now(), now());
  insert into orders (ref_id, card_token, line, reseller_id, chat_id, product_code, product_name, category, destination,
    list_cost, markup, cost, price, state, quoted_at, expires_at, business_day, held_at, balance_after_hold, submitted_at,
    settled_at, balance_after_settle, sn, told_state)
  select gen_random_uuid(), 'history', i, 2, ${SITI}, 'S10', 'Tsel 10.000', 'pulsa', '0812' || (10000000 + i), 10350, 200,
    10350, 10550, 'delivered', now(), now(), current_date, now(), 1000, now(), now(), 1000, '55' || i, 'delivered'
  from generate_series(1, 23) i`;

const hasBrowser = findBrowser() !== undefined;
if (!hasBrowser)
  process.stderr.write('The page is not tried in a browser: no Chromium here (apt-get install chromium).\n');

describe.skipIf(!hasBrowser)('in a browser', { timeout: 180_000 }, () => {
  let sandbox: Sandbox;
  let served: SandboxPage;
  let browser: Browser;

  beforeAll(async () => {
    sandbox = await startSandbox({ env: {} });
    served = await startPage({ sandbox, port: 0 });
    browser = await launchBrowser();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await sandbox?.stop();
  });

  /** A tab of somebody's own, which must end without a word in its console and without having asked another host. */
  async function open(
    options: BrowserContextOptions & { as?: number; mayLoseConnection?: boolean } = {},
  ): Promise<Page> {
    const { as = BUDI, mayLoseConnection = false, ...rest } = options;
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...rest });
    const page = await context.newPage();
    page.setDefaultTimeout(WITHIN_MS);
    const complaints: string[] = [];
    page.on('console', (message) => {
      const isLoss = mayLoseConnection && message.text().includes('net::ERR_');
      if (['error', 'warning'].includes(message.type()) && !isLoss) complaints.push(message.text());
    });
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('request', (request) => {
      if (!request.url().startsWith(served.url)) complaints.push(`asked ${request.url()}`);
    });
    onTestFinished(async () => {
      await context.close();
      expect(complaints).toEqual([]);
    });
    await page.addInitScript(
      (id) => localStorage.setItem('person', localStorage.getItem('person') ?? String(id)),
      as,
    );
    await page.goto(served.url);
    await page.locator('.message, .empty:not([hidden])').first().waitFor();
    return page;
  }

  const chip = (page: Page, expected: string) => page.locator('.chip', { hasText: expected });
  const answer = (page: Page, text: string | RegExp) => page.locator('.message.in', { hasText: text }).last();
  /** By its whole text: [Beli lagi] of an order before is no [Beli]. */
  const button = (page: Page, name: string) =>
    page
      .locator('.key')
      .filter({ hasText: new RegExp(`^\\s*${name}\\s*$`) })
      .last();
  const field = (page: Page) => page.getByRole('combobox', { name: /^Pesan dari/ });
  const seat = (page: Page, name: string) =>
    page.locator('.person').filter({ has: page.locator('b').getByText(name, { exact: true }) });
  const standing = (page: Page, name: string) => seat(page, name).locator('.standing');

  async function see(what: Locator, timeout = WITHIN_MS): Promise<void> {
    await what.waitFor({ state: 'visible', timeout });
  }

  test('it is painted, and says how fast', async () => {
    const page = await open();
    const painted = async () => {
      await page.reload();
      await see(page.locator('.message').first());
      return page.evaluate(
        () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity,
      );
    };
    const tries = [await painted(), await painted(), await painted()];
    expect(tries.every(Number.isFinite)).toBe(true);
    // A figure to read, not a bound: the machine may be busy with other tests.
    process.stdout.write(`first paint: ${tries.map((ms) => Math.round(ms)).join(', ')} ms\n`);
  });

  test('a token is bought, the PIN vanishes, and the token is copied by a tap', async () => {
    const page = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    const ghosts = page.locator('.message.ghost');
    await chip(page, 'token setelah 3 detik').click();
    await see(ghosts.first());
    await button(page, 'Beli').click();
    await see(answer(page, /SUKSES\. SN: \d{4}-/));
    expect(await page.locator('.message.out').allTextContents()).not.toContain('PLN20.01105691111.1234');
    const token = answer(page, 'Token:').locator('code').first();
    await token.click();
    await see(page.locator('.toast', { hasText: 'Disalin' }));
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await token.textContent());
    await see(page.locator('.order .good', { hasText: '1 transaksi di Klikoo' }));
    await see(page.locator('.happening.deleted', { hasText: 'Pesan Budi dihapus bot' }).first());

    await page.getByRole('button', { name: 'Menu percakapan' }).click();
    await page.getByRole('menuitemcheckbox').click();
    await ghosts.first().waitFor({ state: 'hidden' });
  });

  test('a failed order gives the money back before our eyes', async () => {
    const page = await open({ as: SITI });
    const before = (await standing(page, 'Siti').textContent()) ?? '';
    await chip(page, 'gagal setelah 3 detik').click();
    await button(page, 'Beli').click();
    await see(standing(page, 'Siti').filter({ hasText: 'ditahan' }));
    await see(answer(page, 'GAGAL'));
    await see(standing(page, 'Siti').filter({ hasText: before }));
    await page.getByRole('button', { name: 'uang', exact: true }).click();
    await see(page.locator('.happening.ledger', { hasText: 'kembalikan' }).first());
    expect(await page.locator('.happening.klikoo').first().isVisible()).toBe(false);
  });

  test('the bot is killed amid an order, comes back, and the order ends right', async () => {
    const page = await open();
    await field(page).fill('PLN20.01105699910.1234');
    await page.keyboard.press('Enter');
    await button(page, 'Beli').click();
    const order = page.locator('.order', { hasText: '01105699910' });
    await see(order.locator('.way .submitted'));
    await page.getByRole('button', { name: 'kill -9' }).click();
    await see(page.locator('.lamp.starting'));
    await see(page.locator('.lamp.ready'));
    await see(answer(page, /PLN20\.01105699910 SUKSES/), AFTER_KILL_MS);
    await see(order.getByText('1 transaksi di Klikoo'));
    await see(page.locator('.happening.bot', { hasText: 'Bot hidup' }).first());
  });

  test('two tabs stay in step, and a reload keeps all', async () => {
    const [one, two] = [await open({ as: SITI }), await open({ as: SITI })];
    await chip(one, 'saldo').last().click();
    await see(answer(one, /^Saldo/));
    await see(answer(two, /^Saldo/));
    const texts = async (page: Page) => (await page.locator('.message .text').allTextContents()).join('|');
    await expect.poll(() => texts(two)).toBe(await texts(one));
    await two.reload();
    await see(two.locator('.message').first());
    expect(await texts(two)).toBe(await texts(one));
  });

  test('it goes on when the page was away, and nothing is missing', async () => {
    const page = await open({ as: SITI, mayLoseConnection: true });
    await served.close();
    await see(page.locator('.lost-connection'));
    sandbox.telegram.user(SITI).send('H.PLN');
    served = await startPage({ sandbox, port: served.port });
    await see(page.locator('.message.out', { hasText: 'H.PLN' }));
    await page.locator('.lost-connection').waitFor({ state: 'hidden' });
  });

  test('history is paged through in one message', async () => {
    const database = await besideTheBot(sandbox);
    await database.sql.unsafe(TWENTY_THREE_ORDERS);
    await database.close();
    const page = await open({ as: SITI });
    await field(page).fill('RIWAYAT');
    await page.keyboard.press('Enter');
    const list = page.locator('.message.in', { hasText: 'Riwayat order' });
    await button(page, 'Lebih lama ›').click();
    await see(list.filter({ hasText: '081210000013' }));
    await button(page, '‹ Lebih baru').click();
    await see(list.filter({ hasText: '081210000023' }));
    expect(await list.count()).toBe(1);
  });

  test('a thousand messages come page by page and scroll smoothly', async () => {
    const siti = sandbox.telegram.user(SITI);
    // Too old to be told to the bot, which would answer each.
    for (let index = 0; index < 1_000; index++)
      siti.send(`nomor ${index}\n${'ya '.repeat(1 + (index % 40))}`, { date: new Date(0) });
    const page = await open({ as: SITI });
    const log = page.locator('.log');
    const first = page.locator('.message.out', { hasText: /^nomor 0\s/ });
    await expect
      .poll(
        async () => {
          await log.evaluate((element) => element.scrollTo({ top: 0 }));
          return first.count();
        },
        { timeout: 60_000, interval: 50 },
      )
      .toBe(1);
    expect(await page.locator('.message').count()).toBeGreaterThan(1_000);
    const frames = await log.evaluate(async (element) => {
      const took: number[] = [];
      let last = performance.now();
      for (let at = 0; at < 120; at++) {
        element.scrollTop = (element.scrollHeight * at) / 120;
        await new Promise(requestAnimationFrame);
        took.push(performance.now() - last);
        last = performance.now();
      }
      return took.toSorted((a, b) => a - b);
    });
    expect(frames).toHaveLength(120);
    process.stdout.write(
      `a frame while scrolling: median ${Math.round(frames[60] ?? 0)} ms, worst ${Math.round(frames[119] ?? 0)} ms\n`,
    );
    await log.evaluate((element) => element.scrollTo({ top: 0 }));
    await page.getByRole('button', { name: 'Ke pesan terbaru' }).click();
    await see(page.locator('.message.out', { hasText: /^nomor 999\s/ }));
  });

  test('by keyboard alone: an order, its button, a command, a line break, what was sent before', async () => {
    const page = await open();
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    await page.keyboard.type('S10.081234569901.1234');
    await page.keyboard.press('Enter');
    await see(button(page, 'Beli'));
    for (let step = 0; step < 30; step++) {
      if ((await page.evaluate(() => document.activeElement?.textContent)) === 'Beli') break;
      await page.keyboard.press('Shift+Tab');
    }
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Beli');
    await page.keyboard.press('Enter');
    await see(answer(page, /S10\.081234569901 SUKSES/));

    await field(page).focus();
    await page.keyboard.press('ArrowUp');
    expect(await field(page).inputValue()).toBe('S10.081234569901.1234');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.type('baris satu');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('baris dua');
    expect(await field(page).inputValue()).toBe('baris satu\nbaris dua');
    await field(page).fill('');

    await page.keyboard.type('/sal');
    await see(page.getByRole('option', { name: '/saldo' }));
    await page.keyboard.press('Enter');
    await see(page.locator('.message.out', { hasText: '/saldo' }));
    await see(answer(page, /^Saldo/));

    // From the input field back to the first thing and on to the last, everything can be reached.
    const reached = new Set<string>();
    for (const [key, last] of [
      ['Shift+Tab', 'Tambah orang'],
      ['Tab', 'kill -9'],
    ] as const) {
      await field(page).focus();
      for (let step = 0; step < 200 && !reached.has(last); step++) {
        await page.keyboard.press(key);
        const name = await page.evaluate(() => {
          const at = document.activeElement;
          return at?.getAttribute('aria-label') ?? at?.textContent ?? '';
        });
        reached.add(name);
      }
    }
    const expected = [
      'Tambah orang',
      'Perintah bot',
      'Lampirkan',
      'Tindakan untuk pesan ini',
      'SALsaldo',
      'kill -9',
    ];
    expect([...reached]).toEqual(expect.arrayContaining(expected));
  });

  test('somebody new presses START, registers with his number, and the operator lets him in', async () => {
    const page = await open();
    await seat(page, 'Rina').click();
    await page.getByRole('button', { name: 'START', exact: true }).click();
    await see(answer(page, 'Siapa nama Anda?'));
    for (const text of ['Rina Cell', 'Bandung']) {
      const asked = await page.locator('.message.in').count();
      await field(page).fill(text);
      await page.keyboard.press('Enter');
      await see(page.locator('.message.out', { hasText: text }));
      await expect.poll(() => page.locator('.message.in').count()).toBeGreaterThan(asked);
    }
    await page.locator('.reply-keyboard button').click();
    await page.getByRole('button', { name: 'Bagikan' }).click();
    await page.locator('.reply-keyboard').waitFor({ state: 'hidden' });
    await seat(page, 'Operator').click();
    await button(page, 'Setujui').click();
    await see(standing(page, 'Rina').filter({ hasText: 'K0003' }));
  });

  test('a picture opens and a file comes down as it is', async () => {
    const page = await open({ as: SITI });
    const siti = sandbox.telegram.user(SITI);
    siti.sendPhoto(PIXEL, 'struk');
    await see(page.locator('.photo img').last());
    const width = page
      .locator('.photo img')
      .last()
      .evaluate(async (image) => {
        if (!(image instanceof HTMLImageElement)) return 0;
        await image.decode();
        return image.naturalWidth;
      });
    expect(await width).toBe(10);
    const opened = page.context().waitForEvent('page');
    await page.locator('.photo').last().click();
    expect((await opened).url()).toContain('/api/files/');

    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'rekap bulan.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n') });
    await see(page.locator('.document', { hasText: 'rekap bulan.csv' }));
    const download = page.waitForEvent('download');
    await page.locator('.document').last().click();
    expect((await download).suggestedFilename()).toBe('rekap bulan.csv');
  });

  test('what a message is about can be answered, edited and deleted', async () => {
    const page = await open();
    await field(page).fill('halo');
    await page.keyboard.press('Enter');
    const own = page
      .locator('.message.out')
      .filter({ has: page.locator('.text', { hasText: /^halo/ }) })
      .last();
    const choose = async (name: string) => {
      await own.hover();
      await own.getByRole('button', { name: 'Tindakan untuk pesan ini' }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    await see(own);
    await choose('Balas');
    await field(page).fill('balasan untuk diri sendiri');
    await page.keyboard.press('Enter');
    await see(page.locator('.message.out .quote', { hasText: 'halo' }));
    await choose('Ubah');
    expect(await field(page).inputValue()).toBe('halo');
    await page.keyboard.type(' lagi');
    await page.keyboard.press('Enter');
    await see(page.locator('.message.out', { hasText: 'halo lagi' }).filter({ hasText: 'diubah' }));
    const ghosts = await page.locator('.ghost').count();
    await own.locator('.text').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Hapus' }).click();
    await expect.poll(() => page.locator('.ghost').count()).toBe(ghosts + 1);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`on a phone the chat is all there is, and everything can be read (${colorScheme})`, async () => {
      const page = await open({
        viewport: { width: 390, height: 844 },
        colorScheme,
        hasTouch: true,
        isMobile: true,
      });
      expect(await page.locator('#people').isVisible()).toBe(false);
      expect(await page.locator('#behind').isVisible()).toBe(false);
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(await overflow()).toBeLessThanOrEqual(0);
      expect(await poorContrast(page)).toEqual([]);

      await page.getByRole('button', { name: 'Buka panel di balik layar' }).click();
      await see(page.getByRole('button', { name: 'kill -9' }));
      expect(await poorContrast(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.locator('#behind').waitFor({ state: 'hidden' });

      await page.getByRole('button', { name: 'Buka daftar orang' }).click();
      expect(await poorContrast(page)).toEqual([]);
      await seat(page, 'Operator').click();
      await page.locator('#people').waitFor({ state: 'hidden' });
      await see(page.locator('.who', { hasText: 'sebagai Operator' }));
      expect(await overflow()).toBeLessThanOrEqual(0);
    });

    test(`on a wide screen everything can be read, and the theme can be chosen (${colorScheme})`, async () => {
      const page = await open({ colorScheme });
      expect(await poorContrast(page)).toEqual([]);
      const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const before = await background();
      const theme = page.getByRole('button', { name: /^Tema:/ });
      while (
        !(await theme.getAttribute('aria-label'))?.includes(colorScheme === 'light' ? 'gelap' : 'terang')
      )
        await theme.click();
      expect(await background()).not.toBe(before);
      expect(await poorContrast(page)).toEqual([]);
      await page.reload();
      expect(await background()).not.toBe(before);
    });
  }
});
