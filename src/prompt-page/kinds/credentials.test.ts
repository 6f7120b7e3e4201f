import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PromptServer, GivenAccess } from '#core/approval/questions.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { createPromptServer } from '#prompt-page/prompt-server.ts';
import {
  KEY_FIELDS,
  PROOF,
  type PageResponse,
  type FormFields,
  createCredentialsQuestion,
  submitForm,
  hiddenFields,
  postForm,
  sendRequest,
} from '#test/support/prompt-page/form-requests.ts';

let server: PromptServer;
beforeEach(() => (server = createPromptServer()));
afterEach(() => server.close());

const ask = (call: string, more: Parameters<typeof createCredentialsQuestion>[0] = {}) =>
  server.ask(call, createCredentialsQuestion(more));
const next: FormFields = [['do', 'continue']];
const staging: FormFields = [['use', 'profile:staging'], ...next];

/** Opens the page and sends its form. */
const go = async (address: string, fields: FormFields): Promise<PageResponse> =>
  submitForm(address, await sendRequest(address), fields);

const given = (call: string): GivenAccess | null => {
  const answer = server.takeAnswer(call);
  return answer?.kind === 'given' ? answer.access : null;
};

describe('credentials', () => {
  it('are given for every call shown, once the person has seen whose they are', async () => {
    const address = await ask('a');
    await ask('b');
    const confirm = await go(address, staging);
    expect(confirm.text).toContain(PROOF.account);
    expect(confirm.text).toContain(PROOF.arn);
    expect(confirm.text).toContain('<bdi dir="ltr">staging</bdi>');
    expect(server.takeAnswer('a')).toBeNull();
    const done = await submitForm(address, confirm, [['do', 'use']]);
    expect(done.text).toContain('2 requests may use these credentials');
    expect(done.text).toContain('go back to your chat');
    const access = { kind: 'profile', profile: 'staging', region: null };
    expect([given('a'), given('b')]).toEqual([access, access]);
  });

  it('may be keys, without the blanks that came along', async () => {
    const seen: GivenAccess[] = [];
    const address = await ask('a', { verify: async (access) => (seen.push(access), PROOF) });
    const pasted = KEY_FIELDS.map(
      ([name, value]) => [name, name === 'use' ? value : ` ${value}\t\r\n`] as const,
    );
    const confirm = await go(address, [
      ...pasted,
      ['session_token', ' tok/en== '],
      ['region', ' eu-west-1 '],
      ...next,
    ]);
    expect(confirm.text).toContain('AWS accepts these keys');
    await submitForm(address, confirm, [['do', 'use']]);
    const access = given('a');
    expect(seen).toEqual([access]);
    if (access?.kind !== 'keys') throw new Error('no keys');
    const { accessKeyId, secretAccessKey, sessionToken, region } = access.credentials;
    expect({ accessKeyId, region }).toEqual({ accessKeyId: KEY_FIELDS[1]?.[1], region: 'eu-west-1' });
    expect([secretAccessKey.reveal(), sessionToken?.reveal()]).toEqual([KEY_FIELDS[2]?.[1], 'tok/en==']);
  });

  it('are keys where no profile is chosen, or none was found', async () => {
    const address = await ask('a');
    expect((await go(address, [...KEY_FIELDS.slice(1), ...next])).text).toContain('AWS accepts these keys');
    await ask('a', { profiles: [] });
    const page = await sendRequest(address);
    expect(page.text).not.toContain('type="radio"');
    expect((await submitForm(address, page, [...KEY_FIELDS.slice(1), ...next])).text).toContain(
      'AWS accepts these keys',
    );
  });

  it('can be gone back from, and are forgotten then', async () => {
    const address = await ask('a');
    const confirm = await go(address, staging);
    const back = await submitForm(address, confirm, [['do', 'back']]);
    expect(back.text).toContain('Which AWS credentials may be used?');
    expect((await submitForm(address, confirm, [['do', 'use']])).text).toContain('Already answered');
    expect(server.takeAnswer('a')).toBeNull();
  });

  it.each(['first', 'second'])('can be declined on the %s page', async (which) => {
    const address = await ask('a');
    await ask('b');
    const page = which === 'first' ? await sendRequest(address) : await go(address, staging);
    expect((await submitForm(address, page, [['do', 'decline']])).text).toContain('<h1>Declined</h1>');
    expect([server.takeAnswer('a'), server.takeAnswer('b')]).toEqual([
      { kind: 'declined' },
      { kind: 'declined' },
    ]);
  });
});

