import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { parseCidr } from '../../src/core/cidr.ts';
import { toWhitelistError } from '../../src/core/errors.ts';
import { tools } from '../../src/tools/index.ts';
import { startBench, type Bench } from '../support/tool-bench.ts';
import { MANY } from './many.rows.ts';
import { MINE } from './mine.rows.ts';
import { OTHERS } from './others.rows.ts';
import { ME, type Call, type Request, type Rules } from './request.ts';
import { REST } from './rest.rows.ts';

const REQUESTS: readonly Request[] = [...MINE, ...OTHERS, ...MANY, ...REST];

const toolOf = ([name]: Call) => {
  const tool = tools.find((one) => one.name === `whitelist_${name}`);
  if (!tool) throw new Error(`no tool ${name}`);
  return tool;
};

/** The sandbox's own word on what is let in. */
async function rulesOf({ sandbox }: Bench): Promise<Map<string, string[]>> {
  const { regions } = await sandbox.state();
  return new Map(
    Object.entries(regions).flatMap(([region, { groups }]) =>
      groups.map(({ name, vpcId, rules }) => [
        `${region === 'us-east-1' ? '' : `${region}/`}${name === 'default' ? vpcId : name}`,
        rules
          .filter(({ egress }) => !egress)
          .map(
            ({ protocol, fromPort, toPort, source }) =>
              `${protocol} ${fromPort}-${toPort} ${'cidr' in source ? source.cidr : source.id}`,
          ),
      ]),
    ),
  );
}

function difference(from: Map<string, string[]>, to: Map<string, string[]>): Rules {
  const groups = [...to].map(([name, rules]) => {
    const before = from.get(name) ?? [];
    return [name, rules.filter((rule) => !before.includes(rule)).sort()] as const;
  });
  return Object.fromEntries(groups.filter(([, rules]) => rules.length > 0));
}

const sorted = (rules: Rules = {}) =>
  Object.fromEntries(Object.entries(rules).map(([name, own]) => [name, [...own].sort()]));

/** As test/e2e/current.test.ts shows, the sources are asked for it; here it is told. */
const myAddresses = async (families: readonly (4 | 6)[]) => ({
  addresses: families.map((family) => parseCidr(ME[family]).cidr),
  answers: [],
  warnings: [],
});

async function make(bench: Bench, call: Call, earlier: Record<string, unknown>) {
  const { admin } = bench.sandbox.keys;
  const [rule] = (earlier['rules'] ?? []) as { rule_id?: string }[];
  const fillings: Readonly<Record<string, unknown>> = {
    '{plan_token}': earlier['plan_token'],
    '{rule_id}': rule?.rule_id,
    '{access_key_id}': admin.accessKeyId,
    '{secret_access_key}': admin.secretAccessKey,
  };
  const args: unknown = JSON.parse(JSON.stringify(call[1]), (_, value: unknown) =>
    typeof value === 'string' ? (fillings[value] ?? value) : value,
  );
  const { result } = await toolOf(call).call(args, { ...bench.runtime.toolContext(), myAddresses });
  return result;
}

async function hold(request: Request, call: Call) {
  const bench = await startBench({
    key: ({ keys }) => keys.admin,
    config: { regions: ['us-east-1', 'eu-west-1'] },
  });
  onTestFinished(() => bench.close());
  const earlier = request.first ? await make(bench, request.first, {}) : {};
  const before = await rulesOf(bench);
  const answer = await make(bench, call, earlier).catch((error: unknown) => toWhitelistError(error).report());
  const after = await rulesOf(bench);
  expect(difference(before, after)).toEqual(sorted(request.adds));
  expect(difference(after, before)).toEqual(sorted(request.removes));
  expect('code' in answer ? answer['code'] : undefined).toBe(request.refused);
  expect(answer).toMatchObject(request.answers ?? {});
}

describe('[evals.expected-calls] what people say, and the call that it should become', () => {
  it.each(REQUESTS.flatMap((request) => request.calls.map((call) => [request.says, request, call] as const)))(
    '%s',
    async (_, request, call) => hold(request, call),
  );
});

describe('the set', () => {
  const calls = REQUESTS.flatMap((request) => request.calls);

  it('[evals.sixty] has sixty requests at least, no two the same', () => {
    expect(REQUESTS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(REQUESTS.map(({ says }) => says)).size).toBe(REQUESTS.length);
  });

  it('has every tool, and every argument of each but the profile, which only the machine knows', () => {
    for (const tool of tools) {
      const own = calls.filter((call) => toolOf(call) === tool);
      const used = new Set(own.flatMap(([, args]) => Object.keys(args)));
      const shared = ['profile', 'credentials', 'region'];
      const missing = tool.parameters
        .map(({ name }) => name)
        .filter((name) => !shared.includes(name) && !used.has(name));
      expect(missing, tool.name).toEqual([]);
    }
    expect(calls.some(([, args]) => 'credentials' in args)).toBe(true);
    expect(calls.some(([, args]) => 'region' in args)).toBe(true);
  });

  it('has no call that the announced schema of its tool would not take', () => {
    const ajv = new Ajv2020({ strict: false });
    for (const call of calls) {
      const validate = ajv.compile(z.toJSONSchema(toolOf(call).inputSchema, { io: 'input' }));
      expect(validate(call[1]), JSON.stringify([call, validate.errors])).toBe(true);
    }
  });
});
