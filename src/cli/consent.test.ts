import { describe, expect, it } from 'vitest';
import { openTerminal, type Terminal } from '#test/support/program/terminal.ts';
import type { Io } from '#cli/terminal/io.ts';

/** A terminal on whose sandbox one address has two rules. */
async function withTwoRules(more: Partial<Io> = {}): Promise<Terminal> {
  const terminal = openTerminal(more);
  for (const port of ['8443', '8444'])
    await terminal.run('add', '203.0.113.7', 'sg-0123abcd', '--port', port, '--sandbox');
  return terminal;
}

const REMOVE = ['remove', '203.0.113.7', 'sg-0123abcd', '--sandbox'];
const count = async ({ run }: Terminal) => {
  const { out } = await run('list', 'sg-0123abcd', '--sandbox', '--json');
  return (JSON.parse(out) as { rules: { cidr: string }[] }).rules.filter(
    ({ cidr }) => cidr === '203.0.113.7/32',
  ).length;
};

describe('a change that a person has to approve, at the terminal', () => {
  it('is shown there, and made after a yes', async () => {
    const asked: string[] = [];
    const terminal = await withTwoRules({ ask: async (prompt) => (asked.push(prompt), 'yes') });
    const { code, out, err } = await terminal.run(...REMOVE);
    expect(code).toBe(0);
    expect(asked).toEqual(['Make this change? [y/N] ']);
    for (const port of [8443, 8444])
      expect(err).toContain(`  - tcp ${port} from 203.0.113.7/32, held by jo without an end\n`);
    expect(err).toContain('It removes 2 rules at once.');
    expect(out).toMatch(/^Removed 2 rules from sg-0123abcd\./);
    expect(await count(terminal)).toBe(0);
  });

  it.each([
    ['no', 11],
    ['', 11],
    ['yes please', 11],
    [null, 130],
  ])('is not made after %j', async (answer, exit) => {
    const terminal = await withTwoRules({ ask: async () => answer });
    const { code, err } = await terminal.run(...REMOVE);
    expect(code).toBe(exit);
    expect(err).toContain('Cancelled. Nothing was changed.');
    expect(await count(terminal)).toBe(2);
  });

  it('is not made where nobody can be asked, nor with --yes alone', async () => {
    const terminal = await withTwoRules();
    const without = await terminal.run(...REMOVE);
    expect(without.code).toBe(4);
    expect(without.err).toMatch(/^Error: A person has to approve this change of sg-0123abcd/);
    expect(without.err).toContain('Nobody could be asked: run this at a terminal');
    const yes = await terminal.run(...REMOVE, '--yes');
    expect(yes.code).toBe(4);
    expect(yes.err).toContain('--yes does not count here: security_settings.allow_yes is false');
    expect(await count(terminal)).toBe(2);
  });

  it('[consent.terminal] is made with --yes where the config file lets it count', async () => {
    const terminal = await withTwoRules();
    terminal.write('config.json', '{"security_settings": {"allow_yes": true}}');
    expect((await terminal.run(...REMOVE, '-c', 'config.json')).code).toBe(4);
    expect((await terminal.run(...REMOVE, '-c', 'config.json', '--yes')).code).toBe(0);
    expect(await count(terminal)).toBe(0);
  });
});

it('--dry-run shows the plan and changes nothing', async () => {
  const terminal = await withTwoRules();
  const { code, out } = await terminal.run(...REMOVE, '--dry-run');
  expect(code).toBe(0);
  expect(out).toMatch(/^Planned, nothing was changed: this would remove 2 rules in sg-0123abcd\.\n/);
  expect(await count(terminal)).toBe(2);
  const value = await terminal.run(...REMOVE, '--dry-run=no');
  expect(value.code).toBe(2);
});

it('read_only refuses changes, and goes on reading', async () => {
  const terminal = await withTwoRules();
  terminal.write('config.json', '{"security_settings": {"read_only": true}}');
  for (const words of [REMOVE, ['add', '203.0.113.9', 'sg-0123abcd', '--port', '1', '--sandbox']]) {
    const { code, err } = await terminal.run(...words, '-c', 'config.json');
    expect(code).toBe(4);
    expect(err).toContain('security_settings.read_only decides this');
  }
  expect((await terminal.run('list', 'sg-0123abcd', '--sandbox', '-c', 'config.json')).code).toBe(0);
});

describe('a dry run at the terminal', () => {
  it('shows the plan, and promises no token: the process that would honour it ends', async () => {
    const terminal = await withTwoRules();
    const { code, out } = await terminal.run(...REMOVE, '--dry-run');
    expect(code).toBe(0);
    expect(out).toMatch(/^Planned, nothing was changed: this would remove 2 rules in sg-0123abcd\./);
    expect(out).toContain('To make this change, repeat the call without dry_run.');
    expect(out).not.toContain('plan_token');
    expect(JSON.parse((await terminal.run(...REMOVE, '--dry-run', '--json')).out)).not.toHaveProperty(
      'plan_token',
    );
    expect(await count(terminal)).toBe(2);
    const given = await terminal.run(...REMOVE, '--plan-token', 'x');
    expect(given.code).toBe(2);
    expect(given.err).toContain('--plan-token');
  });
});
