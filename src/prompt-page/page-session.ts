import { ExpiringMap } from '#core/expiring-map.ts';
import { type LoopbackServer, type Reply, openLoopbackServer } from './loopback-server.ts';
import { isEqualConstantTime } from './request-checks.ts';
import { html } from './html.ts';
import { kinds } from '#prompt-page/kinds/index.ts';
import type { SubmitResult, ConfirmationStep } from './question-kind.ts';
import type { Screen } from './screen.ts';
import { type QuestionStore, randomId } from './question-store.ts';
import { startTimer } from './start-timer.ts';
import { renderOverview } from './overview.ts';
import { alreadyAnsweredScreen } from './components.ts';

export interface PageSessionOptions {
  readonly store: QuestionStore;
  readonly port: number;
  readonly lifetime: number;
  readonly now: () => Date;
}

/** One port with one token, from the first question until nothing waits. */
export interface PageSession {
  readonly address: string;
  /** The token is worth nothing from now on; whoever has it is told that it was answered. */
  invalidateToken(): void;
  readonly stopAccepting: LoopbackServer['stopAccepting'];
  readonly close: LoopbackServer['close'];
  readonly closed: LoopbackServer['closed'];
}

/** What stands under an address below the token's, so that going back and reloading send nothing twice. */
interface View {
  readonly screen: () => Screen;
  readonly step: ConfirmationStep | null;
}

/** A person goes back and forth a few times; what was held for earlier steps is let go. */
const MAX_VIEWS = 20;

const PAGE_PATH = /^\/([\w-]{43})(?:\/([\w-]{22}))?$/;

/** @throws Error where no port can be had */
export async function openPageSession({
  store,
  port,
  lifetime,
  now,
}: PageSessionOptions): Promise<PageSession> {
  const token = randomId(256);
  const views = new ExpiringMap<View>({ lifetime, now, startTimer, maxEntries: MAX_VIEWS });
  let isEnded = false;
  let finalScreen: Screen | null = null;
  const isFinished = (): boolean => isEnded || store.waiting().length === 0;
  /** A second click is told the same as the first. */
  const rememberFinalScreen = (screen: Screen): Screen => (finalScreen ??= screen);

  function replyTo(next: SubmitResult): Reply {
    // At once, not under an address of its own: there may be no time to fetch it.
    if (isFinished())
      return rememberFinalScreen(next.next === 'done' ? next.screen : alreadyAnsweredScreen());
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
    if (isFinished()) return rememberFinalScreen(alreadyAnsweredScreen());
    const step = form.get('step');
    // Taken, not read: a second click finds nothing to confirm.
    if (step !== null) {
      const confirmation = views.take(step)?.step ?? null;
      return replyTo(confirmation?.submit(form) ?? { next: 'done', screen: alreadyAnsweredScreen() });
    }
    const kind = kinds.find((one) => one.kind === form.get('kind'));
    return kind === undefined ? 400 : replyTo(await kind.submit(form, store));
  }

  const server = await openLoopbackServer(port, async (path, form) => {
    const [, given = '', id] = PAGE_PATH.exec(path) ?? [];
    if (!isEqualConstantTime(given, token)) return 404;
    if (form !== null) return handleForm(form);
    if (isFinished()) return rememberFinalScreen(alreadyAnsweredScreen());
    const view = id === undefined ? null : views.get(id);
    return view === null ? renderOverview(store.waiting(), null) : view.screen();
  });
  function invalidateToken(): void {
    isEnded = true;
    views.clear();
  }
  return {
    address: `${server.origin}/${token}`,
    invalidateToken,
    stopAccepting: () => server.stopAccepting(),
    close() {
      invalidateToken();
      return server.close();
    },
    closed: server.closed,
  };
}
