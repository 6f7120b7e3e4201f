import type { ApprovalQuestion } from '#core/approval/questions.ts';
import { html } from '#prompt-page/html.ts';
import type { Screen } from '#prompt-page/screen.ts';
import { alreadyAnsweredScreen, doneScreen } from '#prompt-page/components.ts';
import { renderApprovalForm, renderDiff, renderTarget, renderAllTargets } from './approval-form.ts';
import {
  type QuestionKind,
  type SubmitResult,
  filterByKind,
  findSubmitted,
} from '#prompt-page/question-kind.ts';

/** A change that a person looks at before it is made. */
export const approval: QuestionKind & { readonly kind: 'approval' } = {
  kind: 'approval',
  section(waiting, hidden) {
    const own = filterByKind('approval', waiting);
    if (own.length === 0) return null;
    return {
      heading: own.length === 1 ? 'Approve this change?' : 'Approve these changes?',
      body: html`<p>
          Your assistant wants to change which addresses a firewall lets in. Decline what you did not expect.
        </p>
        ${own.map((one, index) => renderApprovalForm(one, hidden, own.length > 1 ? [index + 1, own.length] : null))}`,
      footnote: 'No change on this page is made unless you approve it.',
    };
  },
  submit(form, store) {
    const [one] = findSubmitted('approval', form, store);
    const said = form.get('do');
    const after = (next: SubmitResult): Promise<SubmitResult> => Promise.resolve(next);
    if (one === undefined) return after(alreadyAnsweredResult());
    // Neither a yes nor a no: the question goes on waiting.
    if (said !== 'approve' && said !== 'decline') return after({ next: 'overview' });
    const { id, question } = one;
    const [answer, screen] =
      said === 'approve'
        ? [{ kind: 'approved', plan: question.plan } as const, approvedScreen(question)]
        : [{ kind: 'declined' } as const, notApprovedScreen(question)];
    return after(store.answer(id, answer) ? { next: 'done', screen } : alreadyAnsweredResult());
  },
};

const approvedScreen = (question: ApprovalQuestion): Screen =>
  doneScreen(
    'Approved',
    'You approved exactly this change, once. Your approval holds for fifteen minutes.',
    renderTarget(question),
    renderDiff(question, 2),
  );

const notApprovedScreen = (question: ApprovalQuestion): Screen =>
  doneScreen('Declined', 'You did not approve this change, and it is not made.', renderAllTargets(question));

const alreadyAnsweredResult = (): SubmitResult => ({
  next: 'done',
  screen: alreadyAnsweredScreen('Nothing was approved this time: look at what is asked now, if anything is.'),
});
