/** The dialogs about a whole session: make one, clear its data, open a page in it, delete one of its cookies. */
import { CLEARABLE, type Answer, type Clearable, type CookieRow, type SessionSummary } from '../common/messages';
import { dialog, field, textOf } from './dialogs';
import { byId, element, setText } from './dom';

const CLEARABLE_TEXT: Record<Clearable, string> = {
  cookies: 'Cookies',
  localstorage: 'Local storage',
  indexdb: 'IndexedDB',
  cachestorage: 'Cache storage',
  serviceworkers: 'Service workers',
  filesystem: 'File systems',
  shadercache: 'Shader cache',
  httpcache: 'HTTP cache',
  codecache: 'Compiled scripts',
};

export function newSessionDialog(
  create: (name: string, persistent: boolean) => Promise<Answer<number>>,
  created: (sessionId: number) => void,
): () => void {
  const { form, open } = dialog('dialog-session');
  const name = field(form, 'name', HTMLInputElement);
  const preview = (): void => {
    const text = name.value || 'shop';
    setText(byId('preview-persist', HTMLElement), `persist:${text}`);
    setText(byId('preview-memory', HTMLElement), text);
  };
  name.addEventListener('input', preview);
  return () => {
    form.reset();
    preview();
    open(async (values) => {
      const answer = await create(textOf(values, 'name'), textOf(values, 'keep') === 'persistent');
      if (answer.ok) created(answer.value);
      return answer;
    });
  };
}

export function clearDataDialog(
  clear: (session: SessionSummary, kinds: Clearable[], origin: string) => Promise<Answer<null>>,
): (session: SessionSummary) => void {
  const { form, open } = dialog('dialog-clear');
  byId('clear-kinds', HTMLFieldSetElement).append(
    ...CLEARABLE.map((kind) =>
      element('label', {}, element('input', { type: 'checkbox', name: 'kind', value: kind }), CLEARABLE_TEXT[kind]),
    ),
  );
  const origin = field(form, 'origin', HTMLInputElement);
  // The caches are the session's, not an origin's.
  const allowCaches = (): void => {
    for (const box of form.querySelectorAll<HTMLInputElement>('[value=httpcache], [value=codecache]')) {
      box.disabled = origin.value.trim() !== '';
    }
  };
  origin.addEventListener('input', allowCaches);
  return (session) => {
    form.reset();
    for (const box of form.querySelectorAll<HTMLInputElement>('[name=kind]')) box.checked = true;
    setText(byId('dialog-clear-title', HTMLElement), `Clear data of ${session.name}`);
    allowCaches();
    open((values) => {
      const chosen = values.getAll('kind');
      return clear(
        session,
        CLEARABLE.filter((kind) => chosen.includes(kind)),
        textOf(values, 'origin').trim(),
      );
    });
  };
}

export function openPageDialog(
  openPage: (session: SessionSummary, url: string) => Promise<Answer<null>>,
): (session: SessionSummary) => void {
  const { form, open } = dialog('dialog-page');
  return (session) => {
    form.reset();
    setText(byId('dialog-page-title', HTMLElement), `Open page in ${session.name}`);
    open((values) => openPage(session, textOf(values, 'url').trim()));
  };
}

export function loadExtensionDialog(
  load: (session: SessionSummary, path: string, allowFileAccess: boolean) => Promise<Answer<null>>,
): (session: SessionSummary) => void {
  const { form, open } = dialog('dialog-extension');
  return (session) => {
    form.reset();
    setText(byId('dialog-extension-title', HTMLElement), `Load extension into ${session.name}`);
    open((values) => load(session, textOf(values, 'path').trim(), values.has('files')));
  };
}

export function deleteCookieDialog(
  remove: (cookie: CookieRow) => Promise<Answer<null>>,
): (cookie: CookieRow, session: SessionSummary) => void {
  const { open } = dialog('dialog-delete');
  return (cookie, session) => {
    setText(
      byId('delete-lead', HTMLElement),
      `${cookie.name || 'The cookie without a name'} of ${cookie.domain}${cookie.path} in ${session.name}.`,
    );
    open(() => remove(cookie));
  };
}
