import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

export type Asset = { contentType: string; body: string };

const MODULES = [
  'main',
  'api',
  'behind',
  'chat',
  'chips',
  'commands',
  'composer',
  'controls',
  'dialogs',
  'dom',
  'entities',
  'format',
  'icons',
  'message',
  'people',
  'store',
  'stream',
  'texts',
  'theme',
  'timeline',
] as const;

/** Everything the page is made of, by its path. Nothing of it is built: types are blanked out, that is all. */
export function readAssets(): ReadonlyMap<string, Asset> {
  const javascript = 'text/javascript; charset=utf-8';
  return new Map<string, Asset>([
    ['/', { contentType: 'text/html; charset=utf-8', body: read('index.html') }],
    ['/style.css', { contentType: 'text/css; charset=utf-8', body: read('style.css') }],
    ['/icon.svg', { contentType: 'image/svg+xml', body: read('icon.svg') }],
    ...MODULES.map((name): [string, Asset] => {
      const body = withoutTypes(read(`${name}.ts`));
      return [`/${name}.ts`, { contentType: javascript, body }];
    }),
  ]);
}

function read(name: string): string {
  return readFileSync(new URL(`browser/${name}`, import.meta.url), 'utf8');
}

function withoutTypes(source: string): string {
  const { emitWarning } = process;
  // Node calls this experimental, which is no news for whoever starts the sandbox: the Node it runs on is locked with it.
  process.emitWarning = () => {};
  try {
    // Types are replaced by blanks, so that lines and columns stay; those at the ends of lines are of no use to anybody.
    return stripTypeScriptTypes(source, { mode: 'strip' }).replaceAll(/[ \t]+$/gm, '');
  } finally {
    process.emitWarning = emitWarning;
  }
}
