import { ExpiringMap } from '#core/expiring-map.ts';
import type { Reply } from './loopback-server.ts';
import { html } from './html.ts';
import { kinds } from '#prompt-page/kinds/index.ts';
import type { SubmitResult, ConfirmationStep } from './question-kind.ts';
import type { Screen } from './screen.ts';
import { type EmptyReason, type QuestionStore, randomId, type WaitingQuestion } from './question-store.ts';
import { startTimer } from './start-timer.ts';
import { renderOverview } from './overview.ts';
import { alreadyAnsweredScreen, ranOutScreen } from './components.ts';

export interface PageSessionOptions {
  readonly store: QuestionStore;
  readonly lifetime: number;
  readonly now: () => Date;
}

/** What stands behind one token, from the first question until nothing waits. */
export interface PageSession {
  readonly token: string;
  /**
   * @param id - What follows the token in the path. Undefined: nothing.
   * @param form - Null where a page is asked for.
   */
  handle(id: string | undefined, form: URLSearchParams | null): Promise<Reply>;
  /** Nothing can be answered here from now on; whoever comes is told why. */
  end(why: EmptyReason): void;
}

/** What stands under an address below the token's, so that going back and reloading send nothing twice. */
interface View {
  readonly screen: () => Screen;
  readonly step: ConfirmationStep | null;
}

/** A person goes back and forth a few times; what was held for earlier steps is let go. */
const MAX_VIEWS = 20;

export function createPageSession({ store, lifetime, now }: PageSessionOptions): PageSession {
  const token = randomId(256);
  const views = new ExpiringMap<View>({ lifetime, now, startTimer, maxEntries: MAX_VIEWS });
  let ended: EmptyReason | null = null;
  let finalScreen: Screen | null = null;
  const isFinished = (): boolean => ended !== null || store.waiting().length === 0;
  /** A second click is told the same as the first. */
  const rememberFinalScreen = (screen: Screen): Screen => (finalScreen ??= screen);
  const closingScreen = (): Screen =>
    rememberFinalScreen(ended === 'ended' ? ranOutScreen(lifetime) : alreadyAnsweredScreen());

  function replyTo(next: SubmitResult): Reply {
    // At once, not under an address of its own: there may be no time to fetch it.
    if (isFinished()) return next.next === 'done' ? rememberFinalScreen(next.screen) : closingScreen();
    if (next.next === 'overview') return { goTo: `/${token}` };
    const id = randomId(128);
    views.set(id, createView(next, id));
    return { goTo: `/${token}/${id}` };
  }

  function createView(next: Exclude<SubmitResult, { next: 'overview' }>, id: string): View {
    if (next.next === 'retry')
      return { screen: () => renderOverview(store.waiting(), next.retry), step: null };
    if (next.next === 'done') return { screen: () => addRemaining(next.screen), step: null };
    const hidden = html`<input type="hidden" name="step" value="${id}" />`;
    return { screen: () => next.step.screen(hidden), step: next.step };
  }

  function addRemaining(screen: Screen): Screen {
    const remaining = store.waiting().length;
    if (remaining === 0) return screen;
    const body = html`${screen.body}
      <div class="card">
        <h2>${remaining === 1 ? 'One more request waits' : `${remaining} more requests wait`}</h2>
        <p><a href="/${token}">Go to ${remaining === 1 ? 'it' : 'them'}</a></p>
      </div>`;
    return { ...screen, body };
  }

  async function handleForm(form: URLSearchParams): Promise<Reply> {
    if (isFinished()) return closingScreen();
    const step = form.get('step');
    // Taken, not read: a second click finds nothing to confirm.
    if (step !== null) {
      const confirmation = views.take(step)?.step ?? null;
      return replyTo(confirmation?.submit(form) ?? { next: 'done', screen: alreadyAnsweredScreen() });
    }
    const kind = kinds.find((one) => one.kind === form.get('kind'));
    return kind === undefined ? 400 : replyTo(await kind.submit(form, store));
  }

  /** @param id - Of the question that comes first. */
  function listWaiting(id: string | undefined): readonly WaitingQuestion[] {
    const waiting = store.waiting();
    return [...waiting.filter((one) => one.id === id), ...waiting.filter((one) => one.id !== id)];
  }

  return {
    token,
    async handle(id, form) {
      if (form !== null) return handleForm(form);
      if (isFinished()) return closingScreen();
      const view = id === undefined ? null : views.get(id);
      return view === null ? renderOverview(listWaiting(id), null) : view.screen();
    },
    end(why) {
      ended = why;
      views.clear();
    },
  };
}
