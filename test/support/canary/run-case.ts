import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { type SampledRow, testSampledConcurrently } from '#test/support/harness/test-size.ts';
import {
  hiddenFields,
  postForm,
  sendRequest,
  type PageResponse,
  type FormFields,
  type RequestOptions,
} from '#test/support/prompt-page/form-requests.ts';
import { startSandbox, type Sandbox } from '#sandbox/index.ts';
import { allow, ALLOW_ALL, MINIMAL_POLICY, SEED_KEYS } from '#sandbox/auth/keys.ts';
import { seedState } from '#sandbox/seed/seed.ts';
import type { KeyRecord, State } from '#sandbox/state/state.ts';
import { createSecretFinder, type SecretFinder } from './secret-finder.ts';
import { KEYS, SEED, listSecrets, TOKENS, type CanaryKey } from './secrets.ts';
import {
  openIsolatedMachine,
  type Channel,
  type ProgramExit,
  type Evidence,
  type MachineOptions,
  type RunningProgram,
} from './isolated-machine.ts';
import { startRpcSession, type RpcSession } from './rpc-session.ts';
import { SERVICES } from './services.ts';
import { startRecordingAws, type RecordingService } from './recording-service.ts';

/** One thing that is done to the program, and the machine on which it is. */
export interface CanaryCase {
  readonly name: string;
  readonly machine?: MachineOptions;
  /** Who is there beside AWS; `{service}` in the machine's variables is the address, `{host}` a part of it. */
  readonly service?: keyof typeof SERVICES;
  /** In AWS's place. Default: the sandbox, which knows the keys of the run. */
  readonly aws?: () => Promise<RecordingService>;
  /** What the protocol has the server say back word for word: so much of standard output is not searched. */
  readonly echoes?: readonly string[];
  readonly drive: (stage: CaseContext) => Promise<void>;
}

export interface CommandRun extends ProgramExit {
  readonly stdout: string;
  readonly stderr: string;
}

/** What a case has at hand. */
export interface CaseContext {
  readonly aws: RecordingService;
  readonly home: string;
  readonly cwd: string;
  /** A process, left alone. */
  readonly start: (args: readonly string[]) => RunningProgram;
  /** A command to its end, with nothing on its input. */
  readonly run: (...args: string[]) => Promise<CommandRun>;
  /** A server, before any handshake. */
  readonly serve: (...args: string[]) => RpcSession;
  /** The page behind a link: all that it answers is searched. */
  readonly page: (link: string) => CanaryPage;
}

export interface CanaryPage {
  get(path?: string, sending?: RequestOptions): Promise<PageResponse>;
  /** Sends the form of a page and follows where that leads. */
  fill(
    page: PageResponse,
    fields: FormFields,
    headers?: Readonly<Record<string, string>>,
  ): Promise<PageResponse>;
  /** Bytes that are no HTTP, or half of it. */
  raw(bytes: string): Promise<void>;
  readonly address: URL;
}

/** A secret in a place where nobody put it; the secret itself is not told. */
export interface Finding {
  readonly secret: string;
  readonly form: string;
  readonly channel: Channel;
  readonly where: string;
}

const ACCOUNT = SEED_KEYS.admin.arn.replace(/user\/.*/, '');

function record(name: string, { accessKeyId, ...key }: CanaryKey): KeyRecord {
  const like = { jo: SEED_KEYS.jo, kim: SEED_KEYS.kim, reader: SEED_KEYS.readOnly, nobody: SEED_KEYS.nobody };
  const { policy, arn, createdAt } = { createdAt: undefined, ...like[name as keyof typeof like] };
  const userId = `AIDA${accessKeyId.slice(4)}A`;
  return {
    accessKeyId,
    ...key,
    userId,
    arn: arn ?? `${ACCOUNT}user/${name}`,
    policy: policy ?? [...ALLOW_ALL, ...MINIMAL_POLICY, allow('sts:*')],
    ...(createdAt !== undefined && { createdAt }),
    ...(name === 'expired' && { expiresAt: '2020-01-01T00:00:00Z' }),
  };
}

