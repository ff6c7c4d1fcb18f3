// Asks the browser for a passkey, made or shown, and sends what it says with the page's own form.
const form = document.querySelector('form[data-passkey]');
const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
const written = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

async function asked() {
  const { passkey, host, challenge, person, name } = form.dataset;
  const common = { challenge: new TextEncoder().encode(challenge), timeout: 300000 };
  if (passkey === 'get') {
    return navigator.credentials.get({ publicKey: { ...common, rpId: host, userVerification: 'required' } });
  }
  return navigator.credentials.create({ publicKey: {
    ...common,
    rp: { id: host, name: 'Nulpunkt' },
    user: { id: bytes(person), name, displayName: name },
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    attestation: 'none',
  } });
}

async function send() {
  const failed = document.getElementById('failed');
  failed.hidden = true;
  try {
    const { rawId, response } = await asked();
    const made = form.dataset.passkey === 'create';
    form.elements.id.value = written(rawId);
    form.elements.client.value = written(response.clientDataJSON);
    form.elements.device.value = written(made ? response.getAuthenticatorData() : response.authenticatorData);
    form.elements.signature.value = made ? '' : written(response.signature);
    form.submit();
  } catch {
    failed.hidden = false;
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  send();
});
send();
