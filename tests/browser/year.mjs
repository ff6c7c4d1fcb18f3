// The coordinator's year by the desk alone: from an empty database and the address that `serve` prints to the design of a trial, its
// register figures, what happened meanwhile, what is recommended and by whom it is approved, and the status note. Each step tells how long
// it took.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { mouse } from './hand.mjs';
import { openPage, ownServer, shots, story } from './house.mjs';
import { assertRefused, looking } from './look.mjs';

const PASSWORD = 'korrekt hest batteri hæfteklamme';
const look = looking('year', /refused|recommended|status/);

/** A design as a working group writes it: numbered headings, bullets, and one heading that is nobody's. */
const DESIGN = `Evalueringsdesign: Fleksible rammer for løntilskud og jobrotation
1. Formål
At flere ledige kan komme i jobrotation, når reglerne er friere.
2. Målgruppe og undermålgruppe samt volumen
Ledige i Jammerbugt, Aalborg og Frederikshavn/Læsø. Vi venter omkring 120 forløb.
3. Tema (form, indhold, kadence)
Indhold.
4. Konkrete regler der afviges fra
Kravet om forudgående ledighed ved jobrotation.
5. Ønskede effekter på kort, mellemlangt og langt sigt
Kort sigt: flere forløb. Langt sigt: flere i varigt arbejde.
6. Evaluering
Vi tæller forløbene og ser, hvor mange der er i arbejde bagefter.
7. Succeskriterier
- Muligheden er brugt mindst 100 gange.
- De fritagede kommer hurtigere i arbejde end sammenligningsgruppen.
8. Tidsperspektiv
Fra 1. juli 2018 til 31. december 2020.
9. Hvordan evalueres
Registertal hvert halve år med et nulpunkt fra før forsøget.
`;

const FIGURES = `mål;periode;kommune;gruppe;værdi;enhed;kilde
Antal forløb med jobrotation;1.7.2018 - 30.6.2020;Aalborg;;108;antal;Opgørelse fra kommunerne
Antal forløb med jobrotation;1.7.2018 - 30.6.2020;Frederikshavn/Læsø;;11;antal;Opgørelse fra kommunerne
Antal forløb med jobrotation;1.7.2018 - 30.6.2020;Jammerbugt;;fire;antal;Opgørelse fra kommunerne
`;

/** Every fault that a sheet of figures can have, among lines that have none: Danish decimals and thousands are read as they are meant. */
const FAULTY = `mål;periode;kommune;gruppe;værdi;enhed;kilde
Varighed;nulpunkt 2018-H1;Aalborg;;14,2;uger;KMD
Varighed;2019;Aalborg;;1.234;uger;KMD
Besparelse;2019;;;4.800.000;kr.;Økonomi
Varighed;2019;Jammerbugt;;9;sten;KMD
Varighed;2020;Jammerbugt;;9;uger;KMD
Varighed;2020-H2;Jammerbugt;;8;uger;KMD
Varighed;2019;Hjørring;;9;uger;KMD
Varighed;nulpunkt 2019-H1;Frederikshavn/Læsø;;9;uger;KMD
`;

const TRIAL = '/desk/trials/jobrotation';
const said = (page) => page.getByRole('status').first().innerText();
const words = (page) => page.locator('main').innerText();
const button = (page, name) => page.getByRole('button', { name });
const to = (page, address) => page.locator(`main a[href="${address}"]`).first();
const noun = (page, name) => page.getByRole('navigation', { name: 'Hovedmenu' }).getByRole('link', { name, exact: true });

async function first(page, hand, server) {
  await page.goto(server.output.match(/https?:\/\/\S+\/desk\/sign-in\/[a-z2-7]+/)[0]);
  await hand.fill(page.getByLabel('Navn'), 'Kirsten Koordinator');
  await hand.fill(page.getByLabel('Adgangskode', { exact: true }), PASSWORD);
  await hand.fill(page.getByLabel('Adgangskoden én gang til'), PASSWORD);
  await hand.go(button(page, 'Gem og log ind'));
  await look(page, hand, '01-overview-empty');
}

async function opened(page, hand) {
  await hand.go(noun(page, 'Forsøg'));
  await hand.go(to(page, TRIAL));
}

