// A group writes together: invited, consenting, writing cards, ranking them and estimating on phones of 360 px, by finger and by keys, without
// any script; the moderator opens, sorts and shows at the desk.
import assert from 'node:assert/strict';
import path from 'node:path';
import { keyboard } from './hand.mjs';
import { assertAccessible, assertNoSidewaysScroll, assertTouchTargets, demo, openPage, shots, story } from './house.mjs';

const LIST = '/desk/focus-groups';
const PEOPLE = ['Åse', 'Bjørn', 'Carla', 'Dan', 'Ea'];

const load = (page, act) => Promise.all([page.waitForNavigation({ waitUntil: 'load' }), act]);

async function looked(page, what, phone) {
  await assertNoSidewaysScroll(page);
  if (phone) await assertTouchTargets(page);
  await assertAccessible(page, what);
  await page.screenshot({ path: path.join(shots, `together-${what}-${page.viewportSize().width}.png`), fullPage: true });
}

/** The page at the desk as it is on a phone and on a screen. */
async function lookedAtBoth(page, what) {
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await looked(page, what, false);
  }
}

/** A phone for fingers. */
async function phoneOf(page) {
  const context = await page.context().browser().newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'da-DK', javaScriptEnabled: true });
  return context.newPage();
}

async function plannedGroup(desk, base) {
  await desk.goto(base + LIST);
  await desk.fill('#title', 'Et hold, der skriver');
  await desk.selectOption('#guide', { index: 0 });
  await desk.fill('#day', '2099-06-15');
  await desk.fill('#time', '10.00');
  await load(desk, desk.getByRole('button', { name: 'Planlæg gruppen' }).click());
  const group = new URL(desk.url()).pathname;
  for (const name of PEOPLE) {
    await desk.fill('#name', name);
    await desk.fill('#email', `${name.toLowerCase().replaceAll('å', 'aa').replaceAll('ø', 'oe')}@skriver.example`);
    await load(desk, desk.getByRole('button', { name: 'Tilføj deltageren' }).click());
  }
  const links = [];
  for (let at = 0; at < PEOPLE.length; at += 1) {
    await load(desk, desk.locator('button[name=show]').nth(at).click());
    links.push((await desk.content()).match(/\/g\/[a-z2-7]{26}/)[0]);
    await desk.goto(base + group);
  }
  assert.equal(links.length, PEOPLE.length);
  return { group, links };
}

async function plannedRound(desk, base, group, kind, asked) {
  await desk.goto(`${base}${group}/written`);
  await desk.locator(`input[name=kind][value=${kind}]`).check();
  await desk.locator('input[name=mode][value=not-stored]').check();
  await desk.fill('#asked', asked);
  await load(desk, desk.getByRole('button', { name: 'Planlæg runden' }).click());
  await lookedAtBoth(desk, `desk-${kind}-planned`);
  await load(desk, desk.getByRole('button', { name: 'Åbn, så gruppen kan skrive' }).click());
}

const shown = (desk) => load(desk, desk.getByRole('button', { name: 'Luk for at skrive, og vis alt' }).click());
const told = async (page, words) => assert.match(await page.locator('main').innerText(), words);

story('whoever looks at the demonstration comes to the page of somebody whose group writes, and answers there without script', async () => {
  const { base } = await demo();
  const page = await openPage({ width: 360, script: false });
  await page.goto(`${base}/desk`);
  await load(page, page.getByRole('link', { name: 'Prøv det som den, der svarer eller skriver med i en gruppe' }).click());
  await load(page, page.getByRole('link', { name: 'Skriv med i gruppen' }).click());
  const address = page.url();
  await told(page, /Du svarede \d/);
  await page.locator('label.row', { hasText: /^5$/ }).click();
  await load(page, page.getByRole('button', { name: 'Send mit skøn' }).click());
  await told(page, /Det er gemt/);
  assert.match(await page.locator('header').innerText(), /Demonstration/);
  await page.context().close();
  for (const language of ['da', 'en']) {
    const looking = await openPage({ width: 360 });
    await looking.goto(`${address.split('?')[0]}?lang=${language}`);
    await looked(looking, `demo-phone-${language}`, true);
    // Every round of every group at the desk.
    await looking.goto(`${base}${LIST}`);
    const leads = (pattern) => looking.evaluate((pattern) => [...new Set([...document.querySelectorAll('main a')].map((link) => link.getAttribute('href').split('?')[0]).filter((href) => new RegExp(pattern).test(href)))], pattern);
    let rounds = 0;
    for (const group of await leads('/written$')) {
      await looking.goto(base + group);
      for (const round of await leads('/written/\\d+$')) {
        rounds += 1;
        await looking.goto(`${base}${round}?lang=${language}`);
        await lookedAtBoth(looking, `demo-round-${rounds}-${language}`);
        await looking.setViewportSize({ width: 360, height: 740 });
      }
    }
    assert.ok(rounds >= 7, `the demonstration has ${rounds} written rounds`);
    await looking.context().close();
  }
});

