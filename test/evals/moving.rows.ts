import { add, answered, AT_HOME, type Eval, LAST, ME, ME6, move, refused } from './eval.ts';

const BEFORE = '198.51.100.71';
const BEFORE6 = '2001:db8:7::71';
const NOW = '203.0.113.141';
const NOW6 = '2001:db8:8::141';

/** What the person was let in with, when they were elsewhere. */
const given = (ip_address: string, more: object = {}) =>
  add({ ip_address, target: 'office-access', port: 8443, ...more });

const moved = (from: string, to: string, rule = 'office-access tcp 8443', more = ''): Eval['outcome'] => ({
  kind: 'changed',
  added: [`${rule} ${to}${more}`],
  gone: [`${rule} ${from}${more}`],
});

/** "My IP changed": what the person has goes with them. */
export const MOVING: readonly Eval[] = [
  {
    says: 'my IP changed, fix it',
    given: [given(BEFORE), given(BEFORE6, { port: 8444 })],
    calls: [move({})],
    or: [[move({ ip_address: 'current' })]],
    outcome: {
      kind: 'changed',
      added: [`office-access tcp 8443 ${ME}/32`, `office-access tcp 8444 ${ME6}/128`],
      gone: [`office-access tcp 8443 ${BEFORE}/32`, `office-access tcp 8444 ${BEFORE6}/128`],
    },
    why: 'Nothing has to be named: the tool finds whose access it is, and where. It is the caller’s own, so nobody is asked.',
    sources: AT_HOME,
  },
  {
    says: 'Seit heute habe ich eine andere IPv4 und komme nicht mehr rein, v6 ist hier kaputt. Stell das bitte um.',
    given: [given(BEFORE)],
    calls: [move({ families: '4', ip_address: 'current' })],
    outcome: moved(`${BEFORE}/32`, `${ME}/32`),
    sources: AT_HOME,
  },
  {
    says: `I moved flats. My address is ${NOW} now, please switch my access to office-access over to it. A short interruption is fine.`,
    given: [given(BEFORE)],
    calls: [move({ ip_address: NOW, target: 'office-access', allow_gap: true })],
    outcome: moved(`${BEFORE}/32`, `${NOW}/32`),
  },
  {
    says: `everything I had from ${BEFORE} should now be for ${NOW}; what I have from elsewhere stays`,
    given: [given(BEFORE), given('198.51.100.72')],
    calls: [move({ ip_address: NOW, from_ip_address: BEFORE })],
    outcome: moved(`${BEFORE}/32`, `${NOW}/32`),
  },
  {
    says: `new ip again: ${NOW}. move me`,
    given: [given(BEFORE), given('198.51.100.72')],
    calls: [move({ ip_address: NOW })],
    outcome: refused('invalid_input', 'from_ip_address', `${BEFORE}/32`, '198.51.100.72/32'),
    why: 'The person has two old addresses, and is to be asked which one it was.',
  },
  {
    says: `my provider gave me a new prefix: ${NOW6} it is, next to ${NOW}. only change sg-0123abcd`,
    given: [given(BEFORE6)],
    calls: [move({ ip_addresses: [NOW6, NOW], security_group_id: 'sg-0123abcd' })],
    or: [[move({ ip_addresses: [NOW, NOW6], security_group_id: 'sg-0123abcd' })]],
    outcome: moved(`${BEFORE6}/128`, `${NOW6}/128`),
  },
  {
    says: `Paul's IP is ${NOW} as of today. We call him "paul" in there. Can you carry his access over?`,
    given: [given(BEFORE, { holder: 'paul' }), given('198.51.100.73')],
    calls: [move({ ip_address: NOW, holder: 'paul' })],
    outcome: moved(`${BEFORE}/32`, `${NOW}/32`, undefined, ' held by paul'),
  },
  {
    says: `IP changed to ${NOW}, fix it for office-access and build-runners in us-east-1 only`,
    given: [given(BEFORE), given(BEFORE, { target: 'vpn-gateway', region: 'eu-west-1' })],
    calls: [move({ ip_address: NOW, targets: ['office-access', 'build-runners'], region: 'us-east-1' })],
    outcome: moved(`${BEFORE}/32`, `${NOW}/32`),
  },
  {
    says: `what would change if I told you that my ip is ${NOW} now?`,
    given: [given(BEFORE)],
    calls: [move({ ip_address: NOW, dry_run: true })],
    outcome: answered({ status: 'planned', rules: { length: 1 }, would_remove: { length: 1 } }),
  },
  {
    says: 'fine, do that move',
    given: [given(BEFORE)],
    earlier: [
      {
        says: `plan moving me to ${NOW}, don't do it yet`,
        calls: [move({ ip_address: NOW, dry_run: true })],
      },
    ],
    calls: [move({ ip_address: NOW, plan_token: LAST.planToken })],
    or: [[move({ ip_address: NOW })]],
    outcome: moved(`${BEFORE}/32`, `${NOW}/32`),
  },
  {
    says: `new address for me in profile ireland: ${NOW}`,
    given: [given(BEFORE, { target: 'vpn-gateway', profile: 'ireland' })],
    calls: [move({ ip_address: NOW, profile: 'ireland' })],
    outcome: moved(`${BEFORE}/32`, `${NOW}/32`, 'eu-west-1:vpn-gateway tcp 8443'),
  },
];
