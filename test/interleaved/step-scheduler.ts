import { setImmediate as turn } from 'node:timers/promises';

/** What a client waits with until the scheduler lets it go on. */
export interface HeldStep {
  readonly client: string;
  /** A request by its action, or `pause 2000`. */
  readonly what: string;
  readonly go: () => void;
}

/** After so many turns of the event loop without anything new, every client waits for something that is held. */
const IDLE_TURNS = 12;

/** Files are read in their own time. */
const isReadingFiles = () => process.getActiveResourcesInfo().some((kind) => kind.startsWith('FSReq'));

/** A request that was let go has its answer within so many turns, or none is coming: the call has ended. */
const ANSWER_TIMEOUT_TURNS = 2_000;

/** Holds every client at each of its requests and pauses. Nothing moves but what is let go, one at a time. */
export class StepScheduler {
  readonly #held: HeldStep[] = [];
  #answering: string | null = null;
  #happened = 0;
  /** Until then, nothing is held. */
  isHolding = false;

  /** In an order that does not depend on which of two requests of a client arrived first. */
  held(): readonly HeldStep[] {
    return [...this.#held].sort((a, b) => (a.client + a.what < b.client + b.what ? -1 : 1));
  }

  /** @returns what ends when the request may be carried out */
  request(client: string, what: string, before: () => void): Promise<void> {
    // The SDK has sent it again: the answer before this one has come.
    if (this.#answering === client) this.#answering = null;
    return this.#hold(client, what, () => {
      before();
      this.#answering = client;
    });
  }

  pause(client: string, milliseconds: number, before: () => void): Promise<void> {
    return this.#hold(client, `pause ${milliseconds}`, before);
  }

  noteAnswer(client: string): void {
    if (this.#answering === client) this.#answering = null;
    this.noteActivity();
  }

  noteActivity(): void {
    this.#happened += 1;
  }

  /** Once every client waits, or has nothing to do. */
  async waitUntilIdle(): Promise<void> {
    let seen = -1;
    let still = 0;
    for (let turns = 0; still < IDLE_TURNS; turns += 1) {
      await turn();
      if (turns > ANSWER_TIMEOUT_TURNS) this.#answering = null;
      const isStill = seen === this.#happened && this.#answering === null && !isReadingFiles();
      still = isStill ? still + 1 : 0;
      seen = this.#happened;
    }
  }

  #hold(client: string, what: string, before: () => void): Promise<void> {
    this.noteActivity();
    if (!this.isHolding) return Promise.resolve();
    return new Promise((resolve) => {
      const held: HeldStep = {
        client,
        what,
        go: () => {
          this.#held.splice(this.#held.indexOf(held), 1);
          before();
          resolve();
        },
      };
      this.#held.push(held);
    });
  }
}
