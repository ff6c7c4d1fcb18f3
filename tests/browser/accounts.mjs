// Signing in as people do it: by keyboard, on a page without script, with the browser's own cookie; and every page of it on a phone.
import assert from 'node:assert/strict';
import path from 'node:path';
import { createHmac } from 'node:crypto';
import { assertAccessible, assertNoSidewaysScroll, nulpunkt, openPage, served, shots, story, widths } from './house.mjs';

const PASSWORD = 'korrekt hest batteri hæfteklamme';

const addressIn = (said) => new URL(said.match(/https?:\/\/\S+\/desk\/sign-in\/\S+/)[0]).pathname;

/** The code of an authenticator app for a key in base32 (RFC 6238), worked out by Node's own library. */
function codeOf(key, at = Date.now()) {
  const bits = [...key.replaceAll(' ', '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac('sha1', bytes).update(step).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function look(page, name) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await assertNoSidewaysScroll(page);
    await assertAccessible(page, name);
    await page.screenshot({ path: path.join(shots, `${name}-${width}.png`), fullPage: true });
  }
}

story('a person chooses a password, adds an app, signs out and in again by keyboard, and manages people', async () => {
  const { base, file } = await served();
  const first = addressIn(nulpunkt(file, 'user', 'add', 'Kirsten Koordinator', '--role', 'coordinator'));
  const page = await openPage({ width: 1280 });
  await page.goto(base + first);
  await look(page, 'account-first');
  await page.locator('#password').focus();
  await page.keyboard.type('kort');
  await page.keyboard.press('Tab');
  await page.keyboard.type('kort');
  await page.keyboard.press('Enter');
  assert.match(await page.getByRole('alert').innerText(), /mindst 12 tegn/);
  await look(page, 'account-first-fault');
  await page.locator('#password').fill(PASSWORD);
  await page.locator('#again').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${base}/desk`);
  const [cookie] = await page.context().cookies();
  assert.deepEqual([cookie.httpOnly, cookie.sameSite, cookie.path], [true, 'Strict', '/']);

  await page.goto(`${base}/desk/account`);
  await look(page, 'account');
  await page.goto(`${base}/desk/account/tokens`);
  await look(page, 'account-tokens-none');
  await page.getByRole('button', { name: 'Tilføj en app' }).click();
  await page.locator('code.key').waitFor();
  const key = await page.locator('code.key').innerText();
  await look(page, 'account-key');
  await page.locator('#code').fill(codeOf(key, Date.now() - 30_000));
  await page.locator('#current').fill(PASSWORD);
  await page.keyboard.press('Enter');
  assert.match(await page.getByRole('status').innerText(), /slået til/);
  await page.getByRole('button', { name: 'Log ud', exact: true }).click();
  await page.waitForURL(/sign-in/);
  assert.equal((await page.context().cookies()).length, 0, 'the cookie stays after signing out');

  await page.goto(`${base}/desk/rounds`);
  await look(page, 'sign-in');
  await page.locator('#name').focus();
  await page.keyboard.type('kirsten koordinator');
  await page.keyboard.press('Tab');
  await page.keyboard.type('forkert adgangskode');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await look(page, 'sign-in-fault');
  await page.locator('#password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.locator('#code').waitFor();
  await look(page, 'sign-in-code');
  await page.locator('#code').fill(codeOf(key));
  await page.keyboard.press('Enter');
  await page.waitForURL(`${base}/desk/rounds`);

  await page.goto(`${base}/desk/people`);
  await look(page, 'people');
  await page.locator('#name').fill('Bo Ærø');
  await page.getByLabel(/Kommunens leder/).check();
  await page.locator('input[name=municipalities][value=listed]').check();
  await page.getByRole('button', { name: 'Tilføj' }).click();
  assert.match(await page.getByRole('alert').innerText(), /Kryds mindst/);
  await page.getByLabel('Thisted').check();
  await page.getByRole('button', { name: 'Tilføj' }).click();
  assert.match(await page.getByRole('status').innerText(), new RegExp(`${base}/desk/sign-in/[a-z2-7]{26}`));
  await page.locator('summary', { hasText: 'Bo Ærø' }).click();
  await look(page, 'people-added');
  await page.context().close();
});
