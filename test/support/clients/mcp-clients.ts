import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Client as ClientV2, type ClientOptions, type Tool } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import {
  ElicitationCompleteNotificationSchema,
  ElicitRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { expect, inject, onTestFinished } from 'vitest';
import type { ErrorReport } from '#core/errors/errors.ts';
import { freshEnvironment, type Environment } from '#test/support/program/program.ts';

export interface CallAnswer {
  readonly isError: boolean;
  readonly text: string;
  readonly structured: Readonly<Record<string, unknown>> | undefined;
  /** The error report of a failed call. */
  readonly report: ErrorReport | undefined;
}

/** What a server asks of a host: to open an address for the person, or, as older revisions have it, to show a form. */
export interface ElicitationRequest {
  readonly mode?: string | undefined;
  readonly message: string;
  readonly requestedSchema?: unknown;
  readonly url?: string;
  readonly elicitationId?: string;
}

export type ElicitationAction = 'accept' | 'decline' | 'cancel';

/** A form that the person filled in. */
export interface FilledForm {
  readonly action: ElicitationAction;
  readonly content?: Readonly<Record<string, string | number | boolean>>;
}

/** How a host deals with what it is asked. */
export interface TestHost {
  /** As it is declared to the server. */
  readonly elicitation: { readonly url?: Record<string, never>; readonly form?: Record<string, never> };
  /** The host says it by itself, before a person could have. Default: the person does. */
  readonly answersByItself?: boolean;
  /** What the person says to the host. Absent: the host cannot do what it declared. */
  readonly answer?: (asked: ElicitationRequest) => Promise<ElicitationAction | FilledForm>;
}

/** A connected client, whichever SDK it is from; closed with the test. */
export interface McpClient {
  serverInfo(): Readonly<Record<string, unknown>> | undefined;
  instructions(): string | undefined;
  revision(): string | undefined;
  listTools(): Promise<readonly Tool[]>;
  call(name: string, args: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<CallAnswer>;
  stderr(): string;
  /** What the host was asked so far. */
  readonly asked: readonly ElicitationRequest[];
  /** Ids of what the server then said was over. */
  readonly completed: readonly string[];
  close(): Promise<void>;
}

export interface ServerLocation {
  /** Default: the packed program itself. */
  readonly command?: string;
  readonly args?: readonly string[];
  readonly env?: Environment;
  readonly cwd?: string;
  /** Default: one that declares nothing. */
  readonly host?: TestHost;
}

export interface ClientFlavor {
  readonly name: string;
  /** The newest revision that it speaks with this server. */
  readonly revision: string;
  readonly connect: (place?: ServerLocation) => Promise<McpClient>;
}

/** Longer than what is taken for the answer of a host by itself. */
const PERSON_READS_MS = 600;

const CLIENT = { name: 'e2e', version: '1.0.0' };

function parameters({ command, args = [], env = freshEnvironment(), cwd }: ServerLocation) {
  return {
    ...(command === undefined
      ? { command: process.execPath, args: [inject('packedBin'), ...args] }
      : { command, args: [...args] }),
    env: { ...env },
    cwd: cwd ?? env['HOME'] ?? process.cwd(),
    stderr: 'pipe' as const,
  };
}

/** Standard error as it comes, and what the transport could not understand on standard output. */
function watchTransport(transport: { readonly stderr: unknown; onerror?: (error: Error) => void }) {
  let text = '';
  const errors: Error[] = [];
  (transport.stderr as Readable).on('data', (chunk) => (text += String(chunk)));
  return { stderr: () => text, errors };
}

/** Hears what the server asks of the host, and answers as it does. */
function recordElicitations({ answer, answersByItself = false }: Partial<TestHost>) {
  const asked: ElicitationRequest[] = [];
  const completed: string[] = [];
  return {
    asked,
    completed,
    onAsked:
      answer &&
      (async (params: ElicitationRequest) => {
        asked.push(params);
        const read = answersByItself ? null : delay(PERSON_READS_MS);
        const said = await answer(params);
        // A page is opened at once; whatever else a person says, they have read what they are asked.
        if (said !== 'accept') await read;
        return typeof said === 'string' ? { action: said } : { ...said };
      }),
    onCompleted: ({ params }: { readonly params: { readonly elicitationId: string } }) =>
      void completed.push(params.elicitationId),
  };
}

const capabilitiesOf = (host: TestHost | undefined) =>
  host && { capabilities: { elicitation: { ...host.elicitation } } };

interface LooseResult {
  readonly content?: unknown;
  readonly structuredContent?: unknown;
  readonly isError?: unknown;
  readonly _meta?: Readonly<Record<string, unknown>> | undefined;
}

function readAnswer({ content, structuredContent, isError, _meta }: LooseResult): CallAnswer {
  const blocks = content as readonly { readonly type: string; readonly text?: string }[];
  return {
    isError: isError === true,
    text: blocks.map((block) => block.text ?? '').join('\n'),
    structured: structuredContent as CallAnswer['structured'],
    report: _meta?.['awswhitelist/error'] as ErrorReport | undefined,
  };
}

/**
 * Closes with the test, and fails it if the client complained: v1 does so of any line that is no message, v2 of
 * JSON that is none.
 */
function closeWithTest(client: { close(): Promise<void> }, errors: readonly Error[]): () => Promise<void> {
  let closed: Promise<void> | undefined;
  const close = () =>
    (closed ??= client.close().then(() => {
      expect(errors, 'standard output carries messages alone').toEqual([]);
    }));
  onTestFinished(close);
  return close;
}

function connectV2(
  mode: NonNullable<ClientOptions['versionNegotiation']>['mode'] & {},
): (place?: ServerLocation) => Promise<McpClient> {
  return async (place = {}) => {
    const client = new ClientV2(CLIENT, { versionNegotiation: { mode }, ...capabilitiesOf(place.host) });
    const { asked, completed, onAsked, onCompleted } = recordElicitations(place.host ?? {});
    if (onAsked)
      client.setRequestHandler('elicitation/create', ({ params }) => onAsked(params as ElicitationRequest));
    client.setNotificationHandler('notifications/elicitation/complete', onCompleted);
    const transport = new StdioV2(parameters(place));
    const { stderr, errors } = watchTransport(transport);
    client.onerror = (error) => errors.push(error);
    const close = closeWithTest(client, errors);
    await client.connect(transport);
    return {
      serverInfo: () => client.getServerVersion(),
      instructions: () => client.getInstructions(),
      revision: () => client.getNegotiatedProtocolVersion(),
      listTools: async () => (await client.listTools()).tools,
      call: async (name, args, signal) =>
        readAnswer(await client.callTool({ name, arguments: { ...args } }, { ...(signal && { signal }) })),
      stderr,
      asked,
      completed,
      close,
    };
  };
}

async function connectV1(place: ServerLocation = {}): Promise<McpClient> {
  const client = new ClientV1(CLIENT, capabilitiesOf(place.host));
  const { asked, completed, onAsked, onCompleted } = recordElicitations(place.host ?? {});
  if (onAsked)
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => onAsked(params as ElicitationRequest));
  client.setNotificationHandler(ElicitationCompleteNotificationSchema, onCompleted);
  const transport = new StdioV1(parameters(place));
  const { stderr, errors } = watchTransport(transport);
  client.onerror = (error) => errors.push(error);
  let revision: string | undefined;
  // This client keeps the negotiated revision to itself, but tells its transport.
  Object.assign(transport, { setProtocolVersion: (version: string) => (revision = version) });
  const close = closeWithTest(client, errors);
  await client.connect(transport);
  return {
    serverInfo: () => client.getServerVersion(),
    instructions: () => client.getInstructions(),
    revision: () => revision,
    listTools: async () => (await client.listTools()).tools as readonly Tool[],
    call: async (name, args, signal) =>
      readAnswer(
        await client.callTool({ name, arguments: { ...args } }, undefined, { ...(signal && { signal }) }),
      ),
    stderr,
    asked,
    completed,
    close,
  };
}

/** The official clients of both generations, and the second in each of its ways to settle on a revision. */
export const CLIENT_FLAVORS: readonly ClientFlavor[] = [
  { name: 'SDK v1', revision: '2025-11-25', connect: connectV1 },
  { name: 'SDK v2, legacy', revision: '2025-11-25', connect: connectV2('legacy') },
  { name: 'SDK v2, auto', revision: '2026-07-28', connect: connectV2('auto') },
  { name: 'SDK v2, pinned', revision: '2026-07-28', connect: connectV2({ pin: '2026-07-28' }) },
];

/** For what does not depend on the client. */
export const connectClient = connectV2('auto');
