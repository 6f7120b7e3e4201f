import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { AskCode } from '#aws/sts/sts-requests.ts';
import type { ErrorCode, ErrorReport } from '#core/errors/errors.ts';
import { startSandbox, type Sandbox, type SandboxOptions, type SandboxRequest } from '#sandbox/index.ts';
import { listSandboxKeys, listSandboxRoles } from '#sandbox/public-identities.ts';
import type { State } from '#sandbox/state/state.ts';
import { startMachine, type TestMachine, type MachineOptions } from './machine.ts';
import { startSignInServices, type SignInServicesOptions } from './sign-in-services.ts';

export type { SandboxRequest };

export const KEYS = listSandboxKeys();
export const ROLES = listSandboxRoles();

/** The session that this program opens of a role, as STS names it. */
export const sessionArn = (role: keyof typeof ROLES, name = 'awswhitelist-jo') =>
  `arn:aws:sts::123456789012:assumed-role/${ROLES[role].split('/').at(-1)}/${name}`;

/** One way in which credentials come, or do not come, to a call. */
export interface SourceRow {
  readonly title: string;
  /** Of the call, beside the rule's. */
  readonly args?: object;
  readonly machine?: Omit<MachineOptions, 'endpoint' | 'askCode'>;
  readonly signIn?: SignInServicesOptions;
  /** What the person answers who is asked for a code. Absent: nobody can be asked. */
  readonly code?: string;
  readonly expect: ExpectedAddition | ExpectedRefusal;
}

interface ExpectedAddition {
  /** As the answer and the log name it. */
  readonly source: string;
  /** ARN of who the change was made by, as AWS sees it. */
  readonly as: string;
  /** Default: none. */
  readonly warnings?: readonly string[];
  /** Sessions that were asked of STS, in order. Default: none. */
  readonly opened?: readonly string[];
  /** MFA devices whose code was asked for. Default: none. */
  readonly asked?: readonly string[];
}

interface ExpectedRefusal {
  readonly refused: ErrorCode;
  readonly says: string | RegExp;
  /** In the guidance. */
  readonly advice?: string | RegExp;
  /** Default: none. */
  readonly opened?: readonly string[];
}

/** AWS, as seen from its own side. */
export interface ObservedSandbox {
  readonly sandbox: Sandbox;
  readonly state: () => State;
  /** Forgets what was seen and done so far. */
  reset(): Promise<void>;
  /** Requests since then. */
  requestsSince(service?: string): SandboxRequest[];
  /** ARNs of those who made requests of EC2, each once. */
  ec2Callers(): string[];
  /** What STS was asked to open: the action and the role, if any. */
  openedSessions(): string[];
  /** Descriptions of the group's rules. */
  rules(group?: string): string[];
}

export const GROUP = 'sg-123456';

/** A sandbox for all tests of a file, with its state where it can be read. */
export function openObservedSandbox(options: SandboxOptions = {}): ObservedSandbox {
  const folder = mkdtempSync(join(tmpdir(), 'awswhitelist-witness-'));
  const file = join(folder, 'state.json');
  let running: Sandbox | undefined;
  let from = 0;
  beforeAll(async () => {
    running = await startSandbox({ stateFile: file, ...options });
  });
  afterAll(async () => {
    await running?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  const sandbox = () => {
    if (!running) throw new Error('the sandbox runs within tests');
    return running;
  };
  const state = () => JSON.parse(readFileSync(file, 'utf8')) as State;
  const seen = (service?: string) =>
    sandbox()
      .requests.slice(from)
      .filter((request) => service === undefined || request.service === service);
  return {
    get sandbox() {
      return sandbox();
    },
    state,
    requestsSince: seen,
    async reset() {
      await sandbox().reset();
      from = sandbox().requests.length;
    },
    ec2Callers() {
      const ids = new Set(seen('ec2').map(({ accessKeyId }) => accessKeyId));
      const { keys } = state();
      return [...ids].map((id) => keys.find((key) => key.accessKeyId === id)?.arn ?? `nobody (${id})`);
    },
    openedSessions: () =>
      seen('sts')
        .filter(({ action }) => action !== 'GetCallerIdentity')
        .map(({ action, params }) => [action, params.get('RoleArn')].filter(Boolean).join(' ')),
    rules: (group = GROUP) =>
      Object.values(state().regions)
        .flatMap(({ groups }) => groups)
        .filter(({ id }) => id === group)
        .flatMap(({ rules }) => rules.map(({ description = '' }) => description)),
  };
}

/** What no answer and no log may hold: every secret that AWS knows, and what the tests' own files call one. */
export function expectNoSecrets(aws: ObservedSandbox, machine: TestMachine, answers: unknown): void {
  const told = JSON.stringify([answers, machine.logged]);
  const secrets = aws.state().keys.flatMap((key) => [key.secretAccessKey, key.sessionToken ?? '']);
  for (const secret of [...secrets, aws.sandbox.webIdentityToken, 'canary'].filter(Boolean))
    expect(told.includes(secret), 'a secret was told').toBe(false);
}

const DESCRIPTION = 'added by the row';
const RULE = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 443, description: DESCRIPTION };

/** One test for each row. */
export function testSourceRows(aws: ObservedSandbox, rows: readonly SourceRow[]): void {
  // Not it.each, which cuts titles off.
  for (const row of rows) it(row.title, () => runRow(aws, row));
}

async function runRow(aws: ObservedSandbox, row: SourceRow): Promise<void> {
  await aws.reset();
  const asked: string[] = [];
  const { code } = row;
  const askCode: AskCode =
    code === undefined ? null : (serial) => (asked.push(serial), Promise.resolve(code));
  const signIn = row.signIn && (await startSignInServices(row.signIn));
  if (signIn) onTestFinished(() => signIn.close());
  const env = { AWS_REGION: 'us-east-1', ...signIn?.environment, ...row.machine?.env };
  const machine = startMachine({ ...row.machine, env, endpoint: aws.sandbox.endpoint, askCode });
  if ('refused' in row.expect) {
    const report = await machine.fail('whitelist_add', { ...RULE, ...row.args });
    expectRefused(aws, row.expect, report);
    expectNoSecrets(aws, machine, report);
    return;
  }
  const { source, as, warnings = [], opened = [] } = row.expect;
  const answer = await machine.call('whitelist_add', { ...RULE, ...row.args });
  expect(answer).toMatchObject({ status: 'added', credential_source: source, account: '123456789012' });
  expect(answer['warnings']).toEqual(warnings);
  expect(machine.logged.join('')).toContain(`credentials found source=${JSON.stringify(source)}`);
  expect(aws.ec2Callers()).toEqual([as]);
  expect(aws.openedSessions()).toEqual(opened);
  expect(asked).toEqual(row.expect.asked ?? []);
  expect(aws.rules()).toContain(`${DESCRIPTION} [awswhitelist:1 jo]`);
  expectNoSecrets(aws, machine, answer);
}

function expectRefused(
  aws: ObservedSandbox,
  { refused, says, advice, opened = [] }: ExpectedRefusal,
  report: ErrorReport,
) {
  expect(report).toMatchObject({ code: refused, outcome: 'not_done' });
  expect(report.message).toMatch(says);
  if (advice !== undefined) expect(report.guidance.join('\n')).toMatch(advice);
  expect(aws.openedSessions()).toEqual(opened);
  expect(aws.requestsSince('ec2'), 'requests to EC2').toEqual([]);
  expect(aws.rules()).not.toContain(DESCRIPTION);
}
