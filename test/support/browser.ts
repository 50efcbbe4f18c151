import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where this machine has a Chromium; `undefined`: nowhere. `KONTER_CHROMIUM` names another. */
export function findBrowser(): string | undefined {
  const { KONTER_CHROMIUM: named } = process.env;
  return [...(named ? [named] : []), ...PLACES].find((path) => existsSync(path));
}

/** @throws when there is none, or it does not start. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('no Chromium here: apt-get install chromium');
  return chromium.launch({ executablePath, args: FLAGS });
}
