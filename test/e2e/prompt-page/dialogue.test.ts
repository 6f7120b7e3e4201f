import { describe, expect, it } from 'vitest';
import { submitCredentials, keyFormValues } from '#test/support/prompt-page/page-visitor.ts';
import { startRawServer, type RawServer } from '#test/support/clients/raw-server.ts';
import { checkLink, setUpPromptMachine, RULE } from './setup.ts';

// "Add my current IP to security group sg-123456 for HTTPS access", as the assistant of a host that can do nothing
// but call tools and talk: its messages, one after the other.
interface CallResult {
  readonly isError?: boolean;
  readonly content: readonly { readonly type: string; readonly text: string }[];
  readonly structuredContent?: Readonly<Record<string, unknown>>;
  readonly _meta?: { readonly 'awswhitelist/error'?: Parameters<typeof checkLink>[0] };
}

async function begin() {
  const scene = await setUpPromptMachine();
  const server = startRawServer(scene.place.args, { env: scene.place.env });
  await server.initialize('2025-06-18');
  return { ...scene, server };
}

async function call(server: RawServer, args: object): Promise<CallResult> {
  const { result } = await server.request('tools/call', { name: 'whitelist_add', arguments: args });
  return result as unknown as CallResult;
}

/** The sentence that the assistant reads in the answer, to say to the person. */
function sentenceFor({ content }: CallResult): string {
  expect(content).toHaveLength(1);
  return /"(I'll need your AWS credentials[^"]*)"/.exec(content[0]?.text ?? '')?.[1] ?? '';
}

describe('the guide’s first dialogue, with a host that declares nothing', () => {
  it('ends with the rule in place: the assistant asks, and the person answers in the chat', async () => {
    const { server, sandbox } = await begin();
    const { result } = await server.request('tools/list');
    const tools = result?.['tools'] as { name: string; inputSchema: { properties: object } }[];
    const add = tools.find(({ name }) => name === 'whitelist_add');

    // It has no credentials, and need not know that before.
    const asked = await call(server, RULE);
    expect(asked.isError).toBe(true);
    const sentence = sentenceFor(asked);
    // All that the guide's assistant asks for, and what the person then gives.
    for (const wanted of ['AWS Access Key ID', 'AWS Secret Access Key', 'AWS Region (e.g., us-east-1)'])
      expect(sentence).toContain(wanted);
    expect(asked.content[0]?.text).toMatch(/Then repeat the call with `credentials`/);

    // "Access Key: …, Secret Key: …, Region: us-east-1", as the tool's own schema calls them.
    const { accessKeyId, secretAccessKey } = sandbox.keys.minimal;
    const credentials = {
      access_key_id: accessKeyId,
      secret_access_key: secretAccessKey,
      region: 'us-east-1',
    };
    expect(add?.inputSchema.properties).toMatchObject({
      credentials: { properties: Object.fromEntries(Object.keys(credentials).map((name) => [name, {}])) },
    });
    const added = await call(server, { ...RULE, credentials });
    expect(added.isError ?? false).toBe(false);
    expect(added.structuredContent).toMatchObject({
      status: 'added',
      rules: [{ cidr: '192.168.1.100/32', protocol: 'tcp', from_port: 443, to_port: 443 }],
    });
    expect(added.content[0]?.text).toMatch(/^Added to sg-123456\./);

    // The next call has to bring its own.
    expect((await call(server, RULE))._meta?.['awswhitelist/error']?.code).toBe('credentials_required');
    server.child.stdin.end();
    const { code, stdout, stderr } = await server.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain(secretAccessKey);
  });

  it('ends with the rule in place: the person opens the link, pastes keys, and confirms', async () => {
    const { server, sandbox } = await begin();
    const asked = await call(server, RULE);
    const link = checkLink(asked._meta?.['awswhitelist/error'], asked.content[0]?.text ?? '');
    const last = await submitCredentials(link, keyFormValues(sandbox.keys.minimal, 'us-east-1'));
    expect(last.words).toContain('go back to your chat');

    const added = await call(server, RULE);
    expect(added.structuredContent).toMatchObject({ status: 'added', credential_source: 'the page' });
    // Keys are used once: the same call again asks again, on another page.
    const again = await call(server, RULE);
    const next = checkLink(again._meta?.['awswhitelist/error'], again.content[0]?.text ?? '');
    expect(next).not.toBe(link);

    server.child.stdin.end();
    const { code, stdout, stderr } = await server.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain(sandbox.keys.minimal.secretAccessKey);
    expect(stdout).not.toContain(sandbox.keys.minimal.accessKeyId);
    // No page is left behind.
    await expect(submitCredentials(next, {})).rejects.toThrow('ECONNREFUSED');
  });
});
