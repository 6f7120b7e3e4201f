import { describe, expect, it } from 'vitest';
import type { LogFormat, LogLevel } from './core/log-level.ts';
import { Secret } from './core/secret.ts';
import { createLog, logDefect, type Log } from './log.ts';

function written(level: LogLevel, format: LogFormat, use: (log: Log) => void): string[] {
  const lines: string[] = [];
  use(createLog({ level, format, write: (line) => lines.push(line), now: () => new Date(0) }));
  return lines;
}

const everything = (log: Log) => {
  log.error('e');
  log.warning('w');
  log.info('i');
  log.debug('d');
};

describe('log', () => {
  it.each([
    ['error', 1],
    ['warning', 2],
    ['info', 3],
    ['debug', 4],
  ] as const)('at %s writes the %i most important levels', (level, count) => {
    expect(written(level, 'text', everything)).toHaveLength(count);
  });

  it('writes one readable line each, with an end', () => {
    const use = (log: Log) => log.info('AWS ec2:X', { ms: 3, source: 'the call', none: null });
    expect(written('info', 'text', use)).toEqual([
      '1970-01-01T00:00:00.000Z INFO AWS ec2:X ms=3 source="the call" none=null\n',
    ]);
  });

  it('writes one JSON object a line, its own members first and safe from facts of the same name', () => {
    const use = (log: Log) => log.info('hello', { ms: 3, level: 'none', ok: true, source: 'the call' });
    const [line = ''] = written('info', 'json', use);
    expect(line).toBe(
      '{"time":"1970-01-01T00:00:00.000Z","level":"info","message":"hello","ms":3,"ok":true,"source":"the call"}\n',
    );
  });

  it.each(['text', 'json'] as const)('%s: never a secret, a second line or a control character', (format) => {
    const secret = new Secret('canary');
    const use = (log: Log) =>
      log.info('a\nb\u0007', { key: secret, nested: `x${String(secret)}`, text: 'c\r\nd' });
    const [line = '', ...more] = written('info', format, use);
    expect(more).toEqual([]);
    expect(line).not.toContain('canary');
    expect(line.trimEnd()).not.toMatch(/\p{Cc}/u);
  });

  it('tells where a defect is and not what it says', () => {
    const [line = ''] = written('error', 'text', (log) => logDefect(log, new TypeError('canary')));
    expect(line).toContain('defect: TypeError | at ');
    expect(line).not.toContain('canary');
    expect(written('error', 'text', (log) => logDefect(log, 'canary'))[0]).not.toContain('canary');
  });
});
