import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { hiddenIn, post, send, type Answered, type Fields, type Sending } from '#asking/test-kit.ts';
import { startSandbox, type Sandbox } from '#sandbox/index.ts';
import { allow, ANYTHING, MINIMAL, SEED_KEYS } from '#sandbox/auth/keys.ts';
import { seedState } from '#sandbox/seed/seed.ts';
import type { KeyRecord, State } from '#sandbox/state/state.ts';
import { createFinder, type Finder } from './canary-finder.ts';
import { KEYS, SEED, secretsOfTheRun, TOKENS, type CanaryKey } from './canary-secrets.ts';
import {
  openStation,
  type Channel,
  type Ended,
  type Evidence,
  type Machine,
  type Running,
} from './canary-station.ts';
import { startTalk, type Talk } from './canary-talk.ts';
import { SERVICES } from './canary-services.ts';
import { startAws, type Service } from './canary-wire.ts';

/** One thing that is done to the program, and the machine on which it is. */
export interface Case {
  readonly name: string;
  readonly machine?: Machine;
  /** Who is there beside AWS; `{service}` in the machine's variables is the address, `{host}` a part of it. */
  readonly service?: keyof typeof SERVICES;
  /** In AWS's place. Default: the sandbox, which knows the keys of the run. */
  readonly aws?: () => Promise<Service>;
  /** What the protocol has the server say back word for word: so much of standard output is not searched. */
  readonly echoes?: readonly string[];
  readonly drive: (stage: Stage) => Promise<void>;
}

export interface Run extends Ended {
  readonly stdout: string;
  readonly stderr: string;
}

/** What a case has at hand. */
export interface Stage {
  readonly aws: Service;
  readonly home: string;
  readonly cwd: string;
  /** A process, left alone. */
  readonly start: (args: readonly string[]) => Running;
  /** A command to its end, with nothing on its input. */
  readonly run: (...args: string[]) => Promise<Run>;
  /** A server, before any handshake. */
  readonly serve: (...args: string[]) => Talk;
  /** The page behind a link: all that it answers is searched. */
  readonly page: (link: string) => Page;
}

export interface Page {
  get(path?: string, sending?: Sending): Promise<Answered>;
  /** Sends the form of a page and follows where that leads. */
  fill(page: Answered, fields: Fields, headers?: Readonly<Record<string, string>>): Promise<Answered>;
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
    policy: policy ?? [...ANYTHING, ...MINIMAL, allow('sts:*')],
    ...(createdAt !== undefined && { createdAt }),
    ...(name === 'expired' && { expiresAt: '2020-01-01T00:00:00Z' }),
  };
}

/** AWS as the run's keys know it, for all cases of a file. */
export interface World {
  readonly sandbox: Sandbox;
  readonly finder: Finder;
  /** Takes up what was given out since. */
  refresh(): void;
}

