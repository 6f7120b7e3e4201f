import type { CredentialsQuestion } from '#core/approval/questions.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { type Html, html } from '#prompt-page/html.ts';
import type { WaitingQuestion } from '#prompt-page/question-store.ts';
import { renderCall, renderField, renderProblems } from '#prompt-page/components.ts';
import { PASTE_KEYS, PROFILE_PREFIX, mergeProfiles } from './parse-access.ts';
import type { Retry } from '#prompt-page/question-kind.ts';

export function renderCredentialsForm(
  waiting: readonly WaitingQuestion<CredentialsQuestion>[],
  hidden: Html,
  retry: Retry | null,
): Html {
  const questions = waiting.map(({ question }) => question);
  const profiles = mergeProfiles(questions);
  const one = waiting.length === 1;
  return html`${retry && renderProblems(retry)}
    <form method="post" autocomplete="off">
      ${hidden}
      <p>
        Your assistant asked for ${one ? 'this' : `these ${waiting.length} things`}, and nothing says yet
        which AWS credentials to use. Decline if you did not expect ${one ? 'it' : 'every one of them'}.
      </p>
      ${waiting.map(
        ({ id, question }) =>
          html`<input type="hidden" name="id" value="${id}" />${renderCall(question.call)}`,
      )}
      ${profiles.length > 0 && renderProfileChoice(profiles, retry)}
      ${renderKeyFields(profiles.length > 0, retry)} ${renderRegionField(questions, retry)}
      <p class="soft">
        Next, AWS is asked whose credentials they are. You see the answer before they are used.
      </p>
      <div class="buttons">
        <button class="first" name="do" value="continue">Continue</button>
        <button name="do" value="decline">Decline</button>
      </div>
    </form>`;
}

function renderProfileChoice(profiles: CredentialsQuestion['profiles'], retry: Retry | null): Html {
  const wrong = retry?.problems.find((problem) => problem.field === 'use-0') ?? null;
  const used = retry?.refillValues.get('use');
  const radio = (index: number, value: string, attributes: Html | null, text: Html): Html =>
    html`<label class="choice">
      <input
        type="radio"
        name="use"
        id="use-${index}"
        value="${value}"
        ${used === value && html`checked`}
        ${attributes}
      />
      <span>${text}</span>
    </label>`;
  return html`<fieldset ${wrong && html`aria-describedby="use-wrong"`}>
    <legend>Use a profile of this machine</legend>
    ${wrong && html`<p class="wrong" id="use-wrong">${wrong.message}</p>`}
    ${profiles.map(({ name, kind }, index) =>
      radio(
        index,
        PROFILE_PREFIX + name,
        null,
        html`<bdi dir="ltr">${escapeUnprintable(name, 100)}</bdi>
          <small>${escapeUnprintable(kind, 100)}</small>`,
      ),
    )}
    ${radio(
      profiles.length,
      PASTE_KEYS,
      html`class="paste"`,
      html`Paste keys instead <small>Temporary ones, if you can</small>`,
    )}
  </fieldset>`;
}

function renderKeyFields(choosable: boolean, retry: Retry | null): Html {
  const secret = html`type="password" autocomplete="off"`;
  return html`<fieldset class="keys">
    <legend ${choosable && html`class="unseen"`}>Paste keys</legend>
    ${!choosable && html`<input type="hidden" name="use" value="${PASTE_KEYS}" />`}
    ${renderField(
      {
        id: 'access_key_id',
        label: 'Access key ID',
        hint: 'Starts with AKIA or ASIA.',
        input: html`type="text" autocomplete="off"`,
      },
      retry,
    )}
    ${renderField(
      {
        id: 'secret_access_key',
        label: 'Secret access key',
        hint: 'The longer part, 40 characters.',
        input: secret,
      },
      retry,
    )}
    ${renderField(
      { id: 'session_token', label: 'Session token', hint: 'Only for temporary keys (ASIA).', input: secret },
      retry,
    )}
  </fieldset>`;
}

function renderRegionField(questions: readonly CredentialsQuestion[], retry: Retry | null): Html {
  const needed = questions.filter(({ regionNeeded }) => regionNeeded).length;
  const hint =
    needed === 0
      ? 'Leave it empty to use the one that is set already.'
      : needed === questions.length
        ? 'Where the security group is. Example: us-east-1.'
        : 'For the requests that do not say one. Example: us-east-1.';
  return renderField(
    {
      id: 'region',
      label: needed === 0 ? 'Region (optional)' : 'Region',
      hint,
      input: html`type="text" class="short" autocomplete="off"`,
    },
    retry,
  );
}
