import { expect } from 'vitest';
import type { CanaryCase, CaseContext } from '#test/support/canary/run-case.ts';
import type { MachineOptions } from '#test/support/canary/isolated-machine.ts';

const RULE = { security_group_id: 'sg-123456', ip_address: '203.0.113.7', port: 443 };

/** Arguments with which each tool does what it is for. */
export const GOOD: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  whitelist_add: { ...RULE, description: 'canary' },
  whitelist_check: RULE,
  whitelist_list: { security_group_id: 'sg-123456' },
  whitelist_remove: RULE,
  whitelist_whoami: { security_group_id: 'sg-123456' },
};

/** The same at a terminal. */
const COMMANDS: readonly (readonly string[])[] = [
  ['add', '203.0.113.8', 'sg-123456', '--port', '443', '--description', 'canary'],
  ['check', '203.0.113.8', 'sg-123456', '--port', '443'],
  ['list', 'sg-123456'],
  ['remove', '203.0.113.8', 'sg-123456', '--port', '443'],
  ['whoami', 'sg-123456'],
  ['doctor', 'sg-123456'],
];

/** All is told that can be told, for people and for programs. */
export const LOUD = [['-v'], ['-v', '--json', '--log-format', 'json']] as const;

/** What the host asks of one server: every tool, and the raw methods. */
function everyTool(outcomes: string | RegExp, more: object = {}, ...args: string[]) {
  return async ({ serve }: CaseContext): Promise<void> => {
    const talk = serve('-v', ...args);
    await talk.begin();
    const told: string[] = [];
    for (const [tool, good] of Object.entries(GOOD))
      told.push((await talk.call(tool, tool, { ...good, ...more })).outcome);
    expect(new Set(told).size, `outcomes of a kind: ${told.join()}`).toBe(1);
    expect(told[0]).toMatch(outcomes);
    await talk.request('a raw method', 'whitelist/list', more);
    expect(await talk.end()).toMatchObject({ code: 0 });
  };
}

/** Every command, one after the other, the second half of them for programs. */
export function everyCommand(exits: readonly number[], ...args: string[]) {
  return async ({ run }: CaseContext): Promise<void> => {
    for (const [i, command] of COMMANDS.entries()) {
      const { code } = await run(...command, ...(LOUD[i % 2] ?? []), ...args);
      expect(exits, `the exit code of ${command[0] ?? ''}`).toContain(code);
    }
  };
}

/** One command in both ways. */
export function command(args: readonly string[], exit: number | null): CanaryCase['drive'] {
  return async ({ run }) => {
    const ends = await Promise.all(LOUD.map((loud) => run(...loud, ...args)));
    expect(ends.map(({ code }) => code)).toEqual([exit, exit]);
  };
}

/** The command and the server on one machine. */
export function row(
  name: string,
  machine: MachineOptions,
  { tools, exit, service, args = [] }: RowOptions,
): CanaryCase {
  return {
    name,
    machine,
    ...(service && { service }),
    async drive(stage) {
      await everyTool(tools, {}, ...args)(stage);
      const [, forPrograms] = LOUD;
      expect((await stage.run('doctor', 'sg-123456', ...forPrograms, ...args)).code).toBe(exit);
    },
  };
}

interface RowOptions {
  /** How every tool ends. */
  readonly tools: string | RegExp;
  /** What a command ends with. */
  readonly exit: number;
  readonly service?: CanaryCase['service'];
  readonly args?: readonly string[];
}
