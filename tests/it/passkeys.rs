//! Passkeys: a device of the story's own adds one and comes in by it; the same again, another's, and one that was removed do not.

use data_encoding::BASE64URL_NOPAD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::json;

use crate::house::House;
use crate::http::{Form, Page};
use crate::oidc::{get, post};
use crate::people::{PASSWORD, cookie_of, person};
use crate::stories;

/// What holds a key, and counts how often it was used.
struct Device {
    pair: EcdsaKeyPair,
    random: SystemRandom,
    id: &'static [u8],
}

impl Device {
    fn new(id: &'static [u8]) -> Self {
        let random = SystemRandom::new();
        let written = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, written.as_ref(), &random).expect("a key");
        Self { pair, random, id }
    }

    /// What device and host say, with these flags and this count.
    fn said(flags: u8, counter: u32, rest: &[u8]) -> Vec<u8> {
        [digest(&SHA256, b"svar.example.dk").as_ref(), &[flags], &counter.to_be_bytes(), rest].concat()
    }

    /// The form of the page that asks for a new key, filled in.
    fn makes(&self, asking: &Page) -> Form {
        let point = self.pair.public_key().as_ref();
        let length = u16::try_from(self.id.len()).expect("short").to_be_bytes();
        let before: [&[u8]; 2] = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20], &[0x22, 0x58, 0x20]];
        let rest = [&[0; 16][..], &length, self.id, before[0], &point[1..33], before[1], &point[33..]].concat();
        filled(asking, "webauthn.create", self.id, &Self::said(0x45, 0, &rest), b"")
    }

    /// The form of the page that asks for a key, filled in as this use of it.
    fn shows(&self, asking: &Page, flags: u8, counter: u32) -> Form {
        let device = Self::said(flags, counter, b"");
        let message = [&device[..], digest(&SHA256, &client(asking, "webauthn.get")).as_ref()].concat();
        let signature = self.pair.sign(&self.random, &message).expect("signed");
        filled(asking, "webauthn.get", self.id, &device, signature.as_ref())
    }
}

fn client(asking: &Page, what: &str) -> Vec<u8> {
    let challenge =
        asking.text().split("data-challenge=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a challenge").to_owned();
    json!({ "type": what, "challenge": BASE64URL_NOPAD.encode(challenge.as_bytes()), "origin": "https://svar.example.dk" })
        .to_string()
        .into_bytes()
}

fn filled(asking: &Page, what: &str, id: &[u8], device: &[u8], signature: &[u8]) -> Form {
    let written = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    let form = asking.form().with("id", &written(id)).with("client", &written(&client(asking, what)));
    form.with("device", &written(device)).with("signature", &written(signature))
}

/// The page that asks for a key at sign-in, and the cookie that ties it to the browser.
fn asked(house: &House) -> (String, Page) {
    let form = Form { action: "/desk/sign-in/passkey".to_owned(), ..house.get("/desk/rounds").form() };
    let page = house.post(&form);
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.contains("script-src 'self';") && policy.contains("default-src 'none'"), "{policy}");
    (cookie_of(&page), page)
}

fn add(house: &House, cookie: &str, password: &str) -> Page {
    let forms = get(house, cookie, "/desk/account").forms();
    let form = forms.into_iter().find(|form| form.action == "/desk/account/passkey").expect("a way to add one");
    post(house, cookie, &form.with("name", "Min telefon").with("current", password))
}

