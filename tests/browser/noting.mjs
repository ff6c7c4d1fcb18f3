// Focus groups in the browser: notes by the keyboard alone, without a network, and two takers; each page accessible at every width.
import assert from 'node:assert/strict';
import path from 'node:path';
import { assertAccessible, assertNoSidewaysScroll, assertTouchTargets, demo, openPage, shots, story, widths } from './house.mjs';

const LIST = '/desk/focus-groups';
const NOTES = `${LIST}/3/notes`;

async function assertGood(page, what) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(() => document.querySelectorAll('details').forEach((folded) => { folded.open = true; }));
    await assertNoSidewaysScroll(page);
    await assertAccessible(page, what);
    await page.screenshot({ path: path.join(shots, `focus-${what}-${width}.png`), fullPage: true });
  }
}

// Types lines as fast as the page takes them, by keys alone.
async function typed(page, lines) {
  for (const line of lines) await page.keyboard.type(`${line}\n`);
}

const saved = (page, words) => page.locator('#lines li', { hasText: words }).locator('.when', { hasText: /^gemt \d\d\.\d\d\.\d\d/ });

story('the pages of focus groups are accessible at every width', async () => {
  const { base } = await demo();
  const page = await openPage({ width: 1280 });
  const pages = { list: '', group: '/3', notes: '/3/notes', statements: '/3/statements', points: '/points', point: '/points/5', summary: '/summaries/theme-results' };
  for (const [what, at] of Object.entries(pages)) {
    await page.goto(`${base}${LIST}${at}`);
    await assertGood(page, what);
  }
  await page.goto(`${base}${LIST}/summaries/theme-results/now.html`);
  await assertGood(page, 'summary-page');
});

story('a participant answers, consents and approves on a phone', async () => {
  const { base } = await demo();
  const page = await openPage({ width: 360 });
  await page.goto(`${base}${LIST}/3`);
  const links = [...(await page.content()).matchAll(/\/g\/[a-z2-7]{26}/g)].map(([link]) => link);
  let asked;
  for (const link of links) {
    await page.goto(base + link);
    if ((await page.locator('input[name=decision]').count()) > 0) asked = link;
  }
  assert.ok(asked, 'nobody is asked about a quote');
  await page.goto(base + asked);
  await assertTouchTargets(page);
  await assertGood(page, 'participant');
  await page.locator('input[name=decision][value=approved]').last().check();
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Gem mit valg' }).last().click()]);
  assert.match(await page.locator('main').innerText(), /Det er gemt/);
});

story('notes are taken by the keyboard alone, and the lines of one taker reach the other', async () => {
  const { base } = await demo();
  const [one, other] = [await openPage({ width: 1280 }), await openPage({ width: 1280 })];
  for (const page of [one, other]) await page.goto(base + NOTES);
  const first = await one.locator('.question:not([hidden]) h2').innerText();
  await typed(one, ['2: Tasterne alene rækker', '"Vi ringede jo bare', '>']);
  assert.notEqual(await one.locator('.question:not([hidden]) h2').innerText(), first, 'the next question is shown');
  await typed(one, ['0: Efter spørgsmålet']);
  for (const words of ['Tasterne alene rækker', 'Vi ringede jo bare', 'Efter spørgsmålet']) {
    await saved(one, words).waitFor();
    await saved(other, words).waitFor();
  }
  assert.match(await other.locator('#lines li', { hasText: 'Tasterne alene' }).innerText(), /^L3-2/);
});

story('lines typed without a network are sent once it is back, none twice', async () => {
  const { base } = await demo();
  const page = await openPage({ width: 1280 });
  await page.goto(base + NOTES);
  await page.context().setOffline(true);
  const lines = Array.from({ length: 25 }, (_, at) => `Uden net ${at} slut`);
  await typed(page, lines);
  await page.locator('#noted', { hasText: 'uden forbindelse' }).waitFor();
  assert.equal(await page.locator('.when', { hasText: /^gemmer$/ }).count(), lines.length);
  await page.context().setOffline(false);
  for (const line of lines) await saved(page, line).waitFor({ timeout: 20000 });
  const plain = await openPage({ width: 1280, script: false });
  await plain.goto(base + NOTES);
  const stored = await plain.locator('#lines .said').allInnerTexts();
  for (const line of lines) assert.equal(stored.filter((words) => words === line).length, 1, `${line} stands once`);
  await plain.locator('#words').fill('Helt uden script');
  await Promise.all([plain.waitForNavigation(), plain.keyboard.press('Enter')]);
  assert.match(await plain.locator('#lines').innerText(), /Helt uden script/);
});
