//! What mail servers of several kinds write when a letter comes back, and what is read of it.

use super::report::{ReturnedMail, read_returned};
use super::returns::Returns;

macro_rules! mail {
    ($name:literal) => {
        include_str!(concat!("../../tests/corpora/returned/", $name))
    };
}

/// Every mail of the corpus that is a report of a failure, and what is kept of it.
const FAILED: [(&str, &str); 6] = [
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
    (mail!("postfix-expired.eml"), ReturnedMail::Delayed),
    (mail!("delivered.eml"), ReturnedMail::Delivered),
    (mail!("out-of-office.eml"), ReturnedMail::AutoReply),
    (mail!("read-receipt.eml"), ReturnedMail::Other),
    (mail!("answer.eml"), ReturnedMail::Other),
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
    assert_eq!(report("Action: failed\nDiagnostic-Code: smtp; 451 Greylisted\n"), ReturnedMail::Delayed);
    assert_eq!(report("Action: failed\nDiagnostic-Code: X-Unix; no such user\n"), ReturnedMail::Other);
    assert_eq!(report("Action: failed\n"), ReturnedMail::Other);
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
