import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ENVELOPE,
  MODERN,
  openWireServers,
  createRequest,
  type Wire,
  type WireMessage,
} from '#test/support/wire/wire.ts';
import { nameOf, type Revision } from './cases.ts';

/** More with AWSWHITELIST_FUZZ_RUNS; then each time others. */
const { AWSWHITELIST_FUZZ_RUNS: MORE_RUNS } = process.env;
const SEED = MORE_RUNS === undefined ? { seed: 20261122 } : {};

/** One line, and the answers that are due to it. */
interface Item {
  readonly bytes: Buffer;
  /** Answers under these ids, one each. */
  readonly ids: readonly (string | number)[];
  /** Whether they come together. */
  readonly isBatch: boolean;
  /** Answers without a usable id. */
  readonly nameless: number;
  /** The request that may go without its answer, whether it has it already or not. */
  readonly cancels?: string | number;
}

const CHECK = { security_group_id: 'sg-123456', ip_address: '198.51.100.24', port: 22 };

// Every id is used once in the life of its server, so that a second answer is none to another request.
let last = 0;
let recent: string | number = 0;
const freshId = (kind: boolean) => (recent = kind ? (last += 1) : `id-${(last += 1)}`);

/** A JSON value as one line. */
const line = (value: unknown) => Buffer.from(`${JSON.stringify(value)}\n`);
const item = (bytes: Buffer, ids: Item['ids'] = [], nameless = 0): Item => ({
  bytes,
  ids,
  isBatch: false,
  nameless,
});

/** Requests that every connection answers, rightly or with an error, whatever their params. */
const requests = fc
  .record({
    numeric: fc.boolean(),
    method: fc.oneof(
      fc.constantFrom(
        'whitelist/check',
        'whitelist_list',
        'whitelist/add',
        'tools/list',
        'tools/call',
        'nobody/knows',
      ),
      fc.string(),
    ),
    params: fc.oneof(
      fc.constant(CHECK),
      fc.constant({ name: 'whitelist_check', arguments: CHECK }),
      fc.dictionary(fc.string(), fc.jsonValue()),
    ),
    isModern: fc.boolean(),
  })
  .filter(({ method }) => !['initialize', 'server/discover', 'subscriptions/listen'].includes(method))
  .map(({ numeric, method, params, isModern }) => ({
    numeric,
    method,
    params: isModern ? { ...params, _meta: ENVELOPE } : params,
  }));

type Request = typeof requests extends fc.Arbitrary<infer T> ? T : never;

/** The items that a connection may be given: ids are only handed out when one is sent. */
function items(revision: Revision): fc.Arbitrary<() => Item> {
  const modern = revision === MODERN;
  const made = ({ numeric, method, params }: Request) => {
    const id = freshId(numeric);
    // Elsewhere the envelope would tell of another revision than the handshake.
    const { _meta, ...rest } = { _meta: null, ...params };
    return createRequest(id, method, modern && _meta !== null ? { ...rest, _meta } : rest);
  };
  const notifications = fc.record({
    jsonrpc: fc.constant('2.0'),
    method: fc.oneof(
      fc.constantFrom('notifications/initialized', 'notifications/progress', 'whitelist/add', 'tools/call'),
      fc.string(),
    ),
    params: fc.dictionary(fc.string(), fc.jsonValue()),
  });
  const noMessages = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string(),
    fc.boolean(),
    fc.constantFrom(null, {}, [], { method: 5 }, { jsonrpc: '2.0', id: {}, method: 'tools/list' }),
  );
  return fc.oneof(
    { arbitrary: requests.map((r) => () => whole(made(r))), weight: 5 },
    { arbitrary: notifications.map((n) => () => item(line(n))), weight: 2 },
    { arbitrary: noMessages.map((value) => () => item(line(value), [], 1)), weight: 2 },
    {
      // A part of an object is never JSON.
      arbitrary: fc.tuple(requests, fc.double({ min: 0, max: 0.999, noNaN: true })).map(([r, cut]) => () => {
        const text = JSON.stringify(made(r));
        const part = text.slice(0, 1 + Math.floor(cut * (text.length - 1)));
        return item(Buffer.from(`${part}\n`), [], 1);
      }),
      weight: 3,
    },
    {
      // Nor is anything that starts so, whatever bytes follow.
      arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => () => {
        const rest = Buffer.from(bytes.filter((byte) => byte !== 0x0a));
        return item(Buffer.concat([Buffer.from('?'), rest, Buffer.from('\n')]), [], 1);
      }),
      weight: 2,
    },
    {
      arbitrary: fc
        .tuple(fc.array(requests, { minLength: 1, maxLength: 4 }), notifications)
        .map(([list, notification]) => () => {
          const members = list.map(made);
          const bytes = line([...members, notification]);
          if (revision !== null && revision > '2025-03-26') return item(bytes, [], 1);
          return { bytes, ids: members.map(({ id }) => id as string), isBatch: true, nameless: 0 };
        }),
      weight: 1,
    },
    {
      arbitrary: fc.constant(() => {
        const params = { requestId: recent };
        const bytes = line({ jsonrpc: '2.0', method: 'notifications/cancelled', params });
        return { ...item(bytes), cancels: recent };
      }),
      weight: 1,
    },
    {
      arbitrary: fc.constantFrom('', '\r', ' \t').map((blank) => () => item(Buffer.from(`${blank}\n`))),
      weight: 1,
    },
  );
}

