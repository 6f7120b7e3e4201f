import type { ApprovalQuestion } from '../../core/asking.ts';
import type { ShownRule } from '../../core/approval.ts';
import { visible } from '../../core/visible.ts';
import { html, type Html } from '../html.ts';
import type { Waiting } from '../ledger.ts';
import { callBox } from '../parts.ts';

/** Headings below the page's, or below one change's of several. */
type Level = 'h2' | 'h3';

/** @param which - Which change of how many; null where it is the only one. */
export function approvalForm(
  { id, question }: Waiting<ApprovalQuestion>,
  hidden: Html,
  which: readonly [number, number] | null,
): Html {
  const title = `change-${id}`;
  // Declining comes first: whoever presses Tab and Enter without reading, or a browser that presses a form's first
  // button by itself, approves nothing. For the same reason nothing has the focus when the page opens.
  return html`<form class="change" method="post" autocomplete="off" aria-labelledby="${title}">
    ${hidden}
    <input type="hidden" name="id" value="${id}" />
    ${which && html`<h2>Change ${which[0]} of ${which[1]}</h2>`}
    <p class="sum" id="${title}">${summary(question)}</p>
    ${
      question.reasons.length > 0 &&
      html`<p class="why">
        <b>Why you are asked:</b>
        ${question.reasons.map((reason) => html`${visible(reason, 300)} `)}
      </p>`
    }
    ${difference(question, which ? 'h3' : 'h2')} ${place(question)} ${callBox(question.call)}
    <div class="buttons">
      <button name="do" value="decline" aria-describedby="${title}">Decline</button>
      <button class="first" name="do" value="approve" aria-describedby="${title}">Approve this change</button>
    </div>
  </form>`;
}

/** The whole of it in one line. */
function summary({ added, removed, groupId }: ApprovalQuestion): Html {
  const parts = [
    ...(added.length > 0 ? [`adds ${count(added)}`] : []),
    ...(removed.length > 0 ? [`removes ${count(removed)}`] : []),
  ].join(' and ');
  return html`This ${parts} in <code>${visible(groupId, 60)}</code>.`;
}

const count = ({ length }: readonly unknown[]): string => (length === 1 ? '1 rule' : `${length} rules`);

/** Where it is made, and as whom. */
export function place({ groupId, groupName, account, region, arn }: ApprovalQuestion): Html {
  return html`<dl class="place">
    <dt>Security group</dt>
    <dd>
      <code>${visible(groupId, 60)}</code>
      ${groupName !== null && html` named <bdi dir="ltr">“${visible(groupName, 255)}”</bdi>`}
    </dd>
    <dt>Account</dt>
    <dd><code>${visible(account, 60)}</code></dd>
    <dt>Region</dt>
    <dd><code>${visible(region, 60)}</code></dd>
    <dt>Identity</dt>
    <dd><code>${visible(arn, 400)}</code></dd>
  </dl>`;
}

/** Every rule of it: what is not shown is not approved. What opens something comes first. */
export function difference({ added, removed }: ApprovalQuestion, level: Level): Html {
  return html`${list('added', '+ add', added, level)} ${list('removed', '\u2212 remove', removed, level)}`;
}

function list(what: string, sign: string, rules: readonly ShownRule[], level: Level): Html {
  if (rules.length === 0) return html``;
  const title = `Will be ${what}: ${count(rules)}`;
  return html`${level === 'h2' ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`}
    <ul class="rules ${what}">
      ${rules.map(
        ({ rule, description }) =>
          html`<li>
            <b class="sign">${sign}</b>
            <span>
              <code><bdi dir="ltr">${visible(rule, 200)}</bdi></code>
              ${
                description !== null &&
                html`<small> Description: <bdi dir="ltr">“${visible(description, 255)}”</bdi> </small>`
              }
            </span>
          </li>`,
      )}
    </ul>`;
}
