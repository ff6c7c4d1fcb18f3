// The browser's test house: a demo server and a browser that every test file shares, and what a page must always satisfy.
// A test never waits for a time, only for a page: pages without script are finished when they are loaded.
import assert from 'node:assert/strict';
import { spawn, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

const here = path.dirname(fileURLToPath(import.meta.url));
export const root = path.resolve(here, '../..');
export const shots = path.join(here, 'shots');
mkdirSync(shots, { recursive: true });

const binary = process.env.NULPUNKT_BINARY ?? path.join(process.env.CARGO_TARGET_DIR ?? path.join(root, 'target'), 'debug/nulpunkt');
const chromiumPath = process.env.NULPUNKT_TEST_CHROMIUM;
if (!chromiumPath) throw new Error('NULPUNKT_TEST_CHROMIUM names no browser: run these tests by tests/run, which sets it.');

export const widths = [320, 360, 1280];
const PAGE_LIMIT = 10 * 1024;
const TARGET = 48;

// --- counting, for the last line of the run ---------------------------------------------------------------------------

export const count = { passed: 0, failed: 0 };
/** A test that is a sentence; counted, so that the run ends with one plain line. */
export function story(sentence, body) {
  test(sentence, { timeout: 240_000 }, async (t) => {
    try {
      await body(t);
      count.passed += 1;
    } catch (error) {
      count.failed += 1;
      throw error;
    }
  });
}

// --- servers ----------------------------------------------------------------------------------------------------------

const running = [];
const folder = mkdtempSync(path.join(tmpdir(), 'nulpunkt-browser.'));

function start(args, isReady, what, cwd = folder) {
  const child = spawn(binary, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let output = '';
  let complaint = '';
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${what} was not ready in 90 s. It said:\n${output}\n${complaint}`)), 90_000);
    const look = (chunk) => {
      output += chunk;
      if (isReady(output)) {
        clearTimeout(late);
        resolve(output);
      }
    };
    child.stdout.setEncoding('utf8').on('data', look);
    child.stderr.setEncoding('utf8').on('data', (chunk) => { complaint += chunk; look(''); });
    child.on('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`${what} ended with ${code}. It said:\n${output}\n${complaint}`));
    });
  });
}

const addresses = (output) => [...output.matchAll(/https?:\/\/[^\s"'<>)]+/g)].map((found) => found[0]);
const respondentLinks = (output) => [...new Set(addresses(output).filter((address) => /\/s\/[a-z2-7]{26}$/.test(address)))];

let demoOnce;
/** The demo server, started once: its address, five respondent links and the desk's addresses as it printed them. */
export function demo() {
  demoOnce ??= start(['demo', '--port', '0'], (output) => /Ctrl-C/.test(output), 'demo').then((output) => {
    const all = addresses(output);
    const links = respondentLinks(output);
    return { output, all, links, base: new URL(links[0]).origin, desk: all.filter((address) => address.includes('/desk')) };
  });
  return demoOnce;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Runs one command on the database in `file` and gives back what it printed; a failing command fails the test. */
export function nulpunkt(file, ...args) {
  return execFileSync(binary, ['--database', `sqlite:${file}`, '--create', ...args], { cwd: path.dirname(file), encoding: 'utf8' });
}

/** A server of a story's own, with the shipped questionnaires and nobody who can sign in yet: what it printed has the first address. */
export async function ownServer(name) {
  const own = path.join(folder, name);
  mkdirSync(own);
  const [file, port] = [path.join(own, 'own.db'), await freePort()];
  const base = `http://127.0.0.1:${port}`;
  writeFileSync(path.join(own, 'nulpunkt.toml'), `public_url = "${base}"\n[mail]\ntransport = "folder"\nfolder = "letters"\nfrom = "svar@example.dk"\n[desk]\ntwo_factors = "offered"\n`);
  nulpunkt(file, 'publish', path.join(root, 'surveys'));
  const output = await start(['--database', `sqlite:${file}`, 'serve', '--listen', `127.0.0.1:${port}`], (said) => /sign-in\/\S+\s/.test(said), name, own);
  return { base, file, folder: own, output };
}

let servedOnce;
/** The rounds of that server: one that offers Arabic, one with a check page, and the stories' own with every kind of question. */
const rounds = { integration: 'integration-citizens', samtaler: 'samtaler-oevrige-citizens', house: 'house-caseworkers' };

/** A server with three rounds and an invited person for each language: `links['house-en']` is the English one's link. */
export function served() {
  servedOnce ??= (async () => {
    const file = path.join(folder, 'served.db');
    const port = await freePort();
    const base = `http://127.0.0.1:${port}`;
    writeFileSync(path.join(folder, 'nulpunkt.toml'), `public_url = "${base}"\n[mail]\ntransport = "folder"\nfolder = "letters"\nfrom = "svar@example.dk"\n[desk]\ntwo_factors = "offered"\n`);
    nulpunkt(file, 'publish', path.join(root, 'surveys'));
    // The stories' questionnaire, moved to a real trial: a database has one trials file.
    const own = readFileSync(path.join(root, 'tests/it/surveys/house-caseworkers/1.toml'), 'utf8').replace('trial = "house"', 'trial = "mentor"');
    mkdirSync(path.join(folder, 'own/house-caseworkers'), { recursive: true });
    writeFileSync(path.join(folder, 'own/house-caseworkers/1.toml'), own);
    nulpunkt(file, '--trials', path.join(root, 'surveys/trials.toml'), 'publish', path.join(folder, 'own/house-caseworkers/1.toml'));
    for (const [round, questionnaire] of Object.entries(rounds)) {
      const codes = round === 'integration' ? ['da', 'en', 'ar'] : ['da', 'en'];
      // The mentor trial, to which the stories' own questionnaire was moved, ran in other municipalities.
      const municipality = round === 'house' ? 'jammerbugt' : 'vesthimmerland';
      const row = (name, code) => `${name}-1,Amal Holm,${round}-${name}@example.dk,${municipality},${code}\n`;
      // One more, for the story of the way back, since each other one's link is answered by a story of its own.
      const town = codes.map((code) => row(code, code)).join('') + (round === 'house' ? row('back', 'da') : '');
      writeFileSync(path.join(folder, `${round}.csv`), `person_key,name,email,municipality,language\n${town}`);
      nulpunkt(file, 'round', 'add', '--key', round, '--questionnaire', questionnaire, '--version', '1',
        '--opens', '2020-01-01', '--closes', '2099-12-31', '--mode', 'pseudonymous');
      nulpunkt(file, 'recipients', 'import', '--round', round, `${round}.csv`);
      nulpunkt(file, 'invite', '--round', round);
    }
    nulpunkt(file, 'deliver', '--once');
    const child = spawn(binary, ['--database', `sqlite:${file}`, 'serve', '--listen', `127.0.0.1:${port}`], { cwd: folder, stdio: 'ignore' });
    running.push(child);
    for (let tries = 0; ; tries += 1) {
      const answer = await fetch(`${base}/readyz`).catch(() => undefined);
      if (answer?.ok) return { base, file, links: lettersByPerson() };
      if (tries > 200) throw new Error('serve never became ready');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  return servedOnce;
}

let providedOnce;
/** A server on an empty database whose people sign in by a real provider, on another site than the server's own. */
export function provided() {
  providedOnce ??= (async () => {
    const [port, theirs] = [await freePort(), await freePort()];
    // The provider is at 127.0.0.1 and the server at localhost, which browsers hold for two sites.
    const base = `http://localhost:${port}`;
    const [file, people, config] = ['provided.db', 'people.json', 'provided.toml'].map((name) => path.join(folder, name));
    writeFileSync(people, JSON.stringify({ mette: { email: 'mette@thisted.example', email_verified: true } }));
    writeFileSync(config, `public_url = "${base}"\n[desk]\ntwo_factors = "offered"\n[[oidc]]\nname = "Thisted Kommune"\nissuer = "http://127.0.0.1:${theirs}"\n`
      + 'client_id = "nulpunkt"\ndomains = ["thisted.example"]\n');
    nulpunkt(file, 'user', 'add', 'mette@thisted.example', '--role', 'coordinator');
    const options = JSON.stringify({ port: theirs, people, back: `${base}/desk/sign-in/back` });
    running.push(spawn('node', [path.join(root, 'tests/oidc/provider.mjs'), options], { stdio: 'ignore' }));
    running.push(spawn(binary, ['--database', `sqlite:${file}`, '--config', config, 'serve', '--listen', `127.0.0.1:${port}`], { cwd: folder, stdio: 'ignore' }));
    for (const address of [`${base}/readyz`, `http://127.0.0.1:${theirs}/jwks`]) {
      for (let tries = 0; !(await fetch(address).catch(() => undefined))?.ok; tries += 1) {
        if (tries > 200) throw new Error(`${address} never answered`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    return { base, file };
  })();
  return providedOnce;
}

/** The link in each person's letter, by the first part of the address: round and language. */
function lettersByPerson() {
  const letters = path.join(folder, 'letters');
  return Object.fromEntries(readdirSync(letters).filter((name) => name.endsWith('.eml')).map((name) => {
    const letter = readFileSync(path.join(letters, name), 'utf8').replaceAll('=\r\n', '');
    return [letter.match(/^To:.*?([a-z]+-[a-z]+)@example\.dk/m)[1], letter.match(/https?:\/\/[^\s"<>]+\/s\/[a-z2-7]{26}/)[0]];
  }));
}

// --- the browser ------------------------------------------------------------------------------------------------------

let browserOnce;
function browser() {
  browserOnce ??= chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  return browserOnce;
}

/** A fresh page of its own, as a phone of `width` CSS pixels (or a desk from 1000 on) would show it. Only axe-core needs `script`. */
export async function openPage({ width = 360, language = 'da-DK', script = true, dark = false, state } = {}) {
  const context = await (await browser()).newContext({
    viewport: { width, height: width < 1000 ? 740 : 900 },
    locale: language,
    javaScriptEnabled: script,
    colorScheme: dark ? 'dark' : 'light',
    storageState: state,
  });
  return context.newPage();
}

after(async () => {
  if (browserOnce) await (await browserOnce).close();
  for (const child of running) {
    child.removeAllListeners('exit');
    child.kill('SIGTERM');
  }
  rmSync(folder, { recursive: true, force: true });
});

// --- what a page must satisfy -----------------------------------------------------------------------------------------

/** Opens `address` and checks what every respondent page promises: one request, at most 10 KB gzip, no script. */
export async function visitLightly(page, address) {
  const requests = [];
  const note = (request) => { if (!request.url().startsWith('data:')) requests.push(request.url()); };
  page.on('request', note);
  const response = await page.goto(address, { waitUntil: 'load' });
  page.off('request', note);
  assert.deepEqual(requests.length, 1, `${address} asked for more than itself: ${requests.join(' ')}`);
  const body = await response.body();
  const weight = gzipSync(body).length;
  assert.ok(weight <= PAGE_LIMIT, `${address} weighs ${weight} bytes gzip, more than ${PAGE_LIMIT}`);
  const text = body.toString('utf8');
  assert.ok(!/<script|javascript:|\son[a-z]+\s*=\s*["']/i.test(text), `${address} has a script`);
  return response;
}

/** Nothing may be wider than the window: a page that scrolls sideways cannot be read on a phone. */
export async function assertNoSidewaysScroll(page) {
  const wide = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return null;
    const culprit = [...document.querySelectorAll('body *')].find((node) => node.getBoundingClientRect().right > root.clientWidth + 1);
    return `${root.scrollWidth} > ${root.clientWidth}: ${culprit?.outerHTML.slice(0, 160)}`;
  });
  assert.equal(wide, null, `${page.url()} scrolls sideways at ${page.viewportSize().width} px: ${wide}`);
}

/** Everything to press is at least 48 px high and wide; a link inside a running sentence is the one exception (WCAG 2.5.8, inline). */
export async function assertTouchTargets(page) {
  const small = await page.evaluate((least) => {
    const shown = (node) => node.checkVisibility?.({ checkOpacity: false, checkVisibilityCSS: true }) ?? true;
    const found = [];
    for (const node of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
      if (!shown(node)) continue;
      const inline = node.tagName === 'A' && getComputedStyle(node).display === 'inline' &&
        node.parentElement.textContent.trim().length > node.textContent.trim().length + 3;
      if (inline) continue;
      const row = node.closest('label') ?? (node.id ? document.querySelector(`label[for="${CSS.escape(node.id)}"]`) : null);
      const choice = node.type === 'radio' || node.type === 'checkbox';
      const box = (choice && row ? row : node).getBoundingClientRect();
      if (box.width === 0 && box.height === 0) continue;
      // A skip link that shows only with focus is not there for a finger.
      if (box.bottom <= 0 || box.right <= 0) continue;
      if (box.height < least - 0.5 || box.width < least - 0.5) {
        found.push(`${Math.round(box.width)}×${Math.round(box.height)} ${node.outerHTML.slice(0, 140)}`);
      }
    }
    return found;
  }, TARGET);
  assert.deepEqual(small, [], `${page.url()} has targets under ${TARGET} px at ${page.viewportSize().width} px`);
}

/** axe-core finds no violation of any rule that it runs by default. */
export async function assertAccessible(page, what = page.url()) {
  // The page itself stays without script: axe is brought in by the debugger, which a content security policy does not bind.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const result = await globalThis.axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } });
    return result.violations.map((one) => `${one.id} (${one.impact}): ${one.help}\n    ${one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 200)}\n      ${node.failureSummary?.replaceAll('\n', ' ').slice(0, 300)}`).join('\n    ')}`);
  });
  assert.deepEqual(violations, [], `axe-core on ${what} at ${page.viewportSize().width} px`);
}

/** The accessibility tree as a screen reader gets it: role and name of each node that is not ignored. */
export async function accessibilityTree(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  return nodes.filter((node) => !node.ignored && node.role?.value)
    .map((node) => ({ role: node.role.value, name: (node.name?.value ?? '').replace(/\s+/g, ' ').trim() }));
}

/** What the keyboard stands on, as a plain value. */
export function focused(page) {
  return page.evaluate(() => {
    const node = document.activeElement;
    if (!node || node === document.body) return null;
    const style = getComputedStyle(node);
    const row = node.closest('label');
    const rowStyle = row ? getComputedStyle(row) : style;
    const seen = (one) => (one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) >= 2) || one.boxShadow !== 'none';
    return { tag: node.tagName, type: node.getAttribute('type'), name: node.getAttribute('name'), text: node.textContent.trim(),
      href: node.getAttribute('href'), visible: seen(style) || seen(rowStyle) };
  });
}