export function openWorld(): () => World {
  const folder = mkdtempSync(join(tmpdir(), 'awswhitelist-canary-world-'));
  const stateFile = join(folder, 'state.json');
  const finder = createFinder();
  for (const [name, secret] of secretsOfTheRun()) finder.add(name, secret);
  let sandbox: Sandbox | undefined;
  beforeAll(async () => {
    const seed = seedState();
    const keys = Object.entries(KEYS).map(([name, key]) => record(name, key));
    writeFileSync(stateFile, JSON.stringify({ ...seed, keys: [...seed.keys, ...keys] }));
    sandbox = await startSandbox({ stateFile, mfaCodes: [TOKENS.mfaCode] });
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
export async function observe(world: World, one: Case, broken?: string): Promise<Finding[]> {
  const bin = broken ?? inject('packedBin');
  const service = one.service && (await SERVICES[one.service]());
  const aws = await (one.aws?.() ?? startAws(world.sandbox.endpoint));
  const { env = {}, ...machine } = one.machine ?? {};
  const { echoes = [] } = one;
  const variables = Object.entries(env).map(([name, value]) => [
    name,
    value
      ?.replaceAll('{service}', service?.endpoint ?? '')
      .replaceAll('{host}', service ? new URL(service.endpoint).host : ''),
  ]);
  const station = openStation(bin, aws.endpoint, { ...machine, env: Object.fromEntries(variables) });
  const pages: Evidence[] = [];
  const links = createFinder();
  const start = (args: readonly string[]) => station.start(args);
  try {
    const driven = one.drive({
      aws,
      home: station.home,
      cwd: station.cwd,
      start,
      async run(...args) {
        const running = start(args);
        running.child.stdin.end();
        const ended = await running.ended;
        return { ...ended, stdout: running.stdout(), stderr: running.stderr() };
      },
      serve: (...args) => startTalk(start(args)),
      page(link) {
        links.add('the address of the page', new URL(link).pathname.slice(1));
        return pageOf(link, pages);
      },
    });
    await (broken === undefined ? driven : driven.catch(() => undefined));
    world.refresh();
    const seen = [aws, ...(service ? [service] : [])].flatMap((one) => one.seen());
    const wire = seen.map((text): Evidence => ({
      channel: 'wire',
      where: text.split('\n')[0] ?? '',
      bytes: Buffer.from(text, 'latin1'),
    }));
    const told = station.evidence().map((one) => withoutEchoes(one, echoes));
    const evidence = [...told, ...pages, ...wire];
    // An assistant is told the page's address, and the page itself knows it; nobody else.
    const untold = evidence.filter(({ channel }) => channel !== 'page' && channel !== 'standard output');
    return [...findings(world.finder, evidence), ...findings(links, untold)];
  } finally {
    await station.close();
    await service?.close();
    await aws.close();
  }
}

function withoutEchoes(one: Evidence, echoes: readonly string[]): Evidence {
  if (one.channel !== 'standard output' || echoes.length === 0) return one;
  const left = echoes.reduce((text, echo) => text.replaceAll(echo, ''), one.bytes.toString());
  return { ...one, bytes: Buffer.from(left) };
}

function pageOf(link: string, pages: Evidence[]): Page {
  const keep = (answer: Answered, where: string) => {
    const bytes = Buffer.from(`${JSON.stringify(answer.headers)}\n${answer.text}`);
    pages.push({ channel: 'page', where, bytes });
    return answer;
  };
  const address = new URL(link);
  return {
    address,
    async get(path = address.pathname, sending = {}) {
      return keep(await send(address.origin + path, sending), `${sending.method ?? 'GET'}`);
    },
    raw: (bytes) =>
      new Promise((resolve) => {
        const socket = connect(Number(address.port), address.hostname, () => socket.write(bytes));
        socket.setTimeout(300, () => socket.destroy());
        socket.on('data', (chunk) => pages.push({ channel: 'page', where: 'raw bytes', bytes: chunk }));
        socket.on('error', () => undefined).on('close', () => resolve());
      }),
    async fill(page, fields, headers = {}) {
      const sent = keep(await post(link, [...hiddenIn(page.text), ...fields], headers), 'POST');
      if (sent.status !== 303) return sent;
      return keep(await send(new URL(sent.headers.location ?? '', link).href), 'GET after POST');
    },
  };
}

function findings(finder: Finder, evidence: readonly Evidence[]): Finding[] {
  return evidence.flatMap(({ channel, where, bytes }) => {
    const hits = finder.search(bytes);
    if (hits.length === 0) return [];
    // A file's name, or the line of a request, may hold it itself.
    const place = finder.search(where).length === 0 ? where : '(its name holds it)';
    const lines = where === '' ? linesOf(finder, bytes) : [];
    // Broken across lines, it stands in none of them.
    const rest = hits.filter(({ secret }) => !lines.some((line) => line.secret === secret));
    const others = rest.map(({ secret, form }) => ({ secret, form, where: place }));
    return [...lines, ...others].map((one) => ({ ...one, channel }));
  });
}

/** The lines that hold a secret, as far as they can be named without showing it. */
function linesOf(finder: Finder, bytes: Buffer): Omit<Finding, 'channel'>[] {
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

/** For one case, on a slow machine: milliseconds. */
const LIMIT = 60_000;

/** One test for each case: it goes as it should, and none of its bytes is a secret's. */
export function testCases(world: () => World, cases: readonly Case[]): void {
  for (const one of cases)
    it.concurrent(
      one.name,
      async () => {
        const findings = await observe(world(), one);
        expect(findings, `with the secrets of AWSWHITELIST_CANARY_SEED=${SEED}`).toEqual([]);
      },
      LIMIT,
    );
}
