import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
  type InputRequiredResult,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { declined } from '../core/declined.ts';
import type { ErrorReport } from '../core/errors.ts';
import type { ToolOutcome } from './run-tool.ts';

/** Runs the call. @param waitForPerson - How long it may wait for the page to be answered: milliseconds. */
export type Run = (waitForPerson: number, signal: AbortSignal) => Promise<ToolOutcome>;

/** How long a call waits for a person: milliseconds. Hosts commonly give up on a call after 60 s. */
const PATIENCE = 45_000;

/** The first revision that knows the URL mode of elicitation as a request of the server. */
const URL_MODE_SINCE = '2025-11-25';

const KEY = 'page';

/**
 * A call that may need a person: where the client has declared that it opens addresses for them, they are sent to the
 * page within the call. Otherwise, or where that fails, the answer has the address in words.
 */
export async function withElicitation(
  run: Run,
  { mcpReq }: ServerContext,
  server: McpServer,
): Promise<ToolOutcome | InputRequiredResult> {
  if (mcpReq.envelope) return viaInputRequired(run, mcpReq);
  const first = await run(0, mcpReq.signal);
  if (!('report' in first) || first.report.link === undefined || !opensAddresses(server)) return first;
  return viaRequest(run, first, { ...first.report, link: first.report.link }, mcpReq.signal, server);
}

/** 2026-07-28: the answer asks, and the client repeats the request. */
async function viaInputRequired(
  run: Run,
  { envelope, inputResponses, signal }: ServerContext['mcpReq'],
): Promise<ToolOutcome | InputRequiredResult> {
  const reply = inputResponse(inputResponses, KEY);
  if (reply.kind === 'elicit' && reply.action === 'decline') return { report: declined().report() };
  if (reply.kind === 'elicit') return run(reply.action === 'accept' ? PATIENCE : 0, signal);
  const outcome = await run(0, signal);
  if (!('report' in outcome) || outcome.report.link === undefined) return outcome;
  const capabilities: unknown = envelope && Reflect.get(envelope, CLIENT_CAPABILITIES_META_KEY);
  if (!declaresUrl(capabilities)) return outcome;
  const { message, link: url } = outcome.report;
  const asked = inputRequired.elicitUrl({ message: invitation(message), url });
  return inputRequired({ inputRequests: { [KEY]: asked } });
}

/** 2025-11-25: the server asks while the call waits; the page's answer counts, however the client's own comes. */
async function viaRequest(
  run: Run,
  words: ToolOutcome,
  { message, link: url }: ErrorReport & { readonly link: string },
  signal: AbortSignal,
  { server }: McpServer,
): Promise<ToolOutcome> {
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  const elicitationId = crypto.randomUUID();
  let action: string | null = null;
  void server
    .elicitInput(
      { mode: 'url', message: invitation(message), url, elicitationId },
      { timeout: PATIENCE, signal: stop.signal },
    )
    .then(
      (result) => (action = result.action),
      () => (action = 'failed'),
    )
    .then(() => action === 'accept' || stop.abort());
  const outcome = await run(PATIENCE, stop.signal);
  signal.removeEventListener('abort', onAbort);
  const isAnswered = !('report' in outcome) || outcome.report.link === undefined;
  if (!isAnswered && action === 'decline') return { report: declined().report() };
  if (!isAnswered) return words;
  // The client may still show the address; a client that cannot be told is none the worse.
  await server
    .createElicitationCompletionNotifier(elicitationId)()
    .catch(() => {});
  return outcome;
}

function opensAddresses({ server }: McpServer): boolean {
  const revision = server.getNegotiatedProtocolVersion() ?? '';
  return revision >= URL_MODE_SINCE && declaresUrl(server.getClientCapabilities());
}

function declaresUrl(capabilities: unknown): boolean {
  if (!(capabilities instanceof Object) || !('elicitation' in capabilities)) return false;
  const { elicitation } = capabilities;
  return elicitation instanceof Object && 'url' in elicitation && elicitation.url instanceof Object;
}

const invitation = (message: string) =>
  `${message} They are asked for on a page of awswhitelist on this machine.`;
