import { expect, it, vi } from 'vitest';
import { KEYS, SEED, TOKENS } from '#test/support/canary/secrets.ts';
import { openCanaryAws } from '#test/support/canary/run-case.ts';
import { openTerminal } from '#test/support/program/terminal.ts';
import { named } from './keys.ts';

// A packed program asks at a terminal alone, of which a test has none to give: so the commands run in this process.
const world = openCanaryAws();

const CONFIG = {
  credential_profiles: [
    { name: 'default', aws_profile_name: 'kim', mfa_serial: 'arn:aws:iam::123456789012:mfa/kim' },
  ],
};

it.each([
  ['the code', TOKENS.mfaCode, 0],
  ['the code in two halves', TOKENS.mfaCode.replace(/(...)/, '$1 '), 0],
  ['a wrong code', TOKENS.wrongCode, 3],
  ['a secret instead', KEYS.kim.secretAccessKey, 3],
  ['a code and a secret', `${TOKENS.mfaCode} ${KEYS.kim.secretAccessKey}`, 3],
])('typed at the terminal: %s', async (_what, typed, exit) => {
  const prompts: string[] = [];
  const ask = (prompt: string) => Promise.resolve(prompts.push(prompt) > 0 ? typed : null);
  const terminal = openTerminal({ ask, isInteractive: true });
  terminal.write('config.json', JSON.stringify(CONFIG));
  terminal.write('credentials', named('kim', KEYS.kim));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', `${terminal.folder}/credentials`);
  vi.stubEnv('AWS_ENDPOINT_URL', world().sandbox.endpoint);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  const told = [];
  for (const more of [[], ['--json', '--log-format', 'json']]) {
    const { code, out, err } = await terminal.run('list', 'sg-123456', '-v', '-c', 'config.json', ...more);
    expect(code).toBe(exit);
    told.push(out, err);
  }
  vi.unstubAllEnvs();
  expect(prompts).toHaveLength(2);
  world().refresh();
  const hits = world().finder.search([...told, ...prompts].join('\n'));
  expect(hits, `with the secrets of AWSWHITELIST_CANARY_SEED=${SEED}`).toEqual([]);
});
