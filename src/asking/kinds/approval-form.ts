import { describeEffect, describeExtent, singleGroup, type GroupSummary } from '#core/approval/approval.ts';
import type { ApprovalQuestion } from '#core/approval/questions.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { html, type Html } from '#asking/html.ts';
import type { Waiting } from '#asking/ledger.ts';
import { callBox } from '#asking/parts.ts';
import { heading, rulesOf } from './approval-rules.ts';

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
        ${question.reasons.map((reason) => html`${escapeUnprintable(reason, 300)} `)}
      </p>`
    }
    ${difference(question, which ? 3 : 2)} ${place(question)} ${callBox(question.call)}
    <div class="buttons">
      <button name="do" value="decline" aria-describedby="${title}">Decline</button>
      <button class="first" name="do" value="approve" aria-describedby="${title}">Approve this change</button>
    </div>
  </form>`;
}

/** The whole of it in one line. */
function summary({ groups }: ApprovalQuestion): Html {
  const one = singleGroup(groups);
  const where = one ? html`<code>${escapeUnprintable(one.groupId, 60)}</code>` : describeExtent(groups);
  return html`This ${describeEffect(groups)} in ${where}.`;
}

/** Where it is made, and as whom; of several groups, each says where it is beside its rules. */
export function place({ groups, account, arn }: ApprovalQuestion, others: Html | null = null): Html {
  const one = singleGroup(groups);
  return html`<dl class="place">
    ${
      one &&
      html`<dt>Security group</dt>
        <dd>${named(one)}</dd>`
    }
    ${others}
    <dt>Account</dt>
    <dd><code>${escapeUnprintable(account, 60)}</code></dd>
    ${one && regionOf(one)}
    <dt>Identity</dt>
    <dd><code>${escapeUnprintable(arn, 400)}</code></dd>
  </dl>`;
}

/** The same where no rules are shown. */
export function wholePlace(question: ApprovalQuestion): Html {
  const { groups } = question;
  if (singleGroup(groups)) return place(question);
  const each = groups.map(
    (group, index) =>
      html`<dt>Group ${index + 1} of ${groups.length}</dt>
        <dd>${named(group)} in <code>${escapeUnprintable(group.region, 60)}</code></dd>`,
  );
  return place(question, html`${each}`);
}

const named = ({ groupId, groupName }: GroupSummary): Html =>
  html`<code>${escapeUnprintable(groupId, 60)}</code>
    ${groupName !== null && html` named ${nameOf(groupName)}`}`;

const nameOf = (name: string): Html => html`<bdi dir="ltr">“${escapeUnprintable(name, 255)}”</bdi>`;

const regionOf = ({ region }: GroupSummary): Html =>
  html`<dt>Region</dt>
    <dd><code>${escapeUnprintable(region, 60)}</code></dd>`;

/** Every rule of it: what is not shown is not approved. */
export function difference({ groups }: ApprovalQuestion, level: 2 | 3): Html {
  const one = singleGroup(groups);
  if (one) return rulesOf(one, level);
  return html`${groups.map((group, index) => block(group, [index + 1, groups.length], level))}`;
}

/** One group of several. */
function block(group: GroupSummary, [number, count]: readonly [number, number], level: 2 | 3): Html {
  const { groupId, groupName } = group;
  return html`<section class="group">
    ${heading(level, html`Group ${number} of ${count}: <code>${escapeUnprintable(groupId, 60)}</code>`)}
    <dl class="place">
      ${
        groupName !== null &&
        html`<dt>Name</dt>
          <dd>${nameOf(groupName)}</dd>`
      }
      ${regionOf(group)}
    </dl>
    ${rulesOf(group, level === 2 ? 3 : 4)}
  </section>`;
}
