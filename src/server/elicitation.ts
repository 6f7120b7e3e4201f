import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
  type InputRequiredResult,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Invite, PersonOf } from '../context.ts';
import { declined } from '../core/declined.ts';
import type { ErrorReport } from '../core/errors.ts';
import type { ToolOutcome } from './run-tool.ts';

/** Runs the call. @param invite - How a person is sent to the page meanwhile; null: the call does not wait. */
export type Run = (invite: Invite | null) => Promise<ToolOutcome>;

/** How long a call waits for a person: milliseconds. Hosts commonly give up on a call after 60 s. */
export const PATIENCE = 45_000;

/** The first revision that knows the URL mode of elicitation as a request of the server. */
const URL_MODE_SINCE = '2025-11-25';

const KEY = 'page';

export interface Asking {
  readonly server: McpServer;
  /** The call's own way to the person. */
  readonly person: PersonOf;
  /** How long a call waits for a person: milliseconds. */
  readonly patience: number;
}

/**
 * A call that may need a person: where the client has declared that it opens addresses for them, they are sent to the
 * page within the call. Otherwise, or where that fails, the answer has the address in words. What they gave, the page
 * alone tells; of the client's answer only a refusal counts.
 */
export function withElicitation(
  run: Run,
  { mcpReq }: ServerContext,
  { server, person, patience }: Asking,
): Promise<ToolOutcome | InputRequiredResult> {
  if (mcpReq.envelope) return viaInputRequired(run, mcpReq, person, patience);
  return run(opensAddresses(server) ? viaRequest(server, patience) : null);
}

/** 2026-07-28: the answer asks, and the client repeats the request once it has sent the person there. */
async function viaInputRequired(
  run: Run,
  { envelope, inputResponses, signal }: ServerContext['mcpReq'],
  person: PersonOf,
  patience: number,
): Promise<ToolOutcome | InputRequiredResult> {
  const reply = inputResponse(inputResponses, KEY);
  const action = reply.kind === 'elicit' ? reply.action : null;
  const answer = action === 'accept' ? await person.answered(patience, signal) : null;
  if (action === 'decline' || answer === 'declined') {
    person.forget();
    return { report: declined().report() };
  }
  const outcome = await run(null);
  // Asked in vain, it stays with the words; but one answer may lead to another question.
  if (action !== null && answer === null) return outcome;
  const capabilities: unknown = envelope && Reflect.get(envelope, CLIENT_CAPABILITIES_META_KEY);
  if (!('report' in outcome) || outcome.report.link === undefined || !declaresUrl(capabilities))
    return outcome;
  const { link: url } = outcome.report;
  const asked = inputRequired.elicitUrl({ message: invitation(outcome.report), url });
  return inputRequired({ inputRequests: { [KEY]: asked } });
}

/** 2025-11-25: the server asks while the call waits. */
function viaRequest({ server }: McpServer, limit: number): Invite {
  return {
    limit,
    send(asked) {
      const refused = new AbortController();
      const over = new AbortController();
      const elicitationId = crypto.randomUUID();
      const params = {
        mode: 'url',
        message: invitation(asked),
        url: asked.link ?? '',
        elicitationId,
      } as const;
      void server.elicitInput(params, { timeout: limit, signal: over.signal }).then(
        ({ action }) => action === 'accept' || refused.abort(action === 'decline' ? 'declined' : action),
        () => refused.abort('not delivered'),
      );
      return {
        refused: refused.signal,
        end(why) {
          // A client that cannot be told is none the worse.
          if (why === 'answered')
            void server
              .createElicitationCompletionNotifier(elicitationId)()
              .catch(() => undefined);
          // What the client still shows would lead nowhere.
          over.abort(why === 'answered' ? 'The page was answered.' : 'The call waits no longer.');
        },
      };
    },
  };
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

const invitation = ({ message }: ErrorReport) =>
  `${message} The page of awswhitelist on this machine says what for; nothing that is given there passes through the chat.`;
