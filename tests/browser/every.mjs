// axe-core on every page that the server's own lists of addresses name: in a fresh house, in the demonstration, and after a form was
// refused; and what else a page of the desk satisfies: 400 %, nothing that moves, forced colours, no English on a Danish page. The
// addresses are read from the source, so a page that is new is looked at without anybody thinking of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { assertAccessible, assertNoSidewaysScroll, demo, openPage, ownServer, root, story } from './house.mjs';
import { assertDanish, assertSeenInForcedColours, assertStill } from './look.mjs';

const PASSWORD = 'korrekt hest batteri hæfteklamme';
const source = (name) => readFileSync(path.join(root, 'src/web', name), 'utf8');

/** The addresses of pages in the desk's list, each with `{names}` for what differs. */
function ofDesk() {
  const list = source('desk/routes.rs').split('const ENTRIES')[1].split('\n];')[0];
  const found = [...list.matchAll(/ (?:page\("|open\(false, ")([^"]+)"/g)].map((match) => match[1]);
  assert.ok(found.length > 40, `only ${found.length} addresses were read from the list`);
  return found;
}

/** Those of the respondents' list. */
function ofRespondents() {
  const found = [...source('respondent/mod.rs').matchAll(/ at\("([^"]+)"\)\s*\.route\(reading/g), ...source('respondent/mod.rs').matchAll(/\(at\("([^"]+)"\)\.route\(reading/g)];
  assert.ok(found.length > 6, `only ${found.length} addresses were read from the list`);
  return [...new Set(found.map((match) => match[1]))];
}

const pattern = (address) => new RegExp(`^${address.replace(/[.]/g, '\\.').replace(/\{[a-z]+\}/g, '[^/?]+')}$`);
const parts = (address) => (address.match(/\{/g) ?? []).length;

/** What is at an address, if it is a page: its words, and the addresses that it leads to. */
async function read(page, base, address) {
  const asked = await page.request.get(base + address, { maxRedirects: 0 });
  assert.ok(asked.status() < 500, `${address} answers ${asked.status()}`);
  const kind = asked.headers()['content-type'] ?? '';
  const isPage = kind.startsWith('text/html') && !asked.headers()['content-disposition'];
  const text = isPage ? await asked.text() : '';
  const hrefs = [...text.matchAll(/ href="([^"]+)"/g)].map((match) => new URL(match[1].replaceAll('&amp;', '&'), base + address));
  return { status: asked.status(), isPage, size: text.length, leads: hrefs.filter((to) => to.origin === base).map((to) => to.pathname + to.search) };
}

/** No table of nothing stands there, no list's mark hangs outside its card, and no path names a key where there is a name. */
async function assertWellMade(page, what) {
  const found = await page.evaluate(() => {
    const shown = (node) => node.checkVisibility({ checkVisibilityCSS: true });
    const tables = [...document.querySelectorAll('main table')].filter((table) => ![...table.tBodies].some((body) => body.rows.length > 0));
    const hung = [...document.querySelectorAll('main :is(ul, ol).card')].filter((list) => shown(list) && getComputedStyle(list).listStyleType !== 'none' && parseFloat(getComputedStyle(list).paddingInlineStart) < 32);
    // A line that is a link is 24 px high, which target-size forgives where nothing else is near.
    const low = [...document.querySelectorAll('main :is(p, li, td, th) > a')].filter((link) => shown(link) && link.parentElement.textContent.trim() === link.textContent.trim() && link.getBoundingClientRect().height < 24);
    const keys = [...document.querySelectorAll('.path a')].filter((link) => /^[a-z]+(-[a-z0-9]+)+$/.test(link.textContent.trim()));
    return [...tables, ...hung, ...low, ...keys].map((node) => node.outerHTML.slice(0, 160));
  });
  assert.deepEqual(found, [], `${what} at ${page.url()}`);
}

/** Looks at a page as somebody with a phone does, everything folded out; at the desk also at 400 %, still, and with the system's colours. */
async function looked(page, base, address, what) {
  await page.goto(base + address, { waitUntil: 'load' });
  await page.evaluate(() => document.querySelectorAll('main details').forEach((folded) => { folded.open = true; }));
  await assertNoSidewaysScroll(page);
  await assertAccessible(page, `${what} ${address}`);
  await assertWellMade(page, what);
  if (!address.startsWith('/desk')) return;
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 256 });
  await assertNoSidewaysScroll(page);
  await page.setViewportSize(size);
  await assertStill(page);
  await assertSeenInForcedColours(page);
  await assertDanish(page);
}

/** So many addresses of one kind are read to find the fullest of them. */
const MOST = 8;

/** Looks at the fullest page of each address of the list that the pages themselves lead to; gives back those, and what was not found. */
async function walked(page, base, patterns, what) {
  const fullest = new Map();
  const tried = new Map(patterns.map((address) => [address, new Set()]));
  const waiting = patterns.filter((address) => !address.includes('{'));
  // The more fixed parts an address has, the more it is meant: /rounds/new is no round.
  const meant = (path) => patterns.filter((one) => pattern(one).test(path)).sort((one, other) => parts(one) - parts(other))[0];
  while (waiting.length > 0) {
    const address = waiting.shift();
    const kind = meant(address.split('?')[0]);
    if (!kind || tried.get(kind).has(address) || tried.get(kind).size >= MOST) continue;
    tried.get(kind).add(address);
    const { status, isPage, size, leads } = await read(page, base, address);
    // Whoever reads in English gets the same pages.
    waiting.push(...leads.filter((to) => !to.includes('lang=en')));
    const better = status === 200 && (!fullest.has(kind) || size > fullest.get(kind).size);
    if (better) fullest.set(kind, { address, isPage, size });
  }
  for (const { address, isPage } of fullest.values()) if (isPage) await looked(page, base, address, what);
  return { missed: patterns.filter((kind) => tried.get(kind).size === 0), done: [...fullest.values()].filter((one) => one.isPage) };
}

story('every page of the desk is accessible in the demonstration, and so is every answer to a form that is refused', async () => {
  const { base } = await demo();
  const page = await openPage({ width: 360 });
  const { missed, done } = await walked(page, base, ofDesk(), 'fuld');
  // What only a person who is not signed in meets, and what the demonstration has none of.
  const without = missed.filter((address) => !NOT_IN_DEMO.includes(address));
  assert.deepEqual(without, [], 'no page leads to these addresses; link them, or say here why not');
  await page.goto(base + done.find(({ address }) => address.includes('/texts/approved')).address);
  const opens = page.locator('main form[action*="/texts/open"] button').first();
  if ((await opens.count()) > 0) {
    await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), opens.click()]);
    for (const below of ['texts/approved', 'texts']) await looked(page, base, new URL(page.url()).pathname.replace(/texts.*/, below), 'åbnet');
  }
  let refused = 0;
  for (const { address } of done) refused += await refusedAt(page, base, address);
  assert.ok(refused >= 8, `only ${refused} forms were refused`);
  await page.context().close();
});

