import { z } from 'zod';
import { configFileSchema } from './file-schema.ts';

/**
 * The file's form for editors, as JSON Schema 2020-12.
 *
 * Here a key that is not known is an error, at run time only a warning or a stop to changes: an editor shows it while
 * it is typed, and hinders nobody whose file is also read by another version.
 */
export function createConfigJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(configFileSchema, {
    target: 'draft-2020-12',
    override({ jsonSchema }) {
      if (jsonSchema.type === 'object') jsonSchema.additionalProperties = false;
    },
  });
  return {
    $schema,
    title: 'awswhitelist config file',
    description: 'Read by "awswhitelist -c FILE". Every key may be left out.',
    ...schema,
  };
}
