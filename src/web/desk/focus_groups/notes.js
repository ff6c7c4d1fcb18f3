// Takes notes without leaving the page: a line is shown at once, kept in the browser until the server has it on its disk, and sent again
// after a lost network. The server knows each line by an id of ours, so that none is stored twice. Without this script the form does it.
const form = document.getElementById('taking');
const list = document.getElementById('lines');
const noted = document.getElementById('noted');
const said = form.dataset;
// What waits is sent by whoever typed it alone, not by who signs in here next.
const kept = `nulpunkt-notes-${said.group}-${said.taker}`;
const fields = form.elements;
const read = () => JSON.parse(localStorage.getItem(kept) ?? '[]');
const write = (queue) => localStorage.setItem(kept, JSON.stringify(queue));
let sending = false;
let again;

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

const shown = (client) => list.querySelector(`[data-client="${CSS.escape(client)}"]`);

// Puts a line on the page, or brings the one that is there up to date.
function put(line) {
  document.getElementById('none')?.remove();
  const before = shown(line.client);
  const item = document.createElement('li');
  item.dataset.client = line.client;
  if (line.id) item.dataset.id = line.id;
  if (line.replaces) item.dataset.replaces = line.replaces;
  const words = element('span', 'said', '');
  if (line.called && line.kind !== 'statement') words.append(element('span', 'small', `${line.called}: `));
  words.append(line.words);
  const when = line.at ? `${said.saved} ${line.at}${line.by ? ` · ${line.by}` : ''}` : said.saving;
  item.append(element('span', 'who', line.speaker || '–'), words, element('span', 'small when', when));
  if (line.id) {
    const edit = element('a', '', said.edit);
    edit.href = `?edit=${line.id}`;
    item.append(edit);
  }
  if (before) before.replaceWith(item);
  else list.prepend(item);
  if (line.replaces && line.id) replace(line, item);
}

// An edit takes the place of the line that it replaces; beside another edit of the same line both stand.
function replace(line, item) {
  const old = list.querySelector(`[data-id="${line.replaces}"]`);
  if (old) {
    old.before(item);
    old.remove();
  }
  if (line.kind === 'withdrawn') item.hidden = true;
  const edits = [...list.querySelectorAll(`[data-replaces="${line.replaces}"]:not([hidden])`)];
  if (edits.length < 2) return;
  for (const edit of edits.filter((one) => !one.querySelector('.rival'))) edit.querySelector('.said').append(' ', element('b', 'rival', said.rival));
}

function say(words) {
  if (noted.textContent !== words) noted.textContent = words;
}

// Sends what is kept, one line after another; what the server has is let go of.
async function send() {
  if (sending) return;
  sending = true;
  clearTimeout(again);
  for (;;) {
    const entry = read().find((one) => !one.refused);
    if (!entry) {
      say('');
      break;
    }
    const body = new URLSearchParams({ ...entry.fields, form: fields.form.value, script: '1' });
    const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' }).catch(() => null);
    if (answer?.ok) {
      const [id, at] = (await answer.text()).split('\t');
      write(read().filter((one) => one.fields.client !== entry.fields.client));
      // What the signs before the line meant, the server says in the event.
      const item = shown(entry.fields.client);
      if (item && !item.dataset.id) item.querySelector('.when').textContent = `${said.saved} ${at}`;
      if (item) item.dataset.id = id;
    } else if (answer?.status === 422 || answer?.status === 400) {
      write(read().map((one) => (one.fields.client === entry.fields.client ? { ...one, refused: true } : one)));
      const item = shown(entry.fields.client);
      if (item) item.querySelector('.when').textContent = said.refused;
    } else {
      say(!answer || answer.status >= 500 ? said.offline : said.signin);
      again = setTimeout(send, 2000);
      break;
    }
  }
  sending = false;
}

function ask(key) {
  fields.question.value = key;
  for (const one of document.querySelectorAll('.question')) one.hidden = one.dataset.question !== key;
}

function step(count) {
  const keys = [...fields.question.options].map((option) => option.value);
  const at = keys.indexOf(fields.question.value) + count;
  ask(keys[Math.max(0, Math.min(keys.length - 1, at))]);
}

// After an edit the form is for new lines again, as the page without it is.
function edited() {
  fields.replaces.remove();
  form.querySelector('label[for=words]').textContent = said.line;
  const [save, ...others] = form.querySelectorAll('.row > *');
  save.textContent = said.save;
  for (const other of others) other.remove();
  history.replaceState(null, '', form.action);
}

form.addEventListener('submit', (event) => {
  // To take a line back is sent as a form is: the page that comes back shows what stands.
  if (event.submitter?.name === 'act') return;
  event.preventDefault();
  const words = fields.words.value.trim();
  fields.words.focus();
  if (/^(>+|<+)$/.test(words)) {
    fields.words.value = '';
    step(words[0] === '>' ? words.length : -words.length);
    return;
  }
  if (!words) return;
  const client = crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const named = /^\s*(\d+)\s*:\s*\S/.exec(words);
  const speakers = [...fields.speaker.options];
  // The last choice is whoever nobody knows, and has no number.
  if (named && Number(named[1]) < speakers.length - 1) fields.speaker.value = speakers[Number(named[1])].value;
  const entry = { client, question: fields.question.value, speaker: fields.speaker.value, kind: fields.kind.value, words };
  if (fields.replaces) entry.replaces = fields.replaces.value;
  try {
    write([...read(), { fields: entry }]);
  } catch {
    // Where the browser keeps nothing, the line goes as the plain form sends it.
    form.submit();
    return;
  }
  fields.words.value = '';
  if (fields.replaces) edited();
  put({ ...entry, called: fields.kind.selectedOptions[0].textContent });
  send();
});

fields.question.addEventListener('change', () => ask(fields.question.value));
addEventListener('online', send);

// What an earlier page could not send is shown and sent now.
for (const entry of read()) put(entry.fields);
send();

let last = Number(said.last);
function listen() {
  const events = new EventSource(`${said.events}?after=${last}${location.search.includes('lang=en') ? '&lang=en' : ''}`);
  events.addEventListener('line', (event) => {
    last = Math.max(last, Number(event.lastEventId));
    put(JSON.parse(event.data));
  });
  // A browser takes up by itself a stream that broke off, but none that was refused, as a proxy does while the server starts anew.
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
}
listen();
