import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SandboxError } from '#sandbox/protocol/errors.ts';
import { openStore } from './open-store.ts';
import { seedState } from '#sandbox/seed/seed.ts';
import type { State } from './state.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-store-'));
  file = join(folder, 'deep', 'state.json');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => openStore(file, seedState);

function addKey(state: State, accessKeyId: string): void {
  state.keys.push({ accessKeyId, secretAccessKey: 's', userId: 'u', arn: 'a', policy: [] });
}

function count(state: State, start: string): number {
  return state.keys.filter(({ accessKeyId }) => accessKeyId.startsWith(start)).length;
}

describe('a state file', () => {
  it('is made from the seed, for its owner alone, and leaves nothing beside it', async () => {
    const store = await open();
    expect(await store.read()).toEqual(seedState());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'deep'))).toEqual(['state.json']);
  });

  it('is refused, and soon, where no folder can be made for it', async () => {
    await expect(openStore('/proc/nope/deep/state.json', seedState)).rejects.toThrow('/proc');
  });

  it('keeps a change over a restart', async () => {
    await (await open()).change((draft) => addKey(draft, 'K1'));
    expect(count(await (await open()).read(), 'K')).toBe(1);
  });

  it('keeps nothing of a change that throws', async () => {
    const store = await open();
    const before = readFileSync(file, 'utf8');
    const failing = store.change((draft) => {
      addKey(draft, 'K1');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(count(await store.read(), 'K')).toBe(0);
    await store.change((draft) => addKey(draft, 'K2'));
    expect(count(await store.read(), 'K')).toBe(1);
  });

  it('is read again when somebody else has written it', async () => {
    const [one, other] = [await open(), await open()];
    await one.read();
    await other.change((draft) => addKey(draft, 'K1'));
    expect(count(await one.read(), 'K')).toBe(1);
    await one.reset();
    expect(count(await other.read(), 'K')).toBe(0);
  });

  it('is the seed again once it is deleted', async () => {
    const store = await open();
    await store.change((draft) => addKey(draft, 'K1'));
    rmSync(file);
    expect(count(await store.read(), 'K')).toBe(0);
  });
});

describe('a file of an earlier version', () => {
  /** What that version wrote: without the keys and the fields that have come since. */
  function earlier(): State {
    const { keys, ...rest } = seedState();
    const names = ['admin', 'minimal', 'read-only', 'operator/session', 'guide'];
    const known = keys.filter(({ arn }) => names.some((name) => arn.endsWith(`/${name}`)));
    return {
      ...rest,
      keys: known.map(({ accessKeyId, secretAccessKey, sessionToken, userId, arn, policy }) => ({
        accessKeyId,
        secretAccessKey,
        ...(sessionToken !== undefined && { sessionToken }),
        userId,
        arn,
        policy,
      })),
    };
  }

  const write = (state: State) => writeFileSync(join(folder, 'state.json'), JSON.stringify(state));
  const openEarlier = () => openStore(join(folder, 'state.json'), seedState);

  it('knows the keys that came later, and keeps what was done in it', async () => {
    const state = earlier();
    expect(state.keys).toHaveLength(5);
    state.keys.push({ accessKeyId: 'ASIAOLD', secretAccessKey: 's', userId: 'u', arn: 'a', policy: [] });
    state.regions['us-east-1']?.groups.pop();
    write(state);
    const read = await (await openEarlier()).read();
    expect(read.regions).toEqual(state.regions);
    expect(new Set(read.keys.map(({ accessKeyId }) => accessKeyId))).toEqual(
      new Set([...seedState().keys.map(({ accessKeyId }) => accessKeyId), 'ASIAOLD']),
    );
  });

  it('keeps what somebody has written over the seed', async () => {
    const state = earlier();
    const [admin] = state.keys;
    if (admin !== undefined) admin.policy = [];
    write(state);
    const store = await openEarlier();
    await store.change((draft) => addKey(draft, 'K1'));
    const { keys } = await (await openEarlier()).read();
    expect(keys.find(({ arn }) => arn.endsWith('/admin'))?.policy).toEqual([]);
    expect(keys).toHaveLength(seedState().keys.length + 1);
  });

  it('knows the resources that came later, and keeps those that somebody has put there', async () => {
    const state = earlier();
    const [main, second] = [state.regions['us-east-1'], state.regions['eu-west-1']];
    if (main === undefined || second === undefined) throw new Error('the seed lacks a region');
    delete main.resources;
    second.resources = { dbInstances: [], rulesPerGroup: 100 };
    const groups = main.groups.splice(1).length;
    write(state);
    const { regions } = await (await openEarlier()).read();
    expect(groups).toBeGreaterThan(1);
    expect(regions['us-east-1']).toEqual({ ...main, resources: seedState().regions['us-east-1']?.resources });
    expect(regions['us-east-1']?.groups).toHaveLength(1);
    expect(regions['eu-west-1']?.resources).toEqual({ dbInstances: [], rulesPerGroup: 100 });
  });
});

