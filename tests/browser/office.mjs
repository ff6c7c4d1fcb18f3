// The files of the evaluator's day: lists as Danish Excel saves them, letters in a folder, workbooks that are opened.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** A list as "CSV (semikolonsepareret)" of Danish Excel saves it: semicolons, CRLF, Windows-1252. */
export const excel = (rows) => Buffer.from(rows.map((row) => `${row.join(';')}\r\n`).join(''), 'latin1');

/** The cells of such a file as they come off the clipboard once Excel has opened it: tabs between, in Unicode. */
export const copied = (file) => new TextDecoder('windows-1252').decode(file).replaceAll('\r\n', '\n').replaceAll(';', '\t');

const crc32 = (bytes) => {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
};

/** A ZIP file of these texts by name, as small as readers take it (PKWARE APPNOTE 4.3). */
function zip(texts) {
  const [entries, central] = [[], []];
  let at = 0;
  for (const [name, text] of Object.entries(texts)) {
    const [bytes, called] = [Buffer.from(text), Buffer.from(name)];
    const packed = deflateRawSync(bytes);
    const head = Buffer.alloc(26);
    [[20, 0], [0x800, 2], [8, 4], [0, 6], [0x21, 8]].forEach(([value, place]) => head.writeUInt16LE(value, place));
    [[crc32(bytes), 10], [packed.length, 14], [bytes.length, 18]].forEach(([value, place]) => head.writeUInt32LE(value, place));
    head.writeUInt16LE(called.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    entries.push(Buffer.from('PK\x03\x04', 'latin1'), head, called, packed);
    central.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, rest, called);
    at += 30 + called.length + packed.length;
  }
  const [list, end] = [Buffer.concat(central), Buffer.alloc(18)];
  [4, 6].forEach((place) => end.writeUInt16LE(Object.keys(texts).length, place));
  [[list.length, 8], [at, 12]].forEach(([value, place]) => end.writeUInt32LE(value, place));
  return Buffer.concat([...entries, list, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

/** A list as a workbook of Danish Excel holds it: texts shared, in one sheet that is called as Danish Excel calls it. */
export function book(rows) {
  const texts = [...new Set(rows.flat())];
  const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const cell = (text, row, column) => `<c r="${String.fromCharCode(65 + column)}${row + 1}" t="s"><v>${texts.indexOf(text)}</v></c>`;
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const related = (...targets) => `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${
    targets.map(([kind, target], at) => `<Relationship Id="rId${at + 1}" Type="${office}/${kind}" Target="${target}"/>`).join('')}</Relationships>`;
  const declared = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n';
  return zip({
    '_rels/.rels': declared + related(['officeDocument', 'xl/workbook.xml']),
    'xl/workbook.xml': `${declared}<workbook ${main} xmlns:r="${office}"><sheets><sheet name="Ark1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': declared + related(['worksheet', 'worksheets/sheet1.xml'], ['sharedStrings', 'sharedStrings.xml']),
    'xl/sharedStrings.xml': `${declared}<sst ${main}>${texts.map((text) => `<si><t>${escaped(text)}</t></si>`).join('')}</sst>`,
    'xl/worksheets/sheet1.xml': `${declared}<worksheet ${main}><sheetData>${
      rows.map((row, at) => `<row r="${at + 1}">${row.map((text, column) => cell(text, at, column)).join('')}</row>`).join('')}</sheetData></worksheet>`,
  });
}

/** The letters in the folder: whom each is to, and the link in it. */
export function letters(folder) {
  return readdirSync(folder).filter((name) => name.endsWith('.eml')).sort().map((name) => {
    const raw = readFileSync(path.join(folder, name), 'utf8').replace(/=\r?\n/g, '');
    return {
      to: raw.match(/^To:.*?([^\s<]+@[^\s>]+)/m)[1],
      link: raw.match(/https?:\/\/[^\s"<>]+\/s\/[a-z2-7]{26}/)[0],
    };
  });
}

/** The parts of a ZIP file by name, read by its central directory (PKWARE APPNOTE 4.3.12). */
function parts(file) {
  const found = {};
  const end = file.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = file.readUInt32LE(end + 16);
  for (let left = file.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size, name, extra, comment, start] = [file.readUInt16LE(at + 10), file.readUInt32LE(at + 20), file.readUInt16LE(at + 28),
      file.readUInt16LE(at + 30), file.readUInt16LE(at + 32), file.readUInt32LE(at + 42)];
    const data = start + 30 + file.readUInt16LE(start + 26) + file.readUInt16LE(start + 28);
    const packed = file.subarray(data, data + size);
    found[file.toString('utf8', at + 46, at + 46 + name)] = (method === 8 ? inflateRawSync(packed) : packed).toString('utf8');
    at += 46 + name + extra + comment;
  }
  return found;
}

/** A workbook opened: the names of its sheets, and all words and figures in them. */
export function workbook(file) {
  const all = parts(file);
  const names = [...all['xl/workbook.xml'].matchAll(/<sheet [^>]*name="([^"]+)"/g)].map((found) => found[1]);
  const text = Object.entries(all).filter(([name]) => /sharedStrings|worksheets/.test(name)).map(([, xml]) => xml.replace(/<[^>]+>/g, ' ')).join(' ');
  return { names, text };
}

/** Answers a link as a browser without script would, by plain requests; `pick` gives the answer to a field. */
export async function answered(link, pick) {
  let response = await fetch(link);
  for (let step = 0; step < 20; step += 1) {
    const page = await response.text();
    if (/[A-Z2-7]{4}(-[A-Z2-7]{4}){3}/.test(page)) return;
    const form = [...page.matchAll(/<form[^>]*method="post"[\s\S]*?<\/form>/g)].at(-1)?.[0];
    if (!form) throw new Error(`${response.url} (${response.status}) has no form: ${page.replace(/<style>[\s\S]*?<\/style>|<[^>]+>/g, ' ').slice(0, 300)}`);
    const body = new URLSearchParams();
    const attribute = (tag, name) => tag.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1];
    for (const [tag] of form.matchAll(/<(?:input|textarea)\b[^>]*>/g)) {
      const [name, type] = [attribute(tag, 'name'), attribute(tag, 'type')];
      if (type === 'hidden') body.append(name, attribute(tag, 'value') ?? '');
      else if (name && type !== 'radio' && type !== 'checkbox') body.append(name, '');
    }
    for (const name of new Set([...form.matchAll(/<input\b[^>]*type="radio"[^>]*>/g)].map(([tag]) => attribute(tag, 'name')))) body.append(name, pick(name));
    const button = [...form.matchAll(/<button\b[^>]*>/g)].map(([tag]) => tag).filter((tag) => attribute(tag, 'name')).at(-1);
    if (button) body.append(attribute(button, 'name'), attribute(button, 'value') ?? '');
    response = await fetch(new URL(attribute(form, 'action') ?? '', response.url), { method: 'POST', body });
  }
  throw new Error(`${link} had no end`);
}
