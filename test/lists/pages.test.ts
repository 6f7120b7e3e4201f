import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startToolHarness } from '#test/support/harness/tool-harness.ts';
import { formatAnswerText } from '#server/format-answer.ts';
import { whitelistList } from '#tools/list/whitelist-list.ts';

const GROUP = 'sg-123456';
/** What a model is given of a list: text and structure together. */
const MAX_TOKENS = 8_500;

type Row = Record<string, unknown>;
interface ListAnswer {
  readonly groups?: readonly Row[];
  readonly rules?: readonly Row[];
  readonly total?: number;
  readonly truncated?: boolean;
  readonly cursor?: string;
  readonly warnings: readonly string[];
}

async function start({ groups = 0, rules = 0 }: { readonly groups?: number; readonly rules?: number }) {
  const bench = await startToolHarness();
  onTestFinished(() => bench.close());
  await bench.sandbox.changeState(({ regions }) => {
    const region = regions['us-east-1'];
    const vpcId = region?.vpcs[0]?.id ?? '';
    for (let i = 0; i < groups; i += 1) {
      const id = `sg-0${(i + 1).toString(16).padStart(16, '0')}`;
      const tags = [{ key: 'Team', value: i % 2 === 0 ? 'blue' : 'red' }];
      region?.groups.push({
        id,
        name: `service-${i}`,
        description: `made by hand ${i}`,
        vpcId,
        rules: [],
        tags,
      });
    }
    const group = region?.groups.find(({ id }) => id === GROUP);
    for (let i = 0; i < rules; i += 1)
      group?.rules.push({
        ...{ id: `sgr-0${i.toString(16).padStart(16, '0')}`, egress: false, tags: [] },
        ...{ protocol: 'tcp', fromPort: i + 1, toPort: 60_000 - i },
        source: { kind: 'ipv4', cidr: '10.0.0.0/8' },
        description: `of somebody ${i}`,
      });
  });
  const list = async (args: object, isBounded: boolean) => {
    const { result, view } = await whitelistList.call(args, bench.runtime.toolContext({ isBounded }));
    const answer = result as unknown as ListAnswer;
    return {
      answer,
      text: formatAnswerText(view),
      tokens: encode(formatAnswerText(view) + JSON.stringify(result)).length,
    };
  };
  const all = async (args: object, keyOf: (row: Row) => unknown) => {
    const seen: unknown[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 100; pages += 1) {
      const { answer, tokens } = await list({ ...args, ...(cursor !== undefined && { cursor }) }, true);
      expect(tokens).toBeLessThan(MAX_TOKENS);
      seen.push(...(answer.groups ?? answer.rules ?? []).map(keyOf));
      ({ cursor } = answer);
      if (!answer.truncated) return seen;
    }
    throw new Error('it does not end');
  };
  return { ...bench, list, all };
}

describe('a list for a model', () => {
  it('of 1,201 groups comes in pages that it can read', async () => {
    const { list } = await start({ groups: 1_201 });
    const whole = (await list({}, false)).answer;
    expect(whole).not.toHaveProperty('truncated');
    const ids = whole.groups?.map((group) => group['security_group_id']) ?? [];
    expect(ids.length).toBeGreaterThan(1_201);
    const { answer, text, tokens } = await list({}, true);
    expect(tokens).toBeLessThan(MAX_TOKENS);
    expect(answer).toMatchObject({ total: ids.length, truncated: true });
    expect(text).toContain(`of ${ids.length} are shown here`);
  });

  it('of 200 groups has each of them on one page', async () => {
    const { list, all } = await start({ groups: 200 });
    const ids = (await list({}, false)).answer.groups?.map((group) => group['security_group_id']) ?? [];
    expect((await all({}, (group) => group['security_group_id'])).sort()).toEqual(ids.sort());
  });

  it('of 1,000 rules that shadow one another comes in such pages too', async () => {
    const { all } = await start({ rules: 1_000 });
    const ports = await all(
      { security_group_id: GROUP },
      (rule) => `${String(rule['from_port'])}-${String(rule['to_port'])}`,
    );
    expect(new Set(ports).size).toBe(ports.length);
    expect(ports.length).toBeGreaterThanOrEqual(1_000);
  });

  it('that fits is whole, and says nothing of pages', async () => {
    const { list } = await start({});
    const [bounded, whole] = [await list({}, true), await list({}, false)];
    expect(bounded.answer).toEqual(whole.answer);
    expect(bounded.answer).not.toHaveProperty('total');
  });

  it('says where the list has changed since the page before', async () => {
    const { list, sandbox } = await start({ groups: 300 });
    const { cursor } = (await list({ limit: 10 }, true)).answer;
    expect((await list({ limit: 10, cursor }, true)).answer.warnings).toEqual([]);
    await sandbox.changeState(({ regions }) => void regions['us-east-1']?.groups.pop());
    expect((await list({ limit: 10, cursor }, true)).answer.warnings).toEqual([
      expect.stringContaining('has changed since the page before'),
    ]);
  });
});

