import type { CodeQuestion, VerifiedIdentity } from '#core/approval/questions.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { html, type Html } from '#asking/html.ts';
import type { Waiting } from '#asking/ledger.ts';
import { answeredAlready, callBox, declined, done, field, problemBox, proofList } from '#asking/parts.ts';
import { type Kind, type Next, type Problem, type Retry, TYPED, ofKind, shownIn } from '#asking/kind.ts';

/** A one-time code of an MFA device. */
export const code: Kind & { readonly kind: 'code' } = {
  kind: 'code',
  section(waiting, hidden, retry) {
    const own = ofKind('code', waiting);
    if (own.length === 0) return null;
    return {
      heading: own.length === 1 ? 'Enter a one-time code' : 'Enter one-time codes',
      body: html`${own.map((one) => form(one, hidden, retry?.id === one.id ? retry : null))}`,
      promise: TYPED,
    };
  },
  async submit(form, ledger) {
    const [one] = shownIn('code', form, ledger);
    if (one === undefined) return { next: 'done', screen: answeredAlready() };
    if (form.get('do') === 'decline') {
      ledger.answer(one.id, { kind: 'declined' });
      return { next: 'done', screen: declined() };
    }
    const given = (form.get('code') ?? '').replace(/\s/g, '');
    if (!/^\d{6}$/.test(given)) return again(one, { field: fieldOf(one), message: 'A code has six digits.' });
    const opened = await open(one.question, given);
    if ('message' in opened) return again(one, opened);
    ledger.answer(one.id, { kind: 'opened' });
    const screen = done('The code was right', 'The session is open:', proofList([opened]));
    return { next: 'done', screen };
  },
};

const fieldOf = ({ id }: Waiting): string => `code-${id}`;

function again({ id }: Waiting, problem: Problem): Next {
  // A code is good once: there is nothing worth keeping.
  return { next: 'retry', retry: { kind: 'code', id, problems: [problem], kept: new Map() } };
}

/** A code is good once, so that a second click has to share the first one's answer. */
const underWay = new WeakMap<CodeQuestion, { given: string; result: Promise<VerifiedIdentity | Problem> }>();

function open(question: CodeQuestion, given: string): Promise<VerifiedIdentity | Problem> {
  const before = underWay.get(question);
  if (before?.given === given) return before.result;
  const result = tried(question, given).finally(() => underWay.delete(question));
  underWay.set(question, { given, result });
  return result;
}

async function tried(question: CodeQuestion, given: string): Promise<VerifiedIdentity | Problem> {
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

function form(one: Waiting<CodeQuestion>, hidden: Html, retry: Retry | null): Html {
  const { call, serial, opens } = one.question;
  return html`<form class="code" method="post" autocomplete="off">
    ${retry && problemBox(retry)} ${hidden}
    <input type="hidden" name="id" value="${one.id}" />
    <p>
      For this request of your assistant, AWS wants a code of your device before it opens
      <b><bdi dir="ltr">${escapeUnprintable(opens, 200)}</bdi></b
      >.
    </p>
    ${callBox(call)}
    <dl class="facts">
      <dt>Device</dt>
      <dd><code>${escapeUnprintable(serial, 300)}</code></dd>
    </dl>
    ${field(
      {
        id: fieldOf(one),
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
