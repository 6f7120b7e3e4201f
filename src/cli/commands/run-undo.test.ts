import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Readable } from 'node:stream';
import { openTerminal, type Terminal } from '#test/support/program/terminal.ts';
import type { Io } from '#cli/terminal/io.ts';

const add = (ip: string, port: string) => ['add', ip, 'sg-0123abcd', '--port', port, '--sandbox'];

/** A terminal on whose sandbox something was added, with the answer in `last.json`. */
async function added(port = '8443', more: Partial<Io> = {}): Promise<Terminal> {
  const terminal = openTerminal(more);
  const { out, code } = await terminal.run(...add('203.0.113.7', port), '--json');
  expect(code).toBe(0);
  terminal.write('last.json', out);
  return terminal;
}

async function rules({ run }: Terminal): Promise<string[]> {
  const { out } = await run('list', 'sg-0123abcd', '--sandbox', '--json');
  return (JSON.parse(out) as { rules: { cidr: string; from_port: number }[] }).rules
    .filter(({ cidr }) => cidr === '203.0.113.7/32')
    .map(({ from_port: port }) => String(port));
}

const UNDO = ['undo', 'last.json', '--sandbox'];

describe('[undo.made] awswhitelist undo', () => {
  it('takes an answer back, and its own answer too', async () => {
    const terminal = await added();
    const { code, out, err } = await terminal.run(...UNDO, '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject([{ status: 'removed', rules: [{ cidr: '203.0.113.7/32' }] }]);
    expect(await rules(terminal)).toEqual([]);
    terminal.write('undo.json', out);
    const again = await terminal.run('undo', 'undo.json', '--sandbox');
    expect(again).toMatchObject({ code: 0, out: expect.stringMatching(/^Added to sg-0123abcd\./) as string });
    expect(await rules(terminal)).toEqual(['8443']);
  });

  it('twice is once', async () => {
    const terminal = await added();
    expect(await terminal.run(...UNDO)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Removed from sg-0123abcd\./) as string,
    });
    expect(await terminal.run(...UNDO)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Not found in sg-0123abcd: nothing was removed\./) as string,
    });
  });

  it('reads standard input where nobody sits at it, and does not wait where somebody does', async () => {
    const { out } = await openTerminal().run(...add('203.0.113.7', '8443'), '--json');
    const piped = openTerminal({ input: Readable.from([out]) });
    expect((await piped.run('undo', '--sandbox')).out).toMatch(/^Not found in sg-0123abcd/);
    const { code, err } = await openTerminal({ isInteractive: true }).run('undo', '--sandbox');
    expect(code).toBe(2);
    expect(err).toMatch(/^Error: Nothing says what to undo: expected a file with an answer/);
  });

  it('leaves alone what was changed since, says so and ends with 10', async () => {
    const terminal = await added();
    await terminal.run(...add('203.0.113.7', '8443'), '--holder', 'ann');
    const { code, out } = await terminal.run(...UNDO);
    expect(code).toBe(10);
    expect(out).toMatch(/^Changed since then in sg-0123abcd: nothing was changed\./);
    expect(out).toContain('is not as that answer left it, so nothing was changed.');
    expect((await terminal.run(...UNDO, '--quiet')).out).toMatch(/^Changed since then/);
    expect(await rules(terminal)).toEqual(['8443']);
  });

  it('says that there is nothing to undo', async () => {
    const terminal = openTerminal();
    terminal.write('last.json', '{"status": "not_found", "undo": []}');
    expect(await terminal.run(...UNDO)).toEqual({
      code: 0,
      out: 'There is nothing to undo: that answer changed nothing, or nothing of it can come back.\n',
      err: '',
    });
    expect(await terminal.run(...UNDO, '--json')).toMatchObject({ code: 0, out: '[]\n' });
  });

  it('is judged by the settings like any call, and goes on with the next one', async () => {
    const terminal = await added('8443');
    const more = await terminal.run(...add('203.0.113.7', '22'), '--json');
    const gone = await terminal.run(
      'remove',
      '203.0.113.7',
      'sg-0123abcd',
      '--port',
      '22',
      '--json',
      '--sandbox',
    );
    const last = await terminal.run('undo', 'last.json', '--json', '--sandbox');
    expect([more.code, gone.code, last.code]).toEqual([0, 0, 0]);
    terminal.write('all.json', `[${last.out.slice(1, -2)}, ${gone.out}]`);
    terminal.write('config.json', '{"security_settings": {"allowed_ports": [8443]}}');
    const { code, out, err } = await terminal.run('undo', 'all.json', '--sandbox', '-c', 'config.json');
    expect(code).toBe(4);
    expect(err).toMatch(/^Error: Refused by the settings of this program: /);
    expect(out).toMatch(/^Added to sg-0123abcd\./);
    expect(await rules(terminal)).toEqual(['8443']);
  });

  it('--dry-run shows what it would do', async () => {
    const terminal = await added();
    const { code, out } = await terminal.run(...UNDO, '--dry-run');
    expect(code).toBe(0);
    expect(out).toMatch(/^Planned, nothing was changed: this would remove 1 rule in sg-0123abcd\./);
    expect(await rules(terminal)).toEqual(['8443']);
  });

  it('stops where the next call would fail for the same reason', async () => {
    const terminal = await added();
    const { undo } = JSON.parse((await terminal.run(...add('203.0.113.8', '1'), '--json')).out) as {
      undo: object[];
    };
    terminal.write('last.json', JSON.stringify({ undo: [...undo, ...undo, ...undo] }));
    const { code, err } = await terminal.run(...UNDO, '--profile', '${user_config.profile}');
    expect(code).toBe(2);
    expect(err.match(/^Error: /gm)).toHaveLength(1);
    expect(err).toMatch(/\n2 more calls were not made\.\n$/);
  });

  it('listens to nothing more, however many calls it makes', async () => {
    const { signal } = new AbortController();
    const terminal = openTerminal({ stop: signal });
    const step = {
      tool: 'whitelist_undo',
      arguments: {
        security_group_id: 'sg-0123abcd',
        ip_address: '203.0.113.9',
        port: 1,
        protocol: 'tcp',
        action: 'remove',
      },
    };
    terminal.write('last.json', JSON.stringify({ undo: Array.from({ length: 20 }, () => step) }));
    expect(await terminal.run(...UNDO, '--dry-run')).toMatchObject({ code: 0, err: '' });
    expect(getEventListeners(signal, 'abort').length).toBeLessThan(5);
  });

  it.each([
    [['undo', 'a', 'b'], 'undo takes one file with an answer'],
    [['undo', 'nowhere.json'], 'nowhere.json cannot be read (ENOENT).'],
    [['undo', 'text.json'], 'text.json is not valid JSON: expected an answer as --json prints it.'],
    [['undo', 'list.json'], 'Invalid answer: got an object, expected the answer of a change'],
    [['undo', 'list.json', '--port', '1'], 'undo takes no --port.'],
  ])('%j is refused', async (argv, message) => {
    const terminal = openTerminal();
    terminal.write('text.json', 'Added to sg-1.');
    terminal.write('list.json', '{"rules": []}');
    const { code, out, err } = await terminal.run(...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`Error: ${message}`);
  });
});
