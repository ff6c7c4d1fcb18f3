// Writing a questionnaire in the browser: pasted, mended, looked at in every state, without script.
import assert from 'node:assert/strict';
import path from 'node:path';
import { assertAccessible, assertNoSidewaysScroll, demo, openPage, shots, story, widths } from './house.mjs';

const PASTED = `Spørgeskema til rådgivere
1. Har du benyttet dig af muligheden for at give et mere fleksibelt tilrettelagt tilbud om ret- og pligtmentor?
o\tAldrig
o\tFå gange
o\tOfte
o\tHver gang
2. I hvor høj grad har det fleksible tilrettelagte tilbud om ret- og pligtmentor forenklet kontaktforløbet?
Svarmuligheder: Slet ikke, i mindre grad, hverken eller, i nogen grad, i høj grad, Ved ikke
Bemærkninger
`;

async function assertGood(page, what) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(() => document.querySelectorAll('details').forEach((folded) => { folded.open = true; }));
    await assertNoSidewaysScroll(page);
    await assertAccessible(page, what);
    await page.screenshot({ path: path.join(shots, `writing-${what}-${width}.png`), fullPage: true });
  }
}

async function press(page, words) {
  const button = page.getByRole('button', { name: words });
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), button.click()]);
}

story('a questionnaire is pasted, mended, looked at and published, on pages that are accessible in every state', async () => {
  const { base } = await demo();
  const page = await openPage({ width: 1280 });
  await page.goto(`${base}/desk/questionnaires/new`);
  await assertGood(page, 'new');
  await page.locator('#trial').selectOption('mentor');
  await page.locator('#audience').selectOption('caseworker');
  await page.locator('#title').fill('Mentor 2027');
  await page.locator('#pasted').fill(PASTED);
  await page.locator('#key').fill('Mentor 2027!');
  await press(page, 'Lav kladden');
  assert.equal(await page.locator('#pasted').inputValue(), PASTED, 'what was pasted is kept');
  await assertGood(page, 'new-fault');
  await page.locator('#key').fill('mentor-2027');
  const start = Date.now();
  await press(page, 'Lav kladden');
  assert.ok(Date.now() - start < 5000, 'the draft takes seconds');
  await assertGood(page, 'draft-faults');
  const text = await page.locator('#content').inputValue();
  await page.locator('#content').fill(text.replaceAll('{ da = "" }', '{ da = "Her står, hvad du skal vide." }'));
  await press(page, 'Gem og se efter');
  assert.match(await page.locator('main').innerText(), /Der er ingen fejl/);
  await assertGood(page, 'draft-whole');
  const draft = page.url();
  await page.goto(`${draft}/preview?lang=da`);
  await assertGood(page, 'preview-first');
  for (let step = 0; step < 9 && (await page.locator('p.code').count()) === 0; step += 1) {
    await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.locator('main form button').last().click()]);
    await assertGood(page, `preview-${step}`);
  }
  assert.equal(await page.locator('p.code').count(), 1, 'the preview ends with a receipt');
  await page.goto(draft);
  await page.locator('#content').fill(`${text}\nkey = `);
  // With script the same is said while somebody writes, and nothing is saved by it.
  await page.locator('#faults li').first().waitFor();
  const live = await page.locator('#faults').innerText();
  assert.equal(page.url(), draft, 'nothing was sent');
  await press(page, 'Gem og se efter');
  assert.equal(await page.locator('#faults').innerText(), live, 'what is said while writing is what the button says');
  await assertGood(page, 'draft-no-toml');
  await page.locator('#content').fill(text.replaceAll('{ da = "" }', '{ da = "Her står, hvad du skal vide." }'));
  await press(page, 'Gem og se efter');
  await press(page, 'Udgiv version 1');
  await assertGood(page, 'published');
  await page.context().close();
});
