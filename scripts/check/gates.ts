import { docCounts } from './doc-counts.ts';
import { docLinks } from './doc-links.ts';
import { docPaths } from './doc-paths.ts';
import { fileSizes } from './file-sizes.ts';
import { folders } from './folders.ts';
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
  createToolGate('folder circles', 'depcruise', ['--config', '.dependency-cruiser.folders.cjs', 'src']),
  createToolGate('dead code', 'knip', []),
  createToolGate(
    'production dead code',
    'knip',
    ['--production'],
    'Used by tests alone: remove it with its tests, or say in knip.config.ts why it stays.',
  ),
  createToolGate('format', 'prettier', ['--check', '.'], 'Put right by: npx prettier --write .'),
  packageContents,
  generatedFiles,
  toolTokens,
  docPaths,
  docLinks,
  docCounts(() => gates.length),
  fileSizes,
  folders,
  privatePaths,
];
