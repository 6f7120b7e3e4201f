import { expect, it } from 'vitest';
import { openTerminal } from '#test/support/program/terminal.ts';

const BOX = '--sandbox';

it('list --mine finds one’s own rules in all groups, over several runs', async () => {
  const { run } = openTerminal();
  const grant = [
    '--port',
    '8443',
    '--holder',
    'jo.doe',
    '--reason',
    'index repair',
    '--expires-in',
    '2h',
    BOX,
  ];
  expect(await run('add', '203.0.113.7', 'office-access', ...grant)).toMatchObject({ code: 0 });
  expect(await run('add', '203.0.113.7', 'web', '--port', '8443', BOX)).toMatchObject({ code: 0 });
  const mine = await run('list', '--mine', BOX);
  expect(mine).toMatchObject({ code: 0, err: '' });
  expect(mine.out).toMatch(/^1 rule of jo in 1 group\.\n\nGROUP +SOURCE .* HELD BY +DESCRIPTION\nweb /);
  const filters = ['--holder', 'jo.doe', '--expiring-within', '3h'];
  const soon = await run('list', ...filters, BOX);
  expect(soon.out).toMatch(/^1 rule of jo\.doe with an end within 3 h in 1 group\./);
  expect(soon.out).toMatch(/\noffice-access .* jo\.doe until \S+Z \(index repair\)\n/);
  const none = await run('list', 'web', ...filters, BOX);
  expect(none).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^sg-\w+ \("web"\) has no rules of jo\.doe /),
  });
  const wrong = await run('list', '--expiring-within', 'soon', BOX);
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('days, hours and minutes') });
});
