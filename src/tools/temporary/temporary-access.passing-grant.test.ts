import { expect, it, onTestFinished } from 'vitest';
import { startToolHarness } from '#test/support/harness/tool-harness.ts';
import { alreadyAllowedBy, validateAdd } from './temporary-access.ts';

async function bench() {
  const started = await startToolHarness();
  onTestFinished(() => started.close());
  return started;
}

const GROUP = { security_group_id: 'sg-0123abcd' };

it('what lets an address in already is told by its rules, and a part of it is not all', async () => {
  const at = await bench();
  const asked = { ...GROUP, ip_address: '192.0.2.7' };
  const rules = await alreadyAllowedBy({ ...asked, port: 443 }, at.runtime.toolContext());
  expect(rules).toMatchObject([{ cidr: '192.0.2.0/24', from_port: 443 }]);
  expect(await alreadyAllowedBy({ ...asked, port: '443,444' }, at.runtime.toolContext())).toBe(null);
});

it('an addition that cannot be read is refused before AWS is asked, and before anybody’s address is', async () => {
  const { runtime, sandbox } = await bench();
  const read = (args: object) => validateAdd({ ...GROUP, port: 443, ...args }, runtime.toolContext());
  await read({ ip_address: 'current', families: '4' });
  await read({ ip_address: '203.0.113.7' });
  await expect(read({ ip_address: '300.1.1.1' })).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(read({ ip_address: 'current', port: 'no such service' })).rejects.toMatchObject({
    code: 'invalid_input',
  });
  expect(sandbox.requests).toEqual([]);
});