describe('a damaged file', () => {
  it.each([
    ['no JSON', '{"keys": [{"secretAccessKey": "hidden"'],
    ['another format', JSON.stringify({ ...seedState(), format: 2 })],
    [
      'a hole in it',
      JSON.stringify({ ...seedState(), regions: { 'us-east-1': { vpcs: [], groups: [{}] } } }),
    ],
    ['a list', '[]'],
  ])('with %s is named and left alone', async (_, content) => {
    await open();
    writeFileSync(file, content);
    const failure = await open().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SandboxError);
    expect(String(failure)).toContain(file);
    expect(String(failure)).not.toContain('hidden');
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  it('says where it is wrong', async () => {
    writeFileSync(join(folder, 'state.json'), JSON.stringify({ ...seedState(), keys: [{ accessKeyId: 1 }] }));
    await expect(openStore(join(folder, 'state.json'), seedState)).rejects.toThrow('.keys[0].accessKeyId');
    const state = seedState();
    const instance = state.regions['us-east-1']?.resources?.instances?.[2];
    writeFileSync(join(folder, 'state.json'), JSON.stringify(state).replaceAll('"terminated"', '"gone"'));
    expect(instance?.state).toBe('terminated');
    await expect(openStore(join(folder, 'state.json'), seedState)).rejects.toThrow(
      '.regions.us-east-1.resources.instances[2].state',
    );
  });
});

describe('a shared file', () => {
  it('loses no change of two stores that write at once', async () => {
    const stores = [await open(), await open()];
    await Promise.all(
      stores.flatMap((store, who) =>
        Array.from({ length: 15 }, (_, n) => store.change((draft) => addKey(draft, `K${who}/${n}`))),
      ),
    );
    expect(count(await (await open()).read(), 'K')).toBe(30);
  });

  it('loses no change of two processes that write at once', async () => {
    await open();
    const here = new URL('.', import.meta.url).href;
    const script = `
      const { openStore } = await import(${JSON.stringify(`${here}open-store.ts`)});
      const { seedState } = await import(${JSON.stringify(`${here}../seed/seed.ts`)});
      const store = await openStore(process.argv[1], seedState);
      for (let n = 0; n < 20; n += 1) {
        await store.change((draft) => {
          draft.keys.push({ accessKeyId: 'P' + process.pid + '/' + n, secretAccessKey: 's', userId: 'u', arn: 'a', policy: [] });
        });
      }`;
    const run = () =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, file]);
    await Promise.all([run(), run()]);
    expect(count(await (await open()).read(), 'P')).toBe(40);
    expect(readdirSync(join(folder, 'deep'))).toEqual(['state.json']);
  });

  it('takes over the lock of a process that died', async () => {
    const store = await open();
    writeFileSync(`${file}.lock`, '');
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(`${file}.lock`, longAgo, longAgo);
    await store.change((draft) => addKey(draft, 'K1'));
    expect(readdirSync(join(folder, 'deep'))).toEqual(['state.json']);
  });
});