/** The design is pasted from Word, looked at before it is stored, and frozen. */
async function designed(page, hand) {
  await opened(page, hand);
  await look(page, hand, '02-trial');
  await hand.go(to(page, `${TRIAL}/design`));
  await look(page, hand, '03-design-none');
  await hand.go(to(page, `${TRIAL}/design/paste`));
  await hand.fill(page.getByLabel('Teksten fra jeres dokument'), DESIGN);
  await hand.go(button(page, 'Se, hvordan det er forstået'));
  assert.match(await words(page), /Intet er gemt endnu/);
  await look(page, hand, '04-pasted');
  await hand.go(button(page, 'Gem i kladden'));
  assert.match(await words(page), /Muligheden er brugt mindst 100 gange/);
  await look(page, hand, '05-draft');
}

/** What is planned is written at the draft, and the first criterion is bound to the figure that shows it. */
async function planned(page, hand) {
  if (!new URL(page.url()).pathname.endsWith('/edit')) await hand.go(to(page, `${TRIAL}/design/edit`));
  const criterion = page.locator('fieldset', { has: page.getByText('Kriterium K1', { exact: true }) });
  await hand.unfold(criterion.locator('summary'));
  await hand.fill(criterion.getByLabel('eller registertal'), 'Antal forløb med jobrotation');
  await hand.choose(criterion.getByLabel('Grænse'), 'at-least');
  await hand.fill(criterion.getByLabel(/^Tal, for eksempel/), '100');
  const evidence = page.locator('fieldset', { has: page.getByText('Belæg 1', { exact: true }) });
  await hand.choose(evidence.getByLabel('Kilde'), 'register');
  await hand.fill(evidence.getByLabel(/^Hvornår/), 'engang i 2020');
  await hand.go(button(page, 'Gem kladden'));
  await assertRefused(page, /Intet er gemt/);
  await look(page, hand, '06-edit-refused');
  await hand.fill(page.locator('fieldset', { has: page.getByText('Belæg 1', { exact: true }) }).getByLabel(/^Hvornår/), 'juni 2020');
  await hand.go(button(page, 'Gem kladden'));
  await look(page, hand, '07-saved');
  if (new URL(page.url()).pathname.endsWith('/edit')) await hand.go(page.getByRole('link', { name: 'Evalueringsdesign', exact: true }));
  await hand.go(button(page, 'Frys som version 1'));
  assert.match(await said(page), /frosset som version 1/);
  await look(page, hand, '08-frozen');
}

/** The figures come from a sheet with one fault, which is named before anything is stored. */
async function figured(page, hand) {
  await opened(page, hand);
  await hand.go(to(page, `${TRIAL}/figures`));
  await look(page, hand, '09-figures-none');
  await hand.go(to(page, `${TRIAL}/figures/new`));
  await hand.fill(page.getByLabel('Eller indsæt rækkerne her'), FAULTY);
  await hand.go(button(page, 'Se, hvad der sker'));
  const faults = await words(page);
  for (const line of [3, 5, 7, 8, 9]) assert.match(faults, new RegExp(`Linje ${line},`), `line ${line} has no fault`);
  for (const line of [2, 4, 6]) assert.doesNotMatch(faults, new RegExp(`Linje ${line},`), `line ${line} is sound`);
  await look(page, hand, '10-figures-faulty');
  await hand.fill(page.getByLabel('Eller indsæt rækkerne her'), FIGURES);
  await hand.go(button(page, 'Se, hvad der sker'));
  await assertRefused(page, /Linje 4, værdi/i);
  await look(page, hand, '10-figures-refused');
  await hand.fill(page.getByLabel('Eller indsæt rækkerne her'), FIGURES.replace('fire', '4'));
  await hand.tick(page.getByRole('checkbox', { name: /^Tal under fem må vises/ }));
  await hand.go(button(page, 'Se, hvad der sker'));
  await look(page, hand, '10-figures-good');
  await hand.go(button(page, 'Gem tallene').first());
  const told = await words(page);
  for (const figure of ['108', '11', '4']) assert.match(told, new RegExp(`(?<!\\d)${figure}(?!\\d)`));
  await look(page, hand, '11-figures');
}

