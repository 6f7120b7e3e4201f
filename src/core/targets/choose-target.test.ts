import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseTarget, type SearchScope } from './choose-target.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import type { SearchResult, Target } from './found-target.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import { parseTarget } from './target.ts';

const HERE = parseRegion('us-east-1');
const PARIS = parseRegion('eu-west-3');
const OSLO = parseRegion('eu-north-1');
const A = parseSecurityGroupId('sg-0a');
const B = parseSecurityGroupId('sg-0b');

const target = (more: Partial<Target>): Target => ({
  kind: 'instance',
  id: 'i-0123abcd',
  name: null,
  groups: [A],
  port: null,
  reachable: 'internet',
  region: HERE,
  ...more,
});
const NOTHING: SearchResult = { found: [], onlyGroups: false, refused: [], failed: [], near: [] };
const search = (found: readonly Target[], more: Partial<SearchResult> = {}) => ({
  ...NOTHING,
  found,
  ...more,
});
const place = (more: Partial<SearchScope> = {}): SearchScope => ({
  region: HERE,
  regions: [],
  lookIn: () => Promise.reject(new Error('nobody asked for that')),
  ...more,
});
const choose = (of: SearchResult, { said = 'web', ...more }: Partial<SearchScope> & { said?: string } = {}) =>
  chooseTarget(parseTarget(said), of, place(more));
async function refusal(...asked: Parameters<typeof choose>): Promise<WhitelistError> {
  const outcome = await choose(...asked).catch((error: unknown) => error);
  if (outcome instanceof WhitelistError) return outcome;
  throw new Error('not refused', { cause: outcome });
}

const UNHELPFUL =
  'from the internet: for an address out there, this rule alone will not help. It does for one that comes through a VPN, peering or the same network.';
const DENIED = { action: 'rds:DescribeDBInstances', message: 'Access Denied' };

describe('one group', () => {
  it('is it', async () => {
    const one = target({ name: 'web-1' });
    const chosen = { group: A, region: HERE, targets: [one], onlyGroups: false, warnings: [] };
    expect(await choose(search([one]))).toEqual(chosen);
  });

  it('is it, however many things of the name are in it', async () => {
    const found = [target({}), target({ id: 'i-2' }), target({ kind: 'security_group', id: A })];
    expect(await choose(search(found))).toMatchObject({ group: A, targets: found });
  });

  it('comes with a warning where the internet cannot reach it', async () => {
    const db = target({ kind: 'database', id: 'staging-db', reachable: 'private' });
    expect((await choose(search([db]))).warnings).toEqual([
      `database staging-db cannot be reached ${UNHELPFUL}`,
    ]);
    expect((await choose(search([db, target({ reachable: 'private' })]))).warnings).toEqual([
      `None of what was found can be reached ${UNHELPFUL}`,
    ]);
  });

  it.each([['internet'], ['unknown']] as const)('comes without one where it is %s', async (reachable) => {
    expect((await choose(search([target({ reachable })]))).warnings).toEqual([]);
    const both = search([target({ reachable: 'private' }), target({ reachable: 'internet' })]);
    expect((await choose(both)).warnings).toEqual([]);
  });

  it('does not open what has the name and no group', async () => {
    const edge = target({ kind: 'load_balancer', id: 'edge', groups: [], reachable: 'private' });
    expect(await choose(search([edge, target({})]))).toMatchObject({
      group: A,
      targets: [target({})],
      warnings: ['load balancer edge has the same name, and AWS tells of no security group that it is in.'],
    });
  });

  it('says what could not be seen', async () => {
    expect((await choose(search([target({})], { refused: [DENIED] }))).warnings).toEqual([
      'Whether something else has this name too is not known: these credentials may not use rds:DescribeDBInstances.',
    ]);
  });
});

