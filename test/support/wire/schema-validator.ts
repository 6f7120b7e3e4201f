import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { ProtocolSchema } from '#test/support/setup/protocol-schemas.ts';

/** MCP's schema of one revision. */
export interface SchemaValidator {
  /** What is wrong with the value as one of these definitions, the first that the revision has; null for nothing. */
  findFault(value: unknown, ...definitions: readonly string[]): string | null;
  /** The definition whose `method` is this, e.g. `ProgressNotification`. */
  definitionOf(method: string, kind: 'Request' | 'Notification'): string | null;
}

interface Definition {
  readonly properties?: { readonly method?: { readonly const?: unknown } };
}

/** @param schema - As MCP publishes it: its definitions under `$defs`, in older revisions under `definitions`. */
export function createSchemaValidator(schema: ProtocolSchema): SchemaValidator {
  const options = { strict: false, allErrors: true };
  const ajv = '$defs' in schema ? new Ajv2020(options) : new Ajv(options);
  addFormats.default(ajv);
  // base64, as the TypeScript that the schemas are made from calls it.
  ajv.addFormat('byte', true);
  ajv.addSchema({ ...schema, $id: 'mcp' });
  const key = '$defs' in schema ? '$defs' : 'definitions';
  const definitions = schema[key] as Readonly<Record<string, Definition>>;
  const compiled = new Map<string, ValidateFunction>();
  const validator = (name: string) => {
    const known = compiled.get(name) ?? ajv.compile({ $ref: `mcp#/${key}/${name}` });
    compiled.set(name, known);
    return known;
  };
  return {
    findFault(value, ...names) {
      const name = names.find((n) => n in definitions);
      if (name === undefined) return `no definition ${names.join(', ')}`;
      const validate = validator(name);
      return validate(value) ? null : `${name}: ${ajv.errorsText(validate.errors)}`;
    },
    definitionOf(method, kind) {
      const found = Object.entries(definitions).find(
        ([name, { properties }]) => name.endsWith(kind) && properties?.method?.const === method,
      );
      return found?.[0] ?? null;
    },
  };
}
