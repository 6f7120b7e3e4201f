import { type Door, type Reply, openDoor } from './door.ts';
import { Expiring } from './expiring.ts';
import { isSame } from './guard.ts';
import { html } from './html.ts';
import { kinds } from '#asking/kinds/index.ts';
import type { Next, Step } from './kind.ts';
import type { Screen } from './layout.ts';
import { type Ledger, randomId } from './ledger.ts';
import { overview } from './overview.ts';
import { answeredAlready } from './parts.ts';

export interface SessionOptions {
  readonly ledger: Ledger;
  readonly port: number;
  readonly lifetime: number;
  readonly now: () => Date;
}

/** One port with one token, from the first question until nothing waits. */
export interface Session {
  readonly address: string;
  /** The token is worth nothing from now on; whoever has it is told that it was answered. */
  end(): void;
  readonly shut: Door['shut'];
  readonly close: Door['close'];
  readonly closed: Door['closed'];
}

/** What stands under an address below the token's, so that going back and reloading send nothing twice. */
interface View {
  readonly screen: () => Screen;
  readonly step: Step | null;
}

/** A person goes back and forth a few times; what was held for earlier steps is let go. */
const MOST_VIEWS = 20;

const PATH = /^\/([\w-]{43})(?:\/([\w-]{22}))?$/;

/** @throws Error where no port can be had */
export async function openSession({ ledger, port, lifetime, now }: SessionOptions): Promise<Session> {
  const token = randomId(256);
  const views = new Expiring<View>({ lifetime, now, most: MOST_VIEWS });
  let over = false;
  let word: Screen | null = null;
  const nothingWaits = (): boolean => over || ledger.waiting().length === 0;
  /** A second click is told the same as the first. */
  const lastWord = (screen: Screen): Screen => (word ??= screen);

  function after(next: Next): Reply {
    // At once, not under an address of its own: there may be no time to fetch it.
    if (nothingWaits()) return lastWord(next.next === 'done' ? next.screen : answeredAlready());
    if (next.next === 'overview') return { goTo: `/${token}` };
    const id = randomId(128);
    views.set(id, viewOf(next, id));
    return { goTo: `/${token}/${id}` };
  }

  function viewOf(next: Exclude<Next, { next: 'overview' }>, id: string): View {
    if (next.next === 'retry') return { screen: () => overview(ledger.waiting(), next.retry), step: null };
    if (next.next === 'done') return { screen: () => withRest(next.screen), step: null };
    const hidden = html`<input type="hidden" name="step" value="${id}" />`;
    return { screen: () => next.step.screen(hidden), step: next.step };
  }

  function withRest(screen: Screen): Screen {
    const left = ledger.waiting().length;
    if (left === 0) return screen;
    const body = html`${screen.body}
      <div class="card">
        <h2>${left === 1 ? 'One more request waits' : `${left} more requests wait`}</h2>
        <p><a href="/${token}">Go to ${left === 1 ? 'it' : 'them'}</a></p>
      </div>`;
    return { ...screen, body };
  }

  async function take(form: URLSearchParams): Promise<Reply> {
    if (nothingWaits()) return lastWord(answeredAlready());
    const step = form.get('step');
    // Taken, not read: a second click finds nothing to confirm.
    if (step !== null) {
      const held = views.take(step)?.step ?? null;
      return after(held?.submit(form) ?? { next: 'done', screen: answeredAlready() });
    }
    const kind = kinds.find((one) => one.kind === form.get('kind'));
    return kind === undefined ? 400 : after(await kind.submit(form, ledger));
  }

  const door = await openDoor(port, async (path, form) => {
    const [, given = '', id] = PATH.exec(path) ?? [];
    if (!isSame(given, token)) return 404;
    if (form !== null) return take(form);
    if (nothingWaits()) return lastWord(answeredAlready());
    const view = id === undefined ? null : views.get(id);
    return view === null ? overview(ledger.waiting(), null) : view.screen();
  });
  function end(): void {
    over = true;
    views.clear();
  }
  return {
    address: `${door.origin}/${token}`,
    end,
    shut: () => door.shut(),
    close() {
      end();
      return door.close();
    },
    closed: door.closed,
  };
}
