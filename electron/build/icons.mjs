// Draws the app's icon: a flag in a viewfinder. `node electron/build/icons.mjs` writes the PNGs that are kept in
// electron/resources/icons; nothing but Node is needed, and no build step runs it.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { root } from '../runtime/paths.mjs';

const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const samples = 4;

const mix = (a, b, t) => a.map((value, index) => value + (b[index] - value) * t);
const clamp = (value) => Math.min(1, Math.max(0, value));

// Distances are negative inside a shape; the icon's square runs from 0 to 1 both ways, y downwards.
function roundedBox(x, y, centre, half, radius) {
  const dx = Math.abs(x - centre[0]) - half[0] + radius;
  const dy = Math.abs(y - centre[1]) - half[1] + radius;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
}

/** Four corners of a viewfinder: a rounded frame without the middles of its sides. */
function viewfinder(x, y, stroke) {
  const frame = Math.abs(roundedBox(x, y, [0.5, 0.5], [0.33, 0.33], 0.1)) - stroke;
  const middle = Math.min(Math.abs(x - 0.5), Math.abs(y - 0.5));
  return Math.max(frame, 0.17 - middle);
}

/** A flag's cloth: it waves once between its pole and its free end. */
function cloth(x, y) {
  const along = (x - 0.4) / 0.32;
  const wave = 0.026 * Math.sin(along * Math.PI * 1.7 + 0.3);
  return Math.max(Math.abs(y - 0.4 - wave) - 0.115, -along * 0.32, (along - 1) * 0.32);
}

function colourAt(x, y, size) {
  const bold = size <= 32 ? 1.5 : 1;
  if (roundedBox(x, y, [0.5, 0.5], [0.48, 0.48], 0.22) > 0) return undefined;
  if (cloth(x, y) < 0) {
    const shade = 0.5 + 0.5 * Math.sin(((x - 0.4) / 0.32) * Math.PI * 1.7 + 1.4);
    return mix([34, 190, 140], [94, 234, 172], clamp(shade));
  }
  if (roundedBox(x, y, [0.385, 0.5], [0.021 * bold, 0.235], 0.021) < 0) return [236, 240, 246];
  if (viewfinder(x, y, 0.017 * bold) < 0) return [122, 134, 154];
  return mix([38, 44, 58], [15, 17, 22], clamp((x + 2 * y) / 3));
}

function pixels(size) {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const sum = [0, 0, 0, 0];
      for (let sample = 0; sample < samples * samples; sample += 1) {
        const x = (column + ((sample % samples) + 0.5) / samples) / size;
        const y = (row + (Math.floor(sample / samples) + 0.5) / samples) / size;
        const colour = colourAt(x, y, size);
        if (!colour) continue;
        for (let channel = 0; channel < 3; channel += 1) sum[channel] += colour[channel];
        sum[3] += 1;
      }
      const at = row * (size * 4 + 1) + 1 + column * 4;
      for (let channel = 0; channel < 3; channel += 1) rows[at + channel] = sum[3] ? Math.round(sum[channel] / sum[3]) : 0;
      rows[at + 3] = Math.round((sum[3] / (samples * samples)) * 255);
    }
  }
  return rows;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

function png(size) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const image = chunk('IDAT', deflateSync(pixels(size), { level: 9 }));
  return Buffer.concat([signature, chunk('IHDR', header), image, chunk('IEND', Buffer.alloc(0))]);
}

const folder = path.join(root, 'electron/resources/icons');
mkdirSync(folder, { recursive: true });
for (const size of sizes) writeFileSync(path.join(folder, `${size}x${size}.png`), png(size));
