import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { propertyRuns } from '#test/support/harness/test-size.ts';
import { authorize, openAwsFixture } from '#test/contract/aws-fixture.ts';
import { startToolHarness } from '#test/support/harness/tool-harness.ts';
import type { UndoCall } from '#tools/answer/undo.ts';

// What the calls leave is held against what the sandbox keeps: which rules there are was worked out by hand below.

const bench = await startToolHarness({
  config: {
    security_settings: { confirm: 'never' },
    // Words that a call gives where it says none: an undo does not mean these.
    default_parameters: { description_template: 'by {user}' },
  },
  key: ({ keys }) => keys.admin,
});
const { sandbox } = bench;
const stage = await openAwsFixture({
  endpoint: sandbox.endpoint,
  region: sandbox.region,
  keys: sandbox.keys.admin,
});
afterAll(() => bench.close());

/** The same address in several spellings, and the one that a rule keeps. */
const ADDRESSES: readonly { readonly kept: string; readonly spelled: readonly string[] }[] = [
  { kept: '203.0.113.7/32', spelled: ['203.0.113.7', '203.0.113.7/32', '::ffff:203.0.113.7'] },
  { kept: '203.0.113.0/29', spelled: ['203.0.113.0/29', '203.0.113.5/29'] },
  { kept: '198.51.100.9/32', spelled: ['198.51.100.9'] },
  { kept: '2001:db8::9/128', spelled: ['2001:db8::9', '2001:DB8:0:0::9/128'] },
  { kept: '2001:db8:1::/64', spelled: ['2001:db8:1::/64', '2001:db8:1::1/64'] },
];

/** A port as a call may say it; kept as protocol and ports. */
const PORTS = [
  { kept: 'tcp 443-443', spelled: [443, '443', 'https'] },
  { kept: 'tcp 8000-8010', spelled: ['8000-8010'] },
  { kept: 'tcp 8005-8005', spelled: [8005] },
  { kept: 'tcp 22-22', spelled: ['ssh', 22] },
] as const;

type Address = (typeof ADDRESSES)[number];
type Port = (typeof PORTS)[number];

/** What one call asks for, or several together. */
interface Block {
  readonly groups: readonly number[];
  readonly addresses: readonly Address[];
  readonly ports: readonly Port[];
}

const someGroups = fc.subarray([0, 1, 2], { minLength: 1 });
const block: fc.Arbitrary<Block> = fc.record({
  groups: someGroups,
  addresses: fc.subarray([...ADDRESSES], { minLength: 1 }),
  ports: fc.subarray([...PORTS], { minLength: 1 }),
});

interface Kept {
  readonly group: number;
  readonly address: Address;
  readonly port: Port;
  readonly words: string;
}

const ALL: readonly Omit<Kept, 'words'>[] = [0, 1, 2].flatMap((group) =>
  ADDRESSES.flatMap((address) => PORTS.map((port) => ({ group, address, port }))),
);
const textOf = ({ group, address, port }: Omit<Kept, 'words'>) => `${group} ${port.kept} ${address.kept}`;
const rulesOf = ({ groups, addresses, ports }: Block): string[] =>
  groups.flatMap((group) =>
    addresses.flatMap((address) => ports.map((port) => textOf({ group, address, port }))),
  );

/** What is there beforehand, each with words of its own. */
const before: fc.Arbitrary<readonly Kept[]> = fc
  .subarray([...ALL], { maxLength: 12 })
  .chain((some) =>
    fc
      .array(fc.constantFrom('', 'Jo', 'office (old)'), { minLength: some.length, maxLength: some.length })
      .map((words) => some.map((one, i) => ({ ...one, words: words[i] ?? '' }))),
  );

/** A partition: each item goes to one of so many parts; empty parts are left out. */
function parted<T>(items: readonly T[], seeds: readonly number[]): T[][] {
  const parts = [0, 1, 2].map((part) => items.filter((_, i) => (seeds[i] ?? 0) === part));
  return parts.filter((part) => part.length > 0);
}
const seeds = fc.array(fc.nat({ max: 2 }), { minLength: 5, maxLength: 5 });
const order = fc.infiniteStream(fc.nat()).map((stream) => [...stream.take(40)]);

/**
 * Groups with these rules, in an account with nothing else.
 *
 * @param quota - Rules of each family in a group. Default: AWS's own.
 */
async function newGroups(there: readonly Kept[], quota = 60): Promise<readonly string[]> {
  await sandbox.reset();
  await sandbox.setResources({ rulesPerGroup: quota });
  const groups = [await stage.newGroup('other'), await stage.newGroup('default'), await stage.newGroup()];
  const permissionOf = ({ address, port, words }: Kept) => {
    const [protocol = '', ports = ''] = port.kept.split(' ');
    const [FromPort, ToPort] = ports.split('-').map(Number);
    const Description = words === '' ? undefined : words;
    return {
      IpProtocol: protocol,
      FromPort,
      ToPort,
      ...(address.kept.includes(':')
        ? { Ipv6Ranges: [{ CidrIpv6: address.kept, Description }] }
        : { IpRanges: [{ CidrIp: address.kept, Description }] }),
    };
  };
  for (const [i, id] of groups.entries()) {
    const permissions = there.filter(({ group }) => group === i).map(permissionOf);
    if (permissions.length > 0) await authorize(stage, id, ...permissions);
  }
  return groups;
}

