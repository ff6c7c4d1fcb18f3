//! Every address of the desk with its right: the one list, from which the server is made.
//!
//! A handler for whoever is signed in can only be put here beside a right, since it takes an [`Admitted`]; what is open to everybody
//! takes a bare [`Caller`] and is listed as open. A test reads this list aloud.

mod right;
mod serving;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::pin::Pin;

use actix_web::HttpResponse;
pub(super) use right::{Of, Right};
pub(super) use serving::routes;

use super::caller::{Admitted, Caller};
use super::{
    account, addresses, calendar, cases, changing, code_lists, comparison, demonstration, design, documents, ending, entering,
    events, evidence, figures, focus_groups, joint, joint_report, letters, log, overview, paper_letters, passkey, people, plan,
    planning, prose, questionnaires, recipients, recommendation, reports, returned, round_letters, rounds, schedule, sign_in,
    single_sign_on, tasks, texts, together, tokens, trials, versions, wishes, writing,
};
use crate::access::Verb;
use crate::import::transcript;

type Answer = Pin<Box<dyn Future<Output = HttpResponse>>>;

/// The answer of a handler that waits for nothing.
fn now(answer: HttpResponse) -> Answer {
    Box::pin(std::future::ready(answer))
}

/// Who may reach a handler, and the handler.
#[derive(Clone, Copy)]
enum To {
    Everybody(fn(Caller) -> Answer),
    Whoever(Right, fn(Admitted) -> Answer),
}

/// An address with what is done there.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    is_post: bool,
    path: &'static str,
    to: To,
}

/// The page at this address, for whoever has the right.
const fn page(path: &'static str, right: Right, show: fn(Admitted) -> Answer) -> Entry {
    Entry { is_post: false, path, to: To::Whoever(right, show) }
}

/// What the form at this address does, for whoever has the right.
const fn form(path: &'static str, right: Right, act: fn(Admitted) -> Answer) -> Entry {
    Entry { is_post: true, path, to: To::Whoever(right, act) }
}

/// A page or form for those who are not signed in.
const fn open(is_post: bool, path: &'static str, handler: fn(Caller) -> Answer) -> Entry {
    Entry { is_post, path, to: To::Everybody(handler) }
}

const fn to(verb: Verb, of: Of) -> Right {
    Right::To(verb, of)
}

use Of::{AnyTrial, AskedSheet, AskedTrial, Draft, Group, Platform, Questionnaire, Round, RoundPart, Trial, TrialPart, Versions};
use Right::SignedIn;
use Verb::{SeeQuestionnaires, WriteQuestionnaires};

