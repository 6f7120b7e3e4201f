import { describe, expect, it } from 'vitest';
import { createEntry } from '#test/support/credentials/config-entry.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { parseRoleArn } from '#core/iam/role.ts';
import type { ResolvedCredentials } from '#aws/sts/credentials.ts';
import { meetRequirement } from './entry-roles.ts';
import type { SessionOpener } from '#aws/sts/role-sessions.ts';

const roles = ['First', 'Second', 'Third'].map((name) =>
  parseRoleArn(`arn:aws:iam::123456789012:role/${name}`, 'role'),
);
const entry = createEntry('work', { requiredRoles: roles });
const found: ResolvedCredentials = {
  credentials: { accessKeyId: 'AKIA1', secretAccessKey: 's' },
  label: 'here',
  mfa: false,
};
const denied = () => Promise.reject(new WhitelistError('access_denied', 'no'));

type Answer = 'open' | 'opens' | 'denies' | 'has just denied';

/** Tries the roles in turn, of which each answers as told; tells which were asked for, and how. */
async function trying(...answers: Answer[]) {
  const asked: string[] = [];
  const answerOf = (arn: string) => answers[roles.findIndex((role) => role.arn === arn)];
  const session = (arn: string): ResolvedCredentials => ({ ...found, label: arn });
  const opener: SessionOpener = {
    getCachedRole: (_base, { arn }) => {
      if (answerOf(arn) === 'has just denied') return denied();
      return Promise.resolve(answerOf(arn) === 'open' ? session(arn) : null);
    },
    assumeRole: (_base, { arn }) => {
      asked.push(arn.split('/')[1] ?? '');
      return answerOf(arn) === 'opens' ? Promise.resolve(session(arn)) : denied();
    },
    withMfa: () => Promise.reject(new Error('not wanted')),
    withWebIdentity: () => Promise.reject(new Error('not wanted')),
  };
  const identity = { arn: 'arn:aws:iam::123456789012:user/jo', account: '123456789012' };
  const met = await meetRequirement(found, { roles, entry, from: 'x' }, opener, () =>
    Promise.resolve(identity),
  ).catch((error: unknown) => error);
  const got = met instanceof WhitelistError ? met.code : (met as ResolvedCredentials).label.split('/')[1];
  return { asked, got };
}

describe('of the required roles', () => {
  it.each<[string, Answer[], { asked: string[]; got: string }]>([
    ['the first that opens is taken', ['opens', 'opens', 'opens'], { asked: ['First'], got: 'First' }],
    [
      'one that denies leaves the next',
      ['denies', 'opens', 'opens'],
      { asked: ['First', 'Second'], got: 'Second' },
    ],
    [
      'an open one is taken before any is asked for',
      ['denies', 'opens', 'open'],
      { asked: [], got: 'Third' },
    ],
    [
      'one that has just denied another call is not asked again',
      ['has just denied', 'opens', 'opens'],
      { asked: ['Second'], got: 'Second' },
    ],
    [
      'all may deny',
      ['denies', 'has just denied', 'denies'],
      { asked: ['First', 'Third'], got: 'access_denied' },
    ],
  ])('%s', async (_what, answers, outcome) => {
    expect(await trying(...answers)).toEqual(outcome);
  });
});
