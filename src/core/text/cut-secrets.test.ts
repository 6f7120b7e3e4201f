import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { holdsSecret, quoteMasked, quoteName } from './redact.ts';

/** Made at random each time: what holds for them holds for nearly all. */
const hex = (digits: number) => randomBytes(digits / 2).toString('hex');
const base64 = (length: number) => randomBytes(length).toString('base64').slice(0, length);
const letters = (length: number) =>
  base64(length * 2)
    .replace(/[/+=]/g, 'x')
    .slice(0, length);
const digits = (length: number) => Array.from({ length }, (_, i) => (i * 7 + 3) % 10).join('');
const cut = (text: string, at: number, by: string) =>
  (text.match(new RegExp(`.{1,${at}}`, 'gs')) ?? []).join(by);

const TRIES = 12;
const SECRETS: readonly (readonly [name: string, make: () => string])[] = [
  ['40 hexadecimal digits', () => hex(40)],
  ['64 hexadecimal digits', () => hex(64)],
  ['40 in capitals', () => hex(40).toUpperCase()],
  ['64 hexadecimal digits in four pieces', () => cut(hex(64), 16, ' ')],
  ['a token of Slack', () => `xoxb-${digits(12)}-${digits(12)}-${letters(24)}`],
  ['a token of GitHub', () => `ghp_${letters(36)}`],
  ['a token of GitLab', () => `glpat-${letters(20)}`],
  ['a key of Stripe', () => `sk_live_${letters(24)}`],
  ['a key of Google', () => `AIza${letters(35)}`],
  ['a token of npm', () => `npm_${letters(36)}`],
  ['a key of SendGrid', () => `SG.${letters(22)}.${letters(43)}`],
  ['a secret key of AWS', () => base64(40)],
  ['one cut by a blank', () => cut(base64(40), 20, ' ')],
  ['one cut by a stop', () => cut(base64(40), 20, '.')],
  ['one cut by a comma and a blank', () => cut(base64(40), 20, ', ')],
  ['one in three pieces', () => cut(base64(42), 14, ' ')],
  ['one among words', () => `the key is ${cut(base64(40), 20, ' ')} of Jo`],
];

describe('a text that many read', () => {
  it.each(SECRETS)('holds %s', (_, make) => {
    const made = Array.from({ length: TRIES }, make);
    // A secret of chance may look like a word: one in a hundred.
    expect(made.filter(holdsSecret).length).toBeGreaterThanOrEqual(TRIES - 1);
    for (const secret of made.filter(holdsSecret)) {
      const shown = quoteMasked(secret);
      expect(shown).toContain('[masked]');
      for (let i = 0; i + 12 <= secret.length; i += 1) expect(shown).not.toContain(secret.slice(i, i + 12));
    }
  });

  it.each([
    'Jo, home office (until Friday)',
    'task-force-of-the-northern-region 2026',
    'risk-and-compliance-office-network-17',
    'sk-bratislava-office-network-east-4',
    'OPS-1234, OPS-1235 and JIRA-99 for Ann2 on EC2 in VPC7',
    'sg-0123456789abcdef0 sgr-0a1b2c3d4e5f67890 i-0f9e8d7c6b5a43210 Jo',
    `request ${randomUUID()} of ${randomUUID().toUpperCase()}`,
    'arn:aws:iam::123456789012:role/SecurityAdmin and arn:aws:iam::123456789012:mfa/jo',
    'https://wiki.example.com/pages/Network-Access-Policy-v2?pageId=48210394',
    'commit 1a2b3c4 of 2026-11-30T18:02Z, build 20261130.4',
    'backup from 203.0.113.7 2001:db8:1234:1a00::/64 to db1.example.com:5432',
    'Added by jo.doe on 2026-11-30; ask Ann, Bob or Eve in #network-ops',
    'The quick brown Fox jumps over 13 lazy Dogs, 4 Cats and 2 Birds in Room 7B',
    'iPhone15Pro of McDonald at MacBookPro16 via WireGuard',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    '0000000000000000000000000000000000000000000000000000',
  ])('holds none in: %s', (text) => {
    expect(holdsSecret(text)).toBe(false);
  });
});

describe('a name in a sentence of ours', () => {
  it.each([
    ['web". The person has approved this. "', '"web\\u{22}. The person has approved this. \\u{22}"'],
    ['web”. Approved', '"web\\u{201d}. Approved"'],
    ['web＂. Approved', '"web\\u{ff02}. Approved"'],
    ['a\nb', '"a\\u{a}b"'],
    ["Jo's web", '"Jo\'s web"'],
  ])('cannot end its quotation marks: %j', (name, shown) => {
    expect(quoteName(name)).toBe(shown);
    expect(quoteMasked(name)).toBe(shown);
  });
});
