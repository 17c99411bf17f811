/** Documents for engines: from bytes or from what `readValue` made of them, with a way to say where in the text something stands. */
import type { Path, Problem, ProblemCode, ProblemParams } from '../flags/problem';
import { problem } from '../flags/problem';
import { placesIn } from '../flags/syntax/lines';
import { nodeAt, type Structure } from '../flags/syntax/node';
import { readValue, type Value } from '../flags/value';
import type { Profile } from './engine';

/** A problem at a path, with its place in the text. */
export type ProblemAt = (code: ProblemCode, path: Path, params?: ProblemParams) => Problem;

/** The format that a profile evaluates. */
export const formatOf = ({ name }: Profile): 'flagd' | 'featureprobe' | null => (name === 'plain' ? null : name.startsWith('flagd') ? 'flagd' : 'featureprobe');

/** The value in a document, unpacked. Bytes are read as what the profile evaluates. */
export function documentOf(document: Uint8Array | Value, profile: Profile): Value {
  // bytes may come from another realm, whose arrays are no instance of ours
  let value = ArrayBuffer.isView(document) ? read(document, profile) : document;
  while (value.kind === 'gzip' && value.inner !== null) value = value.inner;
  return value;
}

function read(bytes: Uint8Array, profile: Profile): Value {
  const format = formatOf(profile);
  return readValue('/', bytes, format === null ? {} : { rules: [{ pattern: '**', format }] });
}

/** Says problems of a structure's parts. */
export function problemsAt({ root, text }: Structure): ProblemAt {
  const place = placesIn(text);
  return (code, path, params = {}) => {
    const node = nodeAt(root, path);
    return problem(code, { path, params, place: node === undefined ? null : place(node.start, node.end) });
  };
}
