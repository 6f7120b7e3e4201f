import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { parseSecurityGroupId } from '../../src/core/ids.ts';
import { decideAll } from '../../src/core/policy/decide.ts';
import { wantedRules } from '../../src/core/batch.ts';
import { parseCidr } from '../../src/core/cidr.ts';
import type { Decision } from '../../src/core/policy/policy.ts';
import { readWhat } from '../../src/tools/read-what.ts';
import { judgeCall } from '../../src/tools/judge-call.ts';
import { readCall } from '../../src/tools/read-call.ts';
import type { Attack, Outcome } from './attack.ts';
import { describeAttacks } from './describe-attacks.ts';
import { ATTACKS } from './table.ts';
import { TOGETHER } from './together.rows.ts';

const configOf = (settings: object) => {
  const config = loadConfig({
    flags: { config: 'me.json' },
    env: {},
    readFile: () => JSON.stringify({ security_settings: settings }),
    candidates: (name) => [name],
  });
  expect(config).toMatchObject({ problem: null, unenforceable: null });
  return config;
};

/** As the tools read a call and the settings judge it, without AWS. */
async function attempt({ call, settings }: Attack): Promise<Outcome> {
  const { verdict, refusals, error } = await judgeCall(readCall(call), configOf(settings), new Date(0));
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
      const traffic = await readWhat({ port }, config);
      return wantedRules([parseCidr(ip_address).cidr], traffic, null).rules;
    });
    const authorize = (await Promise.all(read)).flat();
    const groupId = parseSecurityGroupId('sg-0123abcd');
    expect(outcomeOf(decideAll(config.policy, [{ groupId, group: null, authorize, revoke: [] }]))).toEqual(
      expected,
    );
  });
});
