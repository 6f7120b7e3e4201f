import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApprovalQuestion, Desk } from '../../core/asking.ts';
import { createDesk } from '../index.ts';
import {
  approvalQuestion,
  codeQuestion,
  credentialsQuestion,
  fill,
  hiddenIn,
  post,
  PROOF,
  send,
} from '../test-kit.ts';

let desk: Desk;
let time: number;
beforeEach(() => {
  time = Date.now();
  desk = createDesk({ now: () => new Date(time) });
});
afterEach(() => desk.close());

const ask = (call: string, more: Partial<ApprovalQuestion> = {}) => desk.ask(call, approvalQuestion(more));
const pressing = (button: string) => [['do', button]] as const;
const MINUTE = 60_000;

describe('an approval', () => {
  it('[consent.page] is for the plan that was shown, with all that it is about', async () => {
    const address = await ask('a');
    const page = await send(address);
    for (const shown of [
      'Approve this change?',
      'It removes 2 rules at once.',
      'Will be removed: 2 rules',
      'tcp 22 from 203.0.113.7/32',
      '“Jo, home”',
      'tcp 443 from 203.0.113.7/32',
      'sg-0123abcd',
      '“office-access”',
      'us-east-1',
      PROOF.account,
      PROOF.arn,
      'Written by your assistant',
    ])
      expect(page.text).toContain(shown);
    expect(page.text).not.toContain('Will be added');
    const done = await fill(address, page, pressing('approve'));
    for (const shown of [
      '<h1>Approved</h1>',
      'exactly this change, once, for fifteen minutes',
      'tcp 22 from',
    ])
      expect(done.text).toContain(shown);
    expect(desk.take('a')).toEqual({ kind: 'approved', plan: 'digest-1' });
    expect(desk.take('a')).toBeNull();
  });

  it('never shows the digest of the plan, nor that of the call', async () => {
    const { text } = await send(await ask('call-digest'));
    expect(text).not.toContain('digest');
  });

  it('is for none but the change whose button was pressed', async () => {
    const address = await ask('a');
    await ask('b', { plan: 'digest-2' });
    const page = await send(address);
    expect(page.text).toContain('Approve these changes?');
    const done = await fill(address, page, pressing('approve'), 1);
    expect(done.text).toContain('One more request waits');
    expect([desk.take('a'), desk.take('b')]).toEqual([null, { kind: 'approved', plan: 'digest-2' }]);
  });

  it.each([[[]], [pressing('')], [pressing('Approve')], [pressing('approve ')], [pressing('decline')]])(
    'is given by its button alone: %j is a no',
    async (fields) => {
      const address = await ask('a');
      const { text } = await fill(address, await send(address), fields);
      expect(text).toContain('<h1>Declined</h1>');
      expect(desk.take('a')).toEqual({ kind: 'declined' });
    },
  );

  it('is not given by a form that was never shown, nor by one of a change that is another by now', async () => {
    const address = await ask('a');
    const old = await send(address);
    const made = await post(address, [
      ['kind', 'approval'],
      ['id', 'made-up'],
      ['do', 'approve'],
    ]);
    expect(made.status).toBe(303);
    // The same call, asked again after the group has changed.
    await ask('a', { plan: 'digest-2', removed: [{ rule: 'tcp 1 from 203.0.113.7/32', description: null }] });
    await fill(address, old, pressing('approve'));
    expect(desk.take('a')).toBeNull();
    await fill(address, await send(address), pressing('approve'));
    expect(desk.take('a')).toEqual({ kind: 'approved', plan: 'digest-2' });
  });

  it('of the same change stays on the page while its call is repeated', async () => {
    const address = await ask('a');
    const page = await send(address);
    expect(await ask('a')).toBe(address);
    expect(hiddenIn((await send(address)).text)).toEqual(hiddenIn(page.text));
    await fill(address, page, pressing('approve'));
    expect(desk.take('a')).toEqual({ kind: 'approved', plan: 'digest-1' });
  });

  it('pressed twice is one, and the second press is told the same', async () => {
    const address = await ask('a');
    const page = await send(address);
    const [one, two] = await Promise.all([0, 1].map(() => fill(address, page, pressing('approve'))));
    expect([one?.text, two?.text]).toEqual([one?.text, one?.text]);
    expect(desk.take('a')).toEqual({ kind: 'approved', plan: 'digest-1' });
    await fill(address, page, pressing('approve'));
    expect(desk.take('a')).toBeNull();
  });

  it('is held for a quarter of an hour, and no longer', async () => {
    for (const [waited, held] of [
      [14 * MINUTE, { kind: 'approved', plan: 'digest-1' }],
      [15 * MINUTE + 1, null],
    ] as const) {
      const address = await ask('a');
      await fill(address, await send(address), pressing('approve'));
      time += waited;
      expect(desk.take('a')).toEqual(held);
    }
  });

  it('waits beside other questions', async () => {
    const address = await ask('a');
    await desk.ask('b', credentialsQuestion());
    await desk.ask('c', codeQuestion());
    const page = await send(address);
    expect(page.text).toContain('Your answer is needed');
    await fill(address, page, pressing('approve'), 2);
    expect(['a', 'b', 'c'].map((call) => desk.take(call)?.kind)).toEqual(['approved', undefined, undefined]);
  });

  it('shows every rule of a big change', async () => {
    const rules = Array.from({ length: 300 }, (_, i) => ({
      rule: `tcp ${i} from 203.0.113.7/32`,
      description: null,
    }));
    const { text } = await send(await ask('a', { added: rules.slice(0, 100), removed: rules.slice(100) }));
    expect(text).toContain('Will be added: 100 rules');
    expect(text).toContain('Will be removed: 200 rules');
    for (const { rule } of rules) expect(text).toContain(`>${rule}<`);
  });

  it("shows strangers' texts as they are, and lets none be markup or turn the line", async () => {
    const hostile = '<script>x</script>\u202e"\u200b\u0000\n- will be added: nothing';
    const { text } = await send(
      await ask('a', {
        groupName: hostile,
        removed: [{ rule: 'tcp 1 from 10.0.0.0/8', description: hostile }],
      }),
    );
    expect(text).not.toContain('<script>');
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u202e\u200b\u0000]/);
    expect(text.match(/&lt;script&gt;/g)).toHaveLength(2);
  });
});
