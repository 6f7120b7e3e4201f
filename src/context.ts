import { setTimeout as delay } from 'node:timers/promises';
import type { Sleep } from '#aws/security-groups/recent-changes.ts';
import type { AskCode } from '#aws/sts/sts-requests.ts';
import type { AwsSettings } from '#aws/settings.ts';
import type { Config } from '#config/config.ts';
import { createAwsCalls } from '#context/aws-calls.ts';
import { createAskedChanges } from '#context/asked-changes.ts';
import { createRateLimit } from '#context/rate-limit.ts';
import { isAscii, toHolderName } from '#core/grants/holder.ts';
import { obtainConsent } from '#context/consent.ts';
import { createCallDeadline, anySignal, type CallDeadline } from '#context/call-deadline.ts';
import { createMyAddresses } from '#context/my-addresses.ts';
import { openWithPrompts } from '#context/open-session.ts';
import { createCallPrompts } from '#context/call-prompts.ts';
import { createPlanTokens } from '#context/plan-tokens.ts';
import type { Runtime, RuntimeOptions } from '#context/runtime.ts';
import { createUndoSignatures } from '#context/undo-signatures.ts';
import { createScheduledSweeps } from '#context/scheduled-sweeps.ts';
import { availableTools } from '#tools/index.ts';
import { whitelistSweep } from '#tools/sweep/whitelist-sweep.ts';

export type { CallPrompter } from '#context/call-prompts.ts';
export type { Elicitation, Elicitor } from '#context/prompt-session.ts';
export type { CallOptions, Runtime, RuntimeOptions } from '#context/runtime.ts';

/** Composition root: called once per process. */
export function createRuntime(config: Config, options: RuntimeOptions): Runtime {
  const { log, user, now = () => new Date(), callLimit = config.callLimit, askCode = null } = options;
  const { sleep = sleepUntilAborted, standingWarnings = [] } = options;
  const awsCalls = createAwsCalls(toAwsSettings(config, options), { log, now, sleep, callLimit });
  const prompts = createCallPrompts(options.canOpenPage ? openPromptServer : null, now);
  const tokens = createPlanTokens(now);
  const undoSignatures = createUndoSignatures();
  const { runsOnPersonsMachine = true } = options;
  const myAddresses = createMyAddresses({ sources: config.ipSources, log, runsOnPersonsMachine });
  const rateLimit = createRateLimit(config.security.ratePerMinute, now);
  const askedChanges = createAskedChanges(now);
  const yes = { given: options.yes === true, counts: config.security.allowYes };
  const consentSettings = { prompts, tokens, askApproval: options.askApproval ?? null, yes };
  const scheduledSweeps = createScheduledSweeps(async ({ groupId, region, profile }) => {
    const args = { security_group_id: groupId, region, ...(profile !== null && { profile }) };
    const { view } = await whitelistSweep.call(args, runtime.toolContext());
    for (const note of view.notes.filter((text) => text.startsWith('Warning: '))) log.warning(note);
  }, log);
  const runtime: Runtime = {
    log,
    tools: availableTools(config.policy),
    standingWarnings,
    toolContext({ prompter = null, elicitor = null, approvalToken, ...rest } = {}) {
      const { onStep = () => {}, canAskAtTerminal = true, isBounded = false, ...signals } = rest;
      const deadline = createCallDeadline(callLimit);
      const signal = signals.signal ?? new AbortController().signal;
      const ended = anySignal(deadline.signal, signals.signal);
      return {
        settings: config,
        now: now(),
        isBounded,
        user,
        standingWarnings,
        openSession: (request, purpose) =>
          openWithPrompts(
            request,
            {
              purpose,
              answer: null,
              askCode: canAskAtTerminal ? askCode && pauseDeadlineDuring(deadline, askCode) : null,
            },
            { calls: awsCalls, prompter, log, deadline, callLimit, elicitor, ...signals },
          ),
        findOwnAddresses: myAddresses(deadline.signal, signals.signal),
        planTokens: {
          mint: (plan) => (options.oneShot ? null : tokens.mint('plan', plan)),
          isValid: (token, plan) => tokens.isValid('plan', token, plan),
          redeem: (token, plan) => tokens.redeem('plan', token, plan),
        },
        undoSignatures: {
          sign: (text) => (options.oneShot ? null : undoSignatures.sign(text)),
          isOwn: (signature, text) => undoSignatures.isOwn(signature, text),
        },
        rateLimit,
        askedChanges,
        requestApproval: (plan) =>
          obtainConsent(canAskAtTerminal ? consentSettings : { ...consentSettings, askApproval: null }, {
            plan,
            prompter,
            signal,
            elicitor,
            approvalToken,
            deadline,
          }),
        scheduleSweep(grant) {
          if (options.oneShot || scheduledSweeps.isFull()) return false;
          scheduledSweeps.add(grant);
          return true;
        },
        sleep: (milliseconds) => sleep(milliseconds, ended),
        reportProgress: onStep,
      };
    },
    prompterFor: (call) => prompts.forCall(call),
    async close() {
      scheduledSweeps.clear();
      await prompts.close();
      await awsCalls.close();
    },
  };
  return runtime;
}

/** The timer is referenced: between two requests, nothing else keeps the process of a command alive. */
const sleepUntilAborted: Sleep = (milliseconds, signal) =>
  delay(milliseconds, undefined, { signal }).catch(() => {});

/** Time spent waiting for the person at the terminal does not count against the call's limit. */
function pauseDeadlineDuring(deadline: CallDeadline, ask: NonNullable<AskCode>): NonNullable<AskCode> {
  return async (...question) => {
    deadline.pause();
    try {
      return await ask(...question);
    } finally {
      deadline.restart();
    }
  };
}

function toAwsSettings(config: Config, { user, sandbox }: RuntimeOptions): AwsSettings {
  const { profiles, region, security } = config;
  // The characters and the length that AWS allows for a session's name.
  const name = isAscii(user) ? user.replace(/[^\w+=,.@-]/g, '-').slice(0, 40) : toHolderName(user);
  return { profiles, region, security, sandbox: sandbox ?? null, sessionName: `awswhitelist-${name}` };
}

async function openPromptServer() {
  const { createPromptServer } = await import('#prompt-page/prompt-server.ts');
  return createPromptServer();
}
