// While a questionnaire is written, says what is wrong with it some moments after the last key: what the button below the text says too.
const form = document.querySelector('form[data-check]');
const faults = document.getElementById('faults');
let waiting;
let asked = 0;

async function look() {
  asked += 1;
  const mine = asked;
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.dataset.check, { method: 'POST', body }).catch(() => null);
  // What was typed since is looked at by itself, and without an answer the button remains.
  if (!answer?.ok || mine !== asked) return;
  const now = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const [before, after] = [faults, now].map((place) => place.querySelector('[role="status"]'));
  // The count alone is read aloud, and only when it is another.
  if (before.textContent !== after.textContent) before.textContent = after.textContent;
  faults.querySelector('ol')?.remove();
  faults.append(...now.querySelectorAll('ol'));
}

form.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(look, 400);
});