/** Addresses that no page of the demonstration leads to: of who is not signed in, of what a script asks, of what nobody has written or
 * taken in there, and of texts, which a form opens. */
const NOT_IN_DEMO = ['/desk/sign-in/{secret}', '/desk/focus-groups/{group}/notes/events', '/desk/questionnaires/{key}/draft/preview',
  '/desk/questionnaires/{key}/draft/preview/{page}', '/desk/trials/{trial}/figures.csv', '/desk/events/{event}', '/desk/focus-groups/sources/{code}',
  '/desk/focus-groups/{group}/transcripts/{transcript}', '/desk/rounds/{round}/texts', '/desk/rounds/{round}/texts/themes.csv'];

/** Sends each form of a page that asks for something typed, with nothing in it; how many were refused by a page, which is looked at. */
async function refusedAt(page, base, address) {
  await page.goto(base + address);
  const forms = await page.evaluate(() => [...document.querySelectorAll('main form[method=post]')]
    .map((form, index) => ({ index, action: form.getAttribute('action').split('?')[0], typed: form.querySelectorAll('input[type=text][required], input[type=date][required], input[type=email][required], input[type=password][required], textarea[required]').length }))
    .filter((form) => form.typed > 0 && !form.action.endsWith('/sign-out')));
  let refused = 0;
  for (const form of forms) {
    const key = form.action.replace(/\/[^/]*\d[^/]*/g, '/*');
    if (SENT.has(key)) continue;
    SENT.add(key);
    await page.goto(base + address);
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().isNavigationRequest() && response.request().method() === 'POST'),
      page.waitForNavigation({ waitUntil: 'load' }),
      page.evaluate((index) => {
        const meant = [...document.querySelectorAll('main form[method=post]')][index];
        meant.querySelectorAll('input[type=text], input[type=date], input[type=email], input[type=password], textarea').forEach((field) => { field.value = ''; });
        meant.noValidate = true;
        const button = meant.querySelector('button:not([type=button])');
        if (button) button.click(); else meant.submit();
      }, form.index),
    ]);
    assert.ok(answer.status() < 500, `${form.action} answers ${answer.status()} to an empty form`);
    if (answer.status() < 400) continue;
    refused += 1;
    await page.evaluate(() => document.querySelectorAll('main details').forEach((folded) => { folded.open = true; }));
    // A page with nothing but the sentence has it as its heading.
    const [alerts, left] = [await page.locator('[role=alert]').count(), await page.locator('main form').count()];
    assert.ok(alerts > 0 || left === 0, `${form.action} refuses without saying so aloud`);
    await assertNoSidewaysScroll(page);
    await assertAccessible(page, `afvist ${form.action}`);
  }
  return refused;
}

