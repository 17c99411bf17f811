/**
 * The pictures in rows: outlines of Tabler Icons (MIT), each joined to one path. A row is made anew with every scrolled line and every
 * letter of the filter, and an icon component would cost more than the rest of it; these elements are made once for all rows.
 */
import type { ReactElement } from 'react';
import type { CellView } from '../../store/hooks';

const outlines = {
  folder: 'M5 4h4l3 3h7a2 2 0 0 1 2 2v8a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-11a2 2 0 0 1 2 -2',
  folderOpen:
    'M5 19l2.757 -7.351a1 1 0 0 1 .936 -.649h12.307a1 1 0 0 1 .986 1.164l-.996 5.211a2 2 0 0 1 -1.964 1.625h-14.026a2 2 0 0 1 -2 -2v-11a2 2 0 0 1 2 -2h4l3 3h7a2 2 0 0 1 2 2v2',
  on: 'M16 9a3 3 0 1 1 -3 3l.005 -.176a3 3 0 0 1 2.995 -2.824M16 5a7 7 0 0 1 0 14h-8a7 7 0 0 1 0 -14zm0 2h-8a5 5 0 1 0 0 10h8a5 5 0 0 0 0 -10',
  off: 'M6 12a2 2 0 1 0 4 0a2 2 0 1 0 -4 0M2 12a6 6 0 0 1 6 -6h8a6 6 0 0 1 6 6a6 6 0 0 1 -6 6h-8a6 6 0 0 1 -6 -6',
  number:
    'M3 10l2 -2v8M9 8h3a1 1 0 0 1 1 1v2a1 1 0 0 1 -1 1h-2a1 1 0 0 0 -1 1v2a1 1 0 0 0 1 1h3M17 8h2.5a1.5 1.5 0 0 1 1.5 1.5v1a1.5 1.5 0 0 1 -1.5 1.5h-1.5h1.5a1.5 1.5 0 0 1 1.5 1.5v1a1.5 1.5 0 0 1 -1.5 1.5h-2.5',
  json: 'M7 4a2 2 0 0 0 -2 2v3a2 3 0 0 1 -2 3a2 3 0 0 1 2 3v3a2 2 0 0 0 2 2M17 4a2 2 0 0 1 2 2v3a2 3 0 0 0 2 3a2 3 0 0 0 -2 3v3a2 2 0 0 1 -2 2',
  text: 'M14 15.5a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0M3 19v-10.5a3.5 3.5 0 0 1 7 0v10.5M3 13h7M21 12v7',
  binary:
    'M11 10v-5h-1m8 14v-5h-1M15 5.5a.5 .5 0 0 1 .5 -.5h2a.5 .5 0 0 1 .5 .5v4a.5 .5 0 0 1 -.5 .5h-2a.5 .5 0 0 1 -.5 -.5l0 -4M10 14.5a.5 .5 0 0 1 .5 -.5h2a.5 .5 0 0 1 .5 .5v4a.5 .5 0 0 1 -.5 .5h-2a.5 .5 0 0 1 -.5 -.5l0 -4M6 10h.01m-.01 9h.01',
  none: 'M8 12a4 4 0 1 0 8 0a4 4 0 1 0 -8 0',
  chevron: 'M9 6l6 6l-6 6',
  owned: 'M6.5 7h11M6.5 17h11M6 20v-2a6 6 0 1 1 12 0v2a1 1 0 0 1 -1 1h-10a1 1 0 0 1 -1 -1M6 4v2a6 6 0 1 0 12 0v-2a1 1 0 0 0 -1 -1h-10a1 1 0 0 0 -1 1',
  denied: 'M5 13a2 2 0 0 1 2 -2h10a2 2 0 0 1 2 2v6a2 2 0 0 1 -2 2h-10a2 2 0 0 1 -2 -2v-6M8 11v-4a4 4 0 1 1 8 0v4M12 15v2',
  doubt:
    'M12 9v4M10.363 3.591l-8.106 13.534a1.914 1.914 0 0 0 1.636 2.871h16.214a1.914 1.914 0 0 0 1.636 -2.87l-8.106 -13.536a1.914 1.914 0 0 0 -3.274 0M12 16h.01',
} as const;

type GlyphName = keyof typeof outlines;

const picture = (name: string, outline: string): ReactElement => (
  <svg className="tree-glyph" data-kind={name} viewBox="0 0 24 24" aria-hidden>
    <path d={outline} />
  </svg>
);

/** The element of each picture. */
export const glyphs = Object.fromEntries(Object.entries(outlines).map(([name, outline]) => [name, picture(name, outline)])) as Readonly<
  Record<GlyphName, ReactElement>
>;

/** What a node is, as a picture: a flag before a directory, a directory before its own value. */
export function glyphOf({ isEntry, denied, decoded }: CellView, directory: boolean, expanded: boolean): ReactElement {
  if (denied) return glyphs.denied;
  if (isEntry && decoded.kind === 'boolean') return decoded.on === true ? glyphs.on : glyphs.off;
  if (directory) return expanded ? glyphs.folderOpen : glyphs.folder;
  return decoded.kind === 'boolean' ? glyphs.text : glyphs[decoded.kind];
}
