import type { Sleep } from '#aws/security-groups/recent-changes.ts';
import type { AskCode } from '#aws/sts/sts-requests.ts';
import type { SandboxSetting } from '#aws/settings.ts';
import type { Log } from '#log.ts';
import type { CallProgress, ToolContext } from '#tools/definition/context.ts';
import type { Tool } from '#tools/definition/definition.ts';
import type { CallSignals } from './aws-calls.ts';
import type { CallIdentity } from './call-identity.ts';
import type { AskApproval } from './consent.ts';
import type { CallPrompter } from './call-prompts.ts';
import type { Elicitor } from './prompt-session.ts';

export interface RuntimeOptions {
  readonly log: Log;
  /** The operating system's user name. */
  readonly user: string;
  /** What every answer has to say, whatever was called. Default: nothing. */
  readonly standingWarnings?: readonly string[];
  /** With `--sandbox`: where it is served. Default: AWS itself. */
  readonly sandbox?: SandboxSetting | undefined;
  /** This machine's time. Default: the real one. */
  readonly now?: () => Date;
  /** How it waits before it looks at AWS again. Default: with a timer. */
  readonly sleep?: Sleep;
  /** Default: the config's. Milliseconds. */
  readonly callLimit?: number | undefined;
  /** Whether a person may be asked through a page on this machine. Default: no. */
  readonly canOpenPage?: boolean;
  /** Whether this process runs where the person does, whose own address can then be found. Default: yes. */
  readonly runsOnPersonsMachine?: boolean;
  /** Asks at the terminal for an MFA device's code. Default: nobody can be asked there. */
  readonly askCode?: AskCode;
  /** Asks at the terminal for consent. Default: nobody can be asked there. */
  readonly askApproval?: AskApproval;
  /** The process ends with its one call: the token of a plan could not be used any more. Default: no. */
  readonly oneShot?: boolean;
  /** `--yes` was given; whether it counts, the config file says. */
  readonly yes?: boolean;
}

export interface CallOptions extends CallSignals {
  /** The call's way to the person. Default: nobody is asked anything. */
  readonly prompter?: CallPrompter | null;
  /** How a person is sent to the page while the call waits. Default: it does not, and answers with the page's address. */
  readonly elicitor?: Elicitor | null;
  /** What the client brought back from a person whom it asked itself for consent. */
  readonly approvalToken?: string | undefined;
  /** The answer goes to a model, so that lists in it are cut. Default: no. */
  readonly isBounded?: boolean;
  /** Called with how far a call of several things has come. */
  readonly onStep?: ((step: CallProgress) => void) | undefined;
  /** Whether a person may be asked at the terminal; not while another program has it. Default: yes. */
  readonly canAskAtTerminal?: boolean;
}

/** What lives as long as the process: sockets, known identities, sessions it opened; never a call's credentials. */
export interface Runtime {
  readonly log: Log;
  /** What can be called under the settings in force. */
  readonly tools: readonly Tool[];
  /** What every answer says of how the process was started. */
  readonly standingWarnings: readonly string[];
  /** The context of one request; its time limit starts here. */
  toolContext(options?: CallOptions): ToolContext;
  /** The way to the person for one call as it came; where no page may be opened, it leads nowhere. */
  prompterFor(call: CallIdentity): CallPrompter;
  /** Waits a moment for changes that are under way, so that the log has their outcome. */
  close(): Promise<void>;
}
