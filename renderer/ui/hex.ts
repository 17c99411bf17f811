/** Bytes as a hex dump: offset, sixteen bytes, and what of them is printable ASCII. */

const BYTES_A_LINE = 16;
const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The dump's text, one line for every sixteen bytes. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += BYTES_A_LINE) {
    const row = bytes.subarray(offset, offset + BYTES_A_LINE);
    const cells = Array.from({ length: BYTES_A_LINE }, (_, i) => hex[row[i] ?? -1] ?? '  ');
    const printable = Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
    lines.push(`${offset.toString(16).padStart(8, '0')}  ${cells.slice(0, 8).join(' ')}  ${cells.slice(8).join(' ')}  ${printable}`);
  }
  return lines.join('\n');
}