describe('a region', () => {
  it('has to be given where a call lacks one, and goes to those alone', async () => {
    const seen: [string, string | null][] = [];
    const verify = (name: string) => async (access: GivenAccess) => {
      seen.push([name, access.kind === 'profile' ? access.region : null]);
      return PROOF;
    };
    const address = await ask('a', { regionNeeded: true, verify: verify('a') });
    await ask('b', { verify: verify('b') });
    const missing = await go(address, staging);
    expect(missing.text).toContain('The region is missing.');
    expect(seen).toEqual([]);
    await go(address, [...staging, ['region', 'eu-west-1']]);
    expect(seen.sort()).toEqual([
      ['a', 'eu-west-1'],
      ['b', null],
    ]);
  });

  it('may be given where none is needed', async () => {
    const address = await ask('a');
    const confirm = await go(address, [...staging, ['region', 'eu-west-1']]);
    await submitForm(address, confirm, [['do', 'use']]);
    expect(given('a')).toMatchObject({ region: 'eu-west-1' });
  });
});

describe('what is wrong', () => {
  const cases: readonly (readonly [string, FormFields, string, string])[] = [
    ['nothing chosen', [], 'use-0', 'Choose a profile, or paste keys.'],
    ['a profile that was not offered', [['use', 'profile:other']], 'use-0', 'Choose a profile'],
    [
      'no id',
      [
        ['use', 'keys'],
        ['secret_access_key', 'x'.repeat(40)],
      ],
      'access_key_id',
      'is missing',
    ],
    [
      'no secret',
      [
        ['use', 'keys'],
        ['access_key_id', 'AKIAIOSFODNN7EXAMPLE'],
      ],
      'secret_access_key',
      'is missing',
    ],
    [
      'both swapped',
      [
        ['use', 'keys'],
        ['access_key_id', 'x'.repeat(40)],
        ['secret_access_key', 'AKIAIOSFODNN7EXAMPLE'],
      ],
      'secret_access_key',
      'swapped',
    ],
    [
      'no region',
      [
        ['use', 'profile:staging'],
        ['region', 'Frankfurt'],
      ],
      'region',
      'expected a region',
    ],
  ];

  it.each(cases)('is said beside its field and on top: %s', async (_, fields, field, message) => {
    const address = await ask('a', { verify: () => Promise.reject(new Error('asked')) });
    const { text, status } = await go(address, [...fields, ...next]);
    expect(status).toBe(200);
    expect(text).toContain('<title>Not accepted: ');
    expect(text).toMatch(new RegExp(`role="alert"[\\s\\S]*<a href="#${field}">[^<]*${message}`));
    expect(text).toMatch(new RegExp(`<p class="wrong" id="[^"]*-wrong">[^<]*${message}`));
    if (field !== 'use-0')
      expect(text).toMatch(new RegExp(`id="${field}"[^>]*-wrong"[^>]*aria-invalid="true"`));
  });

  it('is said all at once', async () => {
    const address = await ask('a', { regionNeeded: true });
    const { text } = await go(address, [['use', 'keys'], ...next]);
    for (const message of [
      'The access key ID is missing.',
      'The secret access key is missing.',
      'The region is missing.',
    ])
      expect(text).toContain(message);
  });

  it('is what AWS says of any of the calls; then nothing is given to any', async () => {
    const address = await ask('a');
    const details = { guidance: ['Sign in anew.'] };
    const verify = () =>
      Promise.reject(new WhitelistError('invalid_credentials', 'The sign-in is over.', details));
    await ask('b', { verify });
    await ask('c', { verify });
    const { text } = await go(address, staging);
    expect(text.match(/The sign-in is over\./g)).toHaveLength(1);
    expect(text).toContain('Sign in anew.');
    expect(text).not.toContain('Use these');
    expect(text).toMatch(/value="profile:staging"\s+checked/);
    expect(['a', 'b', 'c'].map((call) => server.takeAnswer(call))).toEqual([null, null, null]);
    expect(text.match(/name="id"/g)).toHaveLength(3);
  });

  it('is no text of a defect', async () => {
    const verify = (): never => {
      throw new TypeError('holds anything');
    };
    const { text } = await go(await ask('a', { verify }), staging);
    expect(text).toContain('Something went wrong inside awswhitelist (TypeError).');
    expect(text).not.toContain('holds anything');
  });
});

