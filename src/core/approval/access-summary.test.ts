import { describe, expect, it } from 'vitest';
import { summarizeAccess } from './access-summary.ts';

/** In the local time of whatever machine this is. */
const local = (hours: number, minutes: number, day = 30) => new Date(2026, 10, day, hours, minutes);
const NOW = local(18, 5);
const stamp = (date: Date) => `${date.toISOString().slice(0, 16)}Z`;

describe('a description in words', () => {
  it.each([
    [
      'who, until when and why',
      `Jo, home [awswhitelist:1 jo until ${stamp(local(20, 5))} (deploy)]`,
      {
        words: 'Jo, home',
        holders: [{ access: 'jo until 20:05 (in 2 h)', reason: 'deploy' }],
      },
    ],
    [
      'all who hold it',
      `[awswhitelist:1 jo until ${stamp(local(9, 0, 31))}; ann]`,
      {
        words: null,
        holders: [
          { access: 'jo until 1 Dec 2026, 09:00 (in 14 h 55 min)', reason: null },
          { access: 'ann without an end', reason: null },
        ],
      },
    ],
    [
      'an end that is past',
      `[awswhitelist:1 jo until ${stamp(local(17, 0))}]`,
      {
        words: null,
        holders: [{ access: 'jo until 17:00 (over)', reason: null }],
      },
    ],
    ['what others wrote', 'partner "B"', { words: 'partner "B"', holders: [] }],
    ['nothing', '', { words: '', holders: [] }],
  ])('has %s', (_what, description, summary) => {
    expect(summarizeAccess(description, NOW)).toEqual(summary);
  });
});
