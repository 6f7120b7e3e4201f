import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { LEFT_OUT, sampleRows } from '#test/support/harness/test-size.ts';
import { createSemaphore } from '#aws/request/semaphore.ts';
import { FAULT_COLUMNS, type FaultColumn } from '#test/faults/matrix/faults.ts';
import { checkAnswer, MOVED_RULE, THE_RULE } from '#test/faults/matrix/judge.ts';
import { checkNote } from '#test/faults/matrix/judge-note.ts';
import { type CallRow, groupsOf, CALL_ROWS, RULE } from '#test/faults/matrix/rows.ts';
import { openFaultSystem, type FaultSystem } from '#test/faults/matrix/system.ts';

const SOURCES = join(import.meta.dirname, '../../src/aws');

/** The commands of AWS's that the product knows, out of its own imports. */
function commandsOfTheProduct(): string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  const names = files.flatMap((name) => {
    const text = readFileSync(join(SOURCES, name), 'utf8');
    const imports = text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-[\w-]+'/g);
    return [...imports].flatMap(([, list = '']) => [...list.matchAll(/(?<!type )\b(\w+)Command\b/g)]);
  });
  return [...new Set(names.map(([, name = '']) => name))].sort();
}

/** Reads beside a call, which have no row: src/aws/targets/faults.test.ts and src/aws/account/ hold them to faults. */
const HELD_ELSEWHERE = [
  'DescribeCacheClusters',
  'DescribeDBClusters',
  'DescribeDBInstances',
  'DescribeDBProxies',
  'DescribeInstances',
  'DescribeLoadBalancers',
  'DescribeManagedPrefixLists',
  'DescribeNetworkInterfaces',
  'DescribeReplicationGroups',
  'DescribeServerlessCaches',
  'GetFunctionConfiguration',
];

it('[faults.every-command] has a row for every command of AWS that the product sends', () => {
  const actions = [...new Set(CALL_ROWS.map(({ action }) => action))];
  expect([...actions, ...HELD_ELSEWHERE].sort()).toEqual(commandsOfTheProduct());
  const calls = CALL_ROWS.length;
  process.stdout.write(
    `${calls} calls × ${FAULT_COLUMNS.length} faults = ${calls * FAULT_COLUMNS.length} cells\n`,
  );
});

/** A call's limit: short where the fault lasts, with room for a second attempt where it does not. */
const limitOf = ({ recovers, isMade, fault }: FaultColumn) =>
  recovers || isMade || ('kind' in fault && fault.kind === 'altered') ? 30_000 : 2_500;

/** For what comes before a cell's call: milliseconds. */
const PREPARATION_LIMIT = 30_000;

const MAX_WARM_UPS = 10;

/** What a machine under load adds to a limit: milliseconds. */
const SLACK = 15_000;

async function prepared(row: CallRow, column: FaultColumn, world: FaultSystem): Promise<object> {
  if (row.limit !== undefined) await world.sandbox.setResources({ rulesPerGroup: row.limit });
  if (!row.beside && !row.has) return row.args;
  // By a process of its own: a cell's short limit may be too short for it on a slow machine. What a process has changed
  // itself, it knows in spite of stale reads.
  const isOwnChange = 'kind' in column.fault && column.fault.kind === 'stale';
  const first = isOwnChange ? world : await openFaultSystem(row, PREPARATION_LIMIT, world.sandbox);
  const add = async (args: object) => {
    const { result, report } = await first.call('whitelist_add', args);
    if (result) return result;
    throw new Error(`what a cell begins with could not be made: ${report.message}`);
  };
  try {
    const [group] = groupsOf(row);
    if (row.beside) await add(row.beside);
    const result = row.has ? await add({ ...RULE, security_group_id: group }) : {};
    // The process of the cell knows its identity by then, and has its connections.
    const warmUp = { ...RULE, security_group_id: group };
    for (let i = 0; i < MAX_WARM_UPS && !(await world.call('whitelist_check', warmUp)).result; i++);
    const [rule] = (result['rules'] ?? []) as { rule_id: string }[];
    return 'rule_id' in row.args ? { ...row.args, rule_id: rule?.rule_id } : row.args;
  } finally {
    if (first !== world) await first.runtime.close();
  }
}

async function holdCell(row: CallRow, column: FaultColumn): Promise<void> {
  const limit = limitOf(column);
  const world = await openFaultSystem(row, limit);
  const rules = async () => {
    const each = groupsOf(row).map(async (group) => [group, await world.rules(group)] as const);
    return new Map(await Promise.all(each));
  };
  try {
    const args = await prepared(row, column, world);
    const before = await rules();
    const described = async () =>
      Promise.all([THE_RULE, MOVED_RULE].map((rule) => world.description(groupsOf(row)[0], rule)));
    const noteBefore = await described();
    await world.sandbox.setFaults([{ ...column, action: column.action ?? row.action }].map(planLine));
    const answer = await world.call(row.tool, args);
    await world.runtime.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const after = await rules();
    const { rewrites } = row;
    if (rewrites) checkNote({ ...row, rewrites }, column, answer, [noteBefore, await described()]);
    else checkAnswer(row, column, answer, { before, after });
    expect(answer.milliseconds).toBeLessThan(limit + SLACK);
  } finally {
    await world.close();
  }
}

const planLine = ({ action, call, fault }: { action: string; call: 1 | '*'; fault: object }) => ({
  action,
  call,
  fault,
});

const told = ({ action, tool, args, has }: CallRow) =>
  `${action} by ${tool} ${JSON.stringify(args)}, the rule ${has ? 'there' : 'not there'}`;

interface Cell {
  readonly title: string;
  /** The row and the column. */
  readonly kinds: readonly [call: string, fault: string];
  readonly hold: () => Promise<void>;
}

/** So many at once: a cell is mostly a wait, and with more each has too little of a slow machine for its time limit. */
const AT_ONCE = 20;

const cells: readonly Cell[] = CALL_ROWS.flatMap((row) =>
  FAULT_COLUMNS.map((column) => ({
    title: `${told(row)}: ${column.name}`,
    kinds: [told(row), column.name],
    hold: () => holdCell(row, column),
  })),
);
const sampled = sampleRows(cells, { every: 7, kindsOf: ({ kinds }) => kinds });
const held = new Map<string, Promise<void>>();

describe('[faults.matrix] every call of AWS, with every fault', () => {
  beforeAll(async () => {
    // The SDK is loaded with the first call: that is no part of any cell's time.
    const [row] = CALL_ROWS;
    const first = row && (await openFaultSystem(row, 30_000));
    await first?.call('whitelist_whoami', {});
    await first?.close();
    const slots = createSemaphore(AT_ONCE);
    for (const { row: cell, isLeftOut } of sampled) {
      if (isLeftOut) continue;
      const run = async () => {
        const giveBack = await slots.acquire(new AbortController().signal);
        await cell.hold().finally(giveBack);
      };
      const running = run();
      // Each is awaited by its test, which may come later.
      running.catch(() => {});
      held.set(cell.title, running);
    }
  });

  for (const { row, isLeftOut } of sampled)
    if (isLeftOut) it.skip(row.title + LEFT_OUT);
    else it(row.title, () => held.get(row.title));
});