story('a group writes cards, ranks them and estimates on phones', async () => {
  const { base } = await demo();
  const desk = await openPage({ width: 1280 });
  const { group, links } = await plannedGroup(desk, base);
  await desk.goto(`${base}${group}/written`);
  await lookedAtBoth(desk, 'desk-list');
  const phones = [];
  for (const link of links) {
    const phone = await phoneOf(desk);
    phones.push(phone);
    await phone.goto(base + link);
    await phone.locator('label', { hasText: 'Ja, jeg kommer' }).tap();
    await load(phone, phone.getByRole('button', { name: 'Gem mit svar' }).tap());
    for (const box of await phone.locator('label:has(input[name=consent])').all()) await box.tap();
    await load(phone, phone.getByRole('button', { name: 'Gem mine valg' }).tap());
  }
  await plannedRound(desk, base, group, 'cards', 'Hvad hjalp mest?');
  await desk.setViewportSize({ width: 1280, height: 900 });
  const round = desk.url();
  const [first, ...others] = phones;
  // The first writes by keys alone, the others by finger.
  await first.goto(base + links[0]);
  const keys = keyboard(first);
  await keys.go(first.getByRole('link', { name: 'Gruppen skriver nu: skriv med' }));
  await looked(first, 'phone-cards', true);
  await keys.fill(first.locator('textarea'), 'Færre møder');
  await keys.go(first.getByRole('button', { name: 'Send kortet' }));
  await told(first, /Det er gemt/);
  for (const [at, words] of [[0, 'Kolleger at spørge'], [1, 'Nogen at ringe til'], [2, 'Tid']]) {
    const phone = others[at];
    await phone.goto(`${base}${links[at + 1]}/skriv`);
    await phone.locator('textarea').fill(words);
    await phone.locator('label', { hasText: 'Ordene må stå på tryk' }).tap();
    await load(phone, phone.getByRole('button', { name: 'Send kortet' }).tap());
    await told(phone, /Det er gemt/);
  }
  // What comes too late is told, with what was typed.
  const late = others[3];
  await late.goto(`${base}${links[4]}/skriv`);
  await late.locator('textarea').fill('Det kom for sent');
  await desk.reload();
  await told(desk, /Færre end 5 kort er skrevet/);
  await shown(desk);
  await load(late, late.getByRole('button', { name: 'Send kortet' }).tap());
  await told(late, /Ordstyreren har lukket for at skrive/);
  assert.equal(await late.locator('#kept').inputValue(), 'Det kom for sent');
  await looked(late, 'phone-late', true);
  // At the desk the moderator lays two together and gives a theme.
  for (const words of ['Kolleger at spørge', 'Nogen at ringe til']) await desk.locator('label.pick', { hasText: words }).locator('input').check();
  await load(desk, desk.getByRole('button', { name: 'Læg de valgte sammen' }).click());
  await desk.locator('select').first().selectOption({ index: 1 });
  await load(desk, desk.getByRole('button', { name: 'Gem temaerne' }).click());
  await lookedAtBoth(desk, 'desk-sorted');
  await first.goto(`${base}${links[0]}/skriv`);
  await told(first, /Nogen at ringe til/);
  await looked(first, 'phone-shown', true);
  await desk.setViewportSize({ width: 1280, height: 900 });
  await load(desk, desk.getByRole('button', { name: 'Afslut runden' }).click());
  // Ranked: by keys on one phone, by finger on the others.
  await plannedRound(desk, base, group, 'ranking', 'Hvad er vigtigst?');
  await desk.setViewportSize({ width: 1280, height: 900 });
  for (const [at, phone] of phones.entries()) {
    await phone.goto(`${base}${links[at]}/skriv`);
    if (at === 0) {
      await looked(phone, 'phone-ranking', true);
      await load(phone, phone.getByRole('button', { name: 'Send min rangordning' }).tap());
      await told(phone, /Skriv hvert af tallene 1 til 3/);
      await looked(phone, 'phone-ranking-refused', true);
      for (const [place, field] of (await phone.locator('.rank input').all()).entries()) await keys.fill(field, String(place + 1));
      await keys.go(phone.getByRole('button', { name: 'Send min rangordning' }));
    } else {
      for (const [place, field] of (await phone.locator('.rank input').all()).entries()) { await field.tap(); await field.fill(String(3 - place)); }
      await load(phone, phone.getByRole('button', { name: 'Send min rangordning' }).tap());
    }
    await told(phone, /Du har svaret/);
  }
  await shown(desk);
  await told(desk, /Rangordning: 5 har svaret/);
  await lookedAtBoth(desk, 'desk-ranked');
  await first.reload();
  await told(first, /point i alt/);
  await looked(first, 'phone-ranked', true);
  await desk.setViewportSize({ width: 1280, height: 900 });
  await load(desk, desk.getByRole('button', { name: 'Afslut runden' }).click());
  // Estimated, in two turns.
  await plannedRound(desk, base, group, 'delphi', 'Hvor meget hjalp det?');
  await desk.setViewportSize({ width: 1280, height: 900 });
  for (const estimates of [[1, 2, 4, 6, 7], [4, 4, 4, 5, 5]]) {
    for (const [at, phone] of phones.entries()) {
      await phone.goto(`${base}${links[at]}/skriv`);
      if (at === 0) await looked(phone, `phone-delphi-${estimates[0]}`, true);
      await phone.locator(`label:has(input[name=estimate][value="${estimates[at]}"])`).tap();
      await load(phone, phone.getByRole('button', { name: 'Send mit skøn' }).tap());
    }
    await shown(desk);
    if (estimates[0] === 1) await load(desk, desk.getByRole('button', { name: 'Åbn for en omgang til' }).click());
  }
  await told(desk, /enig nok/);
  await lookedAtBoth(desk, 'desk-delphi');
  await first.reload();
  await looked(first, 'phone-delphi-shown', true);
  await desk.goto(`${base}${LIST}/summaries/group-${group.split('/').pop()}/now.html`);
  assert.match(await desk.locator('body').innerText(), /Skriftlige runder/);
  await looked(desk, 'summary', false);
  assert.ok(round.includes('/written/'));
  for (const phone of phones) await phone.context().close();
  await desk.context().close();
});