/** The rules of the groups past the product, each with its id and words. */
async function stateOf(groups: readonly string[]) {
  const { regions } = await sandbox.state();
  const all = regions[sandbox.region]?.groups ?? [];
  const rules = groups.flatMap((id, group) =>
    (all.find((one) => one.id === id)?.rules ?? [])
      .filter(({ egress }) => !egress)
      .map(({ id: ruleId, protocol, fromPort, toPort, source, description = '' }) => ({
        text: `${group} ${protocol} ${fromPort}-${toPort} ${'cidr' in source ? source.cidr : ''}`,
        ruleId,
        words: description,
      })),
  );
  return {
    /** Each as often as it is there. */
    texts: rules.map(({ text }) => text).sort(),
    words: rules.map(({ text, words }) => `${text} ${words}`).sort(),
    exactly: rules.map(({ text, ruleId, words }) => `${text} ${ruleId} ${words}`).sort(),
  };
}

const pick = <T>(spelled: readonly T[], by: number): T => spelled[by % spelled.length] as T;

function argumentsFor({ groups, addresses, ports }: Block, ids: readonly string[], by: number) {
  return {
    targets: groups.map((group) => ids[group]),
    ip_addresses: addresses.map(({ spelled }, i) => pick(spelled, by + i)),
    port: ports.map(({ spelled }, i) => pick<string | number>(spelled, by + i)),
  };
}

const undoAll = async (result: Record<string, unknown>) => {
  for (const { tool, arguments: args } of result['undo'] as UndoCall[]) await bench.call(tool, args);
};

/** A quota with room for exactly what is wanted. */
const noMoreThan = (wanted: readonly string[]) => {
  const counts = new Map<string, number>();
  for (const text of wanted) {
    const family = `${text.slice(0, 1)} ${text.includes(':')}`;
    counts.set(family, (counts.get(family) ?? 0) + 1);
  }
  return Math.max(1, ...counts.values());
};

const ofAdditions = () => propertyRuns({ full: 60, short: 12, seed: 20261124 });
/** Fewer: that a rule is not there is looked at twice, with a moment between. */
const ofRemovals = () => propertyRuns({ full: 30, short: 6, seed: 20261124 });

it('[many.any-split] an addition leaves the same rules however it is split into calls, in any order', async () => {
  await fc.assert(
    fc.asyncProperty(
      before,
      block,
      fc.record({ groups: seeds, addresses: seeds, ports: seeds }),
      order,
      fc.boolean(),
      async (there, wanted, splits, shuffle, together) => {
        const whole = [...new Set([...there.map(textOf), ...rulesOf(wanted)])].sort();
        const ids = await newGroups(there, noMoreThan(whole));
        const calls = parted(wanted.groups, splits.groups).flatMap((groups) =>
          parted(wanted.addresses, splits.addresses).flatMap((addresses) =>
            parted(wanted.ports, splits.ports).map((ports) => ({ groups, addresses, ports })),
          ),
        );
        // The whole of it among its parts is a repetition, which changes nothing.
        const shuffled = [...calls, wanted]
          .map((call, i) => ({ call, at: shuffle[i] ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ call, at }) => argumentsFor(call, ids, at));
        const answers: Record<string, unknown>[] = [];
        const make = async (args: object) => answers.push(await bench.call('whitelist_add', args));
        if (together) await Promise.all(shuffled.map(make));
        else for (const args of shuffled) await make(args);
        const end = await stateOf(ids);
        expect(end.texts).toEqual(whole);
        for (const { text, words } of there.map((one) => ({ text: textOf(one), words: one.words })))
          expect(end.words).toContain(`${text} ${words}`);
        // Each new rule is one call's doing.
        const added = answers.flatMap(({ status, rules }) =>
          (rules as { state?: string }[]).filter(({ state = status }) => state === 'added'),
        );
        expect(added).toHaveLength(whole.length - there.length);
      },
    ),
    ofAdditions(),
  );
});

it('[many.undone] an addition and then its undo leave the groups exactly as they were', async () => {
  await fc.assert(
    fc.asyncProperty(before, block, fc.nat(), async (there, wanted, by) => {
      const whole = [...new Set([...there.map(textOf), ...rulesOf(wanted)])];
      const ids = await newGroups(there, noMoreThan(whole));
      const { exactly } = await stateOf(ids);
      const result = await bench.call('whitelist_add', argumentsFor(wanted, ids, by));
      await undoAll(result);
      expect((await stateOf(ids)).exactly).toEqual(exactly);
    }),
    ofAdditions(),
  );
});

it('[many.undone] a removal takes exactly what it names, and its undo puts all of it back with its words', async () => {
  await fc.assert(
    fc.asyncProperty(before, block, fc.nat(), fc.boolean(), async (there, wanted, by, everyPort) => {
      const ids = await newGroups(there);
      const { exactly, words } = await stateOf(ids);
      const { port, ...who } = argumentsFor(wanted, ids, by);
      const result = await bench.call('whitelist_remove', everyPort ? who : { ...who, port });
      const named = rulesOf(everyPort ? { ...wanted, ports: PORTS } : wanted);
      const left = exactly.filter((line) => !named.some((text) => line.startsWith(`${text} `)));
      expect((await stateOf(ids)).exactly).toEqual(left);
      await undoAll(result);
      expect((await stateOf(ids)).words).toEqual(words);
    }),
    ofRemovals(),
  );
});

it('[many.undone] an addition and then the removal of the same leave what was there besides', async () => {
  await fc.assert(
    fc.asyncProperty(before, block, fc.nat(), async (there, wanted, by) => {
      const ids = await newGroups(there);
      const { exactly } = await stateOf(ids);
      const args = argumentsFor(wanted, ids, by);
      await bench.call('whitelist_add', args);
      await bench.call('whitelist_remove', argumentsFor(wanted, ids, by + 1));
      const named = rulesOf(wanted);
      const left = exactly.filter((line) => !named.some((text) => line.startsWith(`${text} `)));
      expect((await stateOf(ids)).exactly).toEqual(left);
    }),
    ofRemovals(),
  );
});
