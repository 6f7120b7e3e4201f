import { describe, expect, it } from 'vitest';
import { LOG_LEVELS, type LogFormat, type LogLevel } from '#core/log-level.ts';
import { Secret } from '#core/text/secret.ts';
import { createLog, logDefect } from './log.ts';

const NOW = () => new Date('2027-01-02T03:04:05.678Z');

function logAt(level: LogLevel, format: LogFormat = 'text') {
  const lines: string[] = [];
  return { lines, log: createLog({ level, format, write: (line) => lines.push(line), now: NOW }) };
}

describe('the log', () => {
  it.each([
    ['error', 1],
    ['warning', 2],
    ['info', 3],
    ['debug', 4],
  ] as const)('at level %s writes what is at least as important', (level, count) => {
    const { lines, log } = logAt(level);
    for (const own of LOG_LEVELS) log[own]('message');
    expect(lines).toEqual(
      LOG_LEVELS.slice(0, count).map((own) => `2027-01-02T03:04:05.678Z ${own.toUpperCase()} message\n`),
    );
  });

  it('writes facts after the message, and a secret as [secret]', () => {
    const { lines, log } = logAt('info');
    log.info('done', { ms: 5, source: 'the call', key: new Secret('CANARY'), none: null });
    expect(lines).toEqual([
      '2027-01-02T03:04:05.678Z INFO done ms=5 source="the call" key=[secret] none=null\n',
    ]);
  });

  it('keeps to one line, whatever is written', () => {
    const { lines, log } = logAt('info');
    log.info('a\nb\u202e', { text: 'c\r\nd\u001b[31m', long: 'x'.repeat(5000) });
    expect(lines[0]?.split('\n')).toHaveLength(2);
    for (const unseen of ['\r', '\u001b', '\u202e']) expect(lines[0]).not.toContain(unseen);
    expect(lines[0]?.length).toBeLessThan(600);
  });

  it('as JSON: one object a line, its own members never replaced', () => {
    const { lines, log } = logAt('info', 'json');
    log.info('a\nb', {
      ms: 5,
      ok: true,
      none: null,
      key: new Secret('CANARY'),
      level: 'forged',
      time: 'forged',
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.split('\n')).toHaveLength(2);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      time: '2027-01-02T03:04:05.678Z',
      level: 'info',
      message: 'a\\u{a}b',
      ms: 5,
      ok: true,
      none: null,
      key: '[secret]',
    });
  });
});

describe('a defect', () => {
  it('is told by its place, not by its words', () => {
    const { lines, log } = logAt('error');
    logDefect(log, new TypeError('CANARY'));
    logDefect(log, 'CANARY');
    logDefect(log, new RangeError('CANARY\n    at CANARY (canary.ts:1:1)'));
    logDefect(log, Object.assign(new Error('CANARY\n    at CANARY'), { name: 'CANARY of jo', message: '' }));
    logDefect(log, Object.assign(new Error('a\n    at CANARY'), { message: 'b' }));
    expect(lines[0]).toMatch(/ERROR defect: TypeError \| at .*log\.test\.ts/);
    expect(lines[1]).toContain('ERROR defect: Error');
    expect(lines.join('')).not.toContain('CANARY');
  });
});
