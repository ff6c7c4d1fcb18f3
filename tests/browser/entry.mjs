// Typing the code of a letter on a phone: the keys that it shows, and what the page says of a slip.
import assert from 'node:assert/strict';
import path from 'node:path';
import { assertNoSidewaysScroll, assertTouchTargets, demo, openPage, shots, story } from './house.mjs';

story('the code of a letter is typed at 360 px with a phone\'s digits, and a slip is named above the field', async () => {
  const { base } = await demo();
  const page = await openPage({ width: 360, script: false });
  await page.goto(`${base}/k`);
  const field = page.locator('#code');
  assert.equal(await field.getAttribute('inputmode'), 'numeric');
  assert.equal(await field.getAttribute('autocomplete'), 'off');
  assert.equal(await field.getAttribute('pattern'), null);
  await assertNoSidewaysScroll(page);
  await assertTouchTargets(page);
  await page.screenshot({ path: path.join(shots, 'entry-360.png'), fullPage: true });
  await field.fill('1234 5678-9012.34');
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.locator('main button[type=submit]').click()]);
  const said = await page.locator('main').innerText();
  assert.match(said, /Der mangler 2 tal\. Koden har 16, og du har skrevet 14\./);
  assert.equal(await page.locator('#code').inputValue(), '1234 5678-9012.34');
  await assertNoSidewaysScroll(page);
  await page.screenshot({ path: path.join(shots, 'entry-wrong-360.png'), fullPage: true });
  await page.context().close();
});
