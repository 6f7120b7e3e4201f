import { docCounts } from './doc-counts.ts';
import { docLinks } from './doc-links.ts';
import { docPaths } from './doc-paths.ts';
import { fileSizes } from './file-sizes.ts';
import { folders } from './folders.ts';
import { generatedFiles } from './generated-files.ts';
import { toolGate, type Gate } from './gate.ts';
import { packageContents } from './package-contents.ts';
import { privatePlaces } from './private-places.ts';
import { toolTokens } from './tool-tokens.ts';

/** Comes before all others: the last ones look at what was built. */
export const build = toolGate('build', 'tsx', ['scripts/build.ts']);

/** In this order, two at a time: the slowest first. */
export const gates: readonly Gate[] = [
  toolGate('lint', 'eslint', ['--max-warnings', '0', '.']),
  toolGate('types', 'tsc', ['--noEmit']),
  toolGate('import law', 'depcruise', ['--config', '.dependency-cruiser.cjs', 'src', 'test', 'scripts']),
  toolGate('folder circles', 'depcruise', ['--config', '.dependency-cruiser.folders.cjs', 'src']),
  toolGate('dead code', 'knip', []),
  toolGate(
    'production dead code',
    'knip',
    ['--production'],
    'Used by tests alone: remove it with its tests, or say in knip.config.ts why it stays.',
  ),
  toolGate('format', 'prettier', ['--check', '.'], 'Put right by: npx prettier --write .'),
  packageContents,
  generatedFiles,
  toolTokens,
  docPaths,
  docLinks,
  docCounts(() => gates.length),
  fileSizes,
  folders,
  privatePlaces,
];
