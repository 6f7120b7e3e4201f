import { describe, expect, it } from 'vitest';
import type { Rights } from '#sandbox/auth/policies.ts';
import { ACCOUNT_ROOT } from '#sandbox/auth/roles.ts';
import type { Statement } from '#sandbox/state/state.ts';
import { isAllowed } from './trust.ts';

const NEED = { action: 'sts:AssumeRole', resource: 'arn:aws:iam::123456789012:role/Wanted' };
const USER = { arn: 'arn:aws:iam::123456789012:user/ada' };
const ROLE = 'arn:aws:iam::123456789012:role/Hub';
const SESSION = { arn: 'arn:aws:sts::123456789012:assumed-role/Hub/ada', role: ROLE };

const statements = (effect: Statement['effect']): Statement[] => [
  { effect, actions: ['sts:AssumeRole'], resources: ['*'] },
];
const YES = statements('Allow');
const NO = statements('Deny');

function rights(policy: Statement[], sessionPolicy: Statement[] | null = null): Rights {
  return { policy, sessionPolicy, context: { mfa: null } };
}

const trusts = (...principals: string[]) => ({ principals, sourceIdentity: true });

describe('a trust policy that names', () => {
  it('the account leaves it to the own policy', () => {
    const trust = trusts(ACCOUNT_ROOT);
    for (const caller of [USER, SESSION]) {
      expect(isAllowed(trust, caller, rights(YES), NEED)).toBe(true);
      expect(isAllowed(trust, caller, rights([]), NEED)).toBe(false);
      expect(isAllowed(trust, caller, rights(YES, []), NEED)).toBe(false);
    }
  });

  it('a user is enough', () => {
    expect(isAllowed(trusts(USER.arn), USER, rights([]), NEED)).toBe(true);
    expect(isAllowed(trusts(`${USER.arn}x`), USER, rights(YES), NEED)).toBe(false);
  });

  it("a role is enough for its sessions, but for what a session's policy leaves out", () => {
    const trust = trusts(ROLE);
    expect(isAllowed(trust, SESSION, rights([]), NEED)).toBe(true);
    expect(isAllowed(trust, SESSION, rights([], YES), NEED)).toBe(true);
    expect(isAllowed(trust, SESSION, rights(YES, []), NEED)).toBe(false);
    expect(isAllowed(trust, { arn: SESSION.arn }, rights(YES), NEED)).toBe(false);
  });

  it('a session is enough for it, whatever its policy leaves out', () => {
    expect(isAllowed(trusts(SESSION.arn), SESSION, rights([], []), NEED)).toBe(true);
  });

  it('nobody lets nobody in', () => {
    expect(isAllowed(trusts(), SESSION, rights(YES), NEED)).toBe(false);
  });

  it('somebody is no help against an explicit deny', () => {
    expect(() => isAllowed(trusts(USER.arn), USER, rights(NO), NEED)).toThrow(
      'with an explicit deny in an identity-based policy',
    );
    expect(() => isAllowed(trusts(SESSION.arn), SESSION, rights(YES, NO), NEED)).toThrow(
      'with an explicit deny in a session policy',
    );
  });
});
