// The misspelled word at a right click, its suggestions, and what replaces it.
import { MenuItem, session, type BrowserWindow } from 'electron';
import { expect } from 'chai';
import contextMenu from 'electron-context-menu';
import { wrong } from './lib/bad-input';
import { defer } from './lib/cleanup';
import { dictionary, putDictionary, withChecksum } from './lib/dictionaries';
import { listenUntilClosed, sendPage, type LocalServer } from './lib/servers';
import {
  closeAllWindows,
  endBrowser,
  newSession,
  newWindow,
  nextEvent,
  openWindow,
  randomPartition,
} from './lib/sessions';
import { until } from './lib/until';
import { WritingPage } from './lib/writing';

type Params = Electron.ContextMenuParams;

const STYLE =
  '<style>body { margin: 0 } #text, iframe { border: 0; padding: 0; font: 40px monospace; width: 700px; height: 60px }</style>';
const page = (body: string): string => `<!DOCTYPE html><meta charset="utf-8">${STYLE}<body>${body}`;

describe('the spell checker and menus', () => {
  let ses: Electron.Session;
  let server: LocalServer;
  let window: BrowserWindow;

  before(async () => {
    server = await listenUntilClosed((_, response) =>
      sendPage(response, page('<input id="text" value="one wrld two">')),
    );
    ses = session.fromPartition(randomPartition('persist:'));
    putDictionary(ses, 'en-US', dictionary('en_US'));
    putDictionary(ses, 'de-DE', dictionary('de_DE'));
    ses.setSpellCheckerLanguages(['en-US']);
    window = openWindow({ webPreferences: { session: ses } });
    await window.loadURL(server.origin);
  });
  afterEach(() => {
    window.webContents.removeAllListeners('context-menu');
    ses.setSpellCheckerLanguages(['en-US']);
  });
  after(async () => {
    closeAllWindows();
    await endBrowser(ses);
    await server.close();
  });

  const inPage = (code: string): Promise<unknown> => window.webContents.executeJavaScript(`${code}; null`);
  const show = (body: string): Promise<unknown> => inPage(`document.body.innerHTML = ${JSON.stringify(body)}`);
  /** The middle of a character of the text. */
  const xOf = (character: number): number => Math.round((character + 0.5) * 24);

  function rightClick(x: number, { webContents } = window): void {
    for (const type of ['mouseDown', 'mouseUp'] as const) {
      webContents.sendInputEvent({ type, button: 'right', x, y: 25, clickCount: 1 });
    }
  }

  async function menuAt(character: number, at = window): Promise<Params> {
    const heard = nextEvent<[Electron.Event, Params]>(at.webContents, 'context-menu');
    rightClick(xOf(character), at);
    return (await heard)[1];
  }

  /** A busy machine may not have loaded the dictionary, or found the suggestion, before the event has to come. */
  const misspelledAt = (character: number, suggestion?: string): Promise<Params> =>
    until('a misspelled word', async () => {
      const params = await menuAt(character);
      const { misspelledWord, dictionarySuggestions } = params;
      const isThere = misspelledWord !== '' && (!suggestion || dictionarySuggestions.includes(suggestion));
      return isThere ? params : null;
    });

  describe("contents event 'context-menu'", () => {
    for (const [title, markup] of [
      ['<textarea>', '<textarea id="text">one wrld two</textarea>'],
      ['<input>', '<input id="text" value="one wrld two">'],
      ['contenteditable', '<div id="text" contenteditable>one wrld two</div>'],
    ] as const) {
      it(`has the misspelled word and suggestions, and selects the word: ${title}`, async () => {
        await show(markup);
        const params = await misspelledAt(5, 'world');
        expect(params).to.include({ misspelledWord: 'wrld', selectionText: 'wrld', isEditable: true });
        expect(params.dictionarySuggestions).to.have.length.within(1, 5);
        expect(params.selectionStartOffset).to.equal(4);
        expect(params.editFlags).to.include({ canCopy: true, canCut: true, canDelete: true });
        expect(
          await window.webContents.executeJavaScript(
            'text.value?.slice(text.selectionStart, text.selectionEnd) ?? getSelection().toString()',
          ),
        ).to.equal('wrld');
      });
    }

    for (const markup of [
      '<textarea id=text>one wrld two</textarea>',
      '<div id=text contenteditable>one wrld two</div>',
    ]) {
      it(`has them in shadow trees: ${markup}`, async () => {
        await show('<div id="host"></div>');
        await inPage(
          `document.getElementById('host').attachShadow({ mode: 'open' }).innerHTML = ${JSON.stringify(STYLE + markup)}`,
        );
        expect(await misspelledAt(5)).to.include({ misspelledWord: 'wrld', selectionText: 'wrld' });
      });
    }

    it('has those of frames of other origins', async () => {
      await showFrame();
      const params = await misspelledAt(5);
      expect(params).to.include({ misspelledWord: 'wrld', frameURL: frameURL() });
    });

    it('has the word that the user has selected, and nothing for more than one', async () => {
      await show('<input id="text" value="one wrld two">');
      await inPage('text.focus(); text.setSelectionRange(4, 9)');
      expect(await misspelledAt(5)).to.include({ misspelledWord: 'wrld' });
      await inPage('text.setSelectionRange(0, 8)');
      expect(await menuAt(5)).to.include({ misspelledWord: '', selectionText: 'one wrld' });
      await inPage('text.setSelectionRange(5, 8)');
      expect(await menuAt(6)).to.include({ misspelledWord: '', selectionText: 'rld' });
    });

    for (const [title, markup] of [
      ['a word that is right', '<input id="text" value="one world two">'],
      ['no word', '<input id="text" value="one - two wrld">'],
      ['a word of other letters', '<input id="text" value="one привет">'],
      ['a word that is longer than any', `<input id="text" value="one ${'wrld'.repeat(100)}">`],
      ['a contraction', '<input id="text" value="one world’s">'],
      ['an element that is not checked', '<input id="text" spellcheck="false" value="one wrld two">'],
      [
        'an element in one that is not checked',
        '<div spellcheck="false"><textarea id="text">one wrld two</textarea></div>',
      ],
      ['a password', '<input id="text" type="password" value="one wrld two">'],
      ['text that cannot be changed', '<input id="text" readonly value="one wrld two">'],
      ['text that is no field', '<div id="text">one wrld two</div>'],
    ] as const) {
      it(`has none for ${title}`, async () => {
        await show(markup);
        expect(await menuAt(5)).to.deep.include({ misspelledWord: '', dictionarySuggestions: [] });
      });
    }

    it('has the words that Chromium marks', async () => {
      const written = await WritingPage.open(
        { session: ses },
        '<style>body { margin: 0 }</style><div id="text" contenteditable style="font: 20px monospace"></div>',
      );
      await written.writeUntilMarked('wrld');
      await written.clear();
      const text = 'good:wrld "wrld" it\'s wrld-good 2wrld ';
      written.type(text);
      const width = 12;
      const marked = async (): Promise<string[]> => {
        const columns = await written.markedColumns();
        return columns.map(([from, to]) => text.slice(Math.round(from / width), Math.round(to / width)));
      };
      const expected = ['good:wrld', 'wrld', 'wrld', '2wrld'];
      await until('the marks', async () => JSON.stringify(await marked()) === JSON.stringify(expected));
      const found: string[] = [];
      for (const at of [2, 12, 23, 33]) {
        const { misspelledWord } = await until('the word', async () => {
          const heard = nextEvent<[Electron.Event, Params]>(written.contents, 'context-menu');
          for (const type of ['mouseDown', 'mouseUp'] as const) {
            written.contents.sendInputEvent({ type, button: 'right', x: at * width + 6, y: 10, clickCount: 1 });
          }
          const [, params] = await heard;
          return params.misspelledWord === '' ? null : params;
        });
        found.push(misspelledWord);
      }
      expect(found).to.deep.equal(expected);
    });

    it('takes added words for right', async () => {
      await show('<input id="text" value="one brzz two">');
      await misspelledAt(5);
      ses.addWordToSpellCheckerDictionary('brzz');
      expect((await menuAt(5)).misspelledWord).to.equal('');
      ses.removeWordFromSpellCheckerDictionary('brzz');
      await misspelledAt(5);
    });

    it('takes a word for right that one of two languages has, and has suggestions of both', async () => {
      await show('<input id="text" value="one wrld schreiben">');
      expect((await misspelledAt(10)).misspelledWord).to.equal('schreiben');
      ses.setSpellCheckerLanguages(['en-US', 'de']);
      await misspelledAt(5, 'world');
      expect((await menuAt(10)).misspelledWord).to.equal('');
      await show('<input id="text" value="one schreibn">');
      await misspelledAt(5, 'schreiben');
    });

    it('has none while the spell checker is off', async () => {
      await show('<input id="text" value="one wrld two">');
      ses.setSpellCheckerEnabled(false);
      expect((await menuAt(5)).misspelledWord).to.equal('');
      ses.setSpellCheckerEnabled(true);
      await misspelledAt(5);
    });

    it('comes in the order of the clicks', async () => {
      await show('<input id="text" value="one wrld two"><div style="height: 60px">text</div>');
      await misspelledAt(5);
      const heard: string[] = [];
      window.webContents.on('context-menu', (_, { misspelledWord, isEditable }) => {
        heard.push(`${isEditable} ${misspelledWord}`);
      });
      rightClick(xOf(5));
      for (const type of ['mouseDown', 'mouseUp'] as const) {
        window.webContents.sendInputEvent({ type, button: 'right', x: 20, y: 80, clickCount: 1 });
      }
      await until('both menus', () => heard.length === 2);
      expect(heard).to.deep.equal(['true wrld', 'false ']);
    });

    it('does not wait for a dictionary that is hostile', async () => {
      const data = Buffer.from(dictionary('en_US'));
      const trie = data.readUInt32LE(12);
      // A table whose only child is the table itself.
      Buffer.from([0xc2, 0x77, 1]).copy(data, trie);
      data.writeUInt32LE(trie, trie + 3);
      const other = newSession('persist:');
      putDictionary(other, 'en-US', withChecksum(data));
      other.setSpellCheckerLanguages(['en-US']);
      const its = newWindow({ webPreferences: { session: other } });
      await its.loadURL(server.origin);
      expect(await menuAt(5, its)).to.deep.include({ isEditable: true, misspelledWord: '', dictionarySuggestions: [] });
    });
  });

  const frameURL = (): string => `http://localhost:${server.port}/frame`;

  async function showFrame(): Promise<void> {
    await show('<iframe></iframe>');
    await window.webContents.executeJavaScript(`new Promise((resolve) => {
      const frame = document.querySelector('iframe');
      frame.onload = () => requestAnimationFrame(() => setTimeout(resolve));
      frame.src = '${frameURL()}';
    }).then(() => null)`);
    // Chromium leads input to a frame once it has drawn it, which may be later than its load.
    const frame = window.webContents.mainFrame.frames[0]!;
    await frame.executeJavaScript("addEventListener('mousemove', () => (globalThis.moved = true)); null");
    await until('the mouse in the frame', () => {
      window.webContents.sendInputEvent({ type: 'mouseMove', x: 80, y: 25 });
      return frame.executeJavaScript('globalThis.moved === true') as Promise<boolean>;
    });
  }

  describe('contents.replaceMisspelling(text)', () => {
    const textIs = (expected: string, frame = window.webContents.mainFrame): Promise<unknown> =>
      until(
        `the text ${expected}`,
        async () => (await frame.executeJavaScript('text.value ?? text.textContent')) === expected,
      );

    for (const [title, markup] of [
      ['<textarea>', '<textarea id="text">one wrld two</textarea>'],
      ['contenteditable', '<div id="text" contenteditable>one wrld two</div>'],
    ] as const) {
      it(`replaces the word as a user does, who can undo it: ${title}`, async () => {
        await show(markup);
        await inPage(`globalThis.events = [];
          for (const type of ['beforeinput', 'input']) {
            document.getElementById('text').addEventListener(type, ({ data, isTrusted }) => events.push(type, data, isTrusted));
          }`);
        await misspelledAt(5);
        window.webContents.replaceMisspelling('world');
        await textIs('one world two');
        expect(await window.webContents.executeJavaScript('events')).to.deep.equal([
          'beforeinput',
          'world',
          true,
          'input',
          'world',
          true,
        ]);
        await inPage("document.execCommand('undo')");
        await textIs('one wrld two');
      });
    }

    it('removes the word for an empty text', async () => {
      await show('<input id="text" value="one wrld two">');
      await misspelledAt(5);
      window.webContents.replaceMisspelling('');
      await textIs('one  two');
    });

    it('replaces it in a frame of another origin', async () => {
      await showFrame();
      await misspelledAt(5);
      window.webContents.replaceMisspelling('world');
      await textIs('one world two', window.webContents.mainFrame.frames[0]);
    });

    it('does nothing where the text has changed, nor a second time', async () => {
      await show('<input id="text" value="one wrld two">');
      await misspelledAt(5);
      await inPage("text.value = 'one more two'; text.setSelectionRange(4, 8)");
      window.webContents.replaceMisspelling('no');
      await inPage("text.value = 'one wrld two'");
      await misspelledAt(5);
      window.webContents.replaceMisspelling('world');
      window.webContents.replaceMisspelling('no');
      await textIs('one world two');
      // Behind both.
      await misspelledAfter('brzz');
    });

    it('does nothing where the page has put other elements in place', async () => {
      const markup = '<div id="text" contenteditable>one wrld two</div>';
      await show(markup);
      await misspelledAt(5);
      await show(markup);
      await inPage('text.focus()');
      window.webContents.replaceMisspelling('no');
      // The document has been asked by then, and what it had been told to write comes before the next menu.
      await inPage('0');
      await misspelledAt(5);
      await textIs('one wrld two');
    });

    it('does nothing where nothing is misspelled, and in a document that came after', async () => {
      await show('<input id="text" value="one wrld two">');
      await misspelledAt(5);
      await menuAt(1);
      window.webContents.replaceMisspelling('no');
      await misspelledAt(5);
      await window.loadURL(server.origin);
      await inPage('text.focus(); text.setSelectionRange(4, 8)');
      window.webContents.replaceMisspelling('no');
      await misspelledAt(5);
      await textIs('one wrld two');
    });

    /** Whatever was asked for before has been done: this comes behind it. */
    async function misspelledAfter(word: string): Promise<void> {
      await show(`<input id="text" value="one ${word} two">`);
      await misspelledAt(5);
      window.webContents.replaceMisspelling('right');
      await textIs('one right two');
    }

    it('throws TypeError for what is no string', () => {
      expect(() => window.webContents.replaceMisspelling(wrong(5))).to.throw(
        TypeError,
        'text must be a string, got number',
      );
    });

    it('is what electron-context-menu offers', async () => {
      const offered: Electron.MenuItemConstructorOptions[] = [];
      const dispose = contextMenu({
        window,
        menu: (_actions, params, _window, suggestions) => {
          offered.push(...suggestions);
          return [{ label: params.misspelledWord }];
        },
      });
      defer(dispose);
      await show('<input id="text" value="one wrld two">');
      await misspelledAt(5, 'world');
      const item = offered.findLast(({ label }) => label === 'world')!;
      item.click!(new MenuItem(item), undefined, {});
      await textIs('one world two');
    });
  });

  describe('webPreferences.spellcheck', () => {
    it('keeps pages, their frames and windows out of the spell checker', async () => {
      const its = newWindow({ webPreferences: { session: ses, spellcheck: false } });
      const isChecked = (frame: Electron.WebFrameMain): Promise<unknown> =>
        frame.executeJavaScript("(document.querySelector('input') ?? document.body).spellcheck");
      for (const url of [`${server.origin}/first`, `http://localhost:${server.port}/second`]) {
        await its.loadURL(url);
        expect(await isChecked(its.webContents.mainFrame), url).to.equal(false);
      }
      await its.webContents.executeJavaScript(`new Promise((resolve) => {
        const frame = document.body.appendChild(document.createElement('iframe'));
        frame.onload = () => resolve(null);
        frame.src = '${server.origin}/frame';
      })`);
      expect(await isChecked(its.webContents.mainFrame.frames[0]!)).to.equal(false);
      expect(await menuAt(5, its)).to.include({ isEditable: true, spellcheckEnabled: false, misspelledWord: '' });
      const opened = nextEvent<[BrowserWindow]>(its.webContents, 'did-create-window');
      await its.webContents.executeJavaScript(`open('/popup', '', 'width=300,height=200'); null`, true);
      const [{ webContents: popup }] = await opened;
      await until('the popup', () => popup.getURL().endsWith('/popup') && !popup.isLoading());
      expect(await isChecked(popup.mainFrame)).to.equal(false);
    });

    it('holds before the first script of a page, and after document.open()', async () => {
      const its = newWindow({ webPreferences: { session: ses, spellcheck: false } });
      await its.loadURL(
        'data:text/html,<html spellcheck="true"><script>globalThis.first = document.documentElement.spellcheck</script><p>',
      );
      expect(await its.webContents.executeJavaScript('first')).to.equal(false);
      await its.webContents.executeJavaScript("document.open(); document.write('<p>'); document.close(); null");
      expect(await its.webContents.executeJavaScript('document.querySelector("p").spellcheck')).to.equal(false);
    });

    it('leaves no mark in a page', async () => {
      const unchecked = await WritingPage.open({ session: ses, spellcheck: false });
      const checked = await WritingPage.open({ session: ses });
      unchecked.type('wrld wrld ');
      await checked.writeUntilMarked('wrld');
      unchecked.type('wrld ');
      await checked.clear();
      await checked.writeUntilMarked('wrld');
      expect(await unchecked.marks()).to.equal(0);
    });
  });
});
