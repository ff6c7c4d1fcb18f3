// The evaluator's pages: every page that the desk links to, and the comparison in particular.
import assert from 'node:assert/strict';
import path from 'node:path';
import { assertAccessible, assertNoSidewaysScroll, demo, openPage, shots, story, widths } from './house.mjs';

const LIMIT = 60;

async function signedIn() {
  const { desk } = await demo();
  const page = await openPage({ width: 1280 });
  // A one-time address, where one is printed, signs in; the state is kept for every page after it.
  await page.goto(desk.find((address) => !/compar/.test(address)));
  return page;
}

/**
 * A page is known by its path and the names in its query: a table sorted otherwise is the same page. Every questionnaire has the same
 * pages, and every page of a preview is one of the respondent's, which have stories of their own.
 */
const shapeOf = (address) => {
  const { pathname, searchParams } = new URL(address);
  const path = pathname.replace(/^(\/desk\/questionnaires)\/(?!new$)[^/]+/, '$1/*').replace(/\/preview(\/.*)?$/, '/preview');
  return `${path}?${[...searchParams.keys()].sort()}`;
};

/** Follows every link of the desk once, whatever its query, so that a new page cannot be forgotten. */
async function crawl(page, start) {
  const seen = new Map();
  const waiting = [start];
  while (waiting.length > 0 && seen.size < LIMIT) {
    const address = waiting.shift();
    const shape = shapeOf(address);
    if (seen.has(shape)) continue;
    // Asked for first without showing it: the browser puts a page of its own in the place of one that is missing.
    const response = await page.request.get(address);
    if (response.status() !== 200) {
      seen.set(shape, { address, status: response.status() });
      continue;
    }
    if (!/text\/html/.test(response.headers()['content-type'] ?? '')) continue;
    seen.set(shape, { address, status: 200 });
    await page.goto(address);
    const links = await page.evaluate(() => [...document.querySelectorAll('a[href]')].map((link) => link.href));
    for (const link of links) if (new URL(link).origin === new URL(start).origin && /^\/desk/.test(new URL(link).pathname)) waiting.push(link.split('#')[0]);
  }
  return seen;
}

story('every page of the desk answers and is accessible at 320, 360 and 1280 px', async () => {
  const { base } = await demo();
  const page = await signedIn();
  const found = await crawl(page, `${base}/desk`);
  assert.ok(found.size >= 2, `the desk led to ${[...found.keys()]}`);
  const dead = [...found.values()].filter(({ status }) => status !== 200);
  for (const [shape, { address }] of [...found].filter(([, { status }]) => status === 200)) {
    await page.goto(address);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      await assertNoSidewaysScroll(page);
      await assertAccessible(page, shape);
    }
    await page.screenshot({ path: path.join(shots, `desk${shape.replaceAll(/[^a-z]+/g, '-')}.png`), fullPage: true });
  }
  assert.deepEqual(dead, [], 'links of the desk that lead nowhere');
  await page.context().close();
});

story("each municipality's own sheet prints on two pages at most and says on paper of which trial it is", async () => {
  const { base } = await demo();
  const page = await signedIn();
  const sheets = [];
  for (const trial of ['ledighedsydelse', 'mentor']) {
    await page.goto(`${base}/desk/trials/${trial}`);
    sheets.push(...await page.evaluate(() => [...document.querySelectorAll('a[href*="report.html"][href*="unit="]')].map((link) => link.href)));
  }
  assert.ok(sheets.length >= 8, `the demo's trials lead to ${sheets.length} sheets`);
  for (const sheet of sheets) {
    await page.goto(sheet);
    const printed = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1');
    const pages = [...printed.matchAll(/\/Type\s*\/Page[^s]/g)].length;
    assert.ok(pages >= 1 && pages <= 2, `${sheet} takes ${pages} pages`);
    await page.emulateMedia({ media: 'print' });
    for (const what of ['.path', '.mark']) assert.ok(await page.locator(what).isVisible(), `${what} of ${sheet} is not printed`);
    await page.emulateMedia({ media: 'screen' });
  }
  await page.context().close();
});

story('every picture of the comparison can be fetched as SVG and PNG, and looks as on the page', async () => {
  const { all } = await demo();
  const page = await signedIn();
  await page.goto(`${all.find((one) => /sammenlign|compar/.test(one))}&by=municipality`);
  const links = await page.evaluate(() => [...document.querySelectorAll('.files a')].map((link) => link.href));
  assert.ok(links.length >= 8 && links.length === 2 * await page.locator('figure:has(svg)').count(), `${links.length} links`);
  for (const link of links) {
    const answer = await page.request.get(link);
    assert.equal(answer.status(), 200, link);
    const type = link.includes('.svg') ? 'image/svg+xml' : 'image/png';
    assert.equal(answer.headers()['content-type'], type, link);
    // The browser draws the file, so it is one.
    const size = await page.evaluate(async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    }, `data:${type};base64,${(await answer.body()).toString('base64')}`);
    assert.ok(size[0] > 300 && size[1] > 100, `${link} is ${size}`);
  }
  await page.context().close();
});

story('the comparison says its sentence, draws its bars with a table beside them, and is marked as synthetic', async () => {
  const { all } = await demo();
  const address = all.find((one) => /sammenlign|compar/.test(one));
  assert.ok(address, `the demo printed no address of a comparison: ${all.join(' ')}`);
  const page = await signedIn();
  const response = await page.goto(address);
  assert.equal(response.status(), 200);
  // What is folded away is read unfolded, and checked by axe too.
  await page.evaluate(() => document.querySelectorAll('details').forEach((folded) => { folded.open = true; }));
  const text = await page.locator('body').innerText();
  assert.match(text, /syntetisk/i, 'synthetic answers are not marked');
  assert.match(text, /Metode/, 'the statistics are not found under "Metode"');
  assert.match(text, /Ny lov om en aktiv beskæftigelsesindsats/, 'the event between the rounds is not named');
  assert.ok((await page.locator('main svg').count()) >= 2, 'no picture for each question');
  assert.ok((await page.locator('main table').count()) >= 2, 'no table beside each picture');
  for (const picture of await page.locator('main svg').all()) {
    const named = await picture.evaluate((svg) => svg.getAttribute('aria-hidden') === 'true' || Boolean(svg.getAttribute('aria-label') || svg.getAttribute('aria-labelledby') || svg.querySelector('title')));
    assert.ok(named, 'a picture has no name and is not hidden from a screen reader');
  }
  for (const question of ['forenklet sagsbehandlingen', 'kvaliteten af den løbende revurdering']) assert.match(text, new RegExp(question));
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await assertNoSidewaysScroll(page);
    await assertAccessible(page, 'comparison');
    await page.screenshot({ path: path.join(shots, `comparison-${width}.png`), fullPage: true });
  }
  await page.context().close();
});
