import type { CredentialsQuestion, GivenAccess, VerifiedIdentity } from '#core/approval/questions.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { type Html, html } from '#asking/html.ts';
import type { Screen } from '#asking/layout.ts';
import type { Ledger, Waiting } from '#asking/ledger.ts';
import { answeredAlready, callBox, declined, done, proofList } from '#asking/parts.ts';
import { credentialsForm } from './credentials-form.ts';
import { keptOf, readAccess } from './given-access.ts';
import { type Kind, type Next, type Problem, type Step, TYPED, ofKind, shownIn } from '#asking/kind.ts';

type Shown = readonly Waiting<CredentialsQuestion>[];
type AccessFor = (question: CredentialsQuestion) => GivenAccess;

/** A profile of this machine, or keys: one form for all calls that lack credentials, and a look at whose they are. */
export const credentials: Kind & { readonly kind: 'credentials' } = {
  kind: 'credentials',
  section(waiting, hidden, retry) {
    const own = ofKind('credentials', waiting);
    if (own.length === 0) return null;
    const heading = 'Which AWS credentials may be used?';
    return { heading, body: credentialsForm(own, hidden, retry), promise: TYPED };
  },
  async submit(form, ledger) {
    const shown = shownIn('credentials', form, ledger);
    if (shown.length === 0) return { next: 'done', screen: answeredAlready() };
    if (form.get('do') === 'decline') return decline(shown, ledger);
    const again = (problems: readonly Problem[]): Next => ({
      next: 'retry',
      retry: { kind: 'credentials', problems, kept: keptOf(form) },
    });
    const read = readAccess(
      form,
      shown.map(({ question }) => question),
    );
    if ('problems' in read) return again(read.problems);
    const checked = await Promise.all(shown.map(({ question }) => check(question, read.access)));
    const problems = checked.flatMap((one) => ('message' in one ? [one] : []));
    // Several calls, and AWS says the same to each.
    if (problems.length > 0) return again([...new Map(problems.map((one) => [one.message, one])).values()]);
    const proofs = checked.flatMap((one) => ('message' in one ? [] : [one]));
    return { next: 'step', step: confirmation(shown, proofs, read.access, ledger) };
  },
};

function decline(shown: Shown, ledger: Ledger): Next {
  const some = shown.filter(({ id }) => ledger.answer(id, { kind: 'declined' })).length > 0;
  return { next: 'done', screen: some ? declined() : answeredAlready() };
}

async function check(
  question: CredentialsQuestion,
  accessFor: AccessFor,
): Promise<VerifiedIdentity | Problem> {
  const access = accessFor(question);
  try {
    return await question.verify(access);
  } catch (error) {
    const { message, guidance } = toWhitelistError(error).report();
    const say = (text: string): string => escapeUnprintable(withoutThese(text, access));
    return { field: null, message: say(message), guidance: guidance.map(say) };
  }
}

/** What was just pasted is not repeated, whoever wrote the sentence. */
function withoutThese(text: string, access: GivenAccess): string {
  if (access.kind === 'profile') return text;
  const { secretAccessKey, sessionToken } = access.credentials;
  return [secretAccessKey, sessionToken].reduce(
    (left, secret) => (secret === null ? left : left.replaceAll(secret.reveal(), '[masked]')),
    text,
  );
}

/** Keeps the access in memory until the person says that it is the right one. */
function confirmation(
  shown: Shown,
  proofs: readonly VerifiedIdentity[],
  accessFor: AccessFor,
  ledger: Ledger,
): Step {
  return {
    screen: (hidden) => confirmScreen(shown, proofs, accessFor, hidden),
    submit(form) {
      const said = form.get('do');
      if (said === 'decline') return decline(shown, ledger);
      if (said !== 'use') return { next: 'overview' };
      const given = shown.filter(({ id, question }) =>
        ledger.answer(id, { kind: 'given', access: accessFor(question) }),
      );
      return { next: 'done', screen: given.length > 0 ? handedOver(given.length) : answeredAlready() };
    },
  };
}

const handedOver = (count: number): Screen =>
  done(
    'Thank you',
    count === 1
      ? 'The request may use these credentials now: this one alone, and nothing was stored.'
      : `The ${count} requests may use these credentials now: they alone, and nothing was stored.`,
  );

function confirmScreen(
  shown: Shown,
  proofs: readonly VerifiedIdentity[],
  accessFor: AccessFor,
  hidden: Html,
): Screen {
  const heading = 'Are these the right ones?';
  const names = shown.map(({ question }) => accessFor(question));
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
    ${proofList(proofs)}
    <h2>They will be used for</h2>
    ${shown.map(({ question }) => callBox(question.call))}
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
