/** The spell checker of the session: whether it is on, its languages, and the words it was taught. */
import type { DictionaryState, Spelling, SpellingChange } from '../common/messages';
import { element, iconButton } from './dom';

type Change = (change: SpellingChange) => void;

const STATE_TEXT: Record<DictionaryState, string> = {
  downloading: 'downloading…',
  there: 'dictionary is there',
  failed: 'no dictionary',
};

const names = new Intl.DisplayNames('en', { type: 'language' });

const nameOf = (code: string): string => names.of(code) ?? code;

function languageItem({ code, dictionary }: Spelling['languages'][number], change: Change): HTMLElement {
  const state = dictionary === null ? null : STATE_TEXT[dictionary];
  return element(
    'li',
    { 'data-language': code },
    element('span', { class: 'truncate' }, nameOf(code)),
    element('span', { class: 'mono muted' }, code),
    state === null ? null : element('span', { class: dictionary === 'failed' ? 'problem' : 'muted' }, state),
    iconButton('close', `Do not check ${nameOf(code)}`, () => change({ what: 'remove-language', value: code })),
  );
}

function wordItem(word: string, change: Change): HTMLElement {
  return element(
    'li',
    { 'data-word': word },
    element('span', { class: 'truncate', title: word }, word),
    iconButton('close', `Forget ${word}`, () => change({ what: 'remove-word', value: word })),
  );
}

function languagePicker(available: readonly string[], change: Change): HTMLElement {
  const byName = available.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)));
  const options = byName.map((code) => element('option', { value: code }, `${nameOf(code)} (${code})`));
  const select = element(
    'select',
    { 'aria-label': 'Add a language' },
    element('option', { value: '' }, 'Add a language…'),
    ...options,
  );
  select.addEventListener('change', () => {
    if (select.value !== '') change({ what: 'add-language', value: select.value });
  });
  return select;
}

function wordForm(change: Change): HTMLElement {
  const input = element('input', {
    'type': 'text',
    'aria-label': 'Add a word',
    'placeholder': 'Add a word',
    'autocomplete': 'off',
    'spellcheck': 'false',
  });
  const button = element('button', { type: 'submit', class: 'button' }, 'Add');
  const form = element('form', { class: 'add-word' }, input, button);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (input.value.trim() !== '') change({ what: 'add-word', value: input.value });
  });
  return form;
}

function section(title: string, note: string, ...content: HTMLElement[]): HTMLElement {
  return element('section', {}, element('h3', {}, title), element('p', { class: 'muted' }, note), ...content);
}

export function spellingPanel(spelling: Spelling | null, change: Change): HTMLElement[] {
  if (!spelling) return [];
  const { enabled, languages, available, words } = spelling;
  const box = element('input', { type: 'checkbox', checked: enabled ? '' : null });
  box.addEventListener('change', () => change({ what: 'enable', value: box.checked ? 'on' : 'off' }));
  const list = element('ul', { class: 'chips' }, ...languages.map((language) => languageItem(language, change)));
  const known = element('ul', { class: 'chips' }, ...(words ?? []).map((word) => wordItem(word, change)));
  return [
    element(
      'div',
      { class: 'spelling' },
      element('label', { class: 'switch' }, box, 'Mark misspelled words in what users write'),
      section(
        'Languages',
        'A word is right if it is right in one of them. Dictionaries that are missing are downloaded.',
        ...(languages.length > 0 ? [list] : []),
        languagePicker(available, change),
      ),
      words === null
        ? section('Words', 'A session in memory keeps none.')
        : section('Words', 'Right in every language.', ...(words.length > 0 ? [known] : []), wordForm(change)),
    ),
  ];
}
