// The subset of Python that DEPS files are written in: assignments of literals, `Var('name')`, `+` on strings, and the
// boolean expressions of `condition`. Node.js is what a fresh machine has, python3 is not.

/** @typedef {string | number | boolean | null | Value[] | { [key: string]: Value }} Value */
/** @typedef {{ kind: 'string' | 'number' | 'name' | 'punctuation' | 'end', text: string, line: number }} Token */

const TOKEN =
  /(?<skip>[ \t\r\n]+|#[^\n]*)|(?<string>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|(?<number>\d+)|(?<name>[A-Za-z_]\w*)|(?<punctuation>==|!=|[[\]{}():,+=])/y;

/** @param {string} source @returns {Token[]} */
function tokenize(source) {
  const tokens = [];
  const pattern = new RegExp(TOKEN);
  let line = 1;
  while (pattern.lastIndex < source.length) {
    const start = pattern.lastIndex;
    const groups = pattern.exec(source)?.groups;
    if (!groups) throw new SyntaxError(`line ${line}: unexpected ${JSON.stringify(source[start])}`);
    const [kind, text] = /** @type {[Token['kind'] | 'skip', string]} */ (
      Object.entries(groups).find(([, value]) => value !== undefined)
    );
    if (kind !== 'skip') tokens.push({ kind, text, line });
    line += text.split('\n').length - 1;
  }
  return [...tokens, { kind: /** @type {const} */ ('end'), text: 'end of file', line }];
}

/** @param {string} literal with its quotes */
const unquote = (literal) => literal.slice(1, -1).replaceAll(/\\(.)/g, '$1');

class Parser {
  /** @param {string} source @param {(name: string) => Value} lookUp value of a variable, for `Var()` and conditions */
  constructor(source, lookUp) {
    this.tokens = tokenize(source);
    this.position = 0;
    this.lookUp = lookUp;
  }

  get token() {
    return /** @type {Token} */ (this.tokens[this.position]);
  }

  /** @param {string} text @returns {boolean} whether the next token was `text` and is consumed */
  accept(text) {
    if (this.token.kind === 'string' || this.token.text !== text) return false;
    this.position++;
    return true;
  }

  /** @param {string} text */
  expect(text) {
    if (!this.accept(text)) this.fail(`expected ${JSON.stringify(text)}`);
  }

  /** @param {Token['kind']} kind */
  take(kind) {
    const { token } = this;
    if (token.kind !== kind) this.fail(`expected a ${kind}`);
    this.position++;
    return token.text;
  }

  /** @param {string} problem @returns {never} */
  fail(problem) {
    throw new SyntaxError(`line ${this.token.line}: ${problem}, found ${this.token.text}`);
  }

  /** @param {Record<string, Value>} vars @param {string} name */
  variable(vars, name) {
    const value = vars[name];
    if (value === undefined) throw new SyntaxError(`line ${this.token.line}: unknown variable ${JSON.stringify(name)}`);
    return value;
  }

  /** sum = atom ('+' atom)* @returns {Value} */
  sum() {
    let value = this.atom();
    while (this.accept('+')) {
      const right = this.atom();
      if (typeof value !== 'string' || typeof right !== 'string') this.fail('"+" joins strings');
      value += right;
    }
    return value;
  }

  /** @returns {Value} */
  atom() {
    if (this.accept('{')) return this.dictionary();
    if (this.accept('[')) return this.list();
    if (this.accept('(')) {
      const value = this.disjunction();
      this.expect(')');
      return value;
    }
    if (this.token.kind === 'string') return unquote(this.take('string'));
    if (this.token.kind === 'number') return Number(this.take('number'));
    const name = this.take('name');
    if (name === 'True' || name === 'False') return name === 'True';
    if (name === 'None') return null;
    if (name !== 'Var') return this.lookUp(name);
    this.expect('(');
    const value = this.lookUp(unquote(this.take('string')));
    this.expect(')');
    return value;
  }

  dictionary() {
    /** @type {Record<string, Value>} */
    const entries = {};
    while (!this.accept('}')) {
      const key = this.sum();
      if (typeof key !== 'string') this.fail('a key must be a string');
      if (key in entries) this.fail(`duplicate key ${JSON.stringify(key)}`);
      this.expect(':');
      entries[key] = this.sum();
      if (!this.accept(',') && this.token.text !== '}') this.fail('expected "," or "}"');
    }
    return entries;
  }

  list() {
    const items = [];
    while (!this.accept(']')) {
      items.push(this.sum());
      if (!this.accept(',') && this.token.text !== ']') this.fail('expected "," or "]"');
    }
    return items;
  }

  /** disjunction = conjunction ('or' conjunction)* @returns {Value} */
  disjunction() {
    let value = this.conjunction();
    while (this.accept('or')) {
      const right = this.conjunction();
      value ||= right;
    }
    return value;
  }

  /** @returns {Value} */
  conjunction() {
    let value = this.negation();
    while (this.accept('and')) {
      const right = this.negation();
      value &&= right;
    }
    return value;
  }

  /** @returns {Value} */
  negation() {
    if (this.accept('not')) return !this.negation();
    const left = this.sum();
    if (this.accept('==')) return left === this.sum();
    if (this.accept('!=')) return left !== this.sum();
    return left;
  }
}

/**
 * Evaluates the assignments of a DEPS file from top to bottom. `Var('x')` reads `vars['x']`, which must come first.
 * @param {string} source
 * @param {Record<string, Value>} overrides values that win over those in `vars`, as gclient's custom_vars
 * @returns {Record<string, Value>} value by assigned name
 * @throws {SyntaxError} with the line
 */
export function evaluateFile(source, overrides = {}) {
  /** @type {Record<string, Value>} */
  const scope = {};
  const parser = new Parser(source, (name) => {
    const vars = /** @type {Record<string, Value>} */ (scope['vars'] ?? {});
    return parser.variable(vars, name);
  });
  while (parser.token.kind !== 'end') {
    const name = parser.take('name');
    parser.expect('=');
    const value = parser.sum();
    scope[name] = name === 'vars' ? Object.assign(/** @type {object} */ (value), overrides) : value;
  }
  return scope;
}

/**
 * @param {string} expression `condition` of a dependency
 * @param {Record<string, Value>} vars
 * @returns {boolean}
 */
export function evaluateCondition(expression, vars) {
  /** @type {Parser} */
  const parser = new Parser(expression, (name) => parser.variable(vars, name));
  const value = parser.disjunction();
  if (parser.token.kind !== 'end') parser.fail('expected the end of the condition');
  return Boolean(value);
}
