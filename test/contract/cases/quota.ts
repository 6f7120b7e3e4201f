import type { ContractCase } from '#test/contract/case.ts';
import {
  authorize,
  ingressTexts,
  describeOutcome,
  tcpPermission,
  tcpPermissionIpv6,
} from '#test/contract/aws-fixture.ts';

function sixty(make: (index: number) => ReturnType<typeof tcpPermission>) {
  return Array.from({ length: 60 }, (_, index) => make(index));
}

export const QUOTA_CASES: readonly ContractCase[] = [
  {
    id: 'quota-sixty',
    run: async (stage) => {
      const group = await stage.newGroup();
      const first = await describeOutcome(
        authorize(stage, group, ...sixty((index) => tcpPermission(22, `203.0.113.${index}/32`))),
      );
      const more = await describeOutcome(authorize(stage, group, tcpPermission(22, '203.0.113.60/32')));
      return { first, more, rules: (await ingressTexts(stage, group)).length };
    },
    aws: { first: 'ok', more: 'RulesPerSecurityGroupLimitExceeded', rules: 60 },
  },
  {
    id: 'quota-families-apart',
    run: async (stage) => {
      const group = await stage.newGroup();
      await authorize(stage, group, ...sixty((index) => tcpPermission(22, `203.0.113.${index}/32`)));
      return describeOutcome(authorize(stage, group, tcpPermissionIpv6(22, '2001:db8::/64')));
    },
    aws: 'ok',
  },
];
