import { fileSizes } from './file-sizes.ts';
import { generatedFiles } from './generated-files.ts';
import { createToolGate, type Gate } from './gate.ts';
import { packageContents } from './package-contents.ts';
import { privatePaths } from './private-paths.ts';
import { toolTokens } from './tool-tokens.ts';

/** Comes before all others: the last ones look at what was built. */
export const build = createToolGate('build', 'tsx', ['scripts/build.ts']);

/** In this order, two at a time: the slowest first. */
export const gates: readonly Gate[] = [
  createToolGate('lint', 'eslint', ['--max-warnings', '0', '.']),
  createToolGate('types', 'tsc', ['--noEmit']),
  createToolGate('import law', 'depcruise', [
    '--config',
    '.dependency-cruiser.cjs',
    'src',
    'test',
    'scripts',
  ]),
  createToolGate('dead code', 'knip', []),
  createToolGate('format', 'prettier', ['--check', '.'], 'Put right by: npx prettier --write .'),
  packageContents,
  generatedFiles,
  toolTokens,
  fileSizes,
  privatePaths,
];
