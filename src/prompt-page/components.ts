import type { WaitingCall } from '#core/approval/questions.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { type Html, html } from './html.ts';
import type { Retry } from './question-kind.ts';
import { type Screen, createMessageScreen } from './screen.ts';

/** More arguments than any tool has. */
const MAX_ARGUMENTS = 40;

/** A call as an assistant wrote it: a stranger's text, in a box of its own and a direction that it cannot turn. */
export function renderCall({ tool, arguments: args }: WaitingCall): Html {
  const shown = args.slice(0, MAX_ARGUMENTS);
  const more = args.length - shown.length;
  return html`<div class="quote">
    <p class="hint">Written by your assistant</p>
    <p><code>${escapeUnprintable(tool, 100)}</code></p>
    ${
      shown.length > 0 &&
      html`<dl>
        ${shown.map(
          ([name, value]) =>
            html`<dt><bdi dir="ltr">${escapeUnprintable(name, 60)}</bdi></dt>
              <dd><bdi dir="ltr">${escapeUnprintable(value, 300)}</bdi></dd>`,
        )}
      </dl>`
    }
    ${more > 0 && html`<p>${more} more arguments are not shown. Decline if you did not expect this.</p>`}
  </div>`;
}

export interface FieldOptions {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  /** Attributes of the input besides its name and its value. */
  readonly input: Html;
  readonly name?: string;
}

/** A labelled field with its hint and what was wrong with it. */
export function renderField({ id, label, hint, input, name = id }: FieldOptions, retry: Retry | null): Html {
  const wrong = retry?.problems.filter((problem) => problem.field === id) ?? [];
  const described = [`${id}-hint`, ...(wrong.length > 0 ? [`${id}-wrong`] : [])].join(' ');
  return html`<div class="field">
    <label for="${id}">${label}</label>
    <p class="hint" id="${id}-hint">${hint}</p>
    ${wrong.length > 0 && html`<p class="wrong" id="${id}-wrong">${wrong.map(({ message }) => message)}</p>`}
    <input
      id="${id}"
      name="${name}"
      value="${retry?.refillValues.get(id) ?? ''}"
      aria-describedby="${described}"
      ${wrong.length > 0 && html`aria-invalid="true"`}
      autocapitalize="off"
      autocorrect="off"
      spellcheck="false"
      ${input}
    />
  </div>`;
}

/** Everything that was wrong; it comes first on the page and has the focus. */
export function renderProblems({ problems }: Retry): Html {
  return html`<div class="problems" role="alert" tabindex="-1" autofocus>
    <h2>Not accepted</h2>
    <ul>
      ${problems.map(
        ({ field, message, guidance = [] }) =>
          html`<li>
            ${field === null ? html`<strong>${message}</strong>` : html`<a href="#${field}">${message}</a>`}
            ${guidance.map((sentence) => html` ${sentence}`)}
          </li>`,
      )}
    </ul>
  </div>`;
}

/** Whose credentials they are. */
export function renderProofs(proofs: readonly { readonly account: string; readonly arn: string }[]): Html {
  const each = new Map(proofs.map((proof) => [`${proof.account} ${proof.arn}`, proof]));
  return html`<dl class="facts">
    ${[...each.values()].map(
      ({ account, arn }) =>
        html`<dt>Account</dt>
          <dd><code>${escapeUnprintable(account, 60)}</code></dd>
          <dt>Identity</dt>
          <dd><code>${escapeUnprintable(arn, 400)}</code></dd>`,
    )}
  </dl>`;
}

const CLOSE_PAGE_HINT =
  'You can close this page and go back to your chat; repeat the request there if it does not continue by itself.';

export const doneScreen = (heading: string, ...parts: readonly (string | Html)[]): Screen =>
  createMessageScreen(heading, ...parts, CLOSE_PAGE_HINT);

export const declinedScreen = (): Screen =>
  doneScreen('Declined', 'Nothing was given, and nothing was changed.');

/** @param consequence - What did not come of it this time, where the kind of question is known. */
/** @param lifetime - How long it was open: milliseconds. */
export const ranOutScreen = (lifetime: number): Screen =>
  createMessageScreen(
    'This link ran out',
    `It was open for ${Math.round(lifetime / 60_000)} minutes, and nobody answered. Nothing was given, and nothing was changed.`,
    'Repeat the request in your chat: it gives a new link.',
  );

export const alreadyAnsweredScreen = (consequence = 'Nothing came of it this time.'): Screen =>
  doneScreen('Already answered', `This was answered before. ${consequence}`);
