import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inMinutes, NOW } from '#test/support/arbitraries/grants.ts';
import { describeMinutes, resolveEnd, parseEnd, parseMinutes, parseExpiresIn } from './end.ts';

const refusal = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('It was not refused.');
};

describe('a time', () => {
  it.each([
    ['1m', 1],
    ['45m', 45],
    ['2h', 120],
    ['3d', 4320],
    ['1h30m', 90],
    ['1d2h3m', 1563],
    ['007m', 7],
    ['0h1m', 1],
    ['3650d', 5_256_000],
  ])('%s is %d minutes', (text, minutes) => {
    expect(parseMinutes(text, 'expires_in')).toBe(minutes);
  });

  it.each([
    '',
    '0m',
    '0d0h0m',
    '2',
    'h',
    '2 h',
    '2H',
    ' 2h',
    '2h ',
    '2h\n',
    '30m2h',
    '1h1h',
    '-1h',
    '1.5h',
    '1e3m',
    '3650d1m',
    '9999999d',
    '12345678m',
    'never',
    2,
    null,
    ['2h'],
  ])('%j is none', (value) => {
    expect(refusal(() => parseMinutes(value, 'default_expires_in'))).toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(
        /^Invalid default_expires_in: .*from 1m to 3650d\. Example: "2h"/s,
      ) as unknown,
    });
  });

  it('reads as what describeMinutes shows, without its blanks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_256_000 }), (minutes) => {
        const text = describeMinutes(minutes).replaceAll('min', 'm').replaceAll(' ', '');
        expect(parseMinutes(text, 'x')).toBe(minutes);
      }),
    );
  });

  it('may be never, where that can be said', () => {
    expect(parseExpiresIn('never', 'expires_in')).toEqual({ kind: 'never' });
    expect(parseExpiresIn('2h', 'expires_in')).toEqual({ kind: 'in', minutes: 120 });
  });
});

it.each([
  [0, '0 min'],
  [0.4, '0 min'],
  [45, '45 min'],
  [59.7, '1 h'],
  [119.6, '2 h'],
  [1439.9, '1 d'],
  [2160, '1 d 12 h'],
  [1441, '1 d 1 min'],
])('%d minutes are shown as %s', (minutes, text) => {
  expect(describeMinutes(minutes)).toBe(text);
});

describe('the end that a call names', () => {
  it.each([
    [{}, null],
    [{ expires_in: '2h' }, { kind: 'in', minutes: 120 }],
    [{ expires_in: 'never' }, { kind: 'never' }],
    [{ expires_at: '2026-12-01T18:00Z' }, { kind: 'at', at: new Date('2026-12-01T18:00:00Z') }],
    [{ expires_at: '2026-12-01T18:00+01:00' }, { kind: 'at', at: new Date('2026-12-01T17:00:00Z') }],
    [{ expires_at: '2026-12-01T18:00:30.5-05:30' }, { kind: 'at', at: new Date('2026-12-01T23:30:30.500Z') }],
    [{ expires_at: '2028-02-29T00:00Z' }, { kind: 'at', at: new Date('2028-02-29T00:00:00Z') }],
  ])('%j', (given, end) => {
    expect(parseEnd(given)).toEqual(end);
  });

  it.each([
    '',
    'never',
    '2h',
    '2026-12-01',
    '2026-12-01T18:00',
    '2026-12-01 18:00Z',
    '2026-12-01T18Z',
    '2026-02-30T10:00Z',
    '2027-02-29T10:00+01:00',
    '2026-13-01T10:00Z',
    '2026-12-01T25:00Z',
    '2026-12-01T18:00+99:00',
    '+002026-12-01T18:00Z',
    '1795888800',
    '1 December 2026',
  ])('%j is no moment', (expires_at) => {
    expect(refusal(() => parseEnd({ expires_at }))).toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('expected a moment in ISO 8601 with its zone') as unknown,
    });
  });

  it('is named once', () => {
    expect(refusal(() => parseEnd({ expires_in: '2h', expires_at: '2026-12-01T18:00Z' }))).toMatchObject({
      message: expect.stringContaining('either expires_in or expires_at, not both') as unknown,
    });
  });
});

describe('the end by the clock', () => {
  it.each([
    [0, 120, inMinutes(120)],
    [1, 1, inMinutes(2)],
    [59, 1, inMinutes(2)],
  ])('%d s after the minute, in %d minutes: rounded up', (seconds, minutes, end) => {
    expect(resolveEnd({ kind: 'in', minutes }, inMinutes(0, seconds))).toEqual(end);
  });

  it('is a whole minute: after a time that is never shorter, before a moment that is never passed', () => {
    const time = fc.integer({ min: 1, max: 5_256_000 });
    const ms = fc.nat({ max: 59_999 });
    fc.assert(
      fc.property(time, ms, ms, (minutes, late, rest) => {
        const now = new Date(NOW.getTime() + late);
        const lasting = resolveEnd({ kind: 'in', minutes }, now);
        const length = (lasting?.getTime() ?? 0) - now.getTime();
        expect((lasting?.getTime() ?? 1) % 60_000).toBe(0);
        expect(length).toBeGreaterThanOrEqual(minutes * 60_000);
        expect(length).toBeLessThan((minutes + 1) * 60_000);
        const at = new Date(inMinutes(minutes).getTime() + (minutes === 5_256_000 ? 0 : rest));
        expect(resolveEnd({ kind: 'at', at }, NOW)).toEqual(inMinutes(minutes));
      }),
    );
  });

  it('may be none', () => {
    expect(resolveEnd({ kind: 'never' }, NOW)).toBeNull();
  });

  it.each([inMinutes(0), inMinutes(-1), inMinutes(0, 59), inMinutes(5_256_001)])(
    '%s is past, this very minute, or too far',
    (at) => {
      expect(refusal(() => resolveEnd({ kind: 'at', at }, NOW))).toMatchObject({
        code: 'invalid_input',
        message: expect.stringMatching(
          /^Invalid expires_at: .*by AWS's clock \(2026-11-23T18:00Z\), within ten years\. Example: "2026-11-23T20:00Z"/,
        ) as unknown,
      });
    },
  );
});
