import { configSchema } from './config-schema.ts';
import type { Generator } from './generator.ts';
import { ianaNames } from './iana-names.ts';
import { interfaceSnapshots } from './interface-snapshots.ts';
import { promiseIndex } from './promise-index.ts';
import { securityPage } from './security-page.ts';
import { toolReference } from './tool-reference.ts';

export const generators: readonly Generator[] = [
  interfaceSnapshots,
  toolReference,
  configSchema,
  ianaNames,
  securityPage,
  promiseIndex,
];