/** AWS as the run's keys know it, for all cases of a file. */
export interface CanaryAws {
  readonly sandbox: Sandbox;
  readonly finder: SecretFinder;
  /** Takes up what was given out since. */
  refresh(): void;
}

export function openCanaryAws(): () => CanaryAws {
  const folder = mkdtempSync(join(tmpdir(), 'awswhitelist-canary-world-'));
  const stateFile = join(folder, 'state.json');
  const finder = createSecretFinder();
  for (const [name, secret] of listSecrets()) finder.add(name, secret);
  let sandbox: Sandbox | undefined;
  beforeAll(async () => {
    const seed = seedState();
    const keys = Object.entries(KEYS).map(([name, key]) => record(name, key));
    writeFileSync(stateFile, JSON.stringify({ ...seed, keys: [...seed.keys, ...keys] }));
    sandbox = await startSandbox({ stateFile, mfaCodes: [TOKENS.mfaCode], mfaReuse: true });
  });
  afterAll(async () => {
    await sandbox?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  return () => {
    if (!sandbox) throw new Error('the sandbox runs within tests');
    return {
      sandbox,
      finder,
      refresh() {
        const { keys } = JSON.parse(readFileSync(stateFile, 'utf8')) as State;
        for (const { arn, secretAccessKey, sessionToken, role, expiresAt } of keys) {
          if (role === undefined && expiresAt === undefined) continue;
          finder.add(`secret access key of a session of ${arn}`, secretAccessKey);
          if (sessionToken !== undefined) finder.add(`token of a session of ${arn}`, sessionToken);
        }
      },
    };
  };
}

/**
 * Runs a case and searches all that came of it.
 *
 * @param broken - Another program in place of the packed one, which need not do as the case wants.
 */
export async function runCase(canaryAws: CanaryAws, one: CanaryCase, broken?: string): Promise<Finding[]> {
  const bin = broken ?? inject('packedBin');
  const service = one.service && (await SERVICES[one.service]());
  const aws = await (one.aws?.() ?? startRecordingAws(canaryAws.sandbox.endpoint));
  const { env = {}, ...machine } = one.machine ?? {};
  const { echoes = [] } = one;
  const variables = Object.entries(env).map(([name, value]) => [
    name,
    value
      ?.replaceAll('{service}', service?.endpoint ?? '')
      .replaceAll('{host}', service ? new URL(service.endpoint).host : ''),
  ]);
  const isolatedMachine = openIsolatedMachine(bin, aws.endpoint, {
    ...machine,
    env: Object.fromEntries(variables),
  });
  const pages: Evidence[] = [];
  const links = createSecretFinder();
  const start = (args: readonly string[]) => isolatedMachine.start(args);
  try {
    const driven = one.drive({
      aws,
      home: isolatedMachine.home,
      cwd: isolatedMachine.cwd,
      start,
      async run(...args) {
        const running = start(args);
        running.child.stdin.end();
        const ended = await running.ended;
        return { ...ended, stdout: running.stdout(), stderr: running.stderr() };
      },
      serve: (...args) => startRpcSession(start(args)),
      page(link) {
        links.add('the address of the page', new URL(link).pathname.slice(1));
        return openCanaryPage(link, pages);
      },
    });
    await (broken === undefined ? driven : driven.catch(() => undefined));
    canaryAws.refresh();
    const seen = [aws, ...(service ? [service] : [])].flatMap((one) => one.recorded());
    const wire = seen.map((text): Evidence => ({
      channel: 'wire',
      where: text.split('\n')[0] ?? '',
      bytes: Buffer.from(text, 'latin1'),
    }));
    const told = isolatedMachine.evidence().map((one) => removeEchoes(one, echoes));
    const evidence = [...told, ...pages, ...wire];
    // An assistant is told the page's address, and the page itself knows it; nobody else.
    const untold = evidence.filter(({ channel }) => channel !== 'page' && channel !== 'standard output');
    return [...findSecrets(canaryAws.finder, evidence), ...findSecrets(links, untold)];
  } finally {
    await isolatedMachine.close();
    await service?.close();
    await aws.close();
  }
}

function removeEchoes(one: Evidence, echoes: readonly string[]): Evidence {
  if (one.channel !== 'standard output' || echoes.length === 0) return one;
  const left = echoes.reduce((text, echo) => text.replaceAll(echo, ''), one.bytes.toString());
  return { ...one, bytes: Buffer.from(left) };
}

function openCanaryPage(link: string, pages: Evidence[]): CanaryPage {
  const keep = (answer: PageResponse, where: string) => {
    const bytes = Buffer.from(`${JSON.stringify(answer.headers)}\n${answer.text}`);
    pages.push({ channel: 'page', where, bytes });
    return answer;
  };
  const address = new URL(link);
  return {
    address,
    async get(path = address.pathname, sending = {}) {
      return keep(await sendRequest(address.origin + path, sending), `${sending.method ?? 'GET'}`);
    },
    raw: (bytes) =>
      new Promise((resolve) => {
        const socket = connect(Number(address.port), address.hostname, () => socket.write(bytes));
        socket.setTimeout(300, () => socket.destroy());
        socket.on('data', (chunk) => pages.push({ channel: 'page', where: 'raw bytes', bytes: chunk }));
        socket.on('error', () => undefined).on('close', () => resolve());
      }),
    async fill(page, fields, headers = {}) {
      const sent = keep(await postForm(link, [...hiddenFields(page.text), ...fields], headers), 'POST');
      if (sent.status !== 303) return sent;
      return keep(await sendRequest(new URL(sent.headers.location ?? '', link).href), 'GET after POST');
    },
  };
}

function findSecrets(finder: SecretFinder, evidence: readonly Evidence[]): Finding[] {
  return evidence.flatMap(({ channel, where, bytes }) => {
    const hits = finder.search(bytes);
    if (hits.length === 0) return [];
    // A file's name, or the line of a request, may hold it itself.
    const place = finder.search(where).length === 0 ? where : '(its name holds it)';
    const lines = where === '' ? findInLines(finder, bytes) : [];
    // Broken across lines, it stands in none of them.
    const rest = hits.filter(({ secret }) => !lines.some((line) => line.secret === secret));
    const others = rest.map(({ secret, form }) => ({ secret, form, where: place }));
    return [...lines, ...others].map((one) => ({ ...one, channel }));
  });
}

/** The lines that hold a secret, as far as they can be named without showing it. */
function findInLines(finder: SecretFinder, bytes: Buffer): Omit<Finding, 'channel'>[] {
  const lines = bytes.toString().split('\n');
  return lines.flatMap((line, i) => {
    const id = /"id":"([^"]{1,120})"/.exec(line)?.[1] ?? '';
    const begin = line.slice(0, 90);
    const shown = [id && `the answer to "${id}"`, begin].find(
      (one) => one !== '' && finder.search(one).length === 0,
    );
    return finder
      .search(line)
      .map(({ secret, form }) => ({ secret, form, where: `line ${i + 1}: ${shown ?? ''}` }));
  });
}

/** For one case, on a slow machine. */
const CASE_TIMEOUT_MS = 150_000;

/** What a case is an instance of: what its name says before the first colon. */
export const kindOfCase = ({ name }: CanaryCase): readonly string[] => [name.split(':')[0] ?? name];

/** One test for each case: it goes as it should, and none of its bytes is a secret's. */
export function testCases(canaryAws: () => CanaryAws, cases: readonly SampledRow<CanaryCase>[]): void {
  testSampledConcurrently(
    cases,
    ({ name }) => name,
    async (one) => {
      const findings = await runCase(canaryAws(), one);
      expect(findings, `with the secrets of AWSWHITELIST_CANARY_SEED=${SEED}`).toEqual([]);
    },
    CASE_TIMEOUT_MS,
  );
}
