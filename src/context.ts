import { setTimeout as sleep } from 'node:timers/promises';
import type { Pause } from './aws/recent-changes.ts';
import type { AskCode } from './aws/session-opener.ts';
import type { AwsSettings, SandboxSetting } from './aws/settings.ts';
import type { Config } from './config/config.ts';
import { createAwsCalls, type CallSignals } from './context/aws-calls.ts';
import type { CallIdentity } from './context/calls.ts';
import { createChangeRate } from './context/change-rate.ts';
import { obtainConsent, type AskYes } from './context/consent.ts';
import { createLimit, either, type Limit } from './context/limits.ts';
import { createMyAddresses } from './context/my-addresses.ts';
import { openWithPerson } from './context/open.ts';
import { createPeople } from './context/person.ts';
import type { Invite, PersonOf } from './context/person-of.ts';
import { createPlanTokens } from './context/plan-tokens.ts';
import { createTakeBacks } from './context/take-back.ts';
import type { Log } from './log.ts';
import type { Step, ToolContext } from './tools/context.ts';
import type { Tool } from './tools/definition.ts';
import { toolsUnder } from './tools/index.ts';
import { whitelistSweep } from './tools/whitelist-sweep.ts';

export type { Invitation, Invite, PersonOf } from './context/person-of.ts';

export interface RuntimeOptions {
  readonly log: Log;
  /** The operating system's user name. */
  readonly user: string;
  /** With `--sandbox`: where it is served. Default: AWS itself. */
  readonly sandbox?: SandboxSetting | undefined;
  /** This machine's time. Default: the real one. */
  readonly now?: () => Date;
  /** How it waits before it looks at AWS again. Default: until the time is over. */
  readonly pause?: Pause;
  /** Default: the config's. Milliseconds. */
  readonly callLimit?: number | undefined;
  /** Whether a person may be asked through a page on this machine. Default: no. */
  readonly pages?: boolean;
  /** Whether this process runs where the person does, whose own address can then be found. Default: yes. */
  readonly personsMachine?: boolean;
  /** Asks at the terminal for an MFA device's code. Default: nobody can be asked there. */
  readonly askCode?: AskCode;
  /** Asks at the terminal for consent. Default: nobody can be asked there. */
  readonly askYes?: AskYes;
  /** The process ends with its one call: no token of a plan would hold any longer. Default: no. */
  readonly once?: boolean;
  /** `--yes` was given; whether it counts, the config file says. */
  readonly yes?: boolean;
}

export interface CallOptions extends CallSignals {
  /** The call's way to the person. Default: nobody is asked anything. */
  readonly person?: PersonOf | null;
  /** How a person is sent to the page while the call waits. Default: it does not, and answers with the page's address. */
  readonly invite?: Invite | null;
  /** What the client brought back from a person whom it asked itself for consent. */
  readonly approvalToken?: string | undefined;
  /** Told how far a call of several things has come. */
  readonly onStep?: ((step: Step) => void) | undefined;
  /** Whether a person may be asked at the terminal; not while another program has it. Default: yes. */
  readonly atTerminal?: boolean;
}

/** What lives as long as the process: sockets, known identities, sessions it opened; never a call's credentials. */
export interface Runtime {
  readonly log: Log;
  /** What can be called under the settings in force. */
  readonly tools: readonly Tool[];
  /** The context of one request; its time limit starts here. */
  toolContext(options?: CallOptions): ToolContext;
  /** The way to the person for one call as it came; where no page may be opened, it leads nowhere. */
  personOf(call: CallIdentity): PersonOf;
  /** Waits a moment for changes that are under way, so that the log tells what became of them. */
  close(): Promise<void>;
}

/** Composition root: called once per process. */
export function createRuntime(config: Config, options: RuntimeOptions): Runtime {
  const { log, user, now = () => new Date(), callLimit = config.callLimit, askCode = null } = options;
  const { pause = pauseUntil } = options;
  const calls = createAwsCalls(awsSettings(config, options), { log, now, pause, callLimit });
  const people = createPeople(options.pages ? openDesk : null, now);
  const tokens = createPlanTokens(now);
  const { personsMachine = true } = options;
  const myAddresses = createMyAddresses({ sources: config.ipSources, log, personsMachine });
  const changes = createChangeRate(config.security.ratePerMinute, now);
  const yes = { given: options.yes === true, counts: config.security.allowYes };
  const consents = { people, tokens, askYes: options.askYes ?? null, yes };
  const takeBacks = createTakeBacks(async ({ groupId, region, profile }) => {
    const args = { security_group_id: groupId, region, ...(profile !== null && { profile }) };
    await whitelistSweep.call(args, runtime.toolContext());
  }, log);
  const runtime: Runtime = {
    log,
    tools: toolsUnder(config.policy),
    toolContext({ person = null, invite = null, approvalToken, ...rest } = {}) {
      const { onStep = () => {}, atTerminal = true, ...signals } = rest;
      const limit = createLimit(callLimit);
      const signal = signals.signal ?? new AbortController().signal;
      return {
        settings: config,
        now: now(),
        user,
        open: (request, purpose) =>
          openWithPerson(
            request,
            { purpose, answer: null, askCode: atTerminal ? askCode && outside(limit, askCode) : null },
            { calls, person, log, limit, callLimit, invite, ...signals },
          ),
        myAddresses: myAddresses(limit.signal, signals.signal),
        plans: {
          mint: (plan) => (options.once ? null : tokens.mint('plan', plan)),
          holds: (token, plan) => tokens.holds('plan', token, plan),
          redeem: (token, plan) => tokens.redeem('plan', token, plan),
        },
        changes,
        consent: (plan, reasons) =>
          obtainConsent(atTerminal ? consents : { ...consents, askYes: null }, {
            plan,
            reasons,
            person,
            signal,
            invite,
            approvalToken,
            limit,
          }),
        takeBack(grant) {
          if (options.once || takeBacks.isFull()) return false;
          takeBacks.add(grant);
          return true;
        },
        pause: (milliseconds) => pause(milliseconds, either(limit.signal, signals.signal)),
        progress: onStep,
      };
    },
    personOf: (call) => people.of(call),
    async close() {
      takeBacks.clear();
      await people.close();
      await calls.close();
    },
  };
  return runtime;
}

/** Referenced: between two requests, nothing else keeps the process of a command. */
const pauseUntil: Pause = (milliseconds, signal) =>
  sleep(milliseconds, undefined, { signal }).catch(() => {});

/** A person's time at the terminal is none of the program's. */
function outside(limit: Limit, ask: NonNullable<AskCode>): NonNullable<AskCode> {
  return async (...question) => {
    limit.pause();
    try {
      return await ask(...question);
    } finally {
      limit.restart();
    }
  };
}

function awsSettings(config: Config, { user, sandbox }: RuntimeOptions): AwsSettings {
  const { profiles, region, security } = config;
  // AWS's alphabet for a session's name, and within its length.
  const name = user.replace(/[^\w+=,.@-]/g, '-').slice(0, 40);
  return { profiles, region, security, sandbox: sandbox ?? null, sessionName: `awswhitelist-${name}` };
}

async function openDesk() {
  const { createDesk } = await import('./asking/index.ts');
  return createDesk();
}