/// Every address of the desk.
const ENTRIES: &[Entry] = &[
    page("/desk", to(Verb::SeeOverview, Platform), |admitted| now(overview::page(&admitted))),
    page("/desk/calendar", to(Verb::SeeOverview, Platform), |admitted| now(calendar::page(&admitted))),
    page("/desk/calendar.ics", to(Verb::SeeOverview, Platform), |admitted| now(calendar::file(&admitted))),
    open(false, "/desk/sign-in", |caller| now(sign_in::page(&caller))),
    open(true, "/desk/sign-in", |caller| Box::pin(sign_in::sign_in(caller))),
    open(true, "/desk/sign-in/code", |caller| now(sign_in::code(&caller))),
    open(true, "/desk/sign-in/provider", |caller| Box::pin(single_sign_on::begin(caller))),
    open(false, "/desk/sign-in/back", |caller| now(single_sign_on::returned(caller))),
    open(true, "/desk/sign-in/back", |caller| Box::pin(single_sign_on::finish(caller))),
    open(true, "/desk/sign-in/passkey", |caller| now(passkey::begin(&caller))),
    open(true, "/desk/sign-in/passkey/use", |caller| now(passkey::finish(&caller))),
    open(false, "/desk/passkey.js", |_| now(passkey::script())),
    open(false, "/desk/sign-in/{secret}", |caller| now(sign_in::first(&caller))),
    open(true, "/desk/sign-in/{secret}", |caller| Box::pin(sign_in::choose(caller))),
    form("/desk/sign-out", SignedIn, |admitted| now(account::sign_out(&admitted))),
    page("/desk/account", SignedIn, |admitted| now(account::page(&admitted))),
    form("/desk/account/password", SignedIn, |admitted| Box::pin(account::password(admitted))),
    form("/desk/account/app", SignedIn, |admitted| Box::pin(account::app(admitted))),
    form("/desk/account/app/off", SignedIn, |admitted| Box::pin(account::app_off(admitted))),
    form("/desk/account/passkey", SignedIn, |admitted| Box::pin(passkey::add(admitted))),
    form("/desk/account/passkey/keep", SignedIn, |admitted| now(passkey::keep(&admitted))),
    form("/desk/account/passkey/remove", SignedIn, |admitted| Box::pin(passkey::remove(admitted))),
    form("/desk/account/sessions", SignedIn, |admitted| Box::pin(account::end_session(admitted))),
    page("/desk/account/tokens", SignedIn, |admitted| now(tokens::page(&admitted))),
    form("/desk/account/tokens", SignedIn, |admitted| Box::pin(tokens::make(admitted))),
    form("/desk/account/tokens/end", SignedIn, |admitted| now(tokens::end(&admitted))),
    page("/desk/people", to(Verb::ManagePeople, Platform), |admitted| now(people::page(&admitted))),
    form("/desk/people", to(Verb::ManagePeople, Platform), |admitted| now(people::add(&admitted))),
    form("/desk/people/{person}/remove", to(Verb::ManagePeople, Platform), |admitted| now(people::remove(&admitted))),
    form("/desk/people/{person}/reset", to(Verb::ManagePeople, Platform), |admitted| now(people::reset(&admitted))),
    form("/desk/people/{person}/factors", to(Verb::ManagePeople, Platform), |admitted| now(people::reset_factors(&admitted))),
    page("/desk/log", to(Verb::ReadLog, Platform), |admitted| now(log::page(&admitted))),
    page("/desk/events", to(Verb::SeeOverview, Platform), |admitted| now(events::page(&admitted))),
    page("/desk/events/new", to(Verb::WriteEvents, AnyTrial), |admitted| now(events::beginning(&admitted))),
    form("/desk/events/new", to(Verb::WriteEvents, AnyTrial), |admitted| now(events::add(&admitted))),
    page("/desk/events/{event}", to(Verb::WriteEvents, AnyTrial), |admitted| now(events::written::page(&admitted))),
    form("/desk/events/{event}", to(Verb::WriteEvents, AnyTrial), |admitted| now(events::written::act(&admitted))),
    page("/desk/trials/{trial}", to(Verb::SeeTrial, Trial), |admitted| now(trials::trial(&admitted))),
    page("/desk/trials/{trial}/joint/{questionnaire}/{question}", to(Verb::WritePoints, Trial), |admitted| {
        now(joint::page(&admitted))
    }),
    form("/desk/trials/{trial}/joint/{questionnaire}/{question}", to(Verb::WritePoints, Trial), |admitted| {
        now(joint::judge(&admitted))
    }),
    page("/desk/trials/{trial}/figures", to(Verb::SeeComparison, Trial), |admitted| now(figures::page(&admitted))),
    page("/desk/trials/{trial}/figures.csv", to(Verb::Export, Trial), |admitted| now(figures::csv(&admitted))),
    page("/desk/trials/{trial}/figures/new", to(Verb::EnterFigures, TrialPart), |admitted| now(figures::entry::page(&admitted))),
    form("/desk/trials/{trial}/figures/new", to(Verb::EnterFigures, TrialPart), |admitted| now(figures::entry::act(&admitted))),
    form("/desk/trials/{trial}/figures/remove", to(Verb::EnterFigures, TrialPart), |admitted| now(figures::remove(&admitted))),
    page("/desk/trials/{trial}/documents", to(Verb::SeeReport, Trial), |admitted| now(documents::page(&admitted))),
    form("/desk/trials/{trial}/documents", to(Verb::WriteReports, Trial), |admitted| now(documents::act(&admitted))),
    page("/desk/trials/{trial}/documents/{document}", to(Verb::SeeReport, Trial), |admitted| now(documents::file(&admitted))),
    page("/desk/trials/{trial}/design", to(Verb::SeeTrial, Trial), |admitted| now(design::page(&admitted))),
    page("/desk/trials/{trial}/design/edit", to(Verb::WriteDesigns, TrialPart), |admitted| now(design::edit(&admitted))),
    form("/desk/trials/{trial}/design/edit", to(Verb::WriteDesigns, TrialPart), |admitted| now(design::save(&admitted))),
    page("/desk/trials/{trial}/design/paste", to(Verb::WriteDesigns, TrialPart), |admitted| now(design::paste(&admitted))),
    form("/desk/trials/{trial}/design/paste", to(Verb::WriteDesigns, TrialPart), |admitted| now(design::take_pasted(&admitted))),
    form("/desk/trials/{trial}/design/freeze", to(Verb::WriteDesigns, TrialPart), |admitted| now(design::freeze(&admitted))),
    page("/desk/trials/{trial}/design/versions/{version}", to(Verb::SeeTrial, Trial), |admitted| now(design::version(&admitted))),
    page("/desk/trials/{trial}/recommendation", to(Verb::SeeComparison, Trial), |admitted| now(recommendation::page(&admitted))),
    form("/desk/trials/{trial}/recommendation", to(Verb::WriteDesigns, TrialPart), |admitted| {
        now(recommendation::act(&admitted))
    }),
    page("/desk/comparison", to(Verb::SeeComparison, AskedTrial), |admitted| Box::pin(comparison::page(admitted))),
    page("/desk/comparison.xlsx", to(Verb::Export, AskedTrial), |admitted| Box::pin(comparison::files::workbook(admitted))),
    page("/desk/comparison/picture.svg", to(Verb::Export, AskedTrial), |admitted| Box::pin(comparison::files::svg(admitted))),
    page("/desk/comparison/picture.png", to(Verb::Export, AskedTrial), |admitted| Box::pin(comparison::files::png(admitted))),
    page("/desk/report.html", to(Verb::SeeReport, AskedSheet), |admitted| now(reports::html(&admitted))),
    page("/desk/report.pdf", to(Verb::SeeReport, AskedSheet), |admitted| now(reports::archival(&admitted))),
    page("/desk/report.docx", to(Verb::SeeReport, AskedSheet), |admitted| now(reports::office(&admitted))),
    page("/desk/reports", to(Verb::WriteReports, Platform), |admitted| now(joint_report::page(&admitted))),
    page("/desk/reports/{file}", to(Verb::WriteReports, Platform), |admitted| now(joint_report::file(&admitted))),
    page("/desk/reports/prose/{report}/{section}", to(Verb::WriteReports, Platform), |admitted| now(prose::page(&admitted))),
    form("/desk/reports/prose/{report}/{section}", to(Verb::WriteReports, Platform), |admitted| now(prose::act(&admitted))),
    page("/desk/trials/{trial}/status/{file}", to(Verb::SeeReport, Trial), |admitted| now(joint_report::of_trial(&admitted))),
    page("/desk/trials/{trial}/prose", to(Verb::WriteReports, Trial), |admitted| now(prose::of_trial(&admitted))),
    page("/desk/trials/{trial}/prose/{report}/{section}", to(Verb::WriteReports, Trial), |admitted| now(prose::page(&admitted))),
    form("/desk/trials/{trial}/prose/{report}/{section}", to(Verb::WriteReports, Trial), |admitted| now(prose::act(&admitted))),
    page("/desk/plan", to(Verb::SeePlan, AskedTrial), |admitted| now(plan::page(&admitted))),
    page("/desk/code-lists", to(Verb::SeeOverview, Platform), |admitted| now(code_lists::list(&admitted))),
    page("/desk/code-lists/{list}", to(Verb::SeeOverview, Platform), |admitted| now(code_lists::one(&admitted))),
    page("/desk/code-lists/{list}/map.csv", to(Verb::SeeOverview, Platform), |admitted| now(code_lists::map(&admitted))),
    page("/desk/questionnaires", to(Verb::SeeOverview, Platform), |admitted| now(questionnaires::list(&admitted))),
    page("/desk/questionnaires/new", to(WriteQuestionnaires, AnyTrial), |admitted| now(writing::beginning(&admitted))),
    form("/desk/questionnaires/new", to(WriteQuestionnaires, AnyTrial), |admitted| now(writing::begin(&admitted))),
    page("/desk/questionnaires/{key}", to(SeeQuestionnaires, Questionnaire), |admitted| now(questionnaires::one(&admitted))),
    page("/desk/questionnaires/{key}/draft", to(WriteQuestionnaires, Draft), |admitted| now(writing::page(&admitted))),
    form("/desk/questionnaires/{key}/draft", to(WriteQuestionnaires, Draft), |admitted| now(writing::save(&admitted))),
    form("/desk/questionnaires/{key}/draft/check", to(WriteQuestionnaires, Draft), |admitted| now(writing::check(&admitted))),
    open(false, "/desk/live.js", |_| now(writing::live())),
    form("/desk/questionnaires/{key}/draft/question", to(WriteQuestionnaires, Draft), |admitted| now(writing::put(&admitted))),
    form("/desk/questionnaires/{key}/draft/words", to(WriteQuestionnaires, Draft), |admitted| now(writing::put_words(&admitted))),
    form("/desk/questionnaires/{key}/draft/publish", to(WriteQuestionnaires, Draft), |admitted| now(writing::publish(&admitted))),
    form("/desk/questionnaires/{key}/draft/discard", to(WriteQuestionnaires, Draft), |admitted| now(writing::give_up(&admitted))),
    page("/desk/questionnaires/{key}/draft/preview", to(WriteQuestionnaires, Draft), |admitted| {
        now(writing::show_draft(&admitted))
    }),
    form("/desk/questionnaires/{key}/draft/preview", to(WriteQuestionnaires, Draft), |admitted| {
        now(writing::pass_draft(&admitted))
    }),
    page("/desk/questionnaires/{key}/draft/preview/{page}", to(WriteQuestionnaires, Draft), |admitted| {
        now(writing::show_draft(&admitted))
    }),
    form("/desk/questionnaires/{key}/draft/preview/{page}", to(WriteQuestionnaires, Draft), |admitted| {
        now(writing::pass_draft(&admitted))
    }),
    page("/desk/questionnaires/{key}/preview/{version}", to(SeeQuestionnaires, Questionnaire), |admitted| {
        now(writing::show(&admitted))
    }),
    form("/desk/questionnaires/{key}/preview/{version}", to(SeeQuestionnaires, Questionnaire), |admitted| {
        now(writing::pass(&admitted))
    }),
    page("/desk/questionnaires/{key}/preview/{version}/{page}", to(SeeQuestionnaires, Questionnaire), |admitted| {
        now(writing::show(&admitted))
    }),
    form("/desk/questionnaires/{key}/preview/{version}/{page}", to(SeeQuestionnaires, Questionnaire), |admitted| {
        now(writing::pass(&admitted))
    }),
    page("/desk/questionnaires/{key}/{from}/{to}", to(Verb::SeeQuestionnaires, Versions), |admitted| {
        now(versions::page(&admitted))
    }),
    page("/desk/rounds", to(Verb::SeeOverview, Platform), |admitted| now(rounds::list(&admitted))),
    page("/desk/rounds/new", to(Verb::PlanRound, AnyTrial), |admitted| now(planning::page(&admitted))),
    form("/desk/rounds/new", to(Verb::PlanRound, AnyTrial), |admitted| now(planning::plan(&admitted))),
    form("/desk/rounds/{round}/extend", to(Verb::PlanRound, Round), |admitted| now(ending::extend(&admitted))),
    form("/desk/rounds/{round}/close", to(Verb::PlanRound, Round), |admitted| now(ending::close(&admitted))),
    form("/desk/rounds/{round}/change", to(Verb::PlanRound, Round), |admitted| now(changing::change(&admitted))),
    form("/desk/rounds/{round}/remove", to(Verb::PlanRound, Round), |admitted| now(changing::remove(&admitted))),
    page("/desk/rounds/{round}", to(Verb::SeeRound, Round), |admitted| now(rounds::round(&admitted))),
    page("/desk/rounds/{round}/recipients", to(Verb::ImportRecipients, RoundPart), |admitted| now(recipients::page(&admitted))),
    form("/desk/rounds/{round}/recipients", to(Verb::ImportRecipients, RoundPart), |admitted| now(recipients::act(&admitted))),
    form("/desk/rounds/{round}/recipients/opt-out", to(Verb::ImportRecipients, RoundPart), |admitted| {
        now(wishes::note(&admitted))
    }),
    form("/desk/rounds/{round}/recipients/nobody", to(Verb::ImportRecipients, RoundPart), |admitted| {
        now(tasks::nobody(&admitted))
    }),
    form("/desk/rounds/{round}/recipients-due", to(Verb::PlanRound, Round), |admitted| now(tasks::set_due(&admitted))),
    page("/desk/rounds/{round}/letters", to(Verb::SeeLetters, Round), |admitted| now(round_letters::page(&admitted))),
    form("/desk/rounds/{round}/invite", to(Verb::SendLetters, Round), |admitted| now(round_letters::invite(&admitted))),
    form("/desk/rounds/{round}/remind", to(Verb::SendLetters, Round), |admitted| now(round_letters::remind(&admitted))),
    form("/desk/rounds/{round}/letters/file", to(Verb::SendLetters, Round), |admitted| Box::pin(paper_letters::file(admitted))),
    form("/desk/rounds/{round}/together", to(Verb::SendLetters, Round), |admitted| now(together::act(&admitted))),
    form("/desk/rounds/{round}/schedule", to(Verb::SendLetters, Round), |admitted| now(schedule::act(&admitted))),
    page("/desk/rounds/{round}/answers/new", to(Verb::EnterAnswers, RoundPart), |admitted| now(entering::page(&admitted))),
    form("/desk/rounds/{round}/answers/new", to(Verb::EnterAnswers, RoundPart), |admitted| Box::pin(entering::act(admitted))),
    page("/desk/rounds/{round}/cases", to(Verb::SeeCases, Round), |admitted| now(cases::page(&admitted))),
    page("/desk/rounds/{round}/evidence/{document}", to(Verb::SeeEvidence, Round), |admitted| now(evidence::show(&admitted))),
    page("/desk/rounds/{round}/texts", to(Verb::ReviewTexts, Round), |admitted| Box::pin(texts::waiting(admitted))),
    form("/desk/rounds/{round}/texts", to(Verb::ReviewTexts, Round), |admitted| Box::pin(texts::decide(admitted))),
    form("/desk/rounds/{round}/texts/open", to(Verb::ReadTexts, Round), |admitted| now(texts::open(&admitted))),
    page("/desk/rounds/{round}/texts/approved", to(Verb::ReadTexts, Round), |admitted| Box::pin(texts::approved(admitted))),
    form("/desk/rounds/{round}/texts/themes", to(Verb::ReviewTexts, Round), |admitted| now(texts::themes::act(&admitted))),
    page("/desk/rounds/{round}/texts/themes.csv", to(Verb::ReadTexts, Round), |admitted| now(texts::themes::csv(&admitted))),
    page("/desk/rounds/{round}/addresses", to(Verb::ImportRecipients, RoundPart), |admitted| now(addresses::page(&admitted))),
    form("/desk/rounds/{round}/addresses", to(Verb::ImportRecipients, RoundPart), |admitted| now(addresses::correct(&admitted))),
    form("/desk/rounds/{round}/letters/uncertain", to(Verb::SendLetters, Round), |admitted| now(letters::decide(&admitted))),
    page("/desk/letters/returned", to(Verb::SendLetters, AnyTrial), |admitted| now(returned::page(&admitted))),
    form("/desk/letters/returned", to(Verb::SendLetters, AnyTrial), |admitted| now(returned::act(&admitted))),
    form("/desk/letters/release", to(Verb::SendLetters, Platform), |admitted| now(letters::release(&admitted))),
    page("/desk/focus-groups", to(Verb::TakeNotes, AnyTrial), |admitted| now(focus_groups::list(&admitted))),
    form("/desk/focus-groups", to(Verb::PlanFocusGroup, Platform), |admitted| now(focus_groups::plan(&admitted))),
    page("/desk/focus-groups/matrix", to(Verb::WritePoints, Platform), |admitted| now(focus_groups::matrix(&admitted))),
    page("/desk/focus-groups/matrix.csv", to(Verb::WritePoints, Platform), |admitted| now(focus_groups::matrix_csv(&admitted))),
    page("/desk/focus-groups/matrix.xlsx", to(Verb::WritePoints, Platform), |admitted| now(focus_groups::matrix_xlsx(&admitted))),
    page("/desk/focus-groups/points", to(Verb::WritePoints, Platform), |admitted| now(focus_groups::points(&admitted))),
    form("/desk/focus-groups/points", to(Verb::WritePoints, Platform), |admitted| now(focus_groups::add_point(&admitted))),
    page("/desk/focus-groups/points/{point}", to(Verb::WritePoints, Platform), |admitted| now(focus_groups::point(&admitted))),
    form("/desk/focus-groups/points/{point}", to(Verb::WritePoints, Platform), |admitted| {
        now(focus_groups::change_point(&admitted))
    }),
    page("/desk/focus-groups/sources/{code}", to(Verb::WritePoints, Platform), |admitted| now(focus_groups::source(&admitted))),
    page("/desk/focus-groups/summaries", to(Verb::ReadSummaries, Platform), |admitted| now(focus_groups::frozen(&admitted))),
    page("/desk/focus-groups/summaries/{scope}", to(Verb::WritePoints, Platform), |admitted| {
        now(focus_groups::summary(&admitted))
    }),
    form("/desk/focus-groups/summaries/{scope}", to(Verb::WritePoints, Platform), |admitted| {
        now(focus_groups::change_summary(&admitted))
    }),
    page("/desk/focus-groups/summaries/{scope}/{file}", to(Verb::ReadSummaries, Platform), |admitted| {
        now(focus_groups::summary_file(&admitted))
    }),
    page("/desk/focus-groups/codebook", to(Verb::WritePoints, Platform), |admitted| now(focus_groups::codebook(&admitted))),
    form("/desk/focus-groups/codebook", to(Verb::WritePoints, Platform), |admitted| {
        now(focus_groups::change_codebook(&admitted))
    }),
    page("/desk/focus-groups/exchange", to(Verb::WritePoints, Platform), |admitted| now(focus_groups::exchange(&admitted))),
    form("/desk/focus-groups/exchange", to(Verb::WritePoints, Platform), |admitted| now(focus_groups::take_project(&admitted))),
    page("/desk/focus-groups/exchange/{file}", to(Verb::WritePoints, Platform), |admitted| {
        now(focus_groups::exchange_file(&admitted))
    }),
    page("/desk/focus-groups/samples", to(Verb::WritePoints, Platform), |admitted| now(focus_groups::samples(&admitted))),
    form("/desk/focus-groups/samples", to(Verb::WritePoints, Platform), |admitted| now(focus_groups::draw_sample(&admitted))),
    page("/desk/focus-groups/samples/{sample}", to(Verb::WritePoints, Platform), |admitted| now(focus_groups::sample(&admitted))),
    form("/desk/focus-groups/samples/{sample}", to(Verb::WritePoints, Platform), |admitted| {
        now(focus_groups::code_sample(&admitted))
    }),
    page("/desk/focus-groups/{group}/coding", to(Verb::WritePoints, Platform), |admitted| now(focus_groups::coding(&admitted))),
    form("/desk/focus-groups/{group}/coding", to(Verb::WritePoints, Platform), |admitted| {
        now(focus_groups::change_coding(&admitted))
    }),
    page("/desk/focus-groups/{group}", to(Verb::PlanFocusGroup, Platform), |admitted| now(focus_groups::group(&admitted))),
    form("/desk/focus-groups/{group}", to(Verb::PlanFocusGroup, Platform), |admitted| now(focus_groups::change(&admitted))),
    page("/desk/focus-groups/{group}/invitations/{participant}.ics", to(Verb::PlanFocusGroup, Platform), |admitted| {
        now(focus_groups::invitation(&admitted))
    }),
    page("/desk/focus-groups/{group}/letters", to(Verb::PlanFocusGroup, Platform), |admitted| {
        now(focus_groups::letters(&admitted))
    }),
    form("/desk/focus-groups/{group}/letters", to(Verb::PlanFocusGroup, Platform), |admitted| {
        now(focus_groups::send_letters(&admitted))
    }),
    page("/desk/focus-groups/{group}/notes", to(Verb::TakeNotes, Group), |admitted| now(focus_groups::notes(&admitted))),
    form("/desk/focus-groups/{group}/notes", to(Verb::TakeNotes, Group), |admitted| now(focus_groups::add_line(&admitted))),
    page("/desk/focus-groups/{group}/notes/events", to(Verb::TakeNotes, Group), |admitted| now(focus_groups::stream(&admitted))),
    open(false, "/desk/notes.js", |_| now(focus_groups::script())),
    page("/desk/focus-groups/{group}/written", to(Verb::TakeNotes, Group), |admitted| {
        now(focus_groups::written_rounds(&admitted))
    }),
    form("/desk/focus-groups/{group}/written", to(Verb::TakeNotes, Group), |admitted| now(focus_groups::plan_written(&admitted))),
    page("/desk/focus-groups/{group}/written/{written}", to(Verb::TakeNotes, Group), |admitted| {
        now(focus_groups::written_round(&admitted))
    }),
    form("/desk/focus-groups/{group}/written/{written}", to(Verb::TakeNotes, Group), |admitted| {
        now(focus_groups::change_written(&admitted))
    }),
    page("/desk/focus-groups/{group}/transcripts", to(Verb::PlanFocusGroup, Platform), |admitted| {
        now(focus_groups::transcripts(&admitted))
    }),
    form("/desk/focus-groups/{group}/transcripts", to(Verb::PlanFocusGroup, Platform), |admitted| {
        now(focus_groups::change_transcripts(&admitted))
    }),
    form("/desk/focus-groups/{group}/recordings", to(Verb::PlanFocusGroup, Platform), |admitted| {
        Box::pin(focus_groups::hand_in_recording(admitted))
    }),
    form("/desk/focus-groups/{group}/recordings/{recording}", to(Verb::PlanFocusGroup, Platform), |admitted| {
        now(focus_groups::act_on_recording(&admitted))
    }),
    page("/desk/focus-groups/{group}/transcripts/{transcript}", to(Verb::PlanFocusGroup, Platform), |admitted| {
        now(focus_groups::transcript(&admitted))
    }),
    form("/desk/focus-groups/{group}/transcripts/{transcript}", to(Verb::PlanFocusGroup, Platform), |admitted| {
        now(focus_groups::take_transcript(&admitted))
    }),
    page("/desk/focus-groups/{group}/statements", to(Verb::WritePoints, Platform), |admitted| {
        now(focus_groups::statements(&admitted))
    }),
    form("/desk/focus-groups/{group}/statements", to(Verb::WritePoints, Platform), |admitted| {
        now(focus_groups::add_statement(&admitted))
    }),
    page("/desk/letters", to(Verb::SeeLetters, Platform), |admitted| now(letters::outbox(&admitted))),
    open(false, "/demo/link", |caller| now(demonstration::page(&caller))),
    open(true, "/demo/link", |caller| now(demonstration::fresh(&caller))),
];

