import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Question, WaitingCall } from '#core/approval/questions.ts';
import { renderScreen } from './screen.ts';
import type { WaitingQuestion } from './question-store.ts';
import { renderOverview } from './overview.ts';
import {
  createApprovalQuestion,
  createCodeQuestion,
  createCredentialsQuestion,
} from '#test/support/prompt-page/form-requests.ts';

const waitingOf = (...questions: readonly Question[]): WaitingQuestion[] =>
  questions.map((question, index) => ({
    id: `id-${index}`,
    call: `digest-${index}`,
    question,
    until: new Date(2026, 1, 3, 9, 5),
  }));
const pageOf = (...questions: readonly Question[]): string =>
  renderScreen(renderOverview(waitingOf(...questions), null)).toString();
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

const tags = (text: string): string[] => text.match(/<[/!a-z][^>]*>/gi) ?? [];

describe('a page', () => {
  const page = pageOf(
    createCredentialsQuestion({ regionNeeded: true }),
    createCodeQuestion(),
    createCodeQuestion(),
  );

  it('has a language, a title, one heading above the others, and no script, picture or address elsewhere', () => {
    expect(page).toMatch(/^<!doctype html>\s*<html lang="en">/i);
    expect(page).toMatch(/<title>\S/);
    expect(count(page, /<h1[ >]/g)).toBe(1);
    expect(page).not.toMatch(/<(script|img|link|iframe|object|embed|svg)\b|\son\w+=|https?:|url\(|@import/i);
  });

  it('names every field, once, and describes it', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const fields = [...page.matchAll(/<input\s[^>]*>/g)]
      .map(String)
      .filter((tag) => !/type="hidden"/.test(tag));
    expect(fields.length).toBe(3 + 4 + 2);
    for (const tag of fields) {
      const id = / id="([^"]+)"/.exec(tag)?.[1] ?? '';
      if (tag.includes('type="radio"')) continue;
      expect(page).toContain(`<label for="${id}">`);
      for (const one of (/aria-describedby="([^"]+)"/.exec(tag)?.[1] ?? 'none').split(' '))
        expect(ids).toContain(one);
    }
    expect(count(page, /<label class="choice">/g)).toBe(3);
  });

  it('keeps what is secret unseen, and browsers from remembering it', () => {
    for (const name of ['secret_access_key', 'session_token'])
      expect(page).toMatch(
        new RegExp(
          `name="${name}"[^>]*value=""[^>]*spellcheck="false"[^>]*type="password"[^>]*autocomplete="off"`,
        ),
      );
    expect(count(page, /<form[^>]* autocomplete="off"/g)).toBe(3);
  });

  it('says until when it is open, and carries ids that are no digests', () => {
    expect(page).toMatch(/until\s+09:05/);
    expect(count(page, /name="id" value="id-\d"/g)).toBe(3);
    expect(page).not.toContain('digest-');
  });
});

describe('a call', () => {
  it('of a stranger changes no tag of the page, whatever it says', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '</dl><form action="http://evil.test">',
        '"><input autofocus onfocus=x>',
        '<!--',
        '</title>',
      ),
    );
    const plain = (c: WaitingCall): WaitingCall => ({
      tool: 't',
      arguments: c.arguments.map(() => ['n', 'v']),
    });
    const groupOf = (m: string) => {
      const rules = [{ rule: m, description: m }];
      const described = rules.map((rule) => ({ ...rule, becomes: m }));
      return { region: m, groupId: m, groupName: m, added: rules, removed: rules, described };
    };
    const call = fc.record({ tool: text, arguments: fc.array(fc.tuple(text, text), { maxLength: 5 }) });
    fc.assert(
      fc.property(call, text, (hostile, more) => {
        const profiles = [{ name: more, kind: more }];
        const approval = (c: WaitingCall, m: string, count: number) =>
          createApprovalQuestion({
            ...{ call: c, reasons: [m], account: m, arn: m },
            groups: Array.from({ length: count }, () => groupOf(m)),
          });
        const seen = (c: WaitingCall, t: typeof profiles, m: string): string[] =>
          tags(
            pageOf(
              createCredentialsQuestion({ call: c, profiles: t }),
              createCodeQuestion({ call: c, serial: m, opens: m }),
              approval(c, m, 1),
              approval(c, m, 2),
            ),
          );
        const withValue = seen(plain(hostile), [{ name: 'x', kind: 'x' }], 'x');
        const strip = (all: string[]): string[] => all.map((tag) => tag.replace(/value="profile:[^"]*"/, ''));
        expect(strip(seen(hostile, profiles, more))).toEqual(strip(withValue));
      }),
    );
  });

  it('hides nothing: what is unseen shows, in a direction of its own', () => {
    const page = pageOf(
      createCredentialsQuestion({ call: { tool: 'a\u202eb', arguments: [['c\u200bd', 'e\nf']] } }),
    );
    expect(page).toContain('a\\u{202e}b');
    expect(page).toContain('<bdi dir="ltr">c\\u{200b}d</bdi>');
    expect(page).toContain('<bdi dir="ltr">e\\u{a}f</bdi>');
  });

  it('is bounded, and says what it left out', () => {
    const many = Array.from({ length: 50 }, (_, index) => [`n${index}`, 'v'.repeat(10_000)] as const);
    const page = pageOf(createCredentialsQuestion({ call: { tool: 't'.repeat(1_000), arguments: many } }));
    expect(page).toContain('10 more arguments are not shown.');
    expect(page).toContain(`${'v'.repeat(300)}…`);
    expect(page).not.toContain('v'.repeat(301));
    expect(page).not.toContain('t'.repeat(101));
  });
});
