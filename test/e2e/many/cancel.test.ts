import { expect, it, vi } from 'vitest';
import { CLIENT_FLAVORS } from '#test/support/clients/mcp-clients.ts';
import { freshEnvironment } from '#test/support/program/program.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';
import { createAddresses, filterChanges, listRules } from './setup.ts';

it.each(CLIENT_FLAVORS)(
  '[many.cancelled] $name cancels a call of many groups: nothing more is sent, and the log tells of what was under way',
  async ({ connect }) => {
    let [arrived, release] = [() => {}, () => {}];
    const four = new Promise<void>((resolve) => (arrived = resolve));
    const held = new Promise<void>((resolve) => (release = resolve));
    let count = 0;
    const sandbox = await startTestSandbox({
      async onRequest({ action }) {
        if (!action.startsWith('Authorize')) return;
        count += 1;
        if (count <= 2) return;
        if (count === 6) arrived();
        await held;
      },
    });
    const { regions } = await sandbox.state();
    const targets = (regions['us-east-1']?.groups ?? []).map(({ id }) => id);
    expect(targets.length).toBeGreaterThan(6);
    const args = { targets, ip_addresses: createAddresses(3), port: 8443 };
    const before = await listRules(sandbox);
    const client = await connect({ args: ['-v'], env: freshEnvironment(sandbox.environment()) });
    const stop = new AbortController();
    const call = client.call('whitelist_add', args, stop.signal);
    await four;
    stop.abort();
    await expect(call).rejects.toThrow();
    const until = (words: RegExp, times: number) =>
      vi.waitFor(() => expect(client.stderr().match(words) ?? []).toHaveLength(times));
    await until(/ INFO whitelist_add answered /g, 1);
    release();
    await until(/ WARNING a call was cancelled; its change was made all the same /g, 4);
    expect(filterChanges(sandbox)).toHaveLength(6);
    expect(await listRules(sandbox)).toHaveLength(before.length + 6 * 3);
    const { structured } = await client.call('whitelist_add', args);
    expect(structured).toMatchObject({ status: 'added' });
    const rules = structured?.['rules'] as readonly { readonly state: string }[];
    expect(rules.filter(({ state }) => state === 'added')).toHaveLength((targets.length - 6) * 3);
    expect(await listRules(sandbox)).toHaveLength(before.length + targets.length * 3);
  },
);