/** Forms that were sent already, by where they lead. */
const SENT = new Set();

story('the table of all trials shows each of its sources at once on a screen of 1280 pixels', async () => {
  const { base } = await demo();
  for (const language of ['', '?lang=en']) {
    const page = await openPage({ width: 1280 });
    await page.goto(`${base}/desk${language}`);
    const [wide, room, columns] = await page.locator('.evidence').evaluate((table) => [table.offsetWidth, table.parentElement.clientWidth, table.tHead.rows[0].cells.length]);
    assert.ok(columns >= 6 && wide <= room, `${columns} columns take ${wide} pixels of ${room}`);
    await page.context().close();
  }
});

story('a table that is wider than its card says so, and no other does', async () => {
  const { desk } = await demo();
  const comparison = desk.find((address) => address.includes('/desk/comparison'));
  for (const [width, language] of [[360, ''], [360, '&lang=en'], [1280, '']]) {
    const page = await openPage({ width });
    await page.goto(comparison + language);
    await page.evaluate(() => document.querySelectorAll('main details').forEach((folded) => { folded.open = true; }));
    // The browser knows what scrolls one picture later.
    await page.waitForFunction(() => {
      const told = (box) => getComputedStyle(box, '::before').content !== 'none' || [...box.querySelectorAll(':scope > p.small.narrow')].some((hint) => hint.checkVisibility());
      const boxes = [...document.querySelectorAll('main .scroll')];
      const wide = boxes.filter((box) => box.scrollWidth > box.clientWidth + 1);
      const loud = boxes.filter((box) => innerWidth > 704 && box.scrollWidth <= box.clientWidth && told(box));
      return wide.length > 0 && wide.every(told) && loud.length === 0;
    }, null, { timeout: 10_000 });
    await page.context().close();
  }
});

story('every page of the desk is accessible in a house in which nothing has happened yet', async () => {
  const { base, output } = await ownServer('every');
  const page = await openPage({ width: 360 });
  await page.goto(base + new URL(output.match(/https?:\/\/\S+\/desk\/sign-in\/\S+/)[0]).pathname);
  await assertAccessible(page, 'tom første adresse');
  if ((await page.locator('#name').count()) > 0) await page.locator('#name').fill('Kirsten Koordinator');
  await page.locator('#password').fill(PASSWORD);
  await page.locator('#again').fill(PASSWORD);
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.locator('main form button').last().click()]);
  const { done } = await walked(page, base, ofDesk(), 'tom');
  assert.ok(done.length > 20, `only ${done.length} pages were found`);
  // What is not there is told on a page, too.
  await looked(page, base, '/desk/rounds/findes-ikke', 'tom');
  await page.context().close();
});

story('every address of respondents is accessible, whoever comes to it', async () => {
  const { base, links } = await demo();
  const page = await openPage({ width: 360 });
  const token = links[4].split('/s/')[1];
  for (const address of ofRespondents()) {
    for (const known of [token, 'findes-ikke']) {
      await looked(page, base, address.replace(/\{[a-z]+\}/g, known), 'respondent');
    }
  }
  for (const rest of ['', '/1', '/svar', '/eksempel', '/kvittering']) await looked(page, base, `/s/${token}${rest}`, 'respondent');
  await page.context().close();
});
