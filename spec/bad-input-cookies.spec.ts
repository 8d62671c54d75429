// What an app or a machine can get wrong: one clear error each, and nothing is lost.
import { expect } from 'chai';
import { messageOf, wrong } from './lib/bad-input';
import { newSession, useSharedSession } from './lib/sessions';

const URL_OF_ALL = 'https://bad.example/';

describe('bad input to ses.cookies', () => {
  const shared = useSharedSession();

  describe('cookies.set(details)', () => {
    const good = { url: URL_OF_ALL, name: 'a', value: 'b' };
    const CASES: [title: string, details: unknown, error: RegExp][] = [
      ['nothing', undefined, /^TypeError: details must be an object/],
      ['a string', 'a=b', /^TypeError: details must be an object/],
      ['no url', { name: 'a' }, /^Error: Missing required option 'url'$/],
      ['a url that is no string', { ...good, url: 5 }, /^TypeError: details\.url must be a string, got number$/],
      ['an empty url', { ...good, url: '' }, /^Error: Failed to set cookie with an invalid domain attribute: ''/],
      [
        'a url that is none',
        { ...good, url: 'asdf' },
        /^Error: Failed to set cookie with an invalid domain attribute: 'asdf' is not a URL with a host\.$/,
      ],
      [
        'a url without host',
        { ...good, url: 'file:///x' },
        /^Error: Failed to set cookie with an invalid domain attribute: 'file:\/\/\/x' is not a URL/,
      ],
      [
        'a scheme without cookies',
        { ...good, url: 'ftp://bad.example' },
        /^Error: Cannot set cookie for current scheme: 'ftp:'/,
      ],
      ['a name that is no string', { ...good, name: 5 }, /^TypeError: details\.name must be a string, got number$/],
      ['a value that is null', { ...good, value: null }, /^TypeError: details\.value must be a string, got null$/],
      [
        'a domain that is no string',
        { ...good, domain: {} },
        /^TypeError: details\.domain must be a string, got object$/,
      ],
      ['a path that is no string', { ...good, path: 1 }, /^TypeError: details\.path must be a string, got number$/],
      [
        'secure that is no boolean',
        { ...good, secure: 'yes' },
        /^TypeError: details\.secure must be a boolean, got string$/,
      ],
      [
        'httpOnly that is no boolean',
        { ...good, httpOnly: 1 },
        /^TypeError: details\.httpOnly must be a boolean, got number$/,
      ],
      [
        'an expiration date that is no number',
        { ...good, expirationDate: '2030' },
        /^TypeError: details\.expirationDate must be a number/,
      ],
      [
        'an expiration date that is not finite',
        { ...good, expirationDate: NaN },
        /^TypeError: details\.expirationDate must be a finite number/,
      ],
      [
        'an unknown sameSite',
        { ...good, sameSite: 'none' },
        /^Error: Failed to convert 'none' to an appropriate cookie same site value/,
      ],
      [
        'a domain of somebody else',
        { ...good, domain: 'other.example' },
        /^Error: Failed to set cookie with an invalid domain attribute: 'other\.example' does not cover bad\.example\.$/,
      ],
      [
        'a domain that only ends alike',
        { ...good, domain: 'ad.example' },
        /^Error: Failed to set cookie with an invalid domain attribute: /,
      ],
      [
        'a domain below the host',
        { ...good, domain: 'www.bad.example' },
        /^Error: Failed to set cookie with an invalid domain attribute: /,
      ],
      ...(
        [
          ['https://shop.co.uk/', 'co.uk'],
          ['https://name.github.io/', 'github.io'],
          ['https://a.b.ck/', 'b.ck'],
          ['https://co.uk.example/', 'uk.example%2E'],
          ['https://www.bad.example/', 'bad%2Eexample'],
          ['http://127.0.0.1/', '0.0.1'],
          ['http://a.localhost/', 'localhost'],
        ] as const
      ).map(([url, domain]): [string, unknown, RegExp] => [
        `the domain ${domain} for ${url}`,
        { ...good, url, domain },
        /^Error: Failed to set cookie with an invalid domain attribute: /,
      ]),
      [
        'a top-level domain',
        { ...good, domain: 'example' },
        /^Error: Failed to set cookie with an invalid domain attribute: /,
      ],
      [
        'a path without slash',
        { ...good, path: 'x' },
        /^Error: Failed to parse cookie: details\.path must start with '\/', got 'x'\.$/,
      ],
      ['a semicolon in the name', { ...good, name: 'a;b' }, /^Error: Failed to parse cookie: details\.name 'a;b'/],
      ['an equals sign in the name', { ...good, name: 'a=b' }, /^Error: Failed to parse cookie: details\.name 'a=b'/],
      ['a semicolon in the value', { ...good, value: 'a;b' }, /^Error: Failed to parse cookie: details\.value/],
      [
        'a control character',
        { ...good, value: 'a\nb' },
        /^Error: Failed to parse cookie: it holds control characters\.$/,
      ],
      ['neither name nor value', { url: URL_OF_ALL }, /^Error: Setting cookie failed: it has no name/],
      ['an over-long value', { ...good, value: 'v'.repeat(4096) }, /^Error: Setting cookie failed: .*4096 bytes\.$/],
      [
        'a value over-long in bytes only',
        { ...good, value: 'ü'.repeat(2048) },
        /^Error: Setting cookie failed: .*4096 bytes\.$/,
      ],
      [
        'an over-long path',
        { ...good, path: `/${'p'.repeat(1024)}` },
        /^Error: Setting cookie failed: .*1024 bytes\.$/,
      ],
      [
        'SameSite=None that is not secure',
        { ...good, sameSite: 'no_restriction', secure: false },
        /^Error: Setting cookie failed: .*SameSite=None must be secure\.$/,
      ],
      [
        'secure from http',
        { ...good, url: 'http://bad.example', secure: true },
        /^Error: Cannot create a secure cookie from an insecure URL: http:\/\/bad\.example is not https\.$/,
      ],
      [
        '__Host- that is not secure',
        { ...good, name: '__Host-a' },
        /^Error: Failed because the cookie violated prefix rules\. '__Host-a' needs secure/,
      ],
      [
        '__Host- with a domain',
        { ...good, name: '__Host-a', secure: true, domain: 'bad.example' },
        /^Error: Failed because the cookie violated prefix rules\. '__Host-a' needs .*no domain/,
      ],
      [
        '__Host- with a path',
        { ...good, name: '__Host-a', secure: true, path: '/x' },
        /^Error: Failed because the cookie violated prefix rules\. '__Host-a' needs .*path "\/"/,
      ],
      [
        '__Host- from http',
        { ...good, url: 'http://bad.example', name: '__Host-a' },
        /^Error: Failed because the cookie violated prefix rules\. '__Host-a' needs/,
      ],
      [
        '__Secure- that is not secure',
        { ...good, name: '__Secure-a' },
        /^Error: Failed because the cookie violated prefix rules\. '__Secure-a' needs secure/,
      ],
      [
        'a partition key without site',
        { ...good, secure: true, partitionKey: {} },
        /^TypeError: details\.partitionKey\.topLevelSite must be a site/,
      ],
      [
        'a partitioned cookie that is not secure',
        { ...good, partitionKey: { topLevelSite: URL_OF_ALL } },
        /^Error: Setting cookie failed: partitioned/,
      ],
    ];

    for (const [title, details, error] of CASES) {
      it(`is refused: ${title}`, async () => {
        expect(await messageOf(shared().cookies.set(wrong(details)))).to.match(error);
      });
    }

    it('stores nothing of all that', async () => {
      const { cookies } = newSession();
      await Promise.allSettled(CASES.map(([, details]) => cookies.set(wrong(details))));
      expect(await cookies.get({})).to.deep.equal([]);
    });

    it('loses no cookie that is there', async () => {
      const { cookies } = newSession();
      await cookies.set({ ...good, value: 'kept' });
      await messageOf(cookies.set({ ...good, value: 'a;b' }));
      expect((await cookies.get({})).map(({ value }) => value)).to.deep.equal(['kept']);
    });
  });

  describe('cookies.get(filter)', () => {
    for (const [title, filter, error] of [
      ['nothing', undefined, /^TypeError: filter must be an object \(\{\} stands for all cookies\), got undefined$/],
      ['a string', 'name', /^TypeError: filter must be an object/],
      ['a url that is none', { url: 'asdf' }, /^Error: filter\.url must be a URL, got 'asdf'$/],
      ['a url that is no string', { url: 1 }, /^TypeError: filter\.url must be a string, got number$/],
      ['a name that is no string', { name: null }, /^TypeError: filter\.name must be a string, got null$/],
      ['secure that is no boolean', { secure: 'true' }, /^TypeError: filter\.secure must be a boolean, got string$/],
      ['session that is no boolean', { session: 1 }, /^TypeError: filter\.session must be a boolean, got number$/],
    ] as const) {
      it(`is refused: ${title}`, async () => {
        expect(await messageOf(shared().cookies.get(wrong(filter)))).to.match(error);
      });
    }
  });

  describe('cookies.remove(url, name)', () => {
    for (const [title, args, error] of [
      ['a url that is none', ['asdf', 'a'], /^TypeError: url must be a URL, got 'asdf'$/],
      ['no url', [undefined, 'a'], /^TypeError: url must be a URL/],
      ['a name that is no string', [URL_OF_ALL, 5], /^TypeError: name must be a string, got number$/],
    ] as const) {
      it(`is refused: ${title}`, async () => {
        expect(await messageOf(shared().cookies.remove(wrong(args[0]), wrong(args[1])))).to.match(error);
      });
    }
  });
});
