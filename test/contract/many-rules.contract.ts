import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { AwsSession } from '#aws/session.ts';
import { loadConfig } from '#config/load.ts';
import { createRuntime, type Runtime } from '#context.ts';
import { parseCredentials } from '#core/iam/credentials.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';
import { formatSource } from '#core/rules/ingress-rule.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import { createLog } from '#log.ts';
import { keysOf, portRule, portRules } from '#test/support/harness/group-harness.ts';
import { authorize, openAwsFixture, revoke, tcpPermission, type AwsFixture } from './aws-fixture.ts';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';

// moto carries out a request up to the rule that it refuses, and tells ids of the last permission alone.

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'any' };
const region = 'us-east-1';
const RULES = portRules(5).map((rule, i) => ({ ...rule, description: `number ${i}` }));

let stage: AwsFixture;
let runtime: Runtime;

beforeAll(async () => {
  const endpoint = inject('motoEndpoint');
  stage = await openAwsFixture({ endpoint, region, keys });
  const credentials = parseCredentials({
    access_key_id: keys.accessKeyId,
    secret_access_key: keys.secretAccessKey,
  });
  runtime = createRuntime(loadConfig({ flags: {}, env: {}, readFile: () => null, place: CONFIG_PLACE }), {
    log: createLog({ level: 'error', format: 'text', write: () => {} }),
    user: 'jo',
    sandbox: { endpoint, region: parseRegion(region), credentials },
  });
}, 60_000);
afterAll(() => runtime.close());

/** A new group, and a session for one call. */
async function started(): Promise<{ id: ReturnType<typeof parseSecurityGroupId>; aws: AwsSession }> {
  const id = parseSecurityGroupId(await stage.newGroup());
  const anyone = { credentials: null, profile: null, region: null };
  return { id, aws: await runtime.toolContext().openSession(anyone, { groups: [], changes: true }) };
}

const NOTHING = { failed: [], unknown: [], error: null, maybeOurs: false };

it('on moto, sixty rules of one family are added and removed together', async () => {
  const { id, aws } = await started();
  const sixty = portRules(60);
  const added = (await aws.groups.authorizeEach(id, sixty)).summarize();
  expect(added).toMatchObject({ ...NOTHING, unchanged: [] });
  expect(keysOf((await aws.groups.peek(id)).rules)).toEqual(keysOf(sixty));
  const removed = (await aws.groups.revokeEach(id, sixty)).summarize();
  expect(removed).toMatchObject({ ...NOTHING, unchanged: [] });
  expect(keysOf(removed.changed)).toEqual(keysOf(sixty));
  expect((await aws.groups.peek(id)).rules).toEqual([]);
});

it('on moto, both families go together, each rule with its description', async () => {
  const { id, aws } = await started();
  const rules = ['203.0.113.7', '2001:db8::7'].flatMap((address) => [
    portRule(address, 443, `${address} to 443`),
    portRule(address, 22, `${address} to 22`),
  ]);
  expect(keysOf((await aws.groups.authorizeEach(id, rules)).summarize().changed)).toEqual(keysOf(rules));
  const there = (await aws.groups.peek(id)).rules;
  for (const rule of rules) expect(there).toContainEqual(rule);
});

it('on moto, a rule that is there is told apart, and nothing is doubled or missing', async () => {
  const { id, aws } = await started();
  await authorize(stage, id, tcpPermission(443, '203.0.113.2/32', 'mine'));
  const each = (await aws.groups.authorizeEach(id, RULES)).summarize();
  expect(each).toMatchObject(NOTHING);
  expect(each.unchanged).toContainEqual({ ...RULES[2], description: 'mine' });
  expect(keysOf([...each.changed, ...each.unchanged])).toEqual(keysOf(RULES));
  expect(keysOf((await aws.groups.peek(id)).rules)).toEqual(keysOf(RULES));
});

it('on moto, of many removed together one may be gone', async () => {
  const { id, aws } = await started();
  (await aws.groups.authorizeEach(id, RULES)).summarize();
  await revoke(stage, id, ...RULES.slice(3, 4).map(({ source }) => tcpPermission(443, formatSource(source))));
  const each = (await aws.groups.revokeEach(id, RULES)).summarize();
  expect(each).toMatchObject(NOTHING);
  expect(keysOf([...each.changed, ...each.unchanged])).toEqual(keysOf(RULES));
  expect((await aws.groups.peek(id)).rules).toEqual([]);
});

it('on moto, what is over the limit of the group is not there, and the error tells', async () => {
  const { id, aws } = await started();
  const many = portRules(61);
  const each = (await aws.groups.authorizeEach(id, many, [])).summarize();
  expect(each.error).toMatchObject({ code: 'rule_limit_exceeded' });
  expect(keysOf((await aws.groups.peek(id)).rules)).toEqual(keysOf(each.changed));
  expect(keysOf([...each.changed, ...each.failed])).toEqual(keysOf(many));
});

it("on moto, the account's limit is read", async () => {
  const { aws } = await started();
  expect(await aws.ruleLimit()).toEqual({ rules: 60 });
});
