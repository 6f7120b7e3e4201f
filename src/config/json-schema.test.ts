import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createConfigJsonSchema } from './json-schema.ts';
import { loadConfig } from './load.ts';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';

const root = join(import.meta.dirname, '../..');
const textOf = (path: string) => readFileSync(join(root, path), 'utf8');

// An editor knows no formats and keywords but the standard's, so the checker is strict about them.
const check = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
  createConfigJsonSchema(),
);

/** Where the schema complains, and of what: `/default_parameters additionalProperties regoin`. */
function faults(file: unknown): string[] {
  check(file);
  return (check.errors ?? []).map(({ instancePath, keyword, params }) => {
    const { additionalProperty = '' } = params as { additionalProperty?: string };
    return `${instancePath} ${keyword} ${additionalProperty}`.trim();
  });
}

const accepted = (file: unknown) => {
  const config = loadConfig({
    flags: { config: 'me.json' },
    env: {},
    readFile: () => JSON.stringify(file),
    place: CONFIG_PLACE,
  });
  return { problem: config.problem, warnings: config.warnings };
};

/** Blocks of JSON in the README that are config files. */
const readmeFiles = [...textOf('README.md').matchAll(/```json\n([^`]*)```/g)]
  .map(([, text = '']) => JSON.parse(text) as Record<string, unknown>)
  .filter((file) => 'credential_profiles' in file || 'default_parameters' in file);

describe('the JSON Schema of the config file', () => {
  it('is the one that is shipped', () => {
    expect(JSON.parse(textOf('config.schema.json'))).toEqual(createConfigJsonSchema());
  });

  it.each(['config', 'config_with_profile', 'named-profiles'])("takes the guide's %s.json", (name) => {
    expect(faults(JSON.parse(textOf(`test/fixtures/guide/${name}.json`)))).toEqual([]);
  });

  it("takes the README's files, which load without a warning", () => {
    expect(readmeFiles.length).toBeGreaterThan(0);
    for (const file of readmeFiles) {
      expect(faults(file)).toEqual([]);
      expect(accepted(file)).toEqual({ problem: null, warnings: [] });
    }
  });

  it.each<[unknown, string]>([
    [{ default_parameter: {} }, 'additionalProperties default_parameter'],
    [{ default_parameters: { regoin: 'x' } }, '/default_parameters additionalProperties regoin'],
    [
      { credential_profiles: [{ name: 'a', aws_profile: 'x' }] },
      '/credential_profiles/0 additionalProperties aws_profile',
    ],
    [{ security_settings: { requires_mfa: true } }, '/security_settings additionalProperties requires_mfa'],
    [{ audit: { path: 'x' } }, '/audit additionalProperties path'],
    [{ credential_profiles: [{}] }, '/credential_profiles/0 required'],
    [{ credential_profiles: [{ name: 'a', role_arn: 'x' }] }, '/credential_profiles/0/role_arn pattern'],
    [{ credential_profiles: [{ name: 'a', mfa_serial: '12' }] }, '/credential_profiles/0/mfa_serial pattern'],
    [
      { credential_profiles: [{ name: 'a', duration_seconds: 60 }] },
      '/credential_profiles/0/duration_seconds minimum',
    ],
    [{ port_mappings: [{ name: 'a', port: 70_000 }] }, '/port_mappings/0/port maximum'],
    [{ security_settings: { require_mfa: 'yes' } }, '/security_settings/require_mfa type'],
    [{ grants: { holder: 'Jo Doe' } }, '/grants/holder pattern'],
    [{ grants: { default_expires_in: 'never' } }, '/grants/default_expires_in pattern'],
    [{ grants: { default_expires_in: '' } }, '/grants/default_expires_in minLength'],
    [{ grants: { default_expire_in: '2h' } }, '/grants additionalProperties default_expire_in'],
    [[], 'type'],
  ])('refuses %j', (file, fault) => {
    expect(faults(file)).toEqual([fault]);
  });

  it('explains every key', () => {
    const nodeSchema = z.looseObject({ description: z.string().optional() });
    const unexplained: string[] = [];
    const walk = (node: unknown, path: string) => {
      if (typeof node !== 'object' || node === null) return;
      for (const [key, value] of Object.entries(node)) {
        const at = `${path}/${key}`;
        if (path.endsWith('/properties') && !nodeSchema.parse(value).description) unexplained.push(at);
        walk(value, at);
      }
    };
    walk(createConfigJsonSchema(), '');
    expect(unexplained).toEqual([]);
  });
});
