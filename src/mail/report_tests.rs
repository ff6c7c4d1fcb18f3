//! What mail servers of several kinds write when a letter comes back, and what is read of it.

use proptest::prelude::*;

use super::outlook::{from_outlook, is_outlook};
use super::report::{ReturnedMail, clues, read_returned};
use super::returns::Returns;

macro_rules! mail {
    ($name:literal) => {
        include_str!(concat!("../../tests/corpora/returned/", $name))
    };
}

/// Every mail of the corpus that is a report of a failure, and what is kept of it.
const FAILED: [(&str, &str); 8] = [
    (mail!("postfix-expired.eml"), "4.4.1 connect to mx.rebild.example.dk[198.51.100.4]:25: Connection timed out"),
    (mail!("exchange-full.eml"), "4.2.2 450 4.2.2 The recipient's mailbox is full. Message expired after 48 hours"),
    (mail!("exim.eml"), "5.0.0 550 5.1.1 <…>: Recipient address rejected: User unknown in virtual mailbox table"),
    (mail!("postfix.eml"), "5.1.1 550 5.1.1 <…>: Brugeren findes ikke på serveren"),
    (mail!("microsoft.eml"), "5.1.10 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient … not found by SMTP address lookup"),
    (mail!("global.eml"), "5.7.1 550 5.7.1 … modtager ikke post fra dig: Åbn først en sag"),
    (mail!("quoted.eml"), "5.7.1 550 5.7.1 … modtager ikke post fra dig: Åbn først en sag"),
    (
        mail!("gmail.eml"),
        "5.1.1 550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking",
    ),
];

/// And every other one.
const OTHERS: [(&str, ReturnedMail); 6] = [
    (mail!("exim-delayed.eml"), ReturnedMail::Delayed),
    (mail!("outlook-subject.eml"), ReturnedMail::AutoReply),
    (mail!("delivered.eml"), ReturnedMail::Delivered),
    (mail!("out-of-office.eml"), ReturnedMail::AutoReply),
    (mail!("read-receipt.eml"), ReturnedMail::Other),
    (mail!("answer.eml"), ReturnedMail::Reply),
];

fn said(mail: &str) -> String {
    match read_returned(mail.as_bytes()) {
        ReturnedMail::Failed { said } => said,
        other => panic!("{other:?}:\n{mail}"),
    }
}

#[test]
fn a_failure_is_read_from_every_mail_servers_report_with_its_words_and_without_the_address() {
    for (mail, words) in FAILED {
        let said = said(mail);
        assert!(said.starts_with(words), "{said}");
        assert!(!said.contains('@') && said.chars().count() <= 300, "{said}");
    }
}

#[test]
fn what_is_no_failure_for_good_is_told_apart() {
    for (mail, expected) in OTHERS {
        assert_eq!(read_returned(mail.as_bytes()), expected, "{mail}");
    }
}

#[test]
fn every_one_of_them_names_its_letter() {
    let returns = Returns::parse("retur@svar.example.dk").unwrap();
    let all = FAILED.iter().map(|(mail, _)| *mail).chain(OTHERS.iter().map(|(mail, _)| *mail));
    for mail in all {
        assert!(returns.named_by(None, mail.as_bytes()).iter().all(|(letter, _)| *letter == 17), "{mail}");
        assert!(!returns.named_by(None, mail.as_bytes()).is_empty(), "{mail}");
    }
}

#[test]
fn line_ends_and_the_line_that_a_mailbox_puts_first_change_nothing() {
    let all = FAILED.iter().map(|(mail, _)| *mail).chain(OTHERS.iter().map(|(mail, _)| *mail));
    for mail in all {
        let expected = read_returned(mail.as_bytes());
        assert_eq!(read_returned(mail.replace('\n', "\r\n").as_bytes()), expected, "{mail}");
        let piped = format!("From MAILER-DAEMON Mon Jan  7 08:00:09 2019\n{mail}");
        assert_eq!(read_returned(piped.as_bytes()), expected, "{mail}");
    }
}

#[test]
fn a_report_within_a_wrapping_is_read_and_one_within_a_returned_letter_is_not() {
    let wrapped = |kind: &str| {
        format!(
            "Subject: Fwd\nContent-Type: multipart/mixed; boundary=w\n\n--w\n{kind}{}\n--w\nContent-Type: text/plain\n\nfooter\n--w--\n",
            mail!("postfix.eml")
        )
    };
    assert!(matches!(read_returned(wrapped("").as_bytes()), ReturnedMail::Failed { .. }));
    assert_eq!(read_returned(wrapped("Content-Type: message/rfc822\n\n").as_bytes()), ReturnedMail::Other);
}

/// A report with these fields of recipients.
fn report(recipients: &str) -> ReturnedMail {
    let mail = format!(
        "Content-Type: multipart/report; boundary=r\n\n--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n{recipients}\n--r--\n"
    );
    read_returned(mail.as_bytes())
}

#[test]
fn a_letter_that_still_lives_somewhere_has_not_come_back() {
    let failed = "Action: failed\nStatus: 5.1.1\n\n";
    assert!(matches!(report(failed), ReturnedMail::Failed { .. }));
    assert_eq!(report(&format!("{failed}Action: delayed\nStatus: 4.4.1\n\n")), ReturnedMail::Delayed);
    assert_eq!(report(&format!("{failed}Action: Expanded\nStatus: 2.0.0\n\n")), ReturnedMail::Delivered);
}