it('on every face, a limit and a cursor are what they say', async () => {
  const { list, fail } = await start({ groups: 25 });
  const first = (await list({ limit: 20, name: 'service-' }, false)).answer;
  expect(first).toMatchObject({ total: 25, truncated: true });
  expect(first.groups).toHaveLength(20);
  const second = (await list({ limit: 20, name: 'service-', cursor: first.cursor }, false)).answer;
  expect(second).toMatchObject({ total: 25, truncated: false });
  expect(second.groups).toHaveLength(5);
  for (const args of [{ limit: 0 }, { limit: 1.5 }, { limit: 1_001 }, { cursor: 'x' }, { cursor: 'a.!' }])
    expect(await fail('whitelist_list', args)).toMatchObject({ code: 'invalid_input' });
});

describe('filters', () => {
  it.each([
    [{ name: 'service-1' }, 11],
    [{ name: 'SERVICE-1?' }, 10],
    [{ name: 'service-1*' }, 11],
    [{ name: 'nobody' }, 0],
    [{ tag: 'Team=blue' }, 10],
    [{ tag: 'tag:Team', name: 'service-' }, 20],
    [{ tag: 'Team=green' }, 0],
    [{ vpc: 'vpc-0' }, 0],
    [{ tag: 'Team=blue', name: 'service-1' }, 5],
  ])('name groups: %j', async (args, count) => {
    const { list } = await start({ groups: 20 });
    expect((await list(args, false)).answer.groups).toHaveLength(count);
  });

  it('say where an address gets in, and who reaches a port', async () => {
    const { call } = await start({});
    await call('whitelist_add', { security_group_id: GROUP, ip_address: '203.0.113.7', port: '22,443' });
    const ports = async (args: object) =>
      ((await call('whitelist_list', args))['rules'] as Row[]).map(
        ({ security_group_id: id, from_port: port }) => `${String(id)} ${String(port)}`,
      );
    expect(await ports({ from: '203.0.113.7', port: 22 })).toContain(`${GROUP} 22`);
    expect(await ports({ from: '203.0.113.7', port: 22 })).not.toContain(`${GROUP} 443`);
    expect(await ports({ from: '203.0.113.7', name: 'guide' })).toEqual([`${GROUP} 22`, `${GROUP} 443`]);
    expect(await ports({ from: '203.0.113.0/24', name: 'guide', port: 'https' })).toEqual([`${GROUP} 443`]);
    const one = await call('whitelist_list', { security_group_id: GROUP, from: '198.51.100.7' });
    expect(one).toMatchObject({
      rules: [],
      looked_for: { from: '198.51.100.7/32', words: 'that may let in 198.51.100.7/32' },
    });
  });

  it.each([
    [{ name: 'web', security_group_id: GROUP }, 'name'],
    [{ tag: '=x' }, 'tag'],
    [{ from: 'home' }, 'from'],
    [{ port: 'no-such-port' }, 'port'],
  ])('that are wrong are named: %j', async (args, field) => {
    const { fail } = await start({});
    const report = await fail('whitelist_list', args);
    expect(report).toMatchObject({ code: 'invalid_input' });
    expect(report.message).toContain(`Invalid ${field}`);
  });
});
