/** The dialogs of index.html: each opens, asks, and stays open with the reason if the answer cannot be carried out. */
import type { Answer } from '../common/messages';
import { byId } from './dom';

export interface OpenDialog {
  readonly form: HTMLFormElement;
  /** Runs on submit; the dialog closes if it resolves with ok and shows the error otherwise. */
  readonly open: (submit: (values: FormData) => Promise<Answer<unknown>>) => void;
}

export function dialog(id: string): OpenDialog {
  const shell = byId(id, HTMLDialogElement);
  const form = shell.querySelector('form');
  const error = shell.querySelector<HTMLElement>('.error');
  const button = shell.querySelector<HTMLButtonElement>('[type=submit]');
  if (!form || !error || !button)
    throw new Error(`The dialog "${id}" of index.html lacks a form, an error or a button`);
  let submit: ((values: FormData) => Promise<Answer<unknown>>) | null = null;

  shell.querySelector('[data-close]')?.addEventListener('click', () => shell.close());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!submit || button.disabled) return;
    button.disabled = true;
    void submit(new FormData(form)).then((answer) => {
      button.disabled = false;
      if (answer.ok) shell.close();
      else error.textContent = answer.error;
    });
  });

  return {
    form,
    open(onSubmit): void {
      submit = onSubmit;
      error.textContent = '';
      shell.showModal();
    },
  };
}

/** A text field of a form. */
export const textOf = (values: FormData, name: string): string => {
  const value = values.get(name);
  return typeof value === 'string' ? value : '';
};

/** A field of a form by name. Throws if index.html does not have it. */
export function field<T extends HTMLElement>(form: HTMLFormElement, name: string, type: new () => T): T {
  const found = form.elements.namedItem(name);
  if (!(found instanceof type)) throw new Error(`The form has no ${type.name} named "${name}"`);
  return found;
}