stories! {
    fn a_passkey_is_added_with_the_password_and_comes_in_once_for_each_use(house) {
        house.serve();
        let lars = person(house, "Lars Læser", &["--role", "reader"]);
        let (own, other) = (Device::new(b"own key"), Device::new(b"own key"));
        assert_eq!(add(house, &lars, "noget helt andet her").status, 422);
        let asking = add(house, &lars, PASSWORD);
        let form = own.makes(&asking);
        let bo = person(house, "Bo Ærø", &["--role", "reader"]);
        let token = get(house, &bo, "/desk/account").form().fields.iter().find(|(name, _)| name == "form").expect("a token").1.clone();
        assert_eq!(post(house, &bo, &form.clone().with("form", &token)).status, 422, "another session used what was asked of this one");
        let kept = post(house, &lars, &form);
        assert!(kept.status == 200 && kept.words().contains("Adgangsnøglen er tilføjet") && kept.words().contains("Min telefon"), "{}", kept.words());
        assert_eq!(post(house, &lars, &form).status, 422, "added twice");
        assert_eq!(post(house, &bo, &own.makes(&add(house, &bo, PASSWORD))).status, 422, "one key is two people's");

        let (cookie, page) = asked(house);
        let form = own.shows(&page, 0x05, 7);
        assert_eq!(post(house, "", &form).status, 401);
        let admitted = post(house, &cookie, &form);
        assert_eq!((admitted.status, admitted.header("location")), (303, Some("/desk/rounds")), "{}", admitted.words());
        let session = admitted.headers.iter().find(|(_, value)| value.starts_with("__Host-nulpunkt=")).expect("a session").1.clone();
        assert!(get(house, session.split(';').next().expect("a cookie"), "/desk").words().contains("Lars Læser"));
        assert_eq!(post(house, &cookie, &form).status, 401, "what was sent counts twice");
        let mut tries = 0;
        for (device, flags, counter) in [(&own, 0x05, 7), (&own, 0x05, 6), (&own, 0x05, 0), (&own, 0x01, 8), (&own, 0x04, 8), (&other, 0x05, 8)] {
            let (cookie, page) = asked(house);
            let refused = post(house, &cookie, &device.shows(&page, flags, counter));
            assert!(refused.status == 401 && refused.words().contains("kendes ikke her"), "{flags} {counter}: {} {}", refused.status, refused.words());
            assert!(!refused.headers.iter().any(|(_, value)| value.starts_with("__Host-nulpunkt=")));
            tries += 1;
        }
        let (cookie, page) = asked(house);
        let old = asked(house).1;
        let stale = own.shows(&old, 0x05, 9).with("challenge", &page.form().fields.iter().find(|(name, _)| name == "challenge").expect("a challenge").1);
        assert_eq!((post(house, &cookie, &stale).status, tries), (401, 6), "a signature for another question counted");

        let account = get(house, &lars, "/desk/account");
        let remove = account.forms().into_iter().find(|form| form.action == "/desk/account/passkey/remove").expect("a way to remove it");
        let key = remove.fields.iter().find(|(name, _)| name == "key").expect("a key").clone();
        let theirs = Form { fields: vec![("form".to_owned(), token), key, ("current".to_owned(), PASSWORD.to_owned())], ..remove.clone() };
        post(house, &bo, &theirs);
        assert_eq!(house.sql("select count(*) from person_passkey").trim(), "1", "somebody else removed it");
        assert_eq!(post(house, &lars, &remove.clone().with("current", "noget helt andet her")).status, 422);
        assert_eq!(house.sql("select count(*) from person_passkey").trim(), "1", "it was removed without the password");
        assert_eq!(post(house, &lars, &remove.with("current", PASSWORD)).status, 200);
        let (cookie, page) = asked(house);
        assert_eq!(post(house, &cookie, &own.shows(&page, 0x05, 20)).status, 401);
        assert_eq!(post(house, &lars, &own.makes(&add(house, &lars, PASSWORD))).status, 200);
        house.ok(&["user", "reset", "Lars Læser"]);
        assert_eq!(house.sql("select count(*) from person_passkey").trim(), "1", "a new password took the passkey along");
        house.ok(&["user", "reset", "Lars Læser", "--factors"]);
        assert_eq!(house.sql("select count(*) from person_passkey").trim(), "0", "a reset left a way in");
        let log = house.sql("select who, what, object from log");
        for line in ["Lars Læser|passkey added|Lars Læser", "Lars Læser|signed in|passkey", "Lars Læser|passkey removed|Lars Læser"] {
            assert!(log.contains(line), "{line} is not in {log}");
        }
    }

    fn a_password_alone_does_not_let_in_whoever_has_a_passkey_where_more_is_demanded(house) {
        house.configure("[desk]\ntwo_factors = \"demanded\"\n");
        house.serve();
        let lars = person(house, "Lars Læser", &["--role", "reader"]);
        let own = Device::new(b"own key");
        assert_eq!(get(house, &lars, "/desk").header("location"), Some("/desk/account"));
        assert_eq!(post(house, &lars, &own.makes(&add(house, &lars, PASSWORD))).status, 200);
        assert_eq!(get(house, &lars, "/desk").status, 200);
        let form = house.get("/desk/sign-in").form().with("name", "Lars Læser").with("password", PASSWORD);
        let alone = house.post(&form);
        assert!(alone.status == 401 && alone.header("set-cookie").is_none() && alone.words().contains("bruge din adgangsnøgle"), "{} {}", alone.status, alone.words());
        let (cookie, page) = asked(house);
        assert_eq!(post(house, &cookie, &own.shows(&page, 0x05, 7)).status, 303);
    }
}
