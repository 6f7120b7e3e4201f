import { createConfigJsonSchema } from '#config/json-schema.ts';
import type { Generator } from './generator.ts';

/** The config file's JSON Schema, shipped for editors: what `awswhitelist schema` prints. */
export const configSchema: Generator = {
  name: 'config schema',
  owns: /^config\.schema\.json$/,
  make: () => Promise.resolve(new Map([['config.schema.json', JSON.stringify(createConfigJsonSchema())]])),
};