const whole = (message: { readonly id: unknown }) => item(line(message), [message.id as string]);

/** Bytes in pieces of these lengths, over and over. */
function* pieces(bytes: Buffer, lengths: readonly number[]): Generator<Buffer> {
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const length = lengths[i % lengths.length] ?? bytes.length;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

const flat = (lines: Wire['lines']) =>
  lines.flatMap((one): readonly WireMessage[] => ('length' in one ? one : [one]));
const keyOf = (id: unknown) => JSON.stringify(id);

const KINDS: readonly Revision[] = [null, '2025-03-26', '2025-11-25', MODERN];

/** @param usual - How many sequences each server is sent, where no other number is asked for. */
export function describeAnything(usual: number): void {
  const runs = Number(MORE_RUNS ?? usual);
  describe.each(KINDS.map((revision) => ({ revision, name: nameOf(revision) })))(
    'whatever is thrown at one server, $name',
    ({ revision }) => {
      const stage = openWireServers();
      let wire: Wire;
      let handled = 0;
      beforeAll(async () => {
        wire = stage.start();
        await wire.handshake(revision);
        // Discovery only looks around; by the first request beyond it the SDK knows what the client is.
        if (revision === MODERN) await wire.ask('tools/list', { _meta: ENVELOPE });
        handled = wire.lines.length;
      });

      async function expectRightAnswers(sent: readonly Item[]): Promise<void> {
        const cancelled = new Set(sent.map(({ cancels }) => keyOf(cancels)));
        const asked = sent.flatMap(({ ids }) => ids).map(keyOf);
        const due = asked.filter((id) => !cancelled.has(id));
        const nameless = sent.reduce((sum, one) => sum + one.nameless, 0);
        const split = () => {
          const lines = wire.lines.slice(handled);
          const answers = flat(lines);
          const named = answers
            .filter(({ id }) => id !== undefined && id !== null)
            .map(({ id }) => keyOf(id));
          return { lines, named, nameless: answers.length - named.length };
        };
        await wire.until('all answers', () => {
          const come = split();
          const known = new Set(come.named);
          return come.nameless >= nameless && due.every((id) => known.has(id));
        });
        // What has no answer due would have it by now.
        await wire.waitUntilRead();
        const come = split();
        const fences = come.named.filter((id) => !asked.includes(id));
        expect(fences).toHaveLength(1);
        expect(come.nameless).toBe(nameless);
        // None twice, though a cancelled one may have been answered before it was.
        expect(new Set(come.named).size).toBe(come.named.length);
        expect(come.named).toEqual(expect.arrayContaining(due));
        const together = sent.filter(({ isBatch }) => isBatch).length;
        expect(come.lines.filter((one) => 'length' in one).length).toBeLessThanOrEqual(together);
        handled = wire.lines.length;
      }

      it(
        'each request is answered once, no notification ever, and a plain request is served after it',
        async () => {
          const sequences = fc.array(items(revision), { minLength: 1, maxLength: 30, size: 'max' });
          const lengths = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 });
          await fc.assert(
            fc.asyncProperty(sequences, lengths, async (makers, cuts) => {
              const sent = makers.map((make) => make());
              const bytes = Buffer.concat(sent.map((one) => one.bytes));
              for (const piece of pieces(bytes, cuts)) await wire.write(piece);
              await expectRightAnswers(sent);
            }),
            { ...SEED, numRuns: runs },
          );
          wire.child.stdin.end();
          expect(await wire.ended).toMatchObject({ code: 0, signal: null });
          expect(wire.lines).toHaveLength(handled);
        },
        20_000 + runs * 200,
      );
    },
  );
}
