// Signing in as people do it: by keyboard, on a page without script, with the browser's own cookie; and every page of it on a phone.
import assert from 'node:assert/strict';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { assertAccessible, assertNoSidewaysScroll, focused, nulpunkt, openPage, provided, served, shots, story, widths } from './house.mjs';

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
  await page.goto(`${base}/desk/account`);
  await page.getByRole('button', { name: 'Tilføj en app' }).click();
  await page.locator('code.key').waitFor();
  const key = await page.locator('code.key').innerText();
  await look(page, 'account-key');
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const shot = path.join(shots, `account-qr-${colorScheme}.png`);
    await page.locator('svg.qr').screenshot({ path: shot });
    const read = execFileSync('zbarimg', ['--raw', '-q', shot], { encoding: 'utf8' }).trim();
    assert.equal(read, await page.locator('a[href^="otpauth:"]').getAttribute('href'), `in ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
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
  await page.locator('input[name=trials][value=all]').check();
  await page.locator('input[name=municipalities][value=listed]').check();
  await page.getByRole('button', { name: 'Tilføj' }).click();
  assert.match(await page.getByRole('alert').innerText(), /Kryds mindst/);
  await page.getByLabel('Thisted').check();
  await page.getByRole('button', { name: 'Tilføj' }).click();
  assert.match(await page.getByRole('status').innerText(), /Se efter, før Bo Ærø bliver tilføjet/);
  await page.getByRole('button', { name: 'Tilføj' }).click();
  assert.match(await page.getByRole('status').innerText(), new RegExp(`${base}/desk/sign-in/[a-z2-7]{26}`));
  await page.locator('summary', { hasText: 'Bo Ærø' }).click();
  await look(page, 'people-added');
  await page.context().close();
});

/** A device that the browser believes in: it holds keys and says that it has seen the person, or that it has not. */
async function device(page, seen = true) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', { options: {
    protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: seen, automaticPresenceSimulation: true,
  } });
  return { session, authenticatorId };
}

story('a person adds a passkey with their password, comes in by it alone, and not once it is removed', async () => {
  const { base, file } = await provided();
  const page = await openPage({ width: 1280 });
  const { session, authenticatorId } = await device(page);
  const faults = [];
  page.on('console', (message) => { if (message.type() === 'error' && !/status of (401|404|422)/.test(message.text())) faults.push(message.text()); });
  await page.goto(base + addressIn(nulpunkt(file, 'user', 'add', 'Bo Ærø', '--role', 'reader')));
  await page.locator('#password').fill(PASSWORD);
  await page.locator('#again').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${base}/desk`);
  const add = async (password) => {
    await page.goto(`${base}/desk/account`);
    await page.locator('summary', { hasText: 'Tilføj en adgangsnøgle' }).click();
    await page.locator('#key-name').fill('Min telefon');
    await page.locator('#current-key').fill(password);
    await look(page, 'passkey-add');
    await page.keyboard.press('Tab');
    await page.locator('form[action="/desk/account/passkey"] button').click();
  };
  await add('noget helt andet her');
  assert.match(await page.getByRole('alert').innerText(), /adgangskode passer ikke/);
  await add(PASSWORD);
  await page.getByRole('status').waitFor();
  assert.match(await page.getByRole('status').innerText(), /Adgangsnøglen er tilføjet/);
  await look(page, 'passkey-kept');
  const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId });
  assert.deepEqual(credentials.map((one) => [one.rpId, one.isResidentCredential]), [['localhost', true]]);

  const comeIn = async () => {
    await page.context().clearCookies();
    await page.goto(`${base}/desk/rounds`);
    await page.getByRole('button', { name: 'Log ind med en adgangsnøgle' }).click();
  };
  await comeIn();
  await page.waitForURL(`${base}/desk/rounds`);
  assert.match(await page.locator('a.own').innerText(), /Bo Ærø/);
  // A device that has not seen the person gives nothing, and the page says so.
  await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await comeIn();
  await page.getByRole('alert').waitFor();
  assert.match(await page.getByRole('alert').innerText(), /Det lykkedes ikke/);
  await look(page, 'passkey-failed');
  await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  await page.getByRole('button', { name: 'Spørg igen' }).click();
  await page.waitForURL(`${base}/desk/rounds`);
  await page.goto(`${base}/desk/account`);
  await page.locator('summary', { hasText: 'Fjern Min telefon' }).click();
  await page.locator('form[action="/desk/account/passkey/remove"] input[name=current]').fill(PASSWORD);
  await page.getByRole('button', { name: 'Fjern Min telefon' }).click();
  assert.match(await page.getByRole('status').innerText(), /Adgangsnøglen er fjernet/);
  await comeIn();
  await page.getByRole('alert').waitFor();
  assert.match(await page.getByRole('alert').innerText(), /kendes ikke her/);
  assert.deepEqual(faults, []);
  await page.context().close();
});

story('a person signs in by their municipality: another site leads back, one key comes in, with and without script', async () => {
  const { base } = await provided();
  for (const script of [true, false]) {
    const page = await openPage({ width: 1280, script });
    const seen = (name) => (script ? look(page, name) : undefined);
    await page.goto(`${base}/desk/rounds`);
    await seen('provider-sign-in');
    await page.locator('#address').fill('mette@anden.example');
    await page.keyboard.press('Enter');
    assert.match(await page.getByRole('alert').innerText(), /Ingen kommune her/);
    await seen('provider-sign-in-fault');
    await page.locator('#address').fill('mette@thisted.example');
    await page.keyboard.press('Enter');
    await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/interaction/);
    const tie = (await page.context().cookies(base)).find((cookie) => cookie.name.endsWith('-login'));
    assert.deepEqual([tie.httpOnly, tie.sameSite], [true, 'Strict']);
    await page.locator('input[name=login]').fill('mette');
    await page.locator('input[name=password]').fill('x');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(/\/desk\/sign-in\/back\?/);
    // Whoever presses Enter on the page as it comes is in.
    assert.equal((await focused(page)).text, 'Fortsæt');
    await seen('provider-back');
    await page.getByRole('button', { name: 'Fortsæt' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`${base}/desk/rounds`);
    assert.deepEqual((await page.context().cookies(base)).map((cookie) => cookie.name), ['nulpunkt']);
    await page.goto(`${base}/desk/account`);
    await seen('provider-account');
    await page.getByRole('button', { name: 'Log ud', exact: true }).click();
    assert.match(await page.getByRole('status').innerText(), /stadig logget ind/);
    await seen('provider-left');
    await page.context().close();
  }
});
