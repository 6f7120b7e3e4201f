import { expect, it } from 'vitest';
import { explainRefusal } from './policy.ts';

it.each<[string | null, string | null, string]>([
  [
    'true',
    '/home/jo/me.json',
    'security_settings.a decides this (in /home/jo/me.json); true there would allow it.',
  ],
  [null, null, 'security_settings.a decides this (by default; a config file, -c, can say otherwise).'],
])('%s in %s', (allows, file, text) => {
  expect(explainRefusal({ setting: 'a', reason: 'b', allows }, file)).toBe(text);
});
