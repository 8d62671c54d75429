/** The form that sets a cookie, empty or filled with one that is there. */
import type { Answer, CookieRow, InspectorAPI, NewCookie } from '../common/messages';
import { byId, setText } from './dom';
import { dialog, field, textOf } from './dialogs';

/** What cannot be changed without making another cookie. */
const IDENTITY = ['url', 'name', 'domain', 'path'] as const;

/** A URL that a request must have for this cookie to be sent. */
const urlOf = ({ secure, domain, path }: CookieRow): string =>
  `${secure ? 'https' : 'http'}://${domain.replace(/^\./, '')}${path}`;

/** Seconds since 1970 as the value of a datetime-local field, which has no time zone. */
function toLocal(seconds: number | null): string {
  if (seconds === null) return '';
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function read(values: FormData, topLevelSite: string | null): NewCookie {
  const expires = textOf(values, 'expires');
  return {
    url: textOf(values, 'url'),
    name: textOf(values, 'name'),
    value: textOf(values, 'value'),
    domain: textOf(values, 'domain'),
    path: textOf(values, 'path'),
    sameSite: textOf(values, 'sameSite') as NewCookie['sameSite'],
    secure: values.has('secure'),
    httpOnly: values.has('httpOnly'),
    expirationDate: expires === '' ? null : new Date(expires).getTime() / 1000,
    topLevelSite,
  };
}

export class CookieDialog {
  readonly #dialog = dialog('dialog-cookie');
  readonly #set: (cookie: NewCookie) => Promise<Answer<null>>;

  constructor(set: (cookie: NewCookie) => ReturnType<InspectorAPI['setCookie']>) {
    this.#set = set;
  }

  /** `cookie` is the one to change, with its value; null: a new one. */
  open(cookie: CookieRow | null, value = ''): void {
    const { form } = this.#dialog;
    form.reset();
    setText(byId('dialog-cookie-title', HTMLElement), cookie ? `Edit cookie ${cookie.name}` : 'Set cookie');
    for (const name of IDENTITY) field(form, name, HTMLInputElement).readOnly = cookie !== null;
    if (cookie) this.#fill(cookie, value);
    this.#dialog.open((values) => this.#set(read(values, cookie?.topLevelSite ?? null)));
    field(form, cookie ? 'value' : 'url', HTMLInputElement).focus();
  }

  #fill(cookie: CookieRow, value: string): void {
    const { form } = this.#dialog;
    const texts = {
      url: urlOf(cookie),
      name: cookie.name,
      value,
      domain: cookie.domain.startsWith('.') ? cookie.domain : '',
      path: cookie.path,
      expires: toLocal(cookie.expirationDate),
    };
    for (const [name, text] of Object.entries(texts)) field(form, name, HTMLInputElement).value = text;
    field(form, 'sameSite', HTMLSelectElement).value = cookie.sameSite;
    field(form, 'secure', HTMLInputElement).checked = cookie.secure;
    field(form, 'httpOnly', HTMLInputElement).checked = cookie.httpOnly;
  }
}
