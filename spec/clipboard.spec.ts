// xclip and wl-clipboard are replaced by scripts that keep one content in a file, as the programs do in a process.
import { clipboard, nativeImage } from 'electron';
import { expect } from 'chai';
import { fakePrograms, type FakePrograms } from './lib/programs';

const NAMES = ['DISPLAY', 'WAYLAND_DISPLAY'] as const;

/** `type` and the content of each selection in files beside the program; fails for another type, as xclip does. */
const XCLIP = `
  at="$0.$2"; shift 2
  if [ "$1" = -o ]; then
    [ -f "$at" ] || exit 1
    if [ "$3" = TARGETS ]; then cat "$at.type"; exit; fi
    [ "$3" = "$(cat "$at.type")" ] && cat "$at"
  elif [ "$2" = -t ]; then printf %s "$3" > "$at.type"; cat > "$at"
  else rm -f "$at"; fi`;

const WL_COPY = 'echo "$*" > "$0.args"; cat > "$0.content"';
const WL_PASTE =
  'case "$*" in *--list-types*) printf "text/plain;charset=utf-8\\nimage/png\\n";; *) echo "$*" >&2; printf pasted;; esac';

describe('clipboard module', () => {
  const earlier = NAMES.map((name) => process.env[name]);
  beforeEach(() => {
    process.env['DISPLAY'] = ':7';
    delete process.env['WAYLAND_DISPLAY'];
  });
  afterEach(() => {
    for (const [index, name] of NAMES.entries()) {
      if (earlier[index] === undefined) delete process.env[name];
      else process.env[name] = earlier[index];
    }
  });

  it('reads the text that it has written, of both selections', () => {
    fakePrograms({ xclip: XCLIP });
    clipboard.writeText('copied ä');
    clipboard.writeText('selected', 'selection');
    expect([clipboard.readText(), clipboard.readText('selection')]).to.deep.equal(['copied ä', 'selected']);
    expect(clipboard.availableFormats()).to.deep.equal(['text/plain']);
    clipboard.clear();
    expect([clipboard.readText(), clipboard.readText('selection')]).to.deep.equal(['', 'selected']);
    expect(clipboard.availableFormats()).to.deep.equal([]);
  });

  it('reads pictures, markup and other types', () => {
    fakePrograms({ xclip: XCLIP });
    const image = nativeImage.createFromBitmap(Buffer.alloc(16, 255), { width: 2, height: 2 });
    clipboard.writeImage(image);
    expect(clipboard.readImage().toBitmap()).to.deep.equal(image.toBitmap());
    expect([clipboard.has('image/png'), clipboard.has('text/html'), clipboard.readText()]).to.deep.equal([
      true,
      false,
      '',
    ]);
    clipboard.write({ html: '<b>x</b>' });
    expect([clipboard.readHTML(), clipboard.read('text/html')]).to.deep.equal(['<b>x</b>', '<b>x</b>']);
    clipboard.writeBuffer('application/x-own', Buffer.from([0, 255, 10]));
    expect([...clipboard.readBuffer('application/x-own')]).to.deep.equal([0, 255, 10]);
    expect(clipboard.readImage().isEmpty()).to.equal(true);
  });

  it('uses wl-clipboard on Wayland', () => {
    process.env['WAYLAND_DISPLAY'] = 'wayland-7';
    const { calls }: FakePrograms = fakePrograms({ 'wl-copy': WL_COPY, 'wl-paste': WL_PASTE });
    clipboard.writeText('x', 'selection');
    expect(clipboard.readText()).to.equal('pasted');
    expect(clipboard.availableFormats()).to.deep.equal(['text/plain', 'image/png']);
    expect(calls()).to.deep.equal([
      ['wl-copy', '--primary', '--type', 'text/plain;charset=utf-8'],
      ['wl-paste', '--no-newline', '--type', 'text/plain;charset=utf-8'],
      ['wl-paste', '--list-types'],
    ]);
  });

  it('throws without a program, without a display, and for two kinds at once', () => {
    const code = 'ERR_VALENCE_UNAVAILABLE';
    fakePrograms({}, { only: true });
    expect(() => clipboard.readText())
      .to.throw('xclip')
      .with.property('code', code);
    expect(() => clipboard.write({ text: 'a', html: 'b' }))
      .to.throw('one kind')
      .with.property('code', code);
    delete process.env['DISPLAY'];
    expect(() => clipboard.writeText('x'))
      .to.throw('no display')
      .with.property('code', code);
    expect(() => clipboard.readText('x' as never)).to.throw(TypeError, 'type must be one of clipboard, selection');
  });
});
