import { describe, expect, it } from 'vitest';
import { createEntry } from '#test/support/credentials/config-entry.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import type { CredentialProfile } from '#core/iam/credential-profile.ts';
import { parseRoleArn } from '#core/iam/role.ts';
import { requirementFor, requireUsableEntry } from './entry-roles.ts';

const roleNamed = (name: string) => parseRoleArn(`arn:aws:iam::123456789012:role/${name}`, 'role');

const entry = (name: string, roles: string[] = [], more: Partial<CredentialProfile> = {}) =>
  createEntry(name, { requiredRoles: roles.map(roleNamed), ...more });

/** Names of the roles one of which a call has to be a session of, by the name that it gives and whose keys they are. */
function required(profiles: readonly CredentialProfile[], named: string | null, isHandedOver: boolean) {
  const inForce = profiles.find(({ name }) => name === (named ?? 'default')) ?? null;
  const facts = { entry: inForce, isNamed: named !== null, isHandedOver };
  return requirementFor(facts, profiles).roles.map(({ name }) => name);
}

const usual = entry('default', ['Admin']);
const production = entry('production', ['Deploy']);
const free = entry('free');

describe('what the file requires of keys that come in a call', () => {
  it.each<[string, CredentialProfile[], string | null, string[]]>([
    ['the list of default, without a name', [usual, production, free], null, ['Admin']],
    ['that of the entry that is named', [usual, production, free], 'production', ['Deploy']],
    ['that of default for an entry that has none', [usual, production, free], 'free', ['Admin']],
    ['that of default for a name that is not in the file', [usual, production, free], 'nowhere', ['Admin']],
    ['that of default for one that only looks like it', [usual, production], 'Default', ['Admin']],
    ['any list of the file where default has none', [entry('default'), production], null, ['Deploy']],
    ['the same for an entry that has none', [production, free], 'free', ['Deploy']],
    ['the same for a name that is not in the file', [production, free], 'nowhere', ['Deploy']],
    ['the same for default by its name', [entry('default'), production], 'default', ['Deploy']],
    ['nothing where no entry requires anything', [entry('default'), free], 'free', []],
  ])('is %s', (_, profiles, named, roles) => {
    expect(required(profiles, named, true)).toEqual(roles);
  });

  it.each<[string, CredentialProfile[], string | null, string[]]>([
    ['an entry that has no list is free', [usual, production, free], 'free', []],
    ['default has its own', [usual, production], null, ['Admin']],
    ['without a name and a list of default, any', [production, free], null, ['Deploy']],
  ])('and of those that are found on the machine: %s', (_, profiles, named, roles) => {
    expect(required(profiles, named, false)).toEqual(roles);
  });
});

describe('an entry that cannot be understood', () => {
  const problem = (mayRequireRoles: boolean) => ({
    problem: { error: new WhitelistError('config_error', 'not used'), mayRequireRoles },
  });

  it('is not used, nor is one that begins with it', () => {
    const broken = entry('broken', [], problem(false));
    const next = entry('next', [], { sourceProfile: 'broken' });
    for (const one of [broken, next])
      expect(() => requireUsableEntry(one, [broken, next, free])).toThrow('not used');
    expect(() => requireUsableEntry(free, [broken, next, free])).not.toThrow();
    expect(() => requireUsableEntry(null, [broken, next, free])).not.toThrow();
  });

  it('whose list may be misspelt is not avoided by leaving the name out', () => {
    const broken = entry('production', [], problem(true));
    expect(() => required([broken, free], null, true)).toThrow('not used');
    expect(() => required([broken, free], null, false)).toThrow('not used');
    expect(() => required([broken, free], 'nowhere', false)).toThrow('not used');
    expect(required([broken, free], 'free', false)).toEqual([]);
    expect(required([entry('production', [], problem(false)), free], null, true)).toEqual([]);
  });

  it('called default is not lifted by a name beside keys', () => {
    const broken = entry('default', [], problem(false));
    expect(() => required([broken, free], 'free', true)).toThrow('not used');
  });
});
