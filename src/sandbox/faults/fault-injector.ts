import { setTimeout as sleep } from 'node:timers/promises';
import { identifyRequest } from '#sandbox/parse-request.ts';
import type { RequestOverrides, Service } from '#sandbox/service.ts';
import type { WireRequest } from '#sandbox/auth/sigv4.ts';
import { errorReply } from '#sandbox/respond.ts';
import type { Delivery } from './delivery.ts';
import { resolveEffect } from './effects.ts';
import type { Fault } from './kinds.ts';
import type { StaleReads } from './stale-reads.ts';
import { type FaultRule, matchesAction, readFaultPlan } from './plan.ts';

/** The listening socket. */
export interface Listener {
  /** @param ms - For how long; 0: until connections are accepted again. */
  refuseConnections: (ms: number) => void;
  acceptConnections: () => Promise<void>;
}

interface CountedRule {
  readonly rule: FaultRule;
  calls: number;
}

/** Puts a plan of faults between the network and the service. */
export class FaultInjector {
  readonly #service: Service;
  readonly #lags: StaleReads;
  readonly #now: () => Date;
  #listener: Listener | null = null;
  #plan: CountedRule[] = [];
  /** Access keys whose tokens have expired. */
  readonly #expired = new Set<string>();

  constructor(service: Service, lags: StaleReads, now: () => Date) {
    this.#service = service;
    this.#lags = lags;
    this.#now = now;
  }

  /** Starts a plan from its first call, in place of an earlier one. @throws SandboxError */
  async setPlan(plan: unknown, listener: Listener): Promise<void> {
    const rules = readFaultPlan(plan);
    this.#plan = rules.map((rule) => ({ rule, calls: 0 }));
    this.#expired.clear();
    this.#lags.stop();
    this.#listener = listener;
    await listener.acceptConnections();
    this.#refuseIfDue(() => true);
  }

  /** @param gone - Ends when the client has gone, or has its answer. */
  async handle(request: WireRequest, gone: Promise<void>): Promise<Delivery> {
    const { service, action, accessKeyId } = identifyRequest(request);
    const fault = this.#nextFault(action);
    const regions = this.#lags.begin(action, fault);
    if (fault?.kind === 'expired') this.#expired.add(accessKeyId ?? '');
    const skew = fault?.kind === 'wrong_clock' ? fault.seconds * 1000 : 0;
    const now = () => new Date(this.#now().getTime() + skew);
    const seen: RequestOverrides = {
      now,
      ...(regions && { regions }),
      expired: this.#expired.has(accessKeyId ?? ''),
    };
    const { when, delay = 0, error, dress } = resolveEffect(fault, service);
    if (when === 'late') {
      const until = gone.then(() => sleep(delay, undefined, { ref: false }));
      void this.#service.handle(request, { ...seen, until });
      return { ...dress(errorReply(service, error, '')), date: now() };
    }
    const reply = await this.#service.handle(request, {
      ...seen,
      ...(when === 'before' && { instead: error }),
    });
    const last = this.#refuseIfDue((counted) => matchesAction(counted.rule, action));
    return { ...dress(reply), date: now(), last };
  }

  /** Counts the call for every line that is about it; the first line that has its number decides. */
  #nextFault(action: string): Fault | null {
    let fault: Fault | null = null;
    for (const counted of this.#plan) {
      if (!matchesAction(counted.rule, action)) continue;
      counted.calls += 1;
      const { first, last } = counted.rule;
      if (counted.calls >= first && counted.calls <= last) fault ??= counted.rule.fault;
    }
    return fault;
  }

  /** A refused connection never arrives to be counted, so connections are refused from the call before it on. */
  #refuseIfDue(concerns: (counted: CountedRule) => boolean): boolean {
    const due = this.#plan.filter(
      ({ rule, calls }) => rule.fault.kind === 'refused' && calls === rule.first - 1,
    );
    const fault = due.find(concerns)?.rule.fault;
    if (fault?.kind !== 'refused') return false;
    this.#listener?.refuseConnections(fault.ms);
    return true;
  }
}
