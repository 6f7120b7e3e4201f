import type { CredentialsQuestion, GivenAccess, VerifiedIdentity } from '#core/approval/questions.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { MASK } from '#core/text/redact.ts';
import { type Html, html } from '#prompt-page/html.ts';
import type { Screen } from '#prompt-page/screen.ts';
import type { QuestionStore, WaitingQuestion } from '#prompt-page/question-store.ts';
import {
  alreadyAnsweredScreen,
  renderCall,
  declinedScreen,
  doneScreen,
  renderProofs,
} from '#prompt-page/components.ts';
import { renderCredentialsForm } from './credentials-form.ts';
import { pickRefillValues, parseAccess } from './parse-access.ts';
import {
  type QuestionKind,
  type SubmitResult,
  type FormProblem,
  type ConfirmationStep,
  TYPED_INPUT_FOOTNOTE,
  filterByKind,
  findSubmitted,
} from '#prompt-page/question-kind.ts';

type WaitingCredentials = readonly WaitingQuestion<CredentialsQuestion>[];
type AccessFor = (question: CredentialsQuestion) => GivenAccess;

/** A profile of this machine, or keys: one form for all calls that lack credentials, and a look at whose they are. */
export const credentials: QuestionKind & { readonly kind: 'credentials' } = {
  kind: 'credentials',
  section(waiting, hidden, retry) {
    const own = filterByKind('credentials', waiting);
    if (own.length === 0) return null;
    const heading = 'Which AWS credentials may be used?';
    return { heading, body: renderCredentialsForm(own, hidden, retry), footnote: TYPED_INPUT_FOOTNOTE };
  },
  async submit(form, store) {
    const submitted = findSubmitted('credentials', form, store);
    if (submitted.length === 0) return { next: 'done', screen: alreadyAnsweredScreen() };
    if (form.get('do') === 'decline') return declineAll(submitted, store);
    const again = (problems: readonly FormProblem[]): SubmitResult => ({
      next: 'retry',
      retry: { kind: 'credentials', problems, refillValues: pickRefillValues(form) },
    });
    const read = parseAccess(
      form,
      submitted.map(({ question }) => question),
    );
    if ('problems' in read) return again(read.problems);
    const checked = await Promise.all(submitted.map(({ question }) => verifyAccess(question, read.access)));
    const problems = checked.flatMap((one) => ('message' in one ? [one] : []));
    // Several calls, and AWS says the same to each.
    if (problems.length > 0) return again([...new Map(problems.map((one) => [one.message, one])).values()]);
    const proofs = checked.flatMap((one) => ('message' in one ? [] : [one]));
    return { next: 'step', step: createConfirmation(submitted, proofs, read.access, store) };
  },
};

function declineAll(submitted: WaitingCredentials, store: QuestionStore): SubmitResult {
  const some = submitted.filter(({ id }) => store.answer(id, { kind: 'declined' })).length > 0;
  return { next: 'done', screen: some ? declinedScreen() : alreadyAnsweredScreen() };
}

async function verifyAccess(
  question: CredentialsQuestion,
  accessFor: AccessFor,
): Promise<VerifiedIdentity | FormProblem> {
  const access = accessFor(question);
  try {
    return await question.verify(access);
  } catch (error) {
    const { message, guidance } = toWhitelistError(error).report();
    const say = (text: string): string => escapeUnprintable(redactCredentials(text, access));
    return { field: null, message: say(message), guidance: guidance.map(say) };
  }
}

/** What was just pasted is not repeated, whoever wrote the sentence. */
function redactCredentials(text: string, access: GivenAccess): string {
  if (access.kind === 'profile') return text;
  const { secretAccessKey, sessionToken } = access.credentials;
  return [secretAccessKey, sessionToken].reduce(
    (left, secret) => (secret === null ? left : left.replaceAll(secret.reveal(), MASK)),
    text,
  );
}

/** Keeps the access in memory until the person says that it is the right one. */
function createConfirmation(
  submitted: WaitingCredentials,
  proofs: readonly VerifiedIdentity[],
  accessFor: AccessFor,
  store: QuestionStore,
): ConfirmationStep {
  return {
    screen: (hidden) => createConfirmationScreen(submitted, proofs, accessFor, hidden),
    submit(form) {
      const choice = form.get('do');
      if (choice === 'decline') return declineAll(submitted, store);
      if (choice !== 'use') return { next: 'overview' };
      const accepted = submitted.filter(({ id, question }) =>
        store.answer(id, { kind: 'given', access: accessFor(question) }),
      );
      return {
        next: 'done',
        screen: accepted.length > 0 ? handedOverScreen(accepted.length) : alreadyAnsweredScreen(),
      };
    },
  };
}

const handedOverScreen = (count: number): Screen =>
  doneScreen(
    'Thank you',
    count === 1
      ? 'The request may use these credentials now: this one alone, and nothing was stored.'
      : `The ${count} requests may use these credentials now: they alone, and nothing was stored.`,
  );

function createConfirmationScreen(
  submitted: WaitingCredentials,
  proofs: readonly VerifiedIdentity[],
  accessFor: AccessFor,
  hidden: Html,
): Screen {
  const heading = 'Are these the right ones?';
  const names = submitted.map(({ question }) => accessFor(question));
  const profile = names.find((access) => access.kind === 'profile')?.profile ?? null;
  const body = html`<div class="card">
    <h1>${heading}</h1>
    <p>
      ${
        profile === null
          ? 'AWS accepts these keys. They belong to:'
          : html`AWS accepts the profile <b><bdi dir="ltr">${escapeUnprintable(profile, 100)}</bdi></b
              >. It belongs to:`
      }
    </p>
    ${renderProofs(proofs)}
    <h2>They will be used for</h2>
    ${submitted.map(({ question }) => renderCall(question.call))}
    <form method="post">
      ${hidden}
      <div class="buttons">
        <button class="first" name="do" value="use">Use these</button>
        <button name="do" value="back">Go back</button>
        <button name="do" value="decline">Decline</button>
      </div>
    </form>
  </div>`;
  return { heading, body };
}
