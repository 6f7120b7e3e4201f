import { setTimeout as sleep } from 'node:timers/promises';
import type { Pause } from './aws/recent-changes.ts';
import type { AskCode } from './aws/mfa-code.ts';
import type { AwsSettings } from './aws/settings.ts';
import type { Config } from './config/config.ts';
import { createAwsCalls } from './context/aws-calls.ts';
import { createChangeRate } from './context/change-rate.ts';
import { obtainConsent } from './context/consent.ts';
import { createLimit, either, type Limit } from './context/limits.ts';
import { createMyAddresses } from './context/my-addresses.ts';
import { openWithPerson } from './context/open.ts';
import { createPeople } from './context/person.ts';
import { createPlanTokens } from './context/plan-tokens.ts';
import type { Runtime, RuntimeOptions } from './context/runtime.ts';
import { createTakeBacks } from './context/take-back.ts';
import { toolsUnder } from './tools/index.ts';
import { whitelistSweep } from './tools/whitelist-sweep.ts';

export type { Invitation, Invite, PersonOf } from './context/person-of.ts';
export type { CallOptions, Runtime, RuntimeOptions } from './context/runtime.ts';

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