/** Something that began meanwhile in one municipality: refused without its last day, kept, seen beside the figures, and ended. */
async function happened(page, hand) {
  await hand.go(noun(page, 'Forsøg'));
  await hand.go(to(page, '/desk/events'));
  await look(page, hand, '11-events');
  await hand.go(to(page, '/desk/events/new'));
  await hand.fill(page.getByLabel('Hvad skete der?'), 'Nyt fagsystem');
  await hand.date(page.getByLabel('Hvilken dag skete eller begyndte det?'), '2019-10-01');
  await hand.tick(page.getByRole('radio', { name: /^Til og med/ }));
  await hand.tick(page.getByRole('checkbox', { name: 'Fleksible rammer for løntilskud og jobrotation' }));
  await hand.tick(page.getByRole('checkbox', { name: 'Jammerbugt', exact: true }));
  await hand.go(button(page, 'Gem begivenheden'));
  await assertRefused(page, /den sidste dag/);
  await look(page, hand, '11-event-refused');
  await hand.tick(page.getByRole('radio', { name: 'Det er stadig i gang' }));
  await hand.go(button(page, 'Gem begivenheden'));
  assert.match(await said(page), /skrevet ind/);
  assert.match(await words(page), /siden 1\. oktober 2019/);
  await look(page, hand, '11-events-more');
  await hand.go(page.getByRole('link', { name: 'Nyt fagsystem' }));
  await look(page, hand, '11-event');
  await hand.date(page.getByLabel('Den sidste dag'), '2019-12-31');
  await hand.go(button(page, 'Afslut begivenheden'));
  assert.match(await words(page), /1\. oktober 2019 til 31\. december 2019/);
  await opened(page, hand);
  assert.match(await words(page), /Nyt fagsystem \(kun Jammerbugt\)/);
}

/** What is recommended, criterion by criterion, and the first who approves it. */
async function recommended(page, hand) {
  await opened(page, hand);
  await hand.go(to(page, `${TRIAL}/recommendation`));
  await look(page, hand, '12-recommendation-none');
  await hand.tick(page.getByRole('radio', { name: /^Anbefales/ }));
  await hand.go(button(page, 'Gem anbefalingen'));
  await assertRefused(page, /Intet er gemt/);
  await look(page, hand, '12-recommendation-refused');
  await hand.fill(page.getByLabel(/^Hvad I har set/), 'Muligheden er brugt, mest i Aalborg. Vi anbefaler, at reglerne bliver varige.');
  const groups = page.getByRole('group', { name: 'Er det opfyldt?' });
  await hand.tick(groups.nth(0).getByRole('radio', { name: '● opfyldt' }));
  await hand.tick(groups.nth(1).getByRole('radio', { name: '○ kan ikke vises' }));
  const sentences = page.getByLabel('Hvorfor, i en sætning');
  await hand.fill(sentences.nth(0), 'Muligheden er brugt 123 gange.');
  await hand.fill(sentences.nth(1), 'Der er ingen tal for en sammenligningsgruppe.');
  await hand.go(button(page, 'Gem anbefalingen'));
  assert.match(await said(page), /gemt som version 1/);
  await hand.date(page.getByLabel('Dagen, de godkendte'), new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen' }).format(new Date()));
  await hand.go(button(page, 'Noter godkendelsen'));
  assert.match(await said(page), /har godkendt/);
  await look(page, hand, '13-recommended');
}

/** The note of today, for reading and as a document. */
async function noted(page, hand) {
  await page.goto(new URL('/desk', page.url()).href);
  await look(page, hand, '14-overview');
  await hand.go(to(page, '/desk/reports'));
  await look(page, hand, '15-reports');
  const file = await hand.download(button(page, 'Til tekstbehandling (DOCX)'));
  assert.equal(readFileSync(await file.path()).subarray(0, 2).toString(), 'PK', 'no document');
  await hand.go(button(page, 'Læs eller udskriv'));
  const note = await page.locator('body').innerText();
  for (const told of ['jobrotation', '108', 'anbefale']) assert.match(note, new RegExp(told, 'i'));
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: path.join(shots, 'year', `16-status-${width}.png`), fullPage: true });
  }
}

story("the coordinator's year, from an empty database to the status note, by the desk alone", async () => {
  const server = await ownServer('year');
  const page = await openPage({ width: 1280 });
  page.setDefaultTimeout(20_000);
  const hand = mouse(page);
  try {
    for (const [step, tell] of Object.entries({ first, designed, planned, figured, happened, recommended, noted })) {
      const began = performance.now();
      await tell(page, hand, server);
      console.log(`  ${step}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
    }
  } catch (error) {
    await page.screenshot({ path: path.join(shots, 'year', 'failed.png') });
    throw error;
  }
  await page.context().close();
});