/// The addresses of forms that stand on another page than the one above them.
const FORMS_ELSEWHERE: &[(&str, &str)] = &[
    ("/desk/rounds/{round}/texts/themes", "/desk/rounds/{round}/texts/approved"),
    ("/desk/focus-groups/{group}/recordings", "/desk/focus-groups/{group}/transcripts"),
    ("/desk/focus-groups/{group}/recordings/{recording}", "/desk/focus-groups/{group}/transcripts"),
];

/// The end of the address at which one file is taken as it comes, however large.
const FILE_AS_IT_COMES: &str = "/recordings";

/// The bytes of the largest list of recipients, percent-encoded: some ten thousand people.
const LARGEST_LIST: usize = 3 * 1024 * 1024;

/// The bytes of the largest form with files, by the end of its address; nowhere else is one taken.
const LARGEST_FILES: &[(&str, usize)] = &[
    ("/letters/returned", 20 * 1024 * 1024),
    ("/recipients", 8 * 1024 * 1024),
    ("/figures/new", 2 * 1024 * 1024),
    // A little more than the document that is kept, so that one that is too large gets its own sentence.
    ("/documents", documents::LARGEST + 1024 * 1024),
    // A little more than the file that is read, so that one that is too large gets its own sentence.
    ("/transcripts", transcript::LARGEST + 1024 * 1024),
    ("/focus-groups/exchange", 20 * 1024 * 1024),
];