describe('several groups', () => {
  it('of one thing are a list to choose from', async () => {
    const { code, message, details } = await refusal(search([target({ name: 'bastion', groups: [A, B] })]));
    expect(code).toBe('ambiguous_target');
    expect(message).toBe(
      '"web" stands for 2 security groups in us-east-1, and nothing was done: which one is meant?',
    );
    expect(details.guidance).toEqual([
      'sg-0a: of instance i-0123abcd ("bastion")',
      'sg-0b: of instance i-0123abcd ("bastion")',
      'Ask the person which one is meant, then repeat the call with its id.',
      'If all of them are meant: targets ["sg-0a","sg-0b"].',
    ]);
  });

  it('and a tag that a group and a machine in it have are not told apart', async () => {
    const found = [target({ kind: 'security_group', id: A, name: 'web' }), target({ name: 'web' })];
    const error = await chooseTarget(parseTarget('tag:env=web'), search(found), place()).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      code: 'ambiguous_target',
      message:
        '"tag:env=web" stands for a security group and for what is in one in us-east-1, and nothing was done: which is meant?',
    });
    const machines = [target({ id: 'i-1' }), target({ id: 'i-2' })];
    expect(await chooseTarget(parseTarget('tag:env=web'), search(machines), place())).toMatchObject({
      group: A,
    });
  });

  it('of one name are told apart, and by their kinds where these differ', async () => {
    const found = [
      target({ kind: 'security_group', id: A, name: 'web', details: 'in vpc-1, "front"' }),
      target({ kind: 'database', id: 'web', groups: [B] }),
    ];
    expect((await refusal(search(found))).details.guidance).toEqual([
      'sg-0a ("web"), in vpc-1, "front"',
      'sg-0b: of database web',
      expect.stringContaining('Ask the person'),
      'A kind is named before it: "sg:web", "rds:web".',
      'If all of them are meant: targets ["sg-0a","sg-0b"].',
    ]);
    expect((await refusal(search(found), { said: 'Name=web' })).details.guidance).toHaveLength(4);
  });

  it('are shown with their own names, and what is in them, both bounded and visible', async () => {
    const evil = `web\u202e${'x'.repeat(300)}`;
    const found = [
      target({ kind: 'security_group', id: A, name: evil }),
      ...['1', '2', '3', '4', '5'].map((n) => target({ id: `i-${n}` })),
      target({ kind: 'function', id: 'f', groups: [B] }),
    ];
    const [first = '', second] = (await refusal(search(found))).details.guidance ?? [];
    expect(first).toContain(`sg-0a ("web\\u{202e}${'x'.repeat(96)}…")`);
    expect(first).toMatch(/: of instance i-1, instance i-2, instance i-3, and 2 more$/);
    expect(second).toBe('sg-0b: of function f');
  });

  it('need not have names', async () => {
    const found = [A, B].map((id) => target({ kind: 'security_group', id, groups: [id] }));
    expect((await refusal(search(found))).details.guidance?.slice(0, 2)).toEqual(['sg-0a', 'sg-0b']);
  });

  it('are never more than ten, and the rest is counted', async () => {
    const groups = Array.from({ length: 13 }, (_, i) => parseSecurityGroupId(`sg-${i.toString(16)}`));
    const { message, details } = await refusal(search([target({ groups })]));
    expect(message).toContain('13 security groups');
    expect(details.guidance).toHaveLength(13);
    expect(details.guidance?.[9]).toMatch(/^sg-9:/);
    expect(details.guidance?.[10]).toBe('and 3 more');
    const ten = await refusal(search([target({ groups: groups.slice(0, 10) })]));
    expect(ten.details.guidance).toHaveLength(12);
  });

  it('are never guessed between: one is chosen exactly where there is one', async () => {
    const ids = fc.subarray([A, B, parseSecurityGroupId('sg-0c')]);
    const things = fc.array(ids.map((groups) => target({ groups })));
    await fc.assert(
      fc.asyncProperty(things, async (found) => {
        const distinct = new Set(found.flatMap(({ groups }) => groups));
        const outcome = await choose(search(found)).catch((error: unknown) => error);
        if (distinct.size === 1) expect(outcome).toMatchObject({ group: [...distinct][0] });
        else
          expect(outcome).toMatchObject({
            code: distinct.size > 1 ? 'ambiguous_target' : 'target_not_found',
          });
      }),
    );
  });
});

