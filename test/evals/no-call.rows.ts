import { NONE, type Eval } from './eval.ts';

/** What these tools do not do, and what they cannot begin with: here the good call is none. */
export const NO_CALL: readonly Eval[] = [
  {
    says: 'delete the security group office-access altogether',
    calls: [],
    outcome: NONE,
    why: 'Rules are added and removed here, groups are not; to empty it is not what was asked for.',
  },
  {
    says: 'web should no longer be able to connect OUT to 198.51.100.7',
    calls: [],
    outcome: NONE,
    why: 'Only inbound rules are changed here.',
  },
  {
    says: 'block 203.0.113.66 on web, it is attacking us',
    calls: [],
    outcome: NONE,
    why: 'A security group has no rules that deny, and web is open to the world: to remove the address would change nothing.',
  },
  {
    says: 'hey can you let my colleague in',
    calls: [],
    outcome: NONE,
    why: 'Whose address, where, and on which port is asked first; "current" would be the speaker’s own.',
  },
  {
    says: 'Was passiert eigentlich, wenn in einer Security Group keine Regel passt?',
    calls: [],
    outcome: NONE,
    why: 'A question about AWS, not about this account.',
  },
];
