import type { CodeQuestion, VerifiedIdentity } from '#core/approval/questions.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { html, type Html } from '#prompt-page/html.ts';
import type { WaitingQuestion } from '#prompt-page/question-store.ts';
import {
  alreadyAnsweredScreen,
  renderCall,
  declinedScreen,
  doneScreen,
  renderField,
  renderProblems,
  renderProofs,
} from '#prompt-page/components.ts';
import {
  type QuestionKind,
  type SubmitResult,
  type FormProblem,
  type Retry,
  TYPED_INPUT_FOOTNOTE,
  filterByKind,
  findSubmitted,
} from '#prompt-page/question-kind.ts';

/** A one-time code of an MFA device. */
export const code: QuestionKind & { readonly kind: 'code' } = {
  kind: 'code',
  section(waiting, hidden, retry) {
    const own = filterByKind('code', waiting);
    if (own.length === 0) return null;
    return {
      heading: own.length === 1 ? 'Enter a one-time code' : 'Enter one-time codes',
      body: html`${own.map((one) => renderCodeForm(one, hidden, retry?.id === one.id ? retry : null))}`,
      footnote: TYPED_INPUT_FOOTNOTE,
    };
  },
  async submit(form, store) {
    const [one] = findSubmitted('code', form, store);
    if (one === undefined) return { next: 'done', screen: alreadyAnsweredScreen() };
    if (form.get('do') === 'decline') {
      store.answer(one.id, { kind: 'declined' });
      return { next: 'done', screen: declinedScreen() };
    }
    const given = (form.get('code') ?? '').replace(/\s/g, '');
    if (!/^\d{6}$/.test(given))
      return retryWith(one, { field: fieldIdOf(one), message: 'A code has six digits.' });
    const opened = await openOnce(one.question, given);
    if ('message' in opened) return retryWith(one, opened);
    store.answer(one.id, { kind: 'opened' });
    const screen = doneScreen('The code was right', 'The session is open:', renderProofs([opened]));
    return { next: 'done', screen };
  },
};

const fieldIdOf = ({ id }: WaitingQuestion): string => `code-${id}`;

function retryWith({ id }: WaitingQuestion, problem: FormProblem): SubmitResult {
  // A code works only once, so the form comes back empty.
  return { next: 'retry', retry: { kind: 'code', id, problems: [problem], refillValues: new Map() } };
}

/** A code works only once, so a second click shares the answer to the first. */
const attemptsInProgress = new WeakMap<
  CodeQuestion,
  { given: string; result: Promise<VerifiedIdentity | FormProblem> }
>();

function openOnce(question: CodeQuestion, given: string): Promise<VerifiedIdentity | FormProblem> {
  const before = attemptsInProgress.get(question);
  if (before?.given === given) return before.result;
  const result = tryCode(question, given).finally(() => attemptsInProgress.delete(question));
  attemptsInProgress.set(question, { given, result });
  return result;
}

async function tryCode(question: CodeQuestion, given: string): Promise<VerifiedIdentity | FormProblem> {
  try {
    return await question.open(given);
  } catch (error) {
    const { message, guidance } = toWhitelistError(error).report();
    return {
      field: null,
      message: escapeUnprintable(message),
      guidance: guidance.map((sentence) => escapeUnprintable(sentence)),
    };
  }
}

function renderCodeForm(one: WaitingQuestion<CodeQuestion>, hidden: Html, retry: Retry | null): Html {
  const { call, serial, opens } = one.question;
  return html`<form class="code" method="post" autocomplete="off">
    ${retry && renderProblems(retry)} ${hidden}
    <input type="hidden" name="id" value="${one.id}" />
    <p>
      For this request of your assistant, AWS wants a code of your device before it opens
      <b><bdi dir="ltr">${escapeUnprintable(opens, 200)}</bdi></b
      >.
    </p>
    ${renderCall(call)}
    <dl class="facts">
      <dt>Device</dt>
      <dd><code>${escapeUnprintable(serial, 300)}</code></dd>
    </dl>
    ${renderField(
      {
        id: fieldIdOf(one),
        name: 'code',
        label: 'Code',
        hint: 'The six digits that the device shows now.',
        input: html`type="text" class="code" inputmode="numeric" autocomplete="one-time-code" maxlength="9"
        pattern="[0-9]{3} ?[0-9]{3}"`,
      },
      retry,
    )}
    <div class="buttons">
      <button class="first" name="do" value="continue">Continue</button>
      <button name="do" value="decline" formnovalidate>Decline</button>
    </div>
  </form>`;
}
