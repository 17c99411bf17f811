/**
 * How deep a YAML text is nested, found without nesting calls. The parser calls itself for each level, and where the stack ends V8 does
 * not throw but ends the process, if a regular expression is to be compiled there: such texts must never reach it.
 */
import { Lexer } from 'yaml';

/** What opens a block, and the column where that begins. */
interface Level {
  readonly column: number;
  readonly mark: string;
}

/** The greatest depth; that of the parser's tree is at most twice this, as an item in brackets may be a map without braces. */
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