describe('no group', () => {
  it('of a thing that is there is told as what it is', async () => {
    const { code, message, details } = await refusal(
      search([target({ kind: 'function', id: 'hello', groups: [] })]),
    );
    expect(code).toBe('target_not_found');
    expect(message).toBe(
      'function hello was found in us-east-1, but AWS tells of no security group that it is in.',
    );
    expect(details.guidance).toEqual(['Name the security group itself.']);
  });

  it('of a load balancer sends one to what is behind it', async () => {
    const edge = target({ kind: 'load_balancer', id: 'edge', groups: [] });
    expect((await refusal(search([edge]))).details.guidance).toEqual([
      'A load balancer without a group lets everybody through: the groups of what is behind it decide.',
      'Name the security group itself.',
    ]);
    expect((await refusal(search([edge, edge]))).message).toMatch(/^Each of the 2 that were found /);
  });
});

describe('nothing', () => {
  const ELSEWHERE =
    'Or it is in another region: give that, or list yours under "regions" in the config file, to have them looked through.';

  it('is told with what is much like it', async () => {
    const { code, message, details } = await refusal({ ...NOTHING, near: ['wem', 'w\u200beb'] });
    expect(code).toBe('target_not_found');
    expect(message).toBe('"web" was not found in us-east-1.');
    expect(details.guidance).toEqual(['Names much like it: "wem", "w\\u{200b}eb".', ELSEWHERE]);
  });

  it('is told with what could not be looked at, and the policy for it', async () => {
    const { message, details } = await refusal({
      ...NOTHING,
      refused: [DENIED, { ...DENIED, action: 'x:Y' }],
    });
    expect(message).toBe('"web" was not found in us-east-1, as far as these credentials may look.');
    expect(details.guidance).toEqual([
      'Not looked up, since these credentials may not: rds:DescribeDBInstances, x:Y.',
      '`awswhitelist policy --for targets` prints the smallest policy that allows them.',
      ELSEWHERE,
    ]);
  });

  it('is told with the regions of the config file in which it does exist', async () => {
    const asked: string[] = [];
    const lookIn = (region: string) => {
      asked.push(region);
      return Promise.resolve(region === PARIS ? search([target({})]) : NOTHING);
    };
    const { details } = await refusal(NOTHING, { regions: [OSLO, HERE, PARIS, OSLO], lookIn });
    expect(asked).toEqual([OSLO, PARIS]);
    expect(details.guidance).toEqual(['It exists in eu-west-3: repeat the call with that region.']);
  });

  it('does not pass a region over in silence that could not be looked through', async () => {
    const lookIn = (region: string) =>
      region === PARIS
        ? Promise.reject(new WhitelistError('throttled', 'AWS is limiting.'))
        : Promise.resolve({ ...NOTHING, refused: [DENIED] });
    expect((await refusal(NOTHING, { regions: [PARIS, OSLO], lookIn })).details.guidance).toEqual([
      'eu-west-3 could not be looked through: AWS is limiting.',
      'eu-north-1 was looked through without rds:DescribeDBInstances, which is not allowed.',
    ]);
  });

  it('ends with the call', async () => {
    const cancelled = new WhitelistError('cancelled', 'The call was cancelled.');
    const lookIn = () => Promise.reject(cancelled);
    expect(await refusal(NOTHING, { regions: [PARIS], lookIn })).toBe(cancelled);
  });

  it('of what says itself that it is elsewhere is told so, without a look anywhere', async () => {
    const said = 'arn:aws:rds:eu-west-3:123456789012:db:paris-db';
    const { code, message, details } = await refusal(NOTHING, { said, regions: [PARIS, OSLO] });
    expect(code).toBe('target_not_found');
    expect(message).toBe(`"${said}" is in eu-west-3, as it says itself; this call is for us-east-1.`);
    expect(details.guidance).toEqual(['Repeat the call with the region eu-west-3.']);
  });

  it('of an ARN may be a matter of the account', async () => {
    const said = 'arn:aws:rds:us-east-1:123456789012:db:gone';
    expect((await refusal(NOTHING, { said, regions: [PARIS] })).details.guidance).toEqual([
      'It says that it is of the account 123456789012: these credentials may be of another.',
    ]);
  });

  it('may be a tag that was not written as one', async () => {
    const { message, details } = await refusal(NOTHING, { said: 'env=\u202estaging' });
    expect(message).toBe('"env=\\u{202e}staging" was not found in us-east-1.');
    expect(details.guidance).toEqual(['A tag other than Name is written "tag:KEY=VALUE".', ELSEWHERE]);
  });
});
