import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { itSampled } from '#test/support/harness/test-size.ts';
import { EXIT } from '#cli/terminal/exit-codes.ts';
import type { Attack } from '#test/attacks/attack.ts';
import { NOT_THERE, ORDINARY, SENT } from '#test/attacks/sent.rows.ts';
import { ATTACKS } from '#test/attacks/table.ts';
import { filterChanges, describeChange } from '#test/support/sandbox/sent-changes.ts';
import { freshEnvironment, runProgram, temporaryFolder } from '#test/support/program/program.ts';
import { userInfo } from 'node:os';
import { seedRule } from '#test/support/sandbox/seed-rule.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';

/** Rules of the caller's own: taking away wide ones of others wants a person's yes. */
const OWN_NOTE = `[awswhitelist:1 ${userInfo().username}]`;

/** Every so many: each of them is a process. */
const EACH = 14;

/** An argument as somebody would type it; null: nobody could. No argument of a process holds a NUL. */
function wordOf([name, value]: readonly [string, unknown]): string | null {
  const option = /^[a-z_]+$/.test(name) ? `--${name.replaceAll('_', '-')}` : null;
  if (name === 'dry_run') return value === true ? option : null;
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : null;
  const isTypable = option !== null && text !== null && text.length < 10_000 && !/\0|\p{Cs}/u.test(text);
  return isTypable ? `${option}=${text}` : null;
}

function lineOf({ call }: Attack): string[] | null {
  const given: [string, unknown][] = Object.entries(call.arguments ?? {});
  const words = given.filter(([, value]) => value !== undefined).map(wordOf);
  const line = words.filter((word) => word !== null);
  return line.length > 0 && line.length === words.length
    ? [call.tool.replace('whitelist_', ''), ...line]
    : null;
}

/** Types that a line cannot tell apart, and tokens, which end with the process that made them. */
const isOtherwise = ({ name, call, expected }: Attack) =>
  // Whoever types nothing in the place of a value is told so; a host is not.
  (expected.kind === 'allow' && Object.values(call.arguments ?? {}).includes('')) ||
  /port of -?\d|protocol of -?\d|ip_address of [\d-]/.test(name) ||
  (call.arguments instanceof Object && 'plan_token' in call.arguments);

const TYPED = ATTACKS.filter((attack) => !isOtherwise(attack)).flatMap((attack) => {
  const line = lineOf(attack);
  return line === null ? [] : [{ ...attack, line }];
});

const CODES: Readonly<Record<string, string>> = {
  invalid_input: 'invalid_input',
  confirm: 'consent_required',
  deny: 'refused_by_settings',
};

async function judge({ name, line, settings, expected, call }: (typeof TYPED)[number]): Promise<void> {
  const sandbox = await startTestSandbox();
  const config = join(temporaryFolder(), 'config.json');
  writeFileSync(config, JSON.stringify({ security_settings: settings }));
  const env = freshEnvironment(sandbox.environment());
  const wanted = SENT[name] ?? ORDINARY;
  // What is not there is not asked for.
  const isRemoval = call.tool === 'whitelist_remove';
  const isSent = expected.kind === 'allow' && name !== NOT_THERE;
  if (isRemoval && isSent) await seedRule(sandbox, 'sg-0123abcd', wanted, OWN_NOTE);
  const before = sandbox.requests.length;
  const { code, stdout } = await runProgram([...line, '--json', '-c', config], { env });
  const changes = filterChanges(sandbox.requests.slice(before)).map(describeChange);
  const asked = `${isRemoval ? 'Revoke' : 'Authorize'}SecurityGroupIngress sg-0123abcd ${wanted}`;
  expect(changes).toEqual(isSent ? [asked] : []);
  const { error } = JSON.parse(stdout) as { readonly error?: { readonly code: string } };
  expect(error?.code).toBe(CODES[expected.kind]);
  expect(code === EXIT.done).toBe(expected.kind === 'allow');
}

describe('attacks at the command line', () => {
  const sample = TYPED.filter(({ expected }, i) => expected.kind === 'allow' || i % EACH === 0);

  it('are a good part of all', () => {
    expect(TYPED.length).toBeGreaterThan(300);
    expect(new Set(sample.map(({ expected }) => expected.kind)).size).toBeGreaterThanOrEqual(3);
  });

  itSampled(
    sample.map((attack) => [attack.name, attack] as const),
    { every: 4, kindsOf: ([, { expected, call }]) => [`${call.tool} ${expected.kind}`] },
  )('%s', (_, attack) => judge(attack));

  it('--yes, again and again, is no consent', async () => {
    const sandbox = await startTestSandbox();
    const config = join(temporaryFolder(), 'config.json');
    writeFileSync(config, JSON.stringify({ security_settings: { confirm: 'always' } }));
    const env = freshEnvironment({ ...sandbox.environment(), AWSWHITELIST_YES: '1', CI: 'true' });
    const line = ['add', '203.0.113.7', 'sg-0123abcd', '--port', '443', '-c', config, '--yes', '--json'];
    for (const more of [[], ['--yes'], ['--plan-token', 'yes']]) {
      const { code, stdout } = await runProgram([...line, ...more], { env });
      expect(code === EXIT.done && !stdout.includes('"planned"')).toBe(false);
    }
    expect(filterChanges(sandbox.requests)).toEqual([]);
  });
});
