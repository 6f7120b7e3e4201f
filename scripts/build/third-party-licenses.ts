import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'rolldown';

interface Package {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly repository: string;
}

// Bundled dependencies that are bundles themselves leave these marks, with the package's name in the path.
const INLINED_PACKAGE = /^\/\/#region .*node_modules\/((?:@[^/]+\/)?[^/]+)\//gm;

/** Writes the licence of every package that really ended up in the bundle beside it. */
export function thirdPartyLicenses(root: string, fileName: string): Plugin {
  return {
    name: 'third-party-licenses',
    generateBundle(_options, bundle) {
      const found = new Map<string, Package>();
      const note = (item: Package): void => void found.set(label(item), item);
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const id of Object.keys(chunk.modules)) {
          if (!id.includes('node_modules') || !existsSync(id)) continue;
          note(packageOf(id));
          for (const [, name = ''] of readFileSync(id, 'utf8').matchAll(INLINED_PACKAGE)) {
            // The installed version may be another than the one inlined, so none is named.
            note({ ...readPackage(join(root, 'node_modules', name)), version: '' });
          }
        }
      }
      this.emitFile({ type: 'asset', fileName, source: formatNotices([...found.values()]) });
    },
  };
}

function label(item: Package): string {
  return item.version === '' ? item.name : `${item.name}@${item.version}`;
}

function packageOf(file: string): Package {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    // Some packages put a nameless package.json beside their modules only to say which kind they are.
    if (existsSync(join(folder, 'package.json'))) {
      const item = readPackage(folder);
      if (item.name !== '' && item.version !== '') return item;
    }
  }
  throw new Error(`No package found for ${file}`);
}

function readPackage(folder: string): Package {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const field = (key: string): string => {
    const value: unknown = manifest instanceof Object && Reflect.get(manifest, key);
    return typeof value === 'string' ? value : '';
  };
  const repository: unknown = manifest instanceof Object && Reflect.get(manifest, 'repository');
  const url: unknown = repository instanceof Object ? Reflect.get(repository, 'url') : repository;
  return {
    folder,
    name: field('name'),
    version: field('version'),
    license: field('license'),
    repository: typeof url === 'string' ? url : '',
  };
}

function readLicenseText(item: Package): string | undefined {
  const files = readdirSync(item.folder)
    .filter((name) => /^(licen[cs]e|copying|notice)(\.|-|$)/i.test(name))
    .sort();
  const text = files.map((name) => readFileSync(join(item.folder, name), 'utf8').trim()).join('\n\n');
  return text === '' ? undefined : text.replaceAll('\r\n', '\n');
}

/** A few packages ship no text of their own: that of another one from the same repository stands in. */
function findLicenseText(item: Package, all: readonly Package[]): string {
  const siblings = all.filter((one) => one.repository === item.repository && one.license === item.license);
  const texts = [item, ...siblings].map(readLicenseText).filter((text) => text !== undefined);
  // Without any, a person has to look at the package before it is shipped.
  if (texts[0] === undefined) throw new Error(`${label(item)} ships no licence text`);
  return texts[0];
}

/** Packages of one author mostly share a text: it is printed once, under all their names. */
function formatNotices(packages: readonly Package[]): string {
  const byText = new Map<string, string[]>();
  for (const item of packages) {
    const text = findLicenseText(item, packages);
    byText.set(text, [...(byText.get(text) ?? []), `${label(item)} (${item.license})`]);
  }
  const sections = [...byText].map(([text, names]) => `${names.sort().join('\n')}\n\n${text}\n`).sort();
  return ['This program contains the packages named below, under their licences.\n', ...sections].join(
    `\n${'-'.repeat(80)}\n\n`,
  );
}
