import type { Case } from '#test/contract/case.ts';
import { authorize, ingress, outcome, tcp, tcp6 } from '#test/contract/stage.ts';

function sixty(make: (index: number) => ReturnType<typeof tcp>) {
  return Array.from({ length: 60 }, (_, index) => make(index));
}

export const QUOTA_CASES: readonly Case[] = [
  {
    id: 'quota-sixty',
    run: async (stage) => {
      const group = await stage.newGroup();
      const first = await outcome(
        authorize(stage, group, ...sixty((index) => tcp(22, `203.0.113.${index}/32`))),
      );
      const more = await outcome(authorize(stage, group, tcp(22, '203.0.113.60/32')));
      return { first, more, rules: (await ingress(stage, group)).length };
    },
    aws: { first: 'ok', more: 'RulesPerSecurityGroupLimitExceeded', rules: 60 },
  },
  {
    id: 'quota-families-apart',
    run: async (stage) => {
      const group = await stage.newGroup();
      await authorize(stage, group, ...sixty((index) => tcp(22, `203.0.113.${index}/32`)));
      return outcome(authorize(stage, group, tcp6(22, '2001:db8::/64')));
    },
    aws: 'ok',
  },
];
