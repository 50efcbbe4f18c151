import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { gzipSync } from 'node:zlib';

export type Asset = { contentType: string; body: Uint8Array<ArrayBuffer>; gzipped: Uint8Array<ArrayBuffer> };

const STYLES = ['base', 'chat', 'composer', 'behind', 'overlays'] as const;

const MODULES = [
  'main',
  'api',
  'behind',
  'chat',
  'chat-head',
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
  return new Map([
    asset('/', 'text/html; charset=utf-8', read('index.html')),
    ...STYLES.map((name) => asset(`/${name}.css`, 'text/css; charset=utf-8', read(`${name}.css`))),
    asset('/icon.svg', 'image/svg+xml', read('icon.svg')),
    ...MODULES.map((name) =>
      asset(`/${name}.ts`, 'text/javascript; charset=utf-8', withoutTypes(read(`${name}.ts`))),
    ),
  ]);
}

function asset(path: string, contentType: string, text: string): [string, Asset] {
  const body = new Uint8Array(Buffer.from(text));
  return [path, { contentType, body, gzipped: new Uint8Array(gzipSync(body)) }];
}

function read(name: string): string {
  return readFileSync(new URL(`browser/${name}`, import.meta.url), 'utf8');
}

function withoutTypes(source: string): string {
  const emitWarning = process.emitWarning.bind(process);
  // Node calls this experimental, which is no news for whoever starts the sandbox: the Node it runs on is locked with it.
  process.emitWarning = () => {};
  try {
    // Types are replaced by blanks, so that lines and columns stay; those at the ends of lines are of no use to anybody.
    return stripTypeScriptTypes(source, { mode: 'strip' }).replaceAll(/[ \t]+$/gm, '');
  } finally {
    process.emitWarning = emitWarning;
  }
}
