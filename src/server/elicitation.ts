import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  type InputRequiredResult,
  inputResponse,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Invitation, Invite, PersonOf } from '#context.ts';
import { declinedError, type ErrorReport } from '#core/errors/errors.ts';
import { approvalForm, type ApprovalForm, replyOf } from './approval-form.ts';
import { declares } from './declared.ts';
import type { ToolOutcome } from './run-tool.ts';

/** Runs the call. */
export type Run = (options: {
  /** How a person is asked meanwhile. Default: the call does not wait. */
  readonly invite?: Invite | null;
  /** What a person who was asked by the client said yes to. */
  readonly approvalToken?: string;
}) => Promise<ToolOutcome>;

/** How long a call waits for a person: milliseconds. Hosts commonly give up on a call after 60 s. */
export const PATIENCE = 45_000;

/** The revisions that know forms, and addresses to open, as requests of the server. */
const SINCE = { form: '2025-06-18', url: '2025-11-25' } as const;

const PAGE = 'page';
const APPROVE = 'approve';

export interface Asking {
  readonly server: McpServer;
  /** The call's own way to the person. */
  readonly person: PersonOf;
  /** How long a call waits for a person: milliseconds. */
  readonly patience: number;
}

/**
 * A call that may need a person: where the client has declared that it asks them, or opens addresses for them, it is
 * asked to within the call. Otherwise, or where that fails, the answer has the page's address in words. What was given
 * on the page, the page alone tells; a form is for a yes to a change, never for a secret.
 */
export function withElicitation(
  run: Run,
  { mcpReq }: ServerContext,
  { server, person, patience }: Asking,
): Promise<ToolOutcome | InputRequiredResult> {
  if (mcpReq.envelope) return viaInputRequired(run, mcpReq, person, patience);
  const isAsked = knows(server, 'form') || knows(server, 'url');
  return run({ invite: isAsked ? viaRequest(server, patience) : null });
}

/** 2026-07-28: the answer asks, and the client repeats the request once it has asked the person. */
async function viaInputRequired(
  run: Run,
  mcpReq: ServerContext['mcpReq'],
  person: PersonOf,
  patience: number,
): Promise<ToolOutcome | InputRequiredResult> {
  const { envelope, inputResponses, signal } = mcpReq;
  const page = inputResponse(inputResponses, PAGE);
  const form = inputResponse(inputResponses, APPROVE);
  const reply = form.kind === 'elicit' ? replyOf(form) : null;
  const action = page.kind === 'elicit' ? page.action : null;
  const answer = action === 'accept' ? await person.answered(patience, signal) : null;
  if (action === 'decline' || answer === 'declined' || reply === 'declined') {
    person.forget();
    return { report: declinedError().report() };
  }
  const state: unknown = reply === 'approved' ? mcpReq.requestState() : null;
  const outcome = await run(typeof state === 'string' ? { approvalToken: state } : {});
  // Asked in vain, it stays with the words; but one answer may lead to another question.
  if (reply !== null || (action !== null && answer === null)) return outcome;
  if (!('report' in outcome)) return outcome;
  const declared: unknown = envelope && Reflect.get(envelope, CLIENT_CAPABILITIES_META_KEY);
  const shown = outcome.approval && approvalForm(outcome.approval);
  if (outcome.approval && shown && declares('form', declared)) {
    const inputRequests = { [APPROVE]: inputRequired.elicit({ mode: 'form', ...shown }) };
    return inputRequired({ inputRequests, requestState: outcome.approval.token });
  }
  const { link: url } = outcome.report;
  if (url === undefined || !declares('url', declared)) return outcome;
  const asked = inputRequired.elicitUrl({ message: invitation(outcome.report), url });
  return inputRequired({ inputRequests: { [PAGE]: asked } });
}

/** Until 2025-11-25: the server asks while the call waits. */
function viaRequest(server: McpServer, limit: number): Invite {
  return {
    limit,
    send(asked, wanted) {
      const form = wanted.kind === 'approval' && knows(server, 'form') ? approvalForm(wanted) : null;
      if (form) return sendForm(server, form, limit);
      return knows(server, 'url') ? sendAddress(server, asked, limit) : null;
    },
  };
}

function sendForm({ server }: McpServer, form: ApprovalForm, limit: number): Invitation {
  const [refused, approved, over] = [new AbortController(), new AbortController(), new AbortController()];
  void server
    .elicitInput({ mode: 'form', ...form }, { timeout: limit, signal: over.signal })
    .then(replyOf, () => 'not delivered' as const)
    .then((reply) => (reply === 'approved' ? approved.abort() : refused.abort(reply)));
  return {
    refused: refused.signal,
    approved: approved.signal,
    end: () => over.abort('The call waits no longer.'),
  };
}

function sendAddress({ server }: McpServer, asked: ErrorReport, limit: number): Invitation {
  const [refused, over] = [new AbortController(), new AbortController()];
  const elicitationId = crypto.randomUUID();
  const params = { mode: 'url', message: invitation(asked), url: asked.link ?? '', elicitationId } as const;
  void server.elicitInput(params, { timeout: limit, signal: over.signal }).then(
    ({ action }) => action === 'accept' || refused.abort(action === 'decline' ? 'declined' : action),
    () => refused.abort('not delivered'),
  );
  return {
    refused: refused.signal,
    // Only the page tells.
    approved: new AbortController().signal,
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
}

function knows({ server }: McpServer, mode: 'form' | 'url'): boolean {
  const revision = server.getNegotiatedProtocolVersion() ?? '';
  return revision >= SINCE[mode] && declares(mode, server.getClientCapabilities());
}

const invitation = ({ message }: ErrorReport) =>
  `${message} The page of awswhitelist on this machine says what for; nothing that is given there passes through the chat.`;
