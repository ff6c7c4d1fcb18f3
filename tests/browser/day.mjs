// The evaluator's day, told twice: by keys alone and with a mouse. From the address that `serve` prints to the files of a comparison and
// out again, with two people, a questionnaire of the day, a list with faults, letters, answers, a reminder and a close. Every page on the
// way is held to the same promises in each state that it is met in.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { keyboard, mouse } from './hand.mjs';
import { nulpunkt, openPage, ownServer, root, shots, story } from './house.mjs';
import { assertRefused, looking } from './look.mjs';
import { answered, book, copied, excel, letters, workbook } from './office.mjs';

const PASSWORD = 'korrekt hest batteri hæfteklamme';
const own = path.join(shots, 'day');

const PASTED = `Spørgeskema til rådgivere
1. I hvor høj grad har fritagelsen for revurdering forenklet dit arbejde med borgere på ledighedsydelse?
Svarmuligheder: Slet ikke, i mindre grad, hverken eller, i nogen grad, i høj grad
2. Hvordan er kvaliteten af den løbende revurdering i forhold til før forsøget?
o\taf dårligere kvalitet
o\taf samme kvalitet
o\taf højere kvalitet
o\taf meget højere kvalitet
`;

/** What the evaluator writes in place of the empty texts: the introduction and notice of the trial's own instrument. */
function finished(content) {
  const instrument = readFileSync(path.join(root, 'surveys/ledighedsydelse-caseworkers/1.toml'), 'utf8');
  const texts = Object.fromEntries([...instrument.matchAll(/^(\w+) = \{ da = ("[^"]*")/gm)].map(([, key, text]) => [key, text]));
  return content.replace(/^#\?.*\n+/gm, '').replace(/^(\w+) = \{ da = "" \}/gm, (_, key) => `${key} = { da = ${texts[key]} }`);
}

const HEADINGS = ['Nøgle', 'Navn', 'E-mail', 'Kommune'];
const NAMES = ['Åse Østergård', 'Bjørn Kjær', 'Grethe Bæk', 'Jørgen Sø', 'Mette Åkjær', 'Søren Ærø', 'Ægir Dahl', 'Øjvind Holm', 'Lærke Skov', 'Pål Brå'];
/** Twelve people of Thisted and ten of Rebild. */
const PEOPLE = Array.from({ length: 22 }, (_, at) => [`R-${at + 1}`, `${NAMES[at % 10]}${at < 10 ? '' : ' den Yngre'.repeat(Math.floor(at / 10))}`,
  `person${at + 1}@example.dk`, at < 12 ? 'Thisted' : 'Rebild']);
/** The same list with three faults: no mail address, a number twice, a municipality that is not one's own. */
const FAULTY = PEOPLE.map(([key, name, email, unit], at) => [at === 7 ? 'R-3' : key, name, at === 1 ? 'bjoern.kjaer(at)example.dk' : email, at === 20 ? 'Aalborg' : unit]);

/** The states of which there are pictures with forced colours and at 400 % too. */
const look = looking('day', /refused|faults|good|comparison|letters$|answering-1/);

const said = (page) => page.getByRole('status').first().innerText();
const button = (page, name) => page.getByRole('button', { name });
const link = (page, name) => page.locator('main').getByRole('link', { name, exact: typeof name === 'string' }).first();
// Rounds are called by trial, audience and month, and that is another one tomorrow.
const to = (page, address) => page.locator(`main a[href^="${address}"]`).first();
const noun = (page, name) => page.getByRole('navigation', { name: 'Hovedmenu' }).getByRole('link', { name, exact: true });

// --- the day --------------------------------------------------------------------------------------------------------------------------

/** The first person makes their account at the address that the server printed. */
async function first(page, hand, server) {
  await page.goto(server.output.match(/https?:\/\/\S+\/desk\/sign-in\/[a-z2-7]+/)[0]);
  await look(page, hand, '01-first');
  if (hand.reach) {
    // The way past the bar comes first, and the content after it.
    await hand.reach(page.getByRole('link', { name: 'Spring til indholdet' }), 1);
    await page.keyboard.press('Enter');
    await hand.reach(page.getByLabel('Navn'), 1);
  }
  await hand.fill(page.getByLabel('Navn'), 'Kirsten Koordinator');
  await hand.fill(page.getByLabel('Adgangskode', { exact: true }), 'for kort');
  await hand.fill(page.getByLabel('Adgangskoden én gang til'), 'for kort');
  await hand.go(button(page, 'Gem og log ind'));
  await assertRefused(page, /mindst 12 tegn/);
  await look(page, hand, '01-first-refused');
  assert.equal(await page.getByLabel('Navn').inputValue(), 'Kirsten Koordinator', 'the name is kept');
  await hand.fill(page.getByLabel('Adgangskode', { exact: true }), PASSWORD);
  await hand.fill(page.getByLabel('Adgangskoden én gang til'), PASSWORD);
  await hand.go(button(page, 'Gem og log ind'));
  assert.equal(new URL(page.url()).pathname, '/desk');
  await look(page, hand, '02-overview-empty');
}

/** A lead of two municipalities gets an address of their own, for one trial. */
async function second(page, hand) {
  await hand.go(noun(page, 'Personer'));
  await look(page, hand, '03-people');
  await hand.fill(page.getByLabel('Navn'), 'Bo Ærø');
  await hand.tick(page.getByRole('radio', { name: /^Kommunens leder/ }));
  const [trials, units] = ['Forsøg', 'Kommuner'].map((name) => page.getByRole('group', { name, exact: true }));
  await hand.tick(trials.getByRole('radio', { name: /Kun dem/ }));
  await hand.tick(units.getByRole('radio', { name: /Kun dem/ }));
  await hand.go(button(page, 'Tilføj'));
  await assertRefused(page, /Kryds mindst ét forsøg/);
  await look(page, hand, '03-people-refused');
  await hand.tick(trials.getByRole('checkbox', { name: /^Ledighedsydelse/ }));
  for (const unit of ['Rebild', 'Thisted']) await hand.tick(units.getByRole('checkbox', { name: unit }));
  await hand.go(button(page, 'Tilføj'));
  // The rights are shown before they are given.
  await look(page, hand, '03-people-rights');
  await hand.go(button(page, 'Tilføj'));
  await look(page, hand, '03-people-added');
  return (await said(page)).match(/https?:\/\/\S+/)[0];
}

async function written(page, hand) {
  await hand.go(noun(page, 'Spørgeskemaer'));
  await look(page, hand, '04-questionnaires');
  await hand.go(link(page, 'Skriv et nyt spørgeskema'));
  await look(page, hand, '05-new');
  await hand.choose(page.getByLabel('Forsøg'), 'ledighedsydelse');
  await hand.choose(page.getByLabel('Hvem svarer'), 'caseworker');
  await hand.fill(page.getByLabel(/^Titel/), 'Ledighedsydelse 2027');
  await hand.fill(page.getByLabel('Nøgle'), 'Ledighedsydelse 2027');
  await hand.fill(page.getByLabel(/^Indsæt fra Word/), PASTED);
  await hand.go(button(page, 'Lav kladden'));
  await assertRefused(page, /Nøglen må kun have/);
  await look(page, hand, '05-new-refused');
  await hand.fill(page.getByLabel('Nøgle'), 'ledighedsydelse-2027');
  await hand.go(button(page, 'Lav kladden'));
  await look(page, hand, '06-draft-faults');
  const text = page.getByLabel('Spørgeskemaet som tekst');
  await hand.fill(text, finished(await text.inputValue()));
  await hand.go(button(page, 'Gem og se efter'));
  assert.match(await page.locator('main').innerText(), /Der er ingen fejl/);
  await look(page, hand, '06-draft-whole');
  await hand.go(link(page, 'Dansk'));
  await look(page, hand, '07-preview');
  await hand.go(page.getByRole('link', { name: 'Tilbage til spørgeskemaet' }));
  await hand.go(button(page, 'Udgiv version 1'));
  await look(page, hand, '08-published');
}

const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen' }).format(new Date());
const later = (days) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen' }).format(new Date(Date.now() + days * 86_400_000));

async function planned(page, hand) {
  await hand.go(noun(page, 'Runder'));
  await look(page, hand, '09-rounds');
  await hand.go(link(page, 'Planlæg en runde'));
  await look(page, hand, '10-plan');
  await hand.choose(page.getByLabel('Spørgeskema'), 'ledighedsydelse-2027/1');
  await hand.fill(page.getByLabel('Rundens nøgle'), 'ledighedsydelse-efter');
  await hand.date(page.getByLabel('Første dag'), today());
  await hand.date(page.getByLabel('Sidste dag'), later(21));
  await hand.tick(page.getByRole('radio', { name: /^Pseudonym/ }));
  await hand.go(button(page, 'Opret runden'));
  await assertRefused(page, /sæt kryds, når MED er orienteret/);
  await look(page, hand, '10-plan-refused');
  await hand.tick(page.getByRole('checkbox', { name: /^Ja\./ }));
  await hand.go(button(page, 'Opret runden'));
  // Which days are holidays depends on the day on which this story is told.
  const all = button(page, 'Opret runden alligevel');
  if (await all.count()) await hand.go(all);
  assert.equal(new URL(page.url()).pathname, '/desk/rounds/ledighedsydelse-efter');
  await look(page, hand, '11-round-new');
}

/** The round before the trial, which was held before this server was. */
function before(server) {
  const rows = Array.from({ length: 24 }, (_, at) => `F-${at + 1};${at < 13 ? 'Thisted' : 'Rebild'};${1 + (at % 3)};${1 + (at % 2)}\n`);
  writeFileSync(path.join(server.folder, 'before.csv'), `response_id;municipality;q1;q2\n${rows.join('')}`);
  nulpunkt(server.file, 'round', 'add', '--key', 'ledighedsydelse-foer', '--questionnaire', 'ledighedsydelse-2027', '--version', '1',
    '--opens', '2019-01-07', '--closes', '2019-01-31', '--mode', 'pseudonymous');
  nulpunkt(server.file, 'responses', 'import', '--round', 'ledighedsydelse-foer', 'before.csv');
}

/** The lead signs in, sees one trial and no people, and hands in the list from Excel. */
async function handedIn(page, hand, address) {
  await page.goto(address);
  await look(page, hand, '12-welcome');
  await hand.fill(page.getByLabel('Adgangskode', { exact: true }), PASSWORD);
  await hand.fill(page.getByLabel('Adgangskoden én gang til'), PASSWORD);
  await hand.go(button(page, 'Gem og log ind'));
  await look(page, hand, '13-overview-of-lead');
  assert.equal(await page.locator('main').getByRole('link', { name: /Ledighedsydelse/ }).count() > 0, true);
  assert.doesNotMatch(await page.locator('body').innerText(), /Mikrolån|Personer/, 'another trial, or the people');
  assert.equal((await page.request.get(new URL('/desk/people', page.url()).href)).status(), 403);
  await hand.go(noun(page, 'Runder'));
  await hand.go(to(page, '/desk/rounds/ledighedsydelse-efter'));
  await look(page, hand, '14-round-of-lead');
  await hand.go(link(page, 'Modtagere'));
  await look(page, hand, '15-recipients-empty');
  const list = page.getByLabel('Eller indsæt listen her');
  const faulty = { name: 'Rådgivere i Thisted og Rebild.xlsx', mimeType: 'application/octet-stream', buffer: book([HEADINGS, ...FAULTY]) };
  await hand.attach(page.getByLabel('Filen'), faulty);
  await hand.go(button(page, 'Se, hvad der sker'));
  await assertRefused(page, /Intet er indlæst/);
  const faults = await page.getByRole('alert').first().getByRole('listitem').allInnerTexts();
  assert.deepEqual(faults.map((fault) => fault.match(/^Ark1, række \d+, kolonne [A-Z]/)?.[0]),
    ['Ark1, række 3, kolonne C', 'Ark1, række 9, kolonne A', 'Ark1, række 22, kolonne D'], faults.join('\n'));
  assert.match(await list.inputValue(), /Åse Østergård/, 'the list of the file is not there to be mended');
  await look(page, hand, '15-recipients-faults');
  await hand.fill(list, copied(excel([HEADINGS, ...PEOPLE])));
  await hand.go(button(page, 'Se, hvad der sker'));
  assert.match(await said(page), /Listen kan indlæses[\s\S]*22 nye/);
  await look(page, hand, '15-recipients-good');
  await hand.go(button(page, 'Indlæs listen'));
  assert.match(await said(page), /22 nye/);
  await look(page, hand, '15-recipients-stored');
}

const round = (page) => page.getByRole('navigation', { name: 'Sti' }).locator('a[href="/desk/rounds/ledighedsydelse-efter"]');
/** All letters once there are so many: the server's own loop and the command share the outbox, and some may be in the other's hand. */
async function delivered(server, wanted) {
  nulpunkt(server.file, 'deliver', '--once');
  for (let tries = 0; ; tries += 1) {
    const all = letters(path.join(server.folder, 'letters'));
    if (all.length >= wanted || tries > 200) return all;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Outside working hours letters wait for them, unless a person says otherwise. */
async function atOnce(page, hand, action) {
  const now = page.locator(`form[action$="${action}"] input[name=now]`);
  if (await now.count()) await hand.tick(now);
}

/** The letters are looked at as they will be sent, queued, and leave; gives back the link of each person. */
async function invited(page, hand, server) {
  await hand.go(noun(page, 'Runder'));
  await hand.go(to(page, '/desk/rounds/ledighedsydelse-efter'));
  await hand.go(link(page, 'Breve'));
  await look(page, hand, '16-letters');
  await hand.unfold(page.locator('summary', { hasText: 'Som ren tekst: Invitation, dansk' }));
  assert.match(await page.locator('main details[open]').innerText(), /Kim Eksempel[\s\S]*\/s\/[a-z2-7]{26}/);
  await atOnce(page, hand, '/invite');
  await hand.go(button(page, 'Læg invitationerne i kø'));
  assert.match(await said(page), /22 invitationer er lagt i kø/);
  await look(page, hand, '16-letters-queued');
  const links = Object.fromEntries((await delivered(server, 22)).map((letter) => [letter.to, letter.link]));
  assert.equal(Object.keys(links).length, 22);
  return PEOPLE.map(([, , email]) => links[email]);
}

/** One person answers on a phone, page by page, to the receipt. */
async function answeredByHand(hand, page, address) {
  await page.goto(address);
  for (let step = 0; step < 12 && (await page.locator('p.code').count()) === 0; step += 1) {
    await look(page, hand, `17-answering-${step}`);
    for (const group of await page.locator('fieldset').all()) await hand.tick(group.getByRole('radio').nth(2));
    await hand.go(page.locator('main form button').last());
  }
  assert.match(await page.locator('p.code').innerText(), /[A-Z2-7]{4}(-[A-Z2-7]{4}){3}/);
  await look(page, hand, '17-answering-receipt');
}

/** Twenty of the twenty-two answer, two of them in a browser. */
async function answers(Hand, links) {
  const phone = await openPage({ width: 360 });
  for (const address of links.slice(0, 2)) await answeredByHand(Hand(phone), phone, address);
  await phone.context().close();
  await Promise.all(links.slice(2, 20).map((address, at) => answered(address, (question) => String(question === 'q1' ? 3 + (at % 3) : 2 + (at % 3)))));
}

async function reminded(page, hand, server) {
  await hand.go(round(page));
  await look(page, hand, '18-round-answered');
  assert.match(await page.locator('main').innerText(), /20 af 22 inviterede har svaret/);
  await hand.go(link(page, 'Breve'));
  await atOnce(page, hand, '/remind');
  await hand.go(button(page, 'Læg påmindelserne i kø'));
  assert.match(await said(page), /2 påmindelser er lagt i kø/);
  await look(page, hand, '19-reminders-queued');
  const to = (await delivered(server, 24)).map((letter) => letter.to);
  const twice = to.filter((email, at) => to.indexOf(email) !== at);
  assert.deepEqual(twice.sort(), [PEOPLE[20][2], PEOPLE[21][2]], 'only those who have not answered are reminded');
}

async function closed(page, hand) {
  await hand.go(round(page));
  await hand.unfold(page.locator('summary', { hasText: 'Luk runden nu' }));
  await hand.fill(page.getByLabel(/^Skriv rundens navn/), 'en anden runde');
  await hand.go(button(page, 'Luk runden'));
  await assertRefused(page, /ikke rundens navn/);
  // What was refused stands open with what was typed.
  await look(page, hand, '20-close-refused');
  await hand.fill(page.getByLabel(/^Skriv rundens navn/), 'ledighedsydelse-efter');
  await hand.go(button(page, 'Luk runden'));
  assert.match(await said(page), /Runden er lukket/);
  await look(page, hand, '20-closed');
}

/** The two rounds side by side; the figures leave as a workbook, which opens. */
async function compared(page, hand, name) {
  await hand.go(noun(page, 'Forsøg'));
  await look(page, hand, `21-overview-${name}`);
  await hand.go(link(page, /^Ledighedsydelse/));
  await look(page, hand, `22-trial-${name}`);
  await hand.go(to(page, '/desk/comparison?'));
  await look(page, hand, `23-comparison-${name}`);
  assert.match(await page.locator('main').innerText(), /forenklet dit arbejde/);
  await hand.go(link(page, /^Fordelt på kommune/));
  await look(page, hand, `24-by-municipality-${name}`);
  const file = await hand.download(link(page, /regneark \(XLSX\)/));
  assert.match(file.suggestedFilename(), /\.xlsx$/);
  const { names, text } = workbook(readFileSync(await file.path()));
  assert.ok(names.length >= 2, names.join());
  for (const words of ['Thisted', 'ledighedsydelse-foer', 'ledighedsydelse-efter', 'forenklet dit arbejde']) assert.ok(text.includes(words), `${words} is not in the workbook`);
}

/** What was done stands in the log, where the letters went stands with the letters, and where one is signed in on one's own page. */
async function accounted(page, hand) {
  await hand.go(noun(page, 'Breve'));
  await look(page, hand, '25-outbox');
  await hand.go(noun(page, 'Personer'));
  await hand.go(link(page, /^Log/));
  await look(page, hand, '25-log');
  for (const words of ['Bo Ærø', 'ledighedsydelse-efter']) assert.ok((await page.locator('main').innerText()).includes(words), `${words} is not in the log`);
  await hand.go(noun(page, 'Kirsten Koordinator'));
  await look(page, hand, '26-account');
}

async function signedOut(page, hand) {
  const where = page.url();
  await hand.go(button(page, 'Log ud'));
  assert.match(page.url(), /\/desk\/sign-in$/);
  await look(page, hand, '27-signed-out');
  assert.equal((await page.goto(where)).status(), 401, 'what was seen before is not seen after signing out');
}

for (const Hand of [keyboard, mouse]) {
  story(`the evaluator's day, from the first address to signing out, by ${Hand.name}`, async () => {
    const server = await ownServer(`day-${Hand.name}`);
    const [page, other] = [await openPage({ width: 1280 }), await openPage({ width: 1280 })];
    for (const one of [page, other]) one.setDefaultTimeout(20_000);
    const [hand, theirs] = [Hand(page), Hand(other)];
    const tell = async () => {
      await first(page, hand, server);
      const address = await second(page, hand);
      await written(page, hand);
      await planned(page, hand);
      before(server);
      await handedIn(other, theirs, address);
      await answers(Hand, await invited(page, hand, server));
      await reminded(page, hand, server);
      await closed(page, hand);
      await compared(page, hand, 'all');
      await accounted(page, hand);
      await compared(other, theirs, 'lead');
    };
    await tell().catch(async (error) => {
      for (const [one, name] of [[page, 'own'], [other, 'lead']]) await one.screenshot({ path: path.join(own, `failed-${hand.name}-${name}.png`) });
      throw error;
    });
    for (const [one, its] of [[page, hand], [other, theirs]]) {
      await signedOut(one, its);
      await one.context().close();
    }
  });
}
