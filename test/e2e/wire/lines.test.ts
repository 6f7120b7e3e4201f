import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '#test/support/program/program.ts';
import { createRequest, startTestWire, type Wire } from '#test/support/wire/wire.ts';

const MIB = 1_048_576;

/** A plain request in a line of just this many bytes. */
function lineOf(bytes: number, id: string): string {
  const text = JSON.stringify(createRequest(id, 'whitelist/check'));
  return `${text.slice(0, -1)}${' '.repeat(bytes - text.length)}}\n`;
}

function wireWith(settings: object | null): Wire {
  if (settings === null) return startTestWire();
  const file = join(temporaryFolder(), 'config.json');
  writeFileSync(file, JSON.stringify(settings));
  return startTestWire(['-c', file]);
}

const refusalOf = (id: string | null) => ({
  jsonrpc: '2.0',
  id,
  error: { code: -32600, message: 'Invalid request: the line is too long.' },
});

describe('the greatest line', () => {
  it.each([
    ['1 MiB by default', null, MIB],
    ['as the config file says, shorter', { server: { max_message_bytes: 2048 } }, 2048],
    ['as the config file says, longer', { server: { max_message_bytes: 3 * MIB } }, 3 * MIB],
  ])('is %s; one byte more is refused and the next line served', async (_, settings, limit) => {
    const wire = wireWith(settings);
    void wire.write(lineOf(limit, 'longest'));
    expect((await wire.answerTo('longest')).error?.code).toBe(-32602);
    void wire.write(lineOf(limit + 1, 'too long'));
    void wire.write(lineOf(100, 'next'));
    await wire.answerTo('next');
    expect(wire.lines[1]).toEqual(refusalOf('too long'));
    expect(wire.lines).toHaveLength(3);
  });

  it('is refused without being held: 300 MB on one line cost no such memory', async () => {
    const wire = startTestWire();
    await wire.waitUntilRead();
    const status = `/proc/${wire.child.pid}/status`;
    // The peak, so that nothing between two looks is missed.
    const peak = () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1]) / 1024;
    const before = existsSync(status) ? peak() : null;
    const chunk = Buffer.alloc(MIB, 0x61);
    for (let i = 0; i < 300; i++) await wire.write(chunk);
    await wire.write('\n');
    await wire.waitUntilRead();
    expect(wire.lines[1]).toEqual(refusalOf(null));
    if (before === null) return void process.stderr.write('Memory not measured: this system has no /proc.\n');
    expect(peak() - before).toBeLessThan(100);
  });
});

describe('the last line', () => {
  it('is served without an end', async () => {
    const wire = startTestWire();
    wire.child.stdin.end(JSON.stringify(createRequest('last', 'whitelist/check')));
    const { code, stdout } = await wire.ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: 'last', error: { code: -32602 } });
  });

  it.each([
    ['cut off', '{"jsonrpc":"2.0","id":', null, -32700],
    ['too long', lineOf(MIB + 1, 'x').trimEnd(), 'x', -32600],
    ['no text', Buffer.from([0xff]), null, -32700],
  ])('is refused where it is %s', async (_, bytes, id, code) => {
    const wire = startTestWire();
    wire.child.stdin.end(bytes);
    const exit = await wire.ended;
    expect(exit).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(exit.stdout)).toMatchObject({ id, error: { code } });
  });
});

describe('the pieces in which bytes arrive', () => {
  it('are put together again, whatever they cut through', async () => {
    const wire = startTestWire();
    const bytes = Buffer.from(`${JSON.stringify(createRequest('ü€😀', 'whitelist/check'))}\r\n`);
    for (const byte of bytes) await wire.write(Buffer.of(byte));
    expect((await wire.answerTo('ü€😀')).error?.code).toBe(-32602);
  });
});
