import { nativeImage } from 'electron';
import { expect } from 'chai';
import { randomBytes, randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { newWindow } from './lib/sessions';
import { tempDir } from './lib/temp';

/** Red, green / blue half transparent, nothing: blue, green, red, alpha each, colors multiplied with alpha. */
const PIXELS = Buffer.from([0, 0, 255, 255, 0, 255, 0, 255, 128, 0, 0, 128, 0, 0, 0, 0]);
const SIZE = { width: 2, height: 2 };
const image = (): Electron.NativeImage => nativeImage.createFromBitmap(PIXELS, SIZE);

/** What the page's canvas makes of two drawn squares, in a format. */
async function drawn(type: string): Promise<string> {
  const window = newWindow();
  await window.loadURL('about:blank');
  return (await window.webContents.executeJavaScript(`{
    const canvas = Object.assign(document.createElement('canvas'), { width: 20, height: 10 });
    const context = canvas.getContext('2d');
    context.fillStyle = '#ff0000'; context.fillRect(0, 0, 10, 10);
    context.fillStyle = 'rgba(0, 0, 255, 0.5)'; context.fillRect(10, 0, 10, 10);
    canvas.toDataURL('${type}') }`)) as string;
}

/** The pixels that Chromium reads from an image, as toBitmap() writes them. */
async function readByChromium(url: string, shown?: Electron.BrowserWindow): Promise<Buffer> {
  const window = shown ?? newWindow();
  if (!shown) await window.loadURL('about:blank');
  const rgba = (await window.webContents.executeJavaScript(`(async () => {
    const image = new Image(); image.src = '${url}'; await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d'); context.drawImage(image, 0, 0);
    return [...context.getImageData(0, 0, image.width, image.height).data];
  })()`)) as number[];
  return Buffer.from(rgba);
}

describe('nativeImage module', () => {
  it('makes an image of pixels and gives them back', () => {
    expect(image().getSize()).to.deep.equal(SIZE);
    expect(image().toBitmap()).to.deep.equal(PIXELS);
    expect(image().getBitmap()).to.deep.equal(PIXELS);
    expect(image().isEmpty()).to.equal(false);
    expect(() => nativeImage.createFromBitmap(PIXELS, { width: 3, height: 2 })).to.throw('invalid buffer size');
  });

  it('writes a PNG that Chromium reads', async () => {
    const rgba = await readByChromium(image().toDataURL());
    expect([...rgba]).to.deep.equal([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 128, 0, 0, 0, 0]);
  });

  it('reads a PNG that Chromium has written', async () => {
    const read = nativeImage.createFromDataURL(await drawn('image/png'));
    expect(read.getSize()).to.deep.equal({ width: 20, height: 10 });
    const bitmap = read.toBitmap();
    expect([...bitmap.subarray(0, 4)]).to.deep.equal([0, 0, 255, 255]);
    expect([...bitmap.subarray(-4)]).to.deep.equal([128, 0, 0, 128]);
  });

  it('reads a picture of a page', async () => {
    const window = newWindow({ width: 30, height: 20 });
    await window.loadURL('data:text/html,<body style="background: rgb(1,2,3)">');
    const picture = await window.capturePage({ x: 0, y: 0, width: 20, height: 10 });
    expect(picture.getSize()).to.deep.equal({ width: 20, height: 10 });
    expect([...picture.crop({ x: 19, y: 9, width: 1, height: 1 }).toBitmap()]).to.deep.equal([3, 2, 1, 255]);
  });

  it('gives a PNG file as it is, a JPEG too, whose pixels it does not know', async () => {
    const png = image().toPNG();
    expect(nativeImage.createFromBuffer(png).toPNG()).to.deep.equal(png);
    const url = await drawn('image/jpeg');
    const jpeg = nativeImage.createFromDataURL(url);
    expect(jpeg.getSize()).to.deep.equal({ width: 20, height: 10 });
    expect(jpeg.toDataURL()).to.equal(url);
    expect(jpeg.toJPEG(80)).to.deep.equal(Buffer.from(url.split(',')[1]!, 'base64'));
    for (const use of [
      () => jpeg.toPNG(),
      () => jpeg.toBitmap(),
      () => jpeg.resize({ width: 2 }),
      () => image().toJPEG(1),
    ]) {
      expect(use).to.throw('JPEG').with.property('code', 'ERR_VALENCE_UNAVAILABLE');
    }
  });

  it('reads files, and those beside them for other displays', () => {
    const directory = tempDir();
    const file = path.join(directory, 'icon.png');
    writeFileSync(file, image().toPNG());
    writeFileSync(path.join(directory, 'icon@2x.png'), image().resize({ width: 4 }).toPNG());
    const read = nativeImage.createFromPath(file);
    expect(read.getScaleFactors()).to.deep.equal([1, 2]);
    expect(read.getSize(2)).to.deep.equal(SIZE);
    expect(read.toBitmap({ scaleFactor: 2 }).length).to.equal(4 * 4 * 4);
    const large = nativeImage.createFromPath(path.join(directory, 'icon@2x.png'));
    expect([large.getScaleFactors(), large.getSize()]).to.deep.equal([[2], SIZE]);
  });

  it('is empty for what is no image', () => {
    const cut = image().toPNG().subarray(0, -20);
    const images = [
      nativeImage.createEmpty(),
      nativeImage.createFromPath('/nowhere.png'),
      nativeImage.createFromBuffer(Buffer.from('text')),
      nativeImage.createFromBuffer(cut),
      nativeImage.createFromDataURL('data:text/plain,x'),
      nativeImage.createFromDataURL('data:image/png;base64,AAAA'),
      nativeImage.createFromNamedImage('NSActionTemplate'),
    ];
    for (const one of images) {
      expect(one.isEmpty()).to.equal(true);
      expect(one.getSize()).to.deep.equal({ width: 0, height: 0 });
      expect(one.toPNG().length + one.toBitmap().length).to.equal(0);
      expect(one.toDataURL()).to.equal('data:image/png;base64,');
    }
  });

  it('does not decode a PNG that says it is huge', () => {
    const png = image().toPNG();
    png.writeUInt32BE(0x7fffffff, 16);
    expect(nativeImage.createFromBuffer(png).isEmpty()).to.equal(true);
  });

  it('crops', () => {
    const part = image().crop({ x: 1, y: 0, width: 5, height: 1 });
    expect([part.getSize(), [...part.toBitmap()]]).to.deep.equal([{ width: 1, height: 1 }, [0, 255, 0, 255]]);
    expect(image().crop({ x: 2, y: 2, width: 1, height: 1 }).isEmpty()).to.equal(true);
  });

  it('resizes, and keeps the aspect ratio', () => {
    const wide = nativeImage.createFromBitmap(Buffer.alloc(8 * 4 * 4, 100), { width: 8, height: 4 });
    expect(wide.resize({ width: 4 }).getSize()).to.deep.equal({ width: 4, height: 2 });
    expect(wide.resize({ height: 8 }).getSize()).to.deep.equal({ width: 16, height: 8 });
    expect(
      wide
        .resize({ width: 3, height: 3 })
        .toBitmap()
        .every((byte) => byte === 100),
    ).to.equal(true);
    // The mean of what is seen: a transparent pixel has no color.
    expect([...image().resize({ width: 1, height: 1 }).toBitmap()]).to.deep.equal([32, 64, 64, 160]);
  });

  it('takes a further representation', () => {
    const grown = image();
    grown.addRepresentation({ scaleFactor: 3, buffer: image().resize({ width: 6 }).toPNG() });
    expect(grown.getScaleFactors()).to.deep.equal([1, 3]);
    expect(grown.getAspectRatio(3)).to.equal(1);
  });
});

describe('nativeImage.createFromBuffer(buffer)', () => {
  it('throws a TypeError for what is no Buffer', () => {
    expect(() => nativeImage.createFromBuffer('x' as never)).to.throw(TypeError, 'buffer must be a Buffer, got string');
  });

  /** A file whose rows hold random samples and have random filters, in one pass or seven. */
  function randomPNG({ color, depth, interlaced }: { color: number; depth: number; interlaced: boolean }): Buffer {
    const [width, height] = [11, 9];
    const channels = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[color]!;
    const passes = interlaced
      ? [
          [0, 0, 8, 8],
          [4, 0, 8, 8],
          [0, 4, 4, 8],
          [2, 0, 4, 4],
          [0, 2, 2, 4],
          [1, 0, 2, 2],
          [0, 1, 1, 2],
        ]
      : [[0, 0, 1, 1]];
    const rows = passes.flatMap(([x = 0, y = 0, dx = 1, dy = 1]) => {
      const columns = Math.ceil((width - x) / dx);
      const count = Math.ceil((height - y) / dy);
      return Array.from({ length: count }, () =>
        Buffer.concat([Buffer.from([randomInt(5)]), randomBytes(Math.ceil((columns * channels * depth) / 8))]),
      );
    });
    const chunk = (type: string, body: Buffer): Buffer => {
      const tagged = Buffer.concat([Buffer.from(type, 'latin1'), body]);
      const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
      length.writeUInt32BE(body.length);
      sum.writeUInt32BE(crc32(tagged));
      return Buffer.concat([length, tagged, sum]);
    };
    const header = Buffer.from([0, 0, 0, width, 0, 0, 0, height, depth, color, 0, 0, interlaced ? 1 : 0]);
    return Buffer.concat([
      nativeImage.createFromBitmap(Buffer.alloc(4), { width: 1, height: 1 }).toPNG().subarray(0, 8),
      chunk('IHDR', header),
      ...(color === 3 ? [chunk('PLTE', randomBytes(3 << depth)), chunk('tRNS', randomBytes(1 << (depth - 1)))] : []),
      chunk('IDAT', deflateSync(Buffer.concat(rows))),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  }

  for (const [color, depths] of Object.entries({
    0: [1, 2, 4, 8, 16],
    2: [8, 16],
    3: [1, 2, 4, 8],
    4: [8, 16],
    6: [8, 16],
  })) {
    it(`reads what Chromium reads: color ${color} of depth ${depths.join(', ')}, interlaced and not`, async () => {
      const window = newWindow();
      await window.loadURL('about:blank');
      for (const depth of depths) {
        for (const interlaced of [false, true]) {
          const png = randomPNG({ color: Number(color), depth, interlaced });
          const read = nativeImage.createFromBuffer(png);
          expect(read.getSize()).to.deep.equal({ width: 11, height: 9 });
          const chromiums = await readByChromium(`data:image/png;base64,${png.toString('base64')}`, window);
          const own = read.toBitmap();
          for (let at = 0; at < own.length; at += 4) {
            const alpha = chromiums[at + 3]!;
            expect(own[at + 3]).to.equal(alpha);
            // A canvas rounds colors when it multiplies them with alpha, and when it divides them again.
            for (const [of, as] of [
              [0, 2],
              [1, 1],
              [2, 0],
            ] as const) {
              expect(own[at + of]).to.be.closeTo((chromiums[at + as]! * alpha) / 255, 2);
            }
          }
        }
      }
    });
  }

  it('takes pixels with a size', () => {
    expect(nativeImage.createFromBuffer(PIXELS, SIZE).toBitmap()).to.deep.equal(PIXELS);
  });
});
