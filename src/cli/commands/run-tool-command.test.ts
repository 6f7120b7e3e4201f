import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadConfig } from '#config/load.ts';
import { createRuntime } from '#context.ts';
import { toWhitelistError, type ErrorReport } from '#core/errors/errors.ts';
import { createLog } from '#log.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { defineTool, READ_ONLY } from '#tools/definition/definition.ts';
import { toToolCommand } from '#cli/arguments/tool-commands.ts';
import type { Io } from '#cli/terminal/io.ts';
import { parseCommandLine } from '#cli/parse.ts';
import { createProgressBar } from '#cli/terminal/progress-bar.ts';
import { runToolCommand } from './run-tool-command.ts';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';

const folder = mkdtempSync(join(tmpdir(), 'awswhitelist-many-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content);
  return name;
};

type Work = (context: ToolContext) => Promise<string>;

/** A tool that answers with what it was called with. */
const echo = (work: Work) =>
  toToolCommand(
    defineTool({
      name: 'whitelist_echo',
      title: 'Echo',
      description: 'Echo',
      input: {
        ip_address: z.string().optional(),
        ip_addresses: z.array(z.string()).optional().describe('Several'),
        security_group_id: z.string().optional(),
        target: z.string().optional(),
        targets: z.array(z.string()).describe('Several').optional(),
        port: z.union([z.string(), z.array(z.string())]).optional(),
        dry_run: z.boolean().optional(),
      },
      output: z.object({ status: z.string(), given: z.unknown() }),
      annotations: READ_ONLY,
      positionals: ['ip_address', 'security_group_id'],
      read: (given) => given,
      run: async (given, { context }) => ({ status: await work(context), given }),
      view: ({ status }) => ({ headline: status, notes: [] }),
    }),
  );

interface Ways extends Partial<Io> {
  readonly work?: Work;
}

interface Ran {
  readonly err: string;
  readonly code?: number;
  readonly given?: unknown;
  readonly error?: ErrorReport;
}

async function run(
  argv: readonly string[],
  { work = () => Promise.resolve('done'), ...more }: Ways = {},
): Promise<Ran> {
  const written = { out: '', err: '' };
  const command = echo(work);
  const io: Io = {
    env: {},
    home: folder,
    cwd: folder,
    user: 'jo',
    warnings: [],
    input: Readable.from([]),
    errWidth: () => null,
    isInteractive: false,
    ask: null,
    stop: new AbortController().signal,
    takeSignals: () => () => {},
    ...more,
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
  };
  const config = loadConfig({ flags: {}, env: {}, readFile: () => null, place: CONFIG_PLACE });
  const log = createLog({ level: 'error', format: 'text', write: io.err });
  const runtime = createRuntime(config, { log, user: 'jo' });
  const { bar, io: ioAboveBar } = createProgressBar(io, true);
  try {
    const line = parseCommandLine(['echo', ...argv, '--json'], [command]);
    const code = await runToolCommand(command, line, runtime, ioAboveBar, bar);
    const { given } = JSON.parse(written.out) as { given: unknown };
    return { code, given, err: written.err };
  } catch (error) {
    return { error: toWhitelistError(error).report(), err: written.err };
  } finally {
    await runtime.close();
  }
}

describe('[words.lists] an option of a list', () => {
  it.each([
    [['--ip-addresses', '203.0.113.7'], { ip_addresses: ['203.0.113.7'] }],
    [
      ['--ip-addresses', '203.0.113.7,198.51.100.0/24', '--ip-addresses=2001:db8::1'],
      { ip_addresses: ['203.0.113.7', '198.51.100.0/24', '2001:db8::1'] },
    ],
    [['--targets', 'web, db', 'current'], { targets: ['web', 'db'], ip_address: 'current' }],
    [['--port', '80,443', '--dry-run'], { port: '80,443', dry_run: true }],
    [
      ['203.0.113.7', '198.51.100.4', 'sg-1', 'web'],
      { ip_addresses: ['203.0.113.7', '198.51.100.4'], targets: ['sg-1', 'web'] },
    ],
  ])('%j', async (argv, given) => {
    expect(await run(argv)).toEqual({ code: 0, given, err: '' });
  });

  it.each([
    [['--ip-addresses', '203.0.113.7,'], '--ip-addresses has nothing as its value 2 of 2: expected'],
    [['--targets', 'a', '--targets', '', '--targets', 'b'], '--targets has nothing as its value 2 of 3: '],
    [['--targets='], '--targets has no value: expected values with single commas between them, for example'],
    [['203.0.113.7', 'sg-1', '443'], '"443" is one word too many: echo takes IP_ADDRESS… TARGET….'],
  ])('with nothing in it is refused: %j', async (argv, message) => {
    const { error } = await run(argv);
    expect(error).toMatchObject({ code: 'invalid_input', outcome: 'not_done' });
    expect(error?.message.startsWith(message)).toBe(true);
  });
});

describe('[from-file.given] --from', () => {
  const two = { ip_addresses: ['203.0.113.7', '198.51.100.4'] };

  it('takes the addresses of a file, and tells what is not used of it', async () => {
    const lines = file('hosts.txt', '203.0.113.7\n198.51.100.4 # Jo\n');
    expect(await run(['--from', lines, 'sg-1', 'web'])).toEqual({
      code: 0,
      given: { ...two, targets: ['sg-1', 'web'] },
      err: '',
    });
    const table = file('hosts.csv', '\uFEFFwho,ip\r\nJo,203.0.113.7\r\nKim,198.51.100.4\r\n');
    expect(await run(['--from', join(folder, table)])).toEqual({
      code: 0,
      given: two,
      err: `Warning: ${join(folder, table)}: not used: "who".\n`,
    });
    const windows = file('w.txt', Buffer.from('\uFEFF203.0.113.7\r\n198.51.100.4\r\n', 'utf16le'));
    expect(await run(['--from', windows])).toMatchObject({ given: two });
  });

  it('- is standard input, in whatever pieces it comes', async () => {
    const input = Readable.from(['203.0', '.113.7\n198.', Buffer.from('51.100.4')]);
    expect(await run(['--from', '-'], { input })).toEqual({ code: 0, given: two, err: '' });
    const typed = await run(['--from=-'], { input: Readable.from(['::1\n']), isInteractive: true });
    expect(typed).toMatchObject({ err: 'Reading from this terminal; Ctrl-D ends the text.\n' });
    expect(await run(['--from', '-'])).toMatchObject({
      error: { message: 'Standard input: there is no address in it.' },
    });
  });

  it.each([
    [['203.0.113.9'], 'ip_address'],
    [['203.0.113.9', '203.0.113.8'], 'ip_addresses'],
    [['--ip-addresses', '203.0.113.9'], 'ip_addresses'],
  ])('beside other addresses is refused: %j', async (argv, name) => {
    const { error } = await run(['--from', 'never-read.txt', ...argv]);
    expect(error?.message).toBe(`Addresses are given twice: by --from and as ${name}.`);
  });

  it.each<[string, string | Buffer | null, string]>([
    ['missing.txt', null, 'missing.txt cannot be read (ENOENT).'],
    ['.', null, '. cannot be read (EISDIR).'],
    ['latin.txt', Buffer.from([0x31, 0xe9, 0x0a]), 'latin.txt is not text in UTF-8.'],
    [
      'long.txt',
      '#'.repeat(1_048_577),
      'long.txt is longer than 1 MiB (1048576 bytes), the most that is read.',
    ],
    ['full.txt', '#'.repeat(1_048_576), 'full.txt: there is no address in it.'],
    ['bad.txt', '203.0.113.7\nhttps\n', 'bad.txt: 1 of 2 entries cannot be used, expected'],
  ])('%s is refused', async (name, content, message) => {
    if (content !== null) file(name, content);
    const { error } = await run(['--from', name, 'web']);
    expect(error).toMatchObject({ code: 'invalid_input', outcome: 'not_done' });
    expect(error?.message.startsWith(message)).toBe(true);
  });

  it('an end of nothing is not waited for once it is interrupted', async () => {
    const stop = new AbortController();
    const reading = run(['--from', '-'], { input: new PassThrough(), stop: stop.signal });
    stop.abort();
    expect(await reading).toMatchObject({ error: { code: 'cancelled', outcome: 'not_done' } });
  });

  it('is for tools that take several addresses alone', () => {
    const whoami = ['whoami', '--from', 'x'];
    expect(() => parseCommandLine(whoami, [])).toThrow('Unknown option --from.');
  });
});

describe('a call of several things', () => {
  const steps: Work = async (context) => {
    for (const done of [0, 1, 2]) {
      context.reportProgress({ done, total: 2, what: 'groups' });
      await new Promise((resolve) => setTimeout(resolve, done === 0 ? 320 : 0));
    }
    return 'added';
  };

  it('[progress.terminal] shows a bar on standard error, and nothing of it where that is no terminal', async () => {
    const { code, err } = await run([], { work: steps, errWidth: () => 80 });
    expect(code).toBe(0);
    const drawn = err.split('\r').map((text) => text.trim());
    expect(drawn.filter((text) => text !== '')).toEqual([
      '[..............................] 0 of 2 groups',
      '[###############...............] 1 of 2 groups',
      '[##############################] 2 of 2 groups',
    ]);
    expect(err.endsWith('\r')).toBe(true);
    expect(await run([], { work: steps })).toMatchObject({ err: '' });
  });

  it('[batch.interrupted] that was done in part ends with 10, after an interruption with 130', async () => {
    expect(await run([], { work: () => Promise.resolve('partial') })).toMatchObject({ code: 10 });
    const stop = new AbortController();
    const work: Work = () => {
      stop.abort();
      return Promise.resolve('partial');
    };
    expect(await run([], { work, stop: stop.signal })).toMatchObject({ code: 130 });
  });
});
