import { answered, type Eval, list } from './eval.ts';

/** Which groups and rules there are, and where an address or a port gets in. */
export const LISTING: readonly Eval[] = [
  {
    says: 'which groups have web in their names?',
    calls: [list({ name: 'web' })],
    outcome: answered({ groups: [{ name: 'web' }] }),
  },
  {
    says: 'what is there in vpc-0a8229a728e277642, the first three will do',
    calls: [list({ vpc: 'vpc-0a8229a728e277642', limit: 3 })],
    outcome: answered({ truncated: true }),
    why: 'The answer has a cursor for those that follow.',
  },
  {
    says: 'show me the groups that are tagged Environment=production',
    calls: [list({ tag: 'Environment=production' })],
    or: [[list({ tag: 'tag:Environment=production' })]],
    outcome: answered({ groups: [] }),
    why: 'Machines carry that tag here, and no group does.',
  },
  {
    says: 'where does 198.51.100.7 get in?',
    calls: [list({ from: '198.51.100.7' })],
    outcome: answered({}),
  },
  {
    says: 'who reaches port 22, and where?',
    calls: [list({ port: 22 })],
    or: [[list({ port: 'ssh' })]],
    outcome: answered({}),
  },
];
