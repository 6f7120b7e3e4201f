import { describe, expect, it } from 'vitest';
import type { Attack, Outcome } from './attack.ts';
import { ATTACKS } from './table.ts';

/** One test for each attack, on whatever face attempts it. */
export function describeAttacks(title: string, attempt: (attack: Attack) => Promise<Outcome>): void {
  describe(title, () => {
    it.each(ATTACKS.map((attack) => [attack.name, attack] as const))('%s', async (_, attack) => {
      expect(await attempt(attack)).toEqual(attack.expected);
    });
  });
}
