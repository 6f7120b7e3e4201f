import { request } from 'node:http';

/** A page as a person sees it, with its forms. */
export interface VisitedPage {
  readonly status: number;
  readonly heading: string;
  /** What can be read on it, in one line. */
  readonly words: string;
  /** The values of a group of radio buttons. */
  choices(name: string): readonly string[];
  /** The names of what can be typed into. */
  readonly inputs: readonly string[];
  /**
   * Types into the form that has this button and these fields, leaves the rest as the page has it, and presses the button.
   *
   * @returns what the browser shows then
   */
  submit(button: string, typed?: Readonly<Record<string, string>>): Promise<VisitedPage>;
}

interface Control {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly checked: boolean;
}

interface Form {
  readonly controls: readonly Control[];
  readonly buttons: readonly { readonly label: string; readonly name: string; readonly value: string }[];
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const decoded = (text: string) => text.replace(/&(#?\w+);/g, (all, name: string) => ENTITIES[name] ?? all);
const readable = (markup: string) =>
  decoded(markup.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
const attribute = (tag: string, name: string) =>
  decoded(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

const isMarked = (tag: string) => /\schecked[\s/>]/.test(tag);

function formsIn(markup: string): Form[] {
  return [...markup.matchAll(/<form[\s\S]*?<\/form>/g)].map(([form]) => ({
    controls: [...form.matchAll(/<input[^>]*>/g)].map(([tag]) => ({
      name: attribute(tag, 'name'),
      type: attribute(tag, 'type') || 'text',
      value: attribute(tag, 'value'),
      checked: isMarked(tag),
    })),
    buttons: [...form.matchAll(/<button([^>]*)>([\s\S]*?)<\/button>/g)].map(([, tag = '', label = '']) => ({
      label: readable(label),
      name: attribute(tag, 'name'),
      value: attribute(tag, 'value'),
    })),
  }));
}

/** What a browser would send of a form: hidden fields, what was typed, the radio button that is marked, the button. */
function fillForm(form: Form, button: string, typed: Readonly<Record<string, string>>): URLSearchParams {
  const sent = new URLSearchParams();
  for (const { name, type, value, checked } of form.controls) {
    const chosen = type === 'radio' && name in typed ? typed[name] === value : checked;
    if (type === 'radio' && !chosen) continue;
    sent.append(name, type === 'hidden' || type === 'radio' ? value : (typed[name] ?? value));
  }
  const { name = '', value = '' } = form.buttons.find(({ label }) => label === button) ?? {};
  sent.append(name, value);
  return sent;
}

interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}

function send(address: string, form: URLSearchParams | null): Promise<Answer> {
  const { origin } = new URL(address);
  const headers = {
    origin,
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/x-www-form-urlencoded',
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      address,
      form ? { method: 'POST', agent: false, headers } : { agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, location: response.headers.location, text }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(form?.toString());
  });
}

/**
 * A person who opens an address in their browser: as one reads pages and sends forms, over a connection of its own for
 * each.
 */
export async function visitPage(address: string, form: URLSearchParams | null = null): Promise<VisitedPage> {
  const { status, location, text } = await send(address, form);
  if (status === 303 && location !== undefined) return visitPage(new URL(location, address).href);
  const body = text.replace(/<head>[\s\S]*?<\/head>/, '');
  const forms = formsIn(body);
  const controls = forms.flatMap((one) => one.controls);
  return {
    status,
    heading: readable(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(body)?.[1] ?? ''),
    words: readable(body),
    choices: (name) =>
      controls.filter((one) => one.type === 'radio' && one.name === name).map(({ value }) => value),
    inputs: [
      ...new Set(controls.filter(({ type }) => !['hidden', 'radio'].includes(type)).map(({ name }) => name)),
    ],
    submit(button, typed = {}) {
      const one = forms.find(
        ({ buttons, controls: own }) =>
          buttons.some(({ label }) => label === button) &&
          Object.keys(typed).every((wanted) => own.some(({ name }) => name === wanted)),
      );
      if (!one)
        throw new Error(`no form with ${[button, ...Object.keys(typed)].join(', ')}: ${readable(body)}`);
      return visitPage(address, fillForm(one, button, typed));
    },
  };
}

/** Keys as somebody types them into the page's fields. */
export function keyFormValues(
  key: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string },
  region?: string,
): Record<string, string> {
  return {
    access_key_id: key.accessKeyId,
    secret_access_key: key.secretAccessKey,
    ...(key.sessionToken !== undefined && { session_token: key.sessionToken }),
    ...(region !== undefined && { region }),
  };
}

/** Gives these on the page, looks whose they are, and confirms: the last page that is shown. */
export async function submitCredentials(
  address: string,
  typed: Readonly<Record<string, string>>,
): Promise<VisitedPage> {
  const proof = await (await visitPage(address)).submit('Continue', typed);
  return proof.submit('Use these');
}
