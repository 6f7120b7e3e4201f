import { expect, it } from 'vitest';
import { describeAttacks } from '#test/attacks/describe-attacks.ts';
import type { Attack } from '#test/attacks/attack.ts';
import { NOT_THERE, ORDINARY, SENT } from '#test/attacks/sent.rows.ts';
import { ATTACKS } from '#test/attacks/table.ts';
import { openAttackServers, classifyOutcome } from '#test/support/wire/attack-servers.ts';
import { filterChanges, describeChange } from '#test/support/sandbox/sent-changes.ts';
import { userInfo } from 'node:os';
import { seedRule } from '#test/support/sandbox/seed-rule.ts';
import type { Wire, WireMessage } from '#test/support/wire/wire.ts';

/** Rules of the caller's own: taking away wide ones of others wants a person's yes. */
const OWN_NOTE = `[awswhitelist:1 ${userInfo().username}]`;

const stage = openAttackServers();
const GROUP = 'sg-0123abcd';
const USUAL = { ip_address: '203.0.113.7', security_group_id: GROUP, port: 443 };

/** A change that others make meanwhile. */
async function others(method: string): Promise<void> {
  const before = stage.sandbox.requests.length;
  const { result } = await (await stage.serverUnder({})).ask(method, USUAL);
  expect(result).toBeDefined();
  prepared += filterChanges(stage.sandbox.requests.slice(before)).length;
}

const seen: string[] = [];
let seeded = 0;
let prepared = 0;

const attemptBy = (ask: (wire: Wire, attack: Attack) => Promise<WireMessage>) => async (attack: Attack) => {
  const { name, call, settings, expected } = attack;
  const isRemoval = call.tool === 'whitelist_remove';
  if (expected.kind === 'confirm') await others(isRemoval ? 'whitelist/add' : 'whitelist/remove');
  const wire = await stage.serverUnder(settings);
  const asked = SENT[name] ?? ORDINARY;
  // What is not there is not asked for.
  const isSent = expected.kind === 'allow' && name !== NOT_THERE;
  const isSeeded = isRemoval && isSent;
  if (isSeeded) await seedRule(stage.sandbox, GROUP, asked, OWN_NOTE);
  seeded += isSeeded ? 1 : 0;
  const before = stage.sandbox.requests.length;
  const answer = await ask(wire, attack);
  const changes = filterChanges(stage.sandbox.requests.slice(before)).map(describeChange);
  seen.push(...changes);
  const verb = `${isRemoval ? 'Revoke' : 'Authorize'}SecurityGroupIngress`;
  expect(changes).toEqual(isSent ? [`${verb} ${GROUP} ${asked}`] : []);
  return classifyOutcome(answer, attack);
};

describeAttacks(
  '[guard.attacks] attacks by raw methods of the packed server',
  attemptBy((wire, { call }) => wire.ask(call.tool.replace('_', '/'), call.arguments)),
);

describeAttacks(
  'attacks by tools/call of the packed server',
  attemptBy((wire, { call: { tool: name, arguments: args } }) =>
    wire.ask('tools/call', { name, arguments: args }),
  ),
);

it('nothing reached AWS late, and no server has ended', async () => {
  const isSent = ({ expected, name }: Attack) => expected.kind === 'allow' && name !== NOT_THERE;
  const allowed = ATTACKS.filter(isSent).length;
  expect(seen).toHaveLength(allowed * 2);
  for (const wire of await stage.servers()) await wire.waitUntilRead();
  expect(filterChanges(stage.sandbox.requests)).toHaveLength(allowed * 2 + prepared + seeded);
});

it('what is said to be sent is of attacks that there are', () => {
  const names = ATTACKS.filter(({ expected }) => expected.kind === 'allow').map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(SENT)));
});
