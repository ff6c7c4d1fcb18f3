// A round from plan to letters in the browser, every page in every state that a form can bring it to.
import assert from 'node:assert/strict';
import path from 'node:path';
import { assertAccessible, assertNoSidewaysScroll, demo, openPage, shots, story, widths } from './house.mjs';

async function assertGoodPage(page, what) {
  await page.evaluate(() => document.querySelectorAll('main details').forEach((folded) => { folded.open = true; }));
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await assertNoSidewaysScroll(page);
    await assertAccessible(page, what);
    if (width !== 320) await page.screenshot({ path: path.join(shots, `runde-${what.replaceAll(/[^a-zæøå]+/g, '-')}-${width}.png`), fullPage: true });
  }
}

const press = (page, button) => Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.locator(button).click()]);

story('a round is planned, its list mended and imported, its letters looked at and queued', async () => {
  const { base } = await demo();
  const page = await openPage({ width: 1280 });
  await page.goto(`${base}/desk/rounds/new`);
  await assertGoodPage(page, 'plan');
  await page.locator('#version').selectOption('ledighedsydelse-caseworkers/1');
  for (const [field, value] of [['#key', 'fra-browser'], ['#opens', '2026-07-15'], ['#closes', '2099-03-22'], ['#invite-on', '2090-09-11'], ['#remind-on', '2090-09-18']]) await page.locator(field).fill(value);
  await page.locator('input[name=mode][value=pseudonymous]').check();
  await press(page, 'main form button');
  assert.match(await page.locator('main [role=alert]').innerText(), /sæt kryds, når MED er orienteret/);
  await assertGoodPage(page, 'plan med fejl');
  await page.locator('input[name=med]').check();
  await press(page, 'main form button');
  assert.match(await page.locator('main [role=alert]').innerText(), /Udsendelsen ligger i uge 29/);
  await assertGoodPage(page, 'plan med advarsel');
  await press(page, 'main form button');
  assert.equal(new URL(page.url()).pathname, '/desk/rounds/fra-browser');
  await assertGoodPage(page, 'ny');
  await page.goto(`${base}/desk/rounds/fra-browser/recipients`);
  await assertGoodPage(page, 'modtagere');
  const list = (email) => `Nøgle\tNavn\tE-mail\tKommune\nB-1\tMette Kjærgård\t${email}\tThisted\nB-2\tJørgen Bæk\tjb@example.dk\tThisted\n`;
  await page.locator('#list').fill(list('mette(at)example.dk'));
  await press(page, 'button[value=look]');
  assert.match(await page.locator('main [role=alert]').innerText(), /Linje 2/);
  await assertGoodPage(page, 'modtagere med fejl');
  await page.locator('#list').fill(list('mette@example.dk'));
  await press(page, 'button[value=look]');
  await assertGoodPage(page, 'modtagere set på');
  await press(page, 'button[value=store]');
  assert.match(await page.locator('main [role=status]').innerText(), /2 nye/);
  await page.goto(`${base}/desk/rounds/fra-browser/letters`);
  assert.match(await page.locator('main').innerText(), /18\. september 2090 kl\. 9: påmindelse til cirka 2, som ikke har svaret/);
  await assertGoodPage(page, 'breve');
  // The letter looks as in a mail program: the page's policy names its style.
  const button = page.frameLocator('iframe.letter').first().locator('a.button');
  assert.equal(await button.evaluate((link) => getComputedStyle(link).backgroundColor), 'rgb(11, 90, 107)', 'the letter has lost its style');
  const now = page.locator('form[action$="/invite"] input[name=now]');
  if (await now.count()) await now.check();
  await press(page, 'form[action$="/invite"] button');
  assert.match(await page.locator('main [role=status]').first().innerText(), /2 invitationer er lagt i kø/);
  await page.goto(`${base}/desk/rounds/fra-browser/addresses`);
  assert.match(await page.locator('main').innerText(), /Mette Kjærgård/);
  await assertGoodPage(page, 'adresser');
  await page.goto(`${base}/desk/letters`);
  await assertGoodPage(page, 'breve i kø');
  await page.goto(`${base}/desk/letters/returned`);
  await assertGoodPage(page, 'kom retur');
  const mail = 'From: postmaster@example.dk\nTo: svar@example.dk\nSubject: Kan ikke leveres: Brev\nX-Failed-Recipients: mette@example.dk\n\n550 5.1.1 Ukendt\n';
  await page.locator('#mails').setInputFiles({ name: 'retur.eml', mimeType: 'message/rfc822', buffer: Buffer.from(mail) });
  await press(page, 'main form button');
  assert.match(await page.locator('main [role=status]').innerText(), /retur\.eml/);
  await assertGoodPage(page, 'kom retur læst');
  await page.goto(`${base}/desk/rounds/fra-browser?lang=en`);
  await assertGoodPage(page, 'runde på engelsk');
  await page.context().close();
});
