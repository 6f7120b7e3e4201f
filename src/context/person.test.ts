import { expect, it } from 'vitest';
import type { Answer, Desk } from '../core/asking.ts';
import { WhitelistError } from '../core/errors.ts';
import { createPeople } from './person.ts';

const MINUTE = 60_000;
const CALL = { tool: 'whitelist_add', args: {} };
const NOBODY = { verify: () => Promise.reject(new Error()), open: () => Promise.reject(new Error()) };
const WAITING = { signal: new AbortController().signal, invite: null, limit: 0, base: null };
const WANTED = new WhitelistError('consent_required', 'Approve.', {
  wanted: {
    kind: 'approval',
    token: 'token',
    plan: 'plan',
    reasons: [],
    account: '123456789012',
    arn: 'arn',
    region: 'us-east-1',
    groupId: 'sg-1',
    groupName: null,
    added: [],
    removed: [],
  },
});

it.each([
  [14, true],
  [16, false],
])('an approval whose call came back at once is good after %i minutes: %s', async (minutes, isGood) => {
  let time = Date.now();
  const held: Answer[] = [];
  const desk: Desk = {
    ask: () => Promise.resolve('http://127.0.0.1/'),
    take: () => held.pop() ?? null,
    answered: () => Promise.resolve(false),
    close: () => Promise.resolve(),
  };
  const people = createPeople(
    () => Promise.resolve(desk),
    () => new Date(time),
  );
  const person = people.of(CALL);
  await expect(person.ask(WANTED, NOBODY, WAITING)).rejects.toMatchObject({ code: 'consent_required' });
  held.push({ kind: 'approved', plan: 'plan', until: new Date(time + 15 * MINUTE) });
  // The call is repeated late, and fails for another reason: the approval waits on, and not for longer.
  time += 13 * MINUTE;
  person.earlier();
  time += (minutes - 13) * MINUTE;
  expect(people.approved('plan')).toBe(isGood);
  expect(people.approved('plan')).toBe(false);
});
