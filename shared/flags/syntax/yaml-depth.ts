/**
 * How deep a YAML text is nested, found without nesting calls. Parser and composer call themselves for each level, and where the stack
 * ends V8 does not throw but ends the process, if a regular expression is to be compiled there: such texts must never reach them.
 */
import { Lexer, type CST } from 'yaml';

/** What opens a block, and the column where that begins. */
interface Level {
  readonly column: number;
  readonly mark: string;
}

/** The depth as the lexer's tokens show it, for the parser. Where the text breaks the syntax its tree may be some times deeper. */
export function yamlDepth(text: string): number {
  const blocks: Level[] = [];
  const brackets = new Brackets();
  let [deepest, column] = [0, 0];
  /** Column of what a colon makes a key; undefined where the line has nothing that could be one. */
  let key: number | undefined;
  let isScalar = false;
  const open = (mark: string, at: number): void => {
    for (let top = blocks.at(-1); top !== undefined && (top.column > at || (top.column === at && top.mark === mark)); top = blocks.at(-1)) blocks.pop();
    blocks.push({ mark, column: at });
  };
  for (const token of new Lexer().lex(text)) {
    // signs between lexer and parser, which are not of the text; the last says that a scalar follows
    if (token === '\x02' || token === '\x18' || token === '\x1f') {
      isScalar = token === '\x1f';
      continue;
    }
    if (!isScalar && !brackets.take(token)) {
      if (token === '-' || token === '?') open(token, column);
      else if (token === ':') open(token, key ?? column);
    }
    deepest = Math.max(deepest, blocks.length + brackets.depth);
    const lineEnd = Math.max(token.lastIndexOf('\n'), token.lastIndexOf('\r'));
    if (!isScalar && /^(?:[-?:]|\s+)$/.test(token)) key = undefined;
    else key ??= column;
    column = lineEnd < 0 ? column + token.length : token.length - lineEnd - 1;
    isScalar = false;
  }
  return deepest;
}

/** The depth of the parser's trees, for the composer. */
export function treeDepth(trees: readonly CST.Token[]): number {
  let deepest = 0;
  const open = trees.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    deepest = Math.max(deepest, depth);
    if (token.type === 'document' && token.value !== undefined) open.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const { key, value } of token.items) {
      for (const inner of [key, value]) if (inner) open.push({ token: inner, depth: depth + 1 });
    }
  }
  return deepest;
}

/** Depth in brackets. What is a fault in them, a block or a second colon, is nested all the same. */
class Brackets {
  depth = 0;
  private hasColon = false;

  /** Whether a token is in brackets, or one. */
  take(token: string): boolean {
    if (token === '[' || token === '{') {
      this.depth++;
      this.hasColon = false;
      return true;
    }
    if (this.depth === 0) return false;
    if (token === ']' || token === '}') {
      this.depth--;
      this.hasColon = true;
    } else if (token === ',') this.hasColon = false;
    else if (token === '-') this.depth++;
    else if (token === ':') {
      if (this.hasColon) this.depth++;
      this.hasColon = true;
    }
    return true;
  }
}