#[test]
fn a_status_that_is_left_out_is_taken_from_the_reply_and_one_that_is_unknown_is_no_failure() {
    assert!(matches!(report("Action: FAILED\nDiagnostic-Code: smtp; 550-5.1.1 No such user\n"), ReturnedMail::Failed { .. }));
    assert!(matches!(report("Action: failed\nDiagnostic-Code: smtp; 451 Greylisted\n"), ReturnedMail::Failed { .. }));
    let unsure = |said: &str| ReturnedMail::Unsure { said: said.to_owned() };
    assert_eq!(report("Action: failed\nDiagnostic-Code: X-Unix; no such user\n"), unsure("no such user"));
    assert_eq!(report("Action: failed\n"), unsure(""));
    assert_eq!(report("Action: vanished\nStatus: 5.0.0\n"), ReturnedMail::Other);
}

#[test]
fn a_recipients_address_is_cut_from_the_words_in_whatever_case_and_alphabet() {
    let fields = "Final-Recipient: rfc822; Søren.Å@example.dk\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 <SøREN.Å@EXAMPLE.DK> unknown; forwarded from other@example.dk\n";
    let ReturnedMail::Failed { said } = report(fields) else { panic!("no failure") };
    assert_eq!(said, "5.1.1 550 <…> unknown; forwarded from …");
}

#[test]
fn bytes_that_are_no_mail_are_something_else() {
    for bytes in
        [&b""[..], b"\n", b"\0\xff\xfe", b"Content-Type: multipart/report; boundary=\n\n--\n", b"Content-Type: multipart/report"]
    {
        assert_eq!(read_returned(bytes), ReturnedMail::Other);
    }
}

#[test]
fn a_notice_in_words_alone_is_left_to_a_person_with_the_servers_own_words() {
    let ReturnedMail::Unsure { said } = read_returned(mail!("exchange-words.eml").as_bytes()) else { panic!("it was certain") };
    assert!(said.contains("550 5.1.10 RESOLVER.ADR.RecipientNotFound") && !said.contains('@'), "{said}");
    // The same words of anybody else are a person's, and what is in a hurry to be one of ours is none.
    let by_person = mail!("exchange-words.eml").replace("MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@", "lars@");
    assert_eq!(read_returned(by_person.as_bytes()), ReturnedMail::Reply);
}

#[test]
fn what_a_mail_says_of_its_letter_is_found_wherever_servers_put_it() {
    let found = clues(mail!("gmail.eml").as_bytes());
    assert_eq!(found.message_ids, ["0123456789abcdef@svar.example.dk"]);
    assert_eq!(found.recipients, ["lars.holm@gmail.example"]);
    let found = clues(mail!("microsoft.eml").as_bytes());
    assert_eq!(found.message_ids, ["0123456789abcdef@svar.example.dk"]);
    assert_eq!(found.recipients, ["fatma@aalborg.example.dk"]);
    assert!(clues(mail!("answer.eml").as_bytes()).recipients.is_empty());
}

macro_rules! outlook {
    ($name:literal) => {
        include_bytes!(concat!("../../tests/corpora/returned/", $name, ".msg"))
    };
}

#[test]
fn a_report_that_exchange_took_apart_is_read_again_from_outlooks_file() {
    for (file, words) in [
        (
            &outlook!("exchange-report")[..],
            "5.1.10 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient … not found by SMTP address lookup",
        ),
        (&outlook!("exchange-code")[..], "5.1.1"),
        (&outlook!("attached-report")[..], "4.4.1 connect to mx.rebild.example.dk: timed out"),
    ] {
        let mail = from_outlook(file).expect("a mail of Outlook");
        assert_eq!(said(&String::from_utf8(mail.clone()).unwrap()), words);
        let found = clues(&mail);
        assert_eq!(found.message_ids, ["0123456789abcdef@svar.example.dk"]);
        assert_eq!(found.recipients, ["aase@rebild.example.dk"]);
    }
    let returns = Returns::parse("retur@svar.example.dk").unwrap();
    let named =
        |file| returns.named_by(None, &from_outlook(file).unwrap()).into_iter().map(|(letter, _)| letter).collect::<Vec<_>>();
    assert_eq!(named(&outlook!("exchange-report")[..])[..1], [17]);
    assert_eq!(named(&outlook!("exchange-words")[..])[..1], [17]);
}

#[test]
fn other_mails_of_outlook_are_told_apart() {
    let says = |file: &[u8]| read_returned(&from_outlook(file).expect("a mail of Outlook"));
    assert_eq!(says(outlook!("automatic")), ReturnedMail::AutoReply);
    assert_eq!(says(outlook!("answer")), ReturnedMail::Reply);
    let ReturnedMail::Unsure { said } = says(outlook!("exchange-words")) else { panic!("it was certain") };
    assert!(said.starts_with("Fjernserveren returnerede '550 5.1.10"), "{said}");
}

#[test]
fn what_is_no_file_of_outlook_is_none() {
    assert!(from_outlook(b"").is_none() && from_outlook(mail!("exim.eml").as_bytes()).is_none());
    let whole = outlook!("exchange-report");
    for end in [8, 76, 511, 512, 600, 1024] {
        assert!(from_outlook(&whole[..end]).is_none(), "{end}");
    }
}

proptest! {
    #[test]
    fn no_change_of_outlooks_file_makes_its_reader_panic_or_give_more_than_there_is(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        in_head in prop::collection::vec((0usize..512, any::<u8>()), 0..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut file = outlook!("exchange-report").to_vec();
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        for (at, byte) in in_head {
            file[at] = byte;
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        if is_outlook(&file) && let Some(mail) = from_outlook(&file) {
            let _ = (read_returned(&mail), clues(&mail));
            // Words of a property may be read once for each of a hundred recipients, no more.
            prop_assert!(mail.len() <= 200 * file.len() + 10_000);
        }
    }
}
