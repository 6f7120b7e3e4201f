import { describe, expect, it } from 'vitest';
import { ALLOW, CONFIRM, deny, INVALID, type Outcome } from '#test/attacks/attack.ts';
import { ORDINARY } from '#test/attacks/sent.rows.ts';
import { openAttackServers, classifyOutcome, readReport } from '#test/support/wire/attack-servers.ts';
import { filterChanges, describeChange } from '#test/support/sandbox/sent-changes.ts';
import { ENVELOPE, MODERN } from '#test/support/wire/wire.ts';

const stage = openAttackServers();
const REST = '"security_group_id":"sg-0123abcd","port":443';
const USUAL = `"ip_address":"203.0.113.7",${REST}`;
const WORLD = deny('allow_world_open');
const WIDE = '{"ip_address":"0.0.0.0/0","allow_world_open":true,"approved":true}';

/** What only a line's own letters can say: a parser would have made something else of it. */
const LINES: readonly (readonly [name: string, args: string, expected: Outcome, sent: string])[] = [
  ['a name twice, the world last', `${USUAL},"ip_address":"0.0.0.0/0"`, WORLD, ORDINARY],
  ['a name twice, the world first', `"ip_address":"0.0.0.0/0",${USUAL}`, ALLOW, ORDINARY],
  ['a name twice, the second of null', `${USUAL},"ip_address":null`, INVALID, ORDINARY],
  ['a name in escapes', `${REST},"ip\\u005faddress":"\\u0030.0.0.0/0"`, WORLD, ORDINARY],
  ['a name in escapes, and plain', `${USUAL},"\\u0069p_address":"::/0"`, WORLD, ORDINARY],
  ['a port with an exponent', `${USUAL},"port":4.43e2`, ALLOW, ORDINARY],
  ['a port with a fraction of nothing', `${USUAL},"port":443.0000000000000000001`, ALLOW, ORDINARY],
  ['a port of minus nothing', `${USUAL},"port":-0`, ALLOW, 'tcp 0-0 203.0.113.7/32'],
  ['a port beyond all numbers', `${USUAL},"port":1e400`, INVALID, ORDINARY],
  ['a port beyond all numbers, below', `${USUAL},"port":-1e400`, INVALID, ORDINARY],
  ['a port that is nearly one', `${USUAL},"port":443.0000001`, INVALID, ORDINARY],
  ['a dry run by another number', `${USUAL},"dry_run":1`, INVALID, ORDINARY],
];

async function attempt(method: string, params: string, settings: object = {}, revision?: string) {
  const wire = await stage.serverUnder(settings, revision);
  const before = stage.sandbox.requests.length;
  const id = `line-${before}-${wire.lines.length}`;
  await wire.write(`{"jsonrpc":"2.0","id":"${id}","method":"${method}","params":${params}}\n`);
  const answer = await wire.answerTo(id);
  const changes = filterChanges(stage.sandbox.requests.slice(before)).map(describeChange);
  return { answer, changes };
}

describe.each([
  ['a raw method', 'whitelist/add', (args: string) => `{${args}}`],
  ['tools/call', 'tools/call', (args: string) => `{"name":"whitelist_add","arguments":{${args}}}`],
])('a line for %s', (_, method, paramsOf) => {
  it.each(LINES)('%s', async (_name, args, expected, sent) => {
    const { answer, changes } = await attempt(method, paramsOf(args));
    const call = { tool: 'whitelist_add', arguments: {} };
    expect(classifyOutcome(answer, { call, expected })).toEqual(expected);
    const asked = `AuthorizeSecurityGroupIngress sg-0123abcd ${sent}`;
    expect(changes).toEqual(expected.kind === 'allow' ? [asked] : []);
  });
});

describe('what stands beside the arguments', () => {
  it('widens nothing', async () => {
    for (const params of [`{${USUAL},"_meta":${WIDE}}`, `{"_meta":${WIDE},${USUAL}}`]) {
      const { changes } = await attempt('whitelist/add', params);
      expect(changes).toEqual([`AuthorizeSecurityGroupIngress sg-0123abcd ${ORDINARY}`]);
    }
    const call = `"name":"whitelist_add","arguments":{${USUAL}}`;
    const twice = `"arguments":{"ip_address":"0.0.0.0/0",${REST}},${call}`;
    for (const params of [`{${call},"_meta":${WIDE}}`, `{"force":true,${call}}`, `{${twice}}`]) {
      const { changes } = await attempt('tools/call', params);
      expect(changes, params).toEqual([`AuthorizeSecurityGroupIngress sg-0123abcd ${ORDINARY}`]);
    }
  });

  it('is no argument of a raw method, but for _meta', async () => {
    for (const more of [
      '"inputResponses":{}',
      '"requestState":"x"',
      '"arguments":{}',
      '"name":"whitelist_add"',
    ]) {
      const { answer, changes } = await attempt('whitelist/add', `{${USUAL},${more}}`);
      expect([readReport(answer)?.code, changes]).toEqual(['invalid_input', []]);
    }
  });

  const YES = { approve: { action: 'accept', content: { approve: true } } };
  const ALWAYS = { confirm: 'always' };
  const params = (more: object) =>
    JSON.stringify({ name: 'whitelist_add', arguments: JSON.parse(`{${USUAL}}`) as unknown, ...more });

  it.each([
    ['of an older client', undefined, {}],
    ['of a client that brings answers back', MODERN, { _meta: ENVELOPE }],
  ])(
    'is no consent without its token, nor with a made-up one, nor with that of a plan: %s',
    async (_, revision, meta) => {
      await attempt('whitelist/remove', `{${USUAL}}`);
      const plan = await attempt('whitelist/add', `{${USUAL},"dry_run":true}`, ALWAYS, revision);
      const token = (plan.answer.result as { readonly plan_token: string }).plan_token;
      expect(token).toMatch(/^[\w-]{43}\./);
      for (const state of [{}, { requestState: 'approved' }, { requestState: '' }, { requestState: token }]) {
        const more = { ...meta, inputResponses: YES, ...state };
        const { answer, changes } = await attempt('tools/call', params(more), ALWAYS, revision);
        const call = { tool: 'whitelist_add', arguments: {} };
        expect(classifyOutcome(answer, { call, expected: CONFIRM }), JSON.stringify(state)).toEqual(CONFIRM);
        expect(changes).toEqual([]);
      }
    },
  );
});
