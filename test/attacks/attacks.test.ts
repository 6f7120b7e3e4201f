import { describe, expect, it } from 'vitest';
import { loadConfig } from '#config/load.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';
import { decideAll } from '#core/policy/decide.ts';
import { buildRules } from '#core/rules/batch.ts';
import { parseCidr } from '#core/network/cidr.ts';
import type { Decision } from '#core/policy/policy.ts';
import { readTraffic } from '#tools/lookup/requested-rules.ts';
import { judgeCall } from '#tools/saved-calls/judge-call.ts';
import { readSavedCall } from '#tools/saved-calls/read-call.ts';
import type { Attack, Outcome } from './attack.ts';
import { describeAttacks } from './describe-attacks.ts';
import { ATTACKS } from './table.ts';
import { TOGETHER } from './together.rows.ts';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';

const configOf = (settings: object) => {
  const config = loadConfig({
    flags: { config: 'me.json' },
    env: {},
    readFile: () => JSON.stringify({ security_settings: settings }),
    place: CONFIG_PLACE,
  });
  expect(config).toMatchObject({ problem: null, unenforceable: null });
  return config;
};

/** As the tools read a call and the settings judge it, without AWS. */
async function attempt({ call, settings }: Attack): Promise<Outcome> {
  const { verdict, refusals, error } = await judgeCall(readSavedCall(call), configOf(settings), new Date(0));
  if (verdict === 'deny') return { kind: 'deny', settings: refusals.map(({ setting }) => setting) };
  if (verdict !== 'error') return { kind: verdict };
  expect(error).toMatchObject({ code: 'invalid_input', outcome: 'not_done' });
  return { kind: 'invalid_input' };
}

function outcomeOf(decision: Decision): Outcome {
  if (decision.kind !== 'deny') return { kind: decision.kind };
  return { kind: 'deny', settings: decision.refusals.map(({ setting }) => setting) };
}

it('there are many, each once', () => {
  const names = ATTACKS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(80);
});

describeAttacks('attacks in one call, as the settings judge them', attempt);

describe('attacks in one change of several rules', () => {
  it.each(TOGETHER.map((row) => [row.name, row] as const))('%s', async (_, row) => {
    const { rules, settings = {}, expected } = row;
    const config = configOf(settings);
    const read = rules.map(async ([ip_address, port]) => {
      const traffic = await readTraffic({ port }, config);
      return buildRules([parseCidr(ip_address).cidr], traffic, null);
    });
    const authorize = (await Promise.all(read)).flat();
    const groupId = parseSecurityGroupId('sg-0123abcd');
    expect(outcomeOf(decideAll(config.policy, [{ groupId, group: null, authorize, revoke: [] }]))).toEqual(
      expected,
    );
  });
});