describe('sent twice, or late', () => {
  it('a confirmation counts once, and the second click is told the same', async () => {
    const address = await ask('a');
    const confirm = await go(address, staging);
    const clicks = [
      submitForm(address, confirm, [['do', 'use']]),
      submitForm(address, confirm, [['do', 'use']]),
    ];
    for (const { text } of await Promise.all(clicks)) expect(text).toContain('<h1>Thank you</h1>');
    expect(given('a')).not.toBeNull();
    expect(given('a')).toBeNull();
  });

  it('a confirmation counts once while others wait', async () => {
    const address = await ask('a');
    const confirm = await go(address, staging);
    await ask('b');
    await submitForm(address, confirm, [['do', 'use']]);
    const second = await submitForm(address, confirm, [['do', 'use']]);
    expect(second.text).toContain('Already answered');
    expect(second.text).toContain('One more request waits');
  });

  it('a form in another tab changes nothing that was answered', async () => {
    const address = await ask('a');
    const tab = await sendRequest(address);
    const confirmInTab = await go(address, staging);
    await ask('b');
    await submitForm(address, await go(address, staging), [['do', 'use']]);
    await server.ask('c', createCredentialsQuestion());
    expect((await submitForm(address, tab, [['do', 'decline']])).status).toBe(200);
    expect((await submitForm(address, confirmInTab, [['do', 'decline']])).text).not.toContain(
      '<h1>Declined</h1>',
    );
    expect([given('a'), given('b')]).not.toContain(null);
    expect(server.takeAnswer('c')).toBeNull();
  });

  it('both may look at whose they are; each look is confirmed by itself', async () => {
    const address = await ask('a');
    const page = await sendRequest(address);
    const [one, two] = await Promise.all([
      submitForm(address, page, staging),
      submitForm(address, page, [['use', 'profile:production'], ...next]),
    ]);
    await submitForm(address, two, [['do', 'use']]);
    await submitForm(address, one, [['do', 'use']]);
    expect(given('a')).toMatchObject({ profile: 'production' });
  });

  it('a reload sends nothing again: every page is one that is only looked at', async () => {
    const seen: string[] = [];
    const address = await ask('a', { verify: async () => (seen.push('asked'), PROOF) });
    const page = await sendRequest(address);
    const sent = await postForm(address, [...hiddenFields(page.text), ...staging]);
    expect(sent).toMatchObject({ status: 303, text: '' });
    const place = new URL(sent.headers.location ?? '', address).href;
    const [once, again] = [await sendRequest(place), await sendRequest(place)];
    expect(again.text).toBe(once.text);
    expect(seen).toHaveLength(1);
  });

  it('an answer of AWS that comes too late gives nothing', async () => {
    let time = Date.now();
    await server.close();
    server = createPromptServer({ now: () => new Date(time) });
    const address = await ask('a', { verify: async () => ((time += 900_000), PROOF) });
    expect((await go(address, staging)).text).toContain('This link ran out');
    expect(server.takeAnswer('a')).toBeNull();
  });
});
