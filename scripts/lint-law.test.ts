import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { root } from './lib/root.ts';

/** The project's rules without those that ask the type checker, which would load the whole project for a line. */
const eslint = new ESLint({
  cwd: root,
  overrideConfig: { files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked },
});

async function findBreaches(path: string, text: string): Promise<(string | null)[]> {
  const results = await eslint.lintText(`${text}\n`, { filePath: path });
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => ruleId ?? message));
}

const quote = `import { quote } from '#core/text/escape.ts';\nexport const shown = quote('a');`;

describe('the lint rules', () => {
  it.each([
    ['the unmasked quote in a tool', 'src/tools/breach.ts', quote],
    ['the unmasked quote beside AWS', 'src/aws/errors/breach.ts', quote],
    [
      'the unmasked quote under another name',
      'src/core/errors/breach.ts',
      `export { quote as show } from '#core/text/escape.ts';`,
    ],
    ['all of its file', 'src/cli/breach.ts', `export * as escape from '#core/text/escape.ts';`],
    ['handing it on', 'src/core/text/breach.ts', `export { quote } from './escape.ts';`],
  ])('refuse %s', async (_what, path, text) => {
    expect(await findBreaches(path, text)).toEqual(['no-restricted-imports']);
  });

  it.each([
    ['the unmasked quote in an approval', 'src/core/approval/lawful.ts', quote],
    ['what else is in its file', 'src/tools/lawful.ts', quote.replaceAll('quote', 'escapeUnprintable')],
    [
      'the quote that masks',
      'src/tools/lawful.ts',
      quote.replaceAll('quote', 'quoteMasked').replace('escape', 'redact'),
    ],
  ])('allow %s', async (_what, path, text) => {
    expect(await findBreaches(path, text)).toEqual([]);
  });
});
